/**
 * Accepting with what QuickBooks has in view: an account that it would refuse is refused at once, and an inactive item that holds the
 * name of a code can be made active.
 */
import { type Link, linkCodes } from '../codes/links.ts';
import { type Company, type CostCode, codeID, keyOf, quickBooksList } from '../codes/model.ts';
import {
  acceptCodes,
  type Judge,
  namedCodes,
  type Outcome,
  type Refusal,
  type Which,
} from '../codes/queue.ts';
import { type Assigned, acceptInactive, type By } from '../codes/transitions.ts';
import { parentsOf } from '../codes/view.ts';
import { codePages, codesByID } from '../codes/walk.ts';
import type { Store } from '../store/port.ts';
import type { QuickBooksHas } from './has.ts';
import type { Kept } from './kept.ts';
import { itemOf } from './linking.ts';
import type { Preflight } from './preflight.ts';
import { preflightsOf } from './preflights.ts';

/** A reading that is older is not relied on: what it does not have may have been made in QuickBooks since. */
const RELIED_ON_MS = 2 * 24 * 60 * 60_000;

/** Beside what is assigned to codes. */
export interface Accepting {
  /** Items that are inactive and hold the names of codes are made active and taken over. */
  readonly reactivates: boolean;
}

interface Place {
  readonly store: Store;
  readonly kept: Kept;
}

/** Accepts codes as `acceptCodes` does, but for those whose accounts QuickBooks does not have, or not for items. */
export async function acceptKnowing(
  { store, kept }: Place,
  company: Company,
  by: By,
  which: Which,
  assigned: Assigned,
  { reactivates }: Accepting = { reactivates: false },
): Promise<Outcome> {
  const has = await kept.of(company);
  const isReliedOn = has !== null && store.now().getTime() - Date.parse(has.at) < RELIED_ON_MS;
  if (!isReliedOn) return acceptCodes(store, company, by, which, assigned);
  const preflights = async (codes: readonly CostCode[]) =>
    preflightsOf(store, has, company, codes, await parentsOf(store, codes), assigned);
  const judge: Judge = async (codes) =>
    new Map(
      [...(await preflights(codes))].flatMap(([id, { verdict, message }]) =>
        verdict === 'account' ? [[id, message]] : [],
      ),
    );
  if (!reactivates) return acceptCodes(store, company, by, which, assigned, judge);
  const taken = new Set<string>();
  const refused: Refusal[] = [];
  let count = 0;
  for await (const codes of pendingOf(store, company, which)) {
    const links = inactiveItems(codes, await preflights(codes), has);
    for (const { id } of links) taken.add(id);
    const outcome = await linkCodes(store, company, by, links, (code, who, item, around) =>
      acceptInactive(code, who, assigned, company.fourEyes, item, around),
    );
    count += outcome.count;
    if (which !== 'all') refused.push(...outcome.refused);
  }
  const list = quickBooksList(company).id;
  const rest =
    which === 'all' ? which : which.filter((code) => !taken.has(codeID(company.id, list, keyOf(code))));
  // Of all, those whose item somebody else was quicker with wait still: they are not to be made anew.
  const others: Judge = async (codes) => {
    const against = await judge(codes);
    return new Map(
      codes.flatMap(({ id }) => {
        const reason = taken.has(id) ? TAKEN : against.get(id);
        return reason === undefined ? [] : [[id, reason]];
      }),
    );
  };
  const outcome = await acceptCodes(store, company, by, rest, assigned, others);
  return { count: count + outcome.count, refused: [...refused, ...outcome.refused] };
}

const TAKEN = 'Its item could not be taken over.';

const inactiveItems = (
  codes: readonly CostCode[],
  preflights: ReadonlyMap<string, Preflight>,
  has: QuickBooksHas,
): (Link & { readonly id: string })[] =>
  codes.flatMap(({ id, code }) => {
    const { verdict, listId = null } = preflights.get(id) ?? {};
    const item = verdict === 'inactive' && listId !== null ? has.items.get(listId) : undefined;
    return item ? [{ id, code, item: itemOf(item) }] : [];
  });

/** Those of them that wait for an approver. */
async function* pendingOf(store: Store, company: Company, which: Which): AsyncGenerator<CostCode[]> {
  const list = quickBooksList(company).id;
  if (which === 'all') yield* codePages(store, company.id, list, 'pending');
  else
    for await (const codes of codesByID(store, (await namedCodes(company, which)).keys()))
      yield codes.filter(({ status }) => status === 'pending');
}
