/**
 * A code gets another key, and so another document; its history, its item and the codes below it go along. Four kinds of writes,
 * and one of them is the truth:
 *
 *     the company says what is moved -> the new document is written, in no list -> the old one is removed, guarded by what was
 *     read: this is the truth -> the new one comes into the list, the codes below it follow, the company says that it is over
 *
 * Whoever comes next completes what was broken off: while the old document is there, nothing has happened, and the new one goes;
 * once it is gone, the rest is done. Nobody sees the code in between, or sees it twice. Its item is claimed meanwhile (links.ts),
 * so that nobody links it with another code. To be called under the company's lock.
 */
import type { Store } from '../store/port.ts';
import { allCompanies, type Random, updateCompany } from './company.ts';
import { claimForMove, releaseMove } from './links.ts';
import { alone, Busy } from './lock.ts';
import { CODES, COMPANIES, type CostCode, codeID, type Moving } from './model.ts';
import { hang, pagesBelow } from './places.ts';

/** Of a document that is in no list yet. */
const NO_LIST = '';

/** Moves a code, which becomes `moved`. Null where somebody else was quicker with either of the two. */
export async function moveCode(store: Store, old: CostCode, moved: CostCode): Promise<CostCode | null> {
  const { company, list, key: from } = old;
  await updateCompany(store, company, (each) => ({ ...each, moving: { list, from, to: moved.key } }));
  const { rev: _, ...fresh } = { ...moved, list: NO_LIST, calledSince: moved.updatedAt };
  const isClaimed = await claimForMove(store, old);
  const [hidden] = isClaimed ? await store.insert(CODES, [fresh]) : [];
  if (hidden) await store.remove(CODES, [old]);
  await finishMove(store, company);
  const now = hidden ? await store.get(CODES, moved.id) : null;
  return now?.list === list ? now : null;
}

/** Completes a move, or takes it back, whoever began it. To be called under the company's lock. */
export async function finishMove(store: Store, company: string): Promise<void> {
  const moving = (await store.get(COMPANIES, company))?.moving ?? null;
  if (moving === null) return;
  const from = codeID(company, moving.list, moving.from);
  const listID = await completed(store, company, moving, from);
  await releaseMove(store, company, listID, from);
  await updateCompany(store, company, (each) => ({ ...each, moving: null }));
}

/** Gives the ListID of the code that was moved, or was not. */
async function completed(
  store: Store,
  company: string,
  { list, from: fromKey, to }: Moving,
  from: string,
): Promise<string> {
  for (;;) {
    const old = await store.get(CODES, from);
    const next = await store.get(CODES, codeID(company, list, to));
    if (next === null) return old?.listID ?? '';
    if (old !== null) {
      if (next.list !== NO_LIST || (await store.remove(CODES, [next]))[0]) return old.listID;
    } else {
      const shown = next.list === NO_LIST ? (await store.replace(CODES, [{ ...next, list }]))[0] : next;
      if (!shown) continue;
      await followParent(store, shown, fromKey);
      return shown.listID;
    }
  }
}

/** The codes below it are below its new key. */
async function followParent(store: Store, code: CostCode, from: string): Promise<void> {
  const place = { parent: code.key, level: code.level + 1 };
  for await (const page of pagesBelow(store, code, from))
    for (const child of page) await hang(store, child.id, from, place);
}

/** Completes what servers that died have left. A company that somebody changes right now is passed over: they complete it. */
export async function finishMoves(store: Store, random: Random): Promise<void> {
  for (const { id, moving } of await allCompanies(store)) {
    if (!moving) continue;
    try {
      await alone(store, id, random(16).toString('hex'), () => finishMove(store, id));
    } catch (error) {
      if (!(error instanceof Busy)) throw error;
    }
  }
}
