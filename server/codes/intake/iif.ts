/**
 * Item lists in QuickBooks' own interchange format, in and out. Tab separated; a line that begins with `!INVITEM` names the columns
 * of the `INVITEM` lines below it (Intuit's IIF reference for the item list).
 */
import { cleanText, toDescription } from '../../../qbxml/text.ts';
import { inTurns, sortedInTurns } from '../../turns.ts';
import { readAccountName } from '../accounts.ts';
import { ownPlace } from '../aside.ts';
import type { ImportRow } from '../import.ts';
import { type Accounts, type CostCode, keyOf } from '../model.ts';
import { fullNameOf } from '../view.ts';
import { spacedIn } from './cell.ts';
import type { ColumnUse } from './columns.ts';
import type { TableRow } from './table.ts';

const SERVICE = 'SERV';
/** QuickBooks has a dozen types, of about four letters; longer ones are counted as one. */
const TYPES_MAX = 50;
const TYPE_CHARS_MAX = 20;

/** Whether a text looks like an IIF: its first line begins with `!` and a name. */
export const isIif = (text: string): boolean => /^\s*"?![A-Z]\w*"?\t/.test(text.slice(0, 2_000));

export interface IifItems {
  readonly columns: readonly ColumnUse[];
  readonly headerRow: number;
  /** Items that are no service items, by their type. */
  readonly ignored: Readonly<Record<string, number>>;
  /** `existing`: an item with the full name of a code is that code. */
  rows(existing: ReadonlyMap<string, CostCode>): ImportRow[];
}

export type IifRead =
  | { readonly ok: true; readonly items: IifItems }
  | { readonly ok: false; readonly why: string };

interface ItemLine {
  readonly line: TableRow;
  readonly get: (column: string) => string;
  /** NAME as it stands there. */
  readonly name: string;
}

/** `lines`: the file by tabs. */
export function readIif(lines: readonly TableRow[]): IifRead {
  const services: ItemLine[] = [];
  const ignored: Record<string, number> = {};
  const kinds = new Set<string>();
  let first: TableRow | null = null;
  let names = new Map<string, number>();
  let width = 0;
  for (const line of lines) {
    const kind = cleanText(line.cells[0] ?? '').toUpperCase();
    kinds.add(kind.replace(/^!/, ''));
    if (kind === '!INVITEM') {
      // A column may stand twice (QNTY does in QuickBooks' own files): the first counts.
      names = new Map(
        [...line.cells.entries()].reverse().map(([at, cell]) => [cleanText(cell).toUpperCase(), at]),
      );
      width = line.cells.findLastIndex((cell) => cleanText(cell) !== '') + 1;
      if (names.has('NAME') && names.has('INVITEMTYPE')) first ??= line;
      continue;
    }
    if (kind !== 'INVITEM' || names.size === 0) continue;
    const columns = names;
    const get = (column: string) => cleanText(line.cells[columns.get(column) ?? -1] ?? '');
    const type = get('INVITEMTYPE').toUpperCase();
    if (type === SERVICE)
      services.push({
        line: line.problem ? line : { ...line, ...beyond(line, width) },
        get,
        name: line.cells[columns.get('NAME') ?? -1] ?? '',
      });
    else {
      const known = type === '' ? 'none' : type.slice(0, TYPE_CHARS_MAX);
      const told = known in ignored || Object.keys(ignored).length < TYPES_MAX ? known : 'OTHER';
      ignored[told] = (ignored[told] ?? 0) + 1;
    }
  }
  if (!first) {
    if (kinds.has('INVITEM'))
      return {
        ok: false,
        why: 'The item list of this QuickBooks file (IIF) has no columns NAME and INVITEMTYPE. In QuickBooks choose File > Utilities > Export > Lists to IIF Files, and tick Item List.',
      };
    kinds.delete('HDR');
    const what = [...kinds]
      .filter((kind) => /^[A-Z]\w*$/.test(kind))
      .slice(0, 5)
      .join(', ');
    return {
      ok: false,
      why: `This QuickBooks file (IIF) holds no item list${what === '' ? '' : `, but ${what}`}. In QuickBooks choose File > Utilities > Export > Lists to IIF Files, and tick Item List.`,
    };
  }
  return {
    ok: true,
    items: {
      columns: columnsOf(first.cells),
      headerRow: first.row,
      ignored,
      rows: (existing) => rowsOf(services, existing),
    },
  };
}

/** A text that holds a tab pushes all that follows it into other columns. */
function beyond({ cells }: TableRow, width: number): Pick<TableRow, 'problem'> {
  for (let column = width; column < cells.length; column++) {
    const text = cleanText(cells[column] ?? '');
    if (text !== '')
      return {
        problem: `The text "${text.slice(0, 60)}" stands to the right of the last column. One of its texts holds a tab; remove it in QuickBooks and export the list again.`,
      };
  }
  return {};
}

/** A column that stands twice is used once. */
function columnsOf(header: readonly string[]): ColumnUse[] {
  const seen = new Set<string>();
  return header.map((cell, index) => {
    const name = cleanText(cell);
    const isFirst = !seen.has(name.toUpperCase());
    seen.add(name.toUpperCase());
    return { column: index + 1, header: name, use: isFirst ? useOf(name) : null };
  });
}

const USE_OF: Readonly<Record<string, ColumnUse['use']>> = { NAME: 'code', DESC: 'description' };
const useOf = (name: string) => USE_OF[name.toUpperCase()] ?? null;

function rowsOf(services: readonly ItemLine[], existing: ReadonlyMap<string, CostCode>): ImportRow[] {
  const byFullName = new Map([...existing.values()].map((code) => [keyOf(fullNameOf(code, existing)), code]));
  return services.map(({ line, get, name }) => {
    const path = name.split(':').map(cleanText);
    const written = spacedIn(name.split(':').at(-1) ?? '');
    const code = path.at(-1) ?? '';
    // The names of its parents are codes, unless QuickBooks knows a code under another name.
    const above = path.slice(0, -1);
    const parent = byFullName.get(keyOf(above.join(':')))?.code ?? above.at(-1) ?? '';
    const known = byFullName.get(keyOf(path.join(':')));
    const description = get('DESC') || code;
    const accounts = accountsIn(get);
    const problem =
      line.problem ??
      (path.includes('') && path.length > 1 ? 'A name between the colons is empty.' : undefined) ??
      accounts.problem;
    return {
      row: line.row,
      code: known?.code ?? code,
      // What QuickBooks has of a description is what it could take of ours.
      description: known && isSentAs(known.description, description) ? known.description : description,
      parent,
      ...accounts.named,
      ...(problem === undefined ? {} : { problem }),
      ...(written === null ? {} : { written }),
      ...(/^y/i.test(get('HIDDEN')) ? { hidden: true as const } : {}),
    };
  });
}

const sentAs = (description: string) => {
  const sent = toDescription(description);
  return cleanText(sent.ok ? sent.text : description);
};
const isSentAs = (ours: string, theirs: string) => sentAs(ours) === cleanText(theirs);

function accountsIn(get: ItemLine['get']): { named: Partial<Accounts>; problem?: string } {
  const named: { incomeAccount?: string; expenseAccount?: string } = {};
  for (const [column, name] of [
    ['ACCNT', 'incomeAccount'],
    ['COGSACCNT', 'expenseAccount'],
  ] as const) {
    const text = get(column);
    if (text === '') continue;
    const account = readAccountName(text);
    if (!account.ok) return { named: {}, problem: `${column}: ${account.why}` };
    named[name] = account.name;
  }
  return { named };
}

const OUT = [
  '!INVITEM',
  'NAME',
  'INVITEMTYPE',
  'DESC',
  'PURCHASEDESC',
  'ACCNT',
  'COGSACCNT',
  'PRICE',
  'COST',
  'TAXABLE',
  'ISPASSEDTHRU',
];

/**
 * What QuickBooks imports as an item list: parents first; bytes in Windows-1252, as QuickBooks reads and writes it. Piece by piece,
 * each in a turn of its own.
 */
export async function* writeIif(
  codes: readonly CostCode[],
  parents: ReadonlyMap<string, CostCode>,
  accountsOf: (code: CostCode) => Accounts,
): AsyncGenerator<Buffer> {
  const sorted = await sortedInTurns(codes, (a, b) => (ownPlace(a) < ownPlace(b) ? -1 : 1));
  yield bytesOf([OUT]);
  for await (const slice of inTurns(sorted))
    yield bytesOf(slice.map((code) => lineOf(code, fullNameOf(code, parents), accountsOf(code))));
}

function lineOf(code: CostCode, name: string, { incomeAccount, expenseAccount }: Accounts): string[] {
  const description = sentAs(code.description);
  const isTwoSided = expenseAccount !== null;
  return [
    'INVITEM',
    name,
    SERVICE,
    description,
    isTwoSided ? description : '',
    incomeAccount,
    expenseAccount ?? '',
    '0',
    isTwoSided ? '0' : '',
    'N',
    isTwoSided ? 'Y' : 'N',
  ];
}

const bytesOf = (lines: readonly (readonly string[])[]): Buffer =>
  Buffer.from(lines.map((cells) => `${cells.map(iifCell).join('\t')}\r\n`).join(''), 'latin1');

/** Texts of the product hold neither tabs nor line breaks; QuickBooks puts one with a quotation mark or a comma into marks. */
const iifCell = (text: string) => (/[",]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
