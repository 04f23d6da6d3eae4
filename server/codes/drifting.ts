/**
 * Changes that are dropped, and what QuickBooks has otherwise: followed, or to be as it was. Most codes stay where they hang and are
 * changed in batches; those that get another parent or their former text one by one, under the company's lock.
 */

import { LEVELS_MAX } from '../../qbxml/text.ts';
import type { Store } from '../store/port.ts';
import { inTurns } from '../turns.ts';
import type { Random } from './company.ts';
import { linkedCodes } from './links.ts';
import { alone } from './lock.ts';
import { CODES, type Company, type CostCode, codeID, keyOf, quickBooksList } from './model.ts';
import { finishMove, moveCode } from './moving.ts';
import { naturalOrder } from './order.ts';
import { depthBelow, levelBelow } from './places.ts';
import { namedCodes, type Outcome, type Refusal, type Which } from './queue.ts';
import { type By, discard, follow, LEADS_FROM, type Place, restore, type Step } from './transitions.ts';
import { parentsOf } from './view.ts';
import { changeEach, codePages, codesByID } from './walk.ts';

export interface DriftPlace {
  readonly store: Store;
  readonly random: Random;
}

/** Drops changes: the codes are synced again, also under their former text and parent. */
export const discardCodes = (place: DriftPlace, company: Company, by: By, which: Which): Promise<Outcome> =>
  each(place, company, which, 'discard', {
    isMeant: ({ settled }) => settled !== null,
    whereTo: formerPlace,
    step: (code, where) => discard(code, by, where ?? code),
  });

/** What QuickBooks has is ours from now on. */
export const followCodes = (place: DriftPlace, company: Company, by: By, which: Which): Promise<Outcome> =>
  each(place, company, which, 'follow', {
    isMeant: ({ drift }) => drift !== null,
    whereTo: placeInQuickBooks,
    step: (code, where, parents) => follow(code, by, where, { parents, company }),
  });

/** What is ours is to be in QuickBooks again, once it is approved. */
export const restoreCodes = (place: DriftPlace, company: Company, by: By, which: Which): Promise<Outcome> =>
  each(place, company, which, 'restore', {
    isMeant: ({ drift }) => drift !== null,
    whereTo: async () => null,
    step: (code, _, parents) => restore(code, by, { parents, company }),
  });

type Parents = ReadonlyMap<string, CostCode>;

interface Doing {
  /** Of all codes. */
  isMeant(code: CostCode): boolean;
  /** Where it is to hang; null where it stays. A text says why it cannot. */
  whereTo(store: Store, company: Company, code: CostCode): Promise<Place | null | string>;
  step(code: CostCode, where: Place | null, parents: Parents): Step;
}

async function each(
  { store, random }: DriftPlace,
  company: Company,
  which: Which,
  verb: 'discard' | 'follow' | 'restore',
  doing: Doing,
): Promise<Outcome> {
  return alone(store, company.id, random(16).toString('hex'), async (renew) => {
    await finishMove(store, company.id);
    const refused: Refusal[] = [];
    let count = 0;
    let misplaced = new Map<string, Refusal>();
    const take = async (codes: readonly CostCode[], nameOf: (code: CostCode) => string) => {
      await renew();
      const done = await page(store, company, codes, doing);
      count += done.count;
      for (const [code, reason] of done.misplaced) misplaced.set(code.id, { code: nameOf(code), reason });
      if (which !== 'all')
        for (const [code, reason] of done.refused) refused.push({ code: nameOf(code), reason });
    };
    // What one of them is in the way of may do once that one has gone elsewhere.
    const takeMisplaced = async () => {
      for (let before = 0; misplaced.size > 0 && misplaced.size !== before; ) {
        before = misplaced.size;
        const again = misplaced;
        misplaced = new Map();
        for await (const codes of codesByID(store, again.keys()))
          await take(codes, ({ id, code }) => again.get(id)?.code ?? code);
      }
      refused.push(...misplaced.values());
    };
    if (which === 'all') {
      const list = quickBooksList(company).id;
      for (const status of LEADS_FROM[verb])
        for await (const codes of codePages(store, company.id, list, status))
          await take(codes.filter(doing.isMeant), ({ code }) => code);
      await takeMisplaced();
      return { count, refused: [] };
    }
    const named = await namedCodes(company, which);
    const known = new Set<string>();
    for await (const codes of codesByID(store, named.keys())) {
      for (const { id } of codes) known.add(id);
      await take(codes, ({ id, code }) => named.get(id) ?? code);
    }
    await takeMisplaced();
    for await (const slice of inTurns(named))
      for (const [id, code] of slice)
        if (!known.has(id))
          refused.push({ code, reason: `There is no code ${code} in the QuickBooks list.` });
    return { count, refused };
  });
}

type Reasons = ReadonlyMap<CostCode, string>;

async function page(
  store: Store,
  company: Company,
  codes: readonly CostCode[],
  doing: Doing,
): Promise<{ count: number; refused: Reasons; misplaced: Reasons }> {
  const refused = new Map<CostCode, string>();
  const misplaced = new Map<CostCode, string>();
  const staying: CostCode[] = [];
  let count = 0;
  for (const code of codes) {
    const where = await doing.whereTo(store, company, code);
    if (typeof where === 'string') misplaced.set(code, where);
    else if (where === null) staying.push(code);
    else {
      const why = await moved(store, code.id, where, doing);
      if (why === null) count++;
      else refused.set(code, why);
    }
  }
  const parents = await parentsOf(store, staying);
  const done = await changeEach(
    store,
    staying.map(({ id }) => id),
    (code) => doing.step(code, null, parents),
  );
  for (const code of staying) {
    const why = done.missing.has(code.id)
      ? `There is no code ${code.code} any more.`
      : done.refused.get(code.id);
    if (why !== undefined) refused.set(code, why);
  }
  return { count: count + done.changed.length, refused, misplaced };
}

/** Each time somebody else was quicker; nobody is that unlucky for long. */
const ROUNDS_MAX = 20;

/** Null once it is done, else why not. */
async function moved(store: Store, id: string, where: Place, doing: Doing): Promise<string | null> {
  for (let round = 1; round <= ROUNDS_MAX; round++) {
    const code = await store.get(CODES, id);
    if (code === null) return 'The code is not in the list any more.';
    // The parents that it has, and those that it gets.
    const parents = await parentsOf(store, [code, { ...code, ...where }]);
    const step = doing.step(code, where, parents);
    if (!step.ok) return step.reason;
    const stored = await written(store, code, step.code);
    if (!stored) continue;
    await levelBelow(store, stored);
    return null;
  }
  return 'It is being changed by others over and over. Try again in a moment.';
}

async function written(store: Store, before: CostCode, code: CostCode): Promise<CostCode | null> {
  const key = keyOf(code.code);
  if (key === before.key) return (await store.replace(CODES, [code]))[0] ?? null;
  const id = codeID(code.company, code.list, key);
  const order = naturalOrder(key);
  return moveCode(store, before, { ...code, id, key, order });
}

/** Where a changed code hung before; null where it has stayed there, under its text. */
async function formerPlace(store: Store, company: Company, code: CostCode): Promise<Place | null | string> {
  const { settled, parent, level } = code;
  if (settled === null) return null;
  const key = keyOf(settled.code);
  if (key !== code.key && (await store.get(CODES, codeID(company.id, code.list, key))))
    return `There is another code ${settled.code} by now.`;
  if (settled.parent === parent) return key === code.key ? null : { parent, level };
  if (settled.told.parent === '' && settled.parent === '') return { parent: '', level: 1 };
  // By its item: it may have another text since.
  const above =
    (await linkedCodes(store, company, [settled.told.parent])).get(settled.told.parent) ??
    (await store.get(CODES, codeID(company.id, code.list, settled.parent)));
  return above
    ? below(store, code, above, 'Discard the change of the code above it first.')
    : 'The code that was above it is not in the list any more.';
}

/** Below a code, unless that is below itself, or too deep for it or for what is below it. */
async function below(store: Store, code: CostCode, above: CostCode, first: string): Promise<Place | string> {
  const line = await parentsOf(store, [above]);
  if (above.key === code.key || line.has(code.key)) return `It would be below itself here. ${first}`;
  const level = above.level + 1;
  const deepest = level + (await depthBelow(store, code));
  if (deepest <= LEVELS_MAX) return { parent: above.key, level };
  const what = level > LEVELS_MAX ? 'It' : 'What is below it';
  return `${what} would be on level ${level > LEVELS_MAX ? level : deepest}; QuickBooks has ${LEVELS_MAX}.`;
}

/** Where its item hangs in QuickBooks, if that is elsewhere. */
async function placeInQuickBooks(
  store: Store,
  company: Company,
  code: CostCode,
): Promise<Place | null | string> {
  const fields = code.drift?.fields ?? [];
  const description = fields.find(({ field }) => field === 'description');
  if (description && description.quickBooks === '')
    return 'Its item has no description in QuickBooks, and a code needs one. Restore it, or write one there.';
  const parent = fields.find(({ field }) => field === 'parent');
  if (!parent) return null;
  const listID = String(parent.quickBooks);
  if (listID === '') return { parent: '', level: 1 };
  const above = (await linkedCodes(store, company, [listID])).get(listID);
  if (!above) return 'The item above its item in QuickBooks is no code. Make it one first.';
  return below(store, code, above, 'Follow the item above it first.');
}
