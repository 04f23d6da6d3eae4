/**
 * The other way round: service items that no code has become codes. They are imported as rows of a list are, by the same rules,
 * and then linked with their items. Broken off in between, the codes are there and unsynced; the next import finds them as they
 * are and links them.
 */

import { cleanText } from '../../qbxml/text.ts';
import type { ImportRow, RowProblem } from '../codes/import.ts';
import { type ImportPlace, type ImportResult, importCodes, tryImport } from '../codes/importing/importing.ts';
import { linkCodes } from '../codes/links.ts';
import { type Company, type CostCode, codeID, keyOf, quickBooksList } from '../codes/model.ts';
import type { By } from '../codes/transitions.ts';
import { codesByID } from '../codes/walk.ts';
import { inTurns } from '../turns.ts';
import type { QuickBooksHas } from './has.ts';
import { itemOf, whyNot } from './linking.ts';
import type { Item } from './model.ts';
import { everyLink } from './pages.ts';

/** What an import of items answers, in the numbers of an import. */
export interface ItemsImported {
  readonly added: number;
  /** Codes that were there like their items, and are linked with them now. */
  readonly changed: number;
  /** Items that were named and are a code's already. */
  readonly unchanged: number;
  readonly problems: readonly Pick<RowProblem, 'row' | 'code' | 'problem'>[];
}

interface ItemRow extends ImportRow {
  /** Absent where there is none to link with. */
  readonly item?: Item;
}

const WHY = 'from QuickBooks';

/** Items by their ListIDs, with those above them; or all that are active. `dryRun` answers the same and changes nothing. */
export async function importItems(
  place: ImportPlace,
  has: QuickBooksHas | null,
  company: Company,
  by: By,
  which: readonly string[] | 'all',
  dryRun: boolean,
): Promise<ItemsImported> {
  const { store } = place;
  const links = has ? await everyLink(store, company) : new Map<string, string>();
  const { rows, unchanged } = await rowsOf(has, links, which);
  const list = quickBooksList(company).id;
  const checked: ItemRow[] = [];
  const known = new Set<string>();
  for await (const slice of inTurns(rows)) {
    const codes = await codesNamed(place, company, slice);
    for (const row of slice) checked.push(withProblem(row, codes.get(keyOf(row.code))));
    for (const key of codes.keys()) known.add(key);
  }
  const source = { kind: 'rows', rows: checked.map(({ item: _, ...row }) => row) } as const;
  const options = { why: WHY, naming: 'code', tells: ['problems'] } as const;
  const run = dryRun ? tryImport : importCodes;
  const result = await run(place, company, list, source, by, options);
  if (!result.ok) throw new Error(`rows that were made here cannot be read: ${result.why}`);
  const problems = problemsOf(result);
  const bad = new Set(problems.map(({ row }) => row));
  const good = checked.filter(({ row }) => !bad.has(row));
  if (!dryRun) problems.push(...(await linked(place, company, by, good)));
  const failed = new Set(problems.map(({ row }) => row));
  const done = good.filter(({ row }) => !failed.has(row));
  const isKnown = ({ code }: ItemRow) => known.has(keyOf(code));
  const changed = done.filter(isKnown).length;
  return { added: done.length - changed, changed, unchanged, problems };
}

function problemsOf({ told }: ImportResult): ItemsImported['problems'][number][] {
  return JSON.parse(`[${Buffer.concat(told.problems).toString()}]`);
}

/** A row for each item that is to become a code, those above it first; `unchanged` are those that have a code. */
async function rowsOf(
  has: QuickBooksHas | null,
  links: ReadonlyMap<string, string>,
  which: readonly string[] | 'all',
): Promise<{ rows: ItemRow[]; unchanged: number }> {
  const rows: ItemRow[] = [];
  const seen = new Set<string>();
  let unchanged = 0;

  /** The code of an item: the one that it is linked with, else the one that it becomes, with those above it. */
  function codeOf(item: Item): string {
    const code = links.get(item.listID) ?? item.name;
    if (links.has(item.listID) || seen.has(item.listID)) return code;
    seen.add(item.listID);
    const above = item.parentListID === null ? undefined : has?.items.get(item.parentListID);
    const parent = above?.type === 'Service' ? codeOf(above) : '';
    const problem =
      item.parentListID !== null && above?.type !== 'Service'
        ? 'Its parent in QuickBooks is no service item that was read.'
        : undefined;
    rows.push({
      row: rows.length + 1,
      code,
      description: cleanText(item.description ?? '') || cleanText(item.name),
      parent,
      ...(item.incomeAccount === null
        ? {}
        : { incomeAccount: item.incomeAccount, expenseAccount: item.expenseAccount }),
      class: item.class ?? '',
      ...(problem === undefined ? {} : { problem }),
      item,
    });
    return code;
  }

  if (which === 'all') {
    for await (const slice of inTurns(has ? await has.itemsInOrder() : []))
      for (const item of slice) if (item.type === 'Service' && item.isActive) codeOf(item);
    return { rows, unchanged };
  }
  for await (const slice of inTurns(new Set(which))) {
    for (const listID of slice) {
      const item = has?.items.get(listID);
      const problem = whyNot(has, item, listID);
      if (problem !== null) rows.push({ row: rows.length + 1, code: listID, description: listID, problem });
      else if (item && links.has(listID)) unchanged++;
      else if (item) codeOf(item);
    }
  }
  return { rows, unchanged };
}

/** The codes of these names that there are, by key. */
async function codesNamed(
  { store }: ImportPlace,
  company: Company,
  rows: readonly ItemRow[],
): Promise<Map<string, CostCode>> {
  const list = quickBooksList(company).id;
  const ids = new Set(rows.map(({ code }) => codeID(company.id, list, keyOf(code))));
  const known = new Map<string, CostCode>();
  for await (const codes of codesByID(store, ids)) for (const code of codes) known.set(code.key, code);
  return known;
}

/** A code that is there already is linked where it is the same; what it says is not written over. */
function withProblem(row: ItemRow, known: CostCode | undefined): ItemRow {
  if (!known || row.problem !== undefined || !row.item) return row;
  const { code } = known;
  if (known.item)
    return { ...row, problem: `The code ${code} is linked with another item, ${known.item.fullName}.` };
  if (known.description !== row.description || known.parent !== keyOf(row.parent ?? ''))
    return {
      ...row,
      problem: `There is a code ${code} already with another description or parent. Link it with the item instead.`,
    };
  const { incomeAccount: _, expenseAccount: __, class: ___, ...texts } = row;
  return texts;
}

/** Links the codes with their items; what somebody else was quicker with is a problem of its row. */
async function linked(
  { store }: ImportPlace,
  company: Company,
  by: By,
  rows: readonly ItemRow[],
): Promise<ItemsImported['problems'][number][]> {
  const links = rows.flatMap(({ code, item }) => (item ? [{ code, item: itemOf(item) }] : []));
  const { refused } = await linkCodes(store, company, by, links);
  const rowOf = new Map(rows.map(({ row, code }) => [code, row]));
  return refused.map(({ code, reason }) => ({ row: rowOf.get(code) ?? 0, code, problem: reason }));
}
