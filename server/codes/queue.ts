/** The approval queue: what people do to the codes of a list. */
import type { Store } from '../store/port.ts';
import { inTurns } from '../turns.ts';
import { type Random, updateCompany } from './company.ts';
import { alone } from './lock.ts';
import {
  CODES,
  type CodeStatus,
  type Company,
  type CostCode,
  codeID,
  isInQuickBooks,
  keyOf,
  quickBooksList,
} from './model.ts';
import { finishMove } from './moving.ts';
import { childrenOf, codeNamed } from './read.ts';
import {
  type Assigned,
  accept,
  assignsAny,
  type By,
  LEADS_FROM,
  recall,
  reject,
  retry,
  type Step,
  send,
  unlink,
  whyNotDeleted,
} from './transitions.ts';
import { changeEach, codePages, codesByID } from './walk.ts';

export interface Refusal {
  readonly code: string;
  readonly reason: string;
}

export interface Outcome {
  readonly count: number;
  readonly refused: readonly Refusal[];
}

/** Codes by name, or "all" that the verb applies to. */
export type Which = readonly string[] | 'all';

/** Says of codes as they are, by id, what else is known against a verb. */
export type Judge = (codes: readonly CostCode[]) => Promise<ReadonlyMap<string, string>>;

const NOTHING_AGAINST: Judge = async () => new Map();

/** Takes codes of the QuickBooks list through a transition. "all" refuses none: what it does not apply to is passed over. */
async function changeCodes(
  store: Store,
  company: Company,
  which: Which,
  statuses: readonly CodeStatus[],
  step: (code: CostCode) => Step | null,
  judge = NOTHING_AGAINST,
): Promise<Outcome> {
  const list = quickBooksList(company).id;
  if (which === 'all') {
    let count = 0;
    for (const status of statuses) {
      for await (const page of codePages(store, company.id, list, status)) {
        const ids = page.map((code) => code.id);
        const against = await judge(page);
        const { changed } = await changeEach(store, ids, (code) =>
          statuses.includes(code.status) && !against.has(code.id) ? step(code) : null,
        );
        count += changed.length;
      }
    }
    return { count, refused: [] };
  }
  const named = await namedCodes(company, which);
  const against = await againstNamed(store, named, judge);
  const { changed, refused, missing } = await changeEach(store, [...named.keys()], (code) => {
    const next = step(code);
    const reason = against.get(code.id);
    return next?.ok && reason !== undefined ? { ok: false, reason } : next;
  });
  const told: Refusal[] = [];
  for await (const slice of inTurns(named)) {
    for (const [id, code] of slice) {
      const reason = missing.has(id) ? `There is no code ${code} in the QuickBooks list.` : refused.get(id);
      if (reason !== undefined) told.push({ code, reason });
    }
  }
  return { count: changed.length, refused: told };
}

async function againstNamed(
  store: Store,
  named: ReadonlyMap<string, string>,
  judge: Judge,
): Promise<ReadonlyMap<string, string>> {
  const against = new Map<string, string>();
  if (judge === NOTHING_AGAINST) return against;
  for await (const slice of codesByID(store, named.keys()))
    for (const [id, reason] of await judge(slice)) against.set(id, reason);
  return against;
}

/** Codes of the QuickBooks list as somebody spelt them, by id. */
export async function namedCodes(
  company: Company,
  codes: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const list = quickBooksList(company).id;
  const named = new Map<string, string>();
  for await (const slice of inTurns(codes))
    for (const code of slice) named.set(codeID(company.id, list, keyOf(code)), code);
  return named;
}

/** Why the button Send to ERP is grey, or null. */
export async function whyNothingToSend(store: Store, company: Company): Promise<string | null> {
  const list = quickBooksList(company).id;
  for (const status of LEADS_FROM.send) {
    if ((await store.find(CODES, 'byStatus', { equals: [company.id, list, status], limit: 1 })).length > 0)
      return null;
  }
  const [any] = await store.find(CODES, 'byOrder', { equals: [company.id, list], limit: 1 });
  return any
    ? 'Every code of the QuickBooks list has been sent already. Import or change codes to send them.'
    : 'The QuickBooks list is empty. Import cost codes first.';
}

/** Null if there is nothing to send at all. */
export async function sendCodes(
  store: Store,
  company: Company,
  by: By,
  codes: readonly string[] | null,
): Promise<Outcome | null> {
  if (codes === null && (await whyNothingToSend(store, company)) !== null) return null;
  const outcome = await changeCodes(store, company, codes ?? 'all', LEADS_FROM.send, (code) =>
    send(code, by),
  );
  if (outcome.count > 0 && company.firstSentAt === null) {
    await updateCompany(store, company.id, (each) =>
      each.firstSentAt === null ? { ...each, firstSentAt: by.at } : each,
    );
  }
  return outcome;
}

/** Accepts pending codes, with what is assigned to them. A named code that is accepted already gets only that. */
export function acceptCodes(
  store: Store,
  company: Company,
  by: By,
  which: Which,
  assigned: Assigned,
  judge?: Judge,
): Promise<Outcome> {
  return changeCodes(
    store,
    company,
    which,
    LEADS_FROM.accept,
    (code) => accept(code, by, assigned, company.fourEyes),
    judge,
  );
}

/** Rejects pending codes; the reason is shown to who sent them. */
export function rejectCodes(
  store: Store,
  company: Company,
  by: By,
  which: Which,
  reason: string,
): Promise<Outcome> {
  return changeCodes(store, company, which, LEADS_FROM.reject, (code) => reject(code, by, reason));
}

/** Failed codes, and accepted ones that an alarm holds (`isHeld`). */
export function retryCodes(
  store: Store,
  company: Company,
  by: By,
  which: Which,
  assigned: Assigned,
  isHeld: (code: CostCode) => boolean,
): Promise<Outcome> {
  // What is assigned to all is for those, too, that an alarm holds; otherwise lifting it is all that they need.
  const isNamed = which !== 'all' || assignsAny(assigned);
  const statuses: CodeStatus[] = [...LEADS_FROM.retry, ...(isNamed ? (['accepted'] as const) : [])];
  return changeCodes(store, company, which, statuses, (code) => {
    const isPassedOver = which === 'all' && code.status === 'accepted' && !isHeld(code);
    return isPassedOver ? null : retry(code, by, assigned, isHeld(code));
  });
}

/** Takes codes back to `unsynced` that are pending, accepted, rejected or failed. */
export function recallCodes(store: Store, company: Company, by: By, which: Which): Promise<Outcome> {
  return changeCodes(store, company, which, LEADS_FROM.recall, (code) => recall(code, by));
}

/** Takes their items from codes that are in QuickBooks; the items stay there. */
export function unlinkCodes(
  store: Store,
  company: Company,
  by: By,
  codes: readonly string[],
  reason: string,
): Promise<Outcome> {
  return changeCodes(store, company, codes, ['synced'], (code) => unlink(code, by, reason));
}

export interface Missing {
  readonly code: string;
  readonly status: CodeStatus | null;
}

/** Those of the codes that are not in QuickBooks: what uses them cannot be exported yet. */
export async function missingCodes(
  store: Store,
  company: Company,
  codes: readonly string[],
): Promise<Missing[]> {
  const named = await namedCodes(company, codes);
  const missing: Missing[] = [];
  for await (const slice of inTurns(named)) {
    const ids = slice.map(([id]) => id);
    const known = new Map((await store.getMany(CODES, ids)).map((code) => [code.id, code]));
    for (const [id, code] of slice) {
      const found = known.get(id);
      if (!isInQuickBooks(found)) missing.push({ code, status: found?.status ?? null });
    }
  }
  return missing;
}

/** Null when it is deleted, else why not. */
export function deleteCode(
  store: Store,
  random: Random,
  company: Company,
  list: string,
  code: string,
): Promise<'deleted' | 'unknown' | { readonly whyNot: string }> {
  return alone(store, company.id, random(16).toString('hex'), async () => {
    await finishMove(store, company.id);
    for (;;) {
      const known = await codeNamed(store, company, { id: list }, code);
      if (!known) return 'unknown';
      const children = await childrenOf(store, company, { id: list }, known.key, 1);
      const whyNot = whyNotDeleted(known, children.length > 0);
      if (whyNot !== null) return { whyNot };
      if ((await store.remove(CODES, [known]))[0]) return 'deleted';
    }
  });
}
