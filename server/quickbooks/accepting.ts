/** Accepting with what QuickBooks has in view: an account that it would refuse is refused at once. */
import type { Company } from '../codes/model.ts';
import { acceptCodes, type Judge, type Outcome, type Which } from '../codes/queue.ts';
import type { Assigned, By } from '../codes/transitions.ts';
import { parentsOf } from '../codes/view.ts';
import type { Store } from '../store/port.ts';
import type { Kept } from './kept.ts';
import { preflightsOf } from './preflights.ts';

/** A reading that is older is not relied on: what it does not have may have been made in QuickBooks since. */
const RELIED_ON_MS = 2 * 24 * 60 * 60_000;

/** Accepts codes as `acceptCodes` does, but for those whose accounts QuickBooks does not have, or not for items. */
export async function acceptKnowing(
  { store, kept }: { readonly store: Store; readonly kept: Kept },
  company: Company,
  by: By,
  which: Which,
  assigned: Assigned,
): Promise<Outcome> {
  const has = await kept.of(company);
  const isReliedOn = has !== null && store.now().getTime() - Date.parse(has.at) < RELIED_ON_MS;
  const judge: Judge = async (codes) => {
    const parents = await parentsOf(store, codes);
    const preflights = await preflightsOf(store, has, company, codes, parents, assigned);
    return new Map(
      [...preflights].flatMap(([id, { verdict, message }]) => (verdict === 'account' ? [[id, message]] : [])),
    );
  };
  return acceptCodes(store, company, by, which, assigned, isReliedOn ? judge : undefined);
}
