/** What an import would do, in tables. */
import type { Shown, ShownTexts } from '../../../codes/importing/shown.ts';
import type { Counts } from '../../../codes/importing/steps.ts';
import type { Intake } from '../../../codes/intake/intake.ts';
import { attributes, type Html, html, type Value } from '../../../html.ts';
import type { Preflight } from '../../../quickbooks/preflight.ts';
import { counts } from '../../components/facts.ts';
import { remark } from '../../components/message.ts';
import { statusBadge } from '../../components/status.ts';
import { type Column, table } from '../../components/table.ts';
import { code as letters, number, plural, signed } from '../../components/text.ts';

/** How many rows would do what. */
export function planCounts({ insert, replace, unchanged, problems, warnings }: Counts): Html {
  const all: (readonly [string, number])[] = [
    ['would be added', insert],
    ['would be changed', replace],
    ['unchanged', unchanged],
    [problems === 1 ? 'row has a problem' : 'rows have problems', problems],
  ];
  if (warnings > 0) all.push([warnings === 1 ? 'warning' : 'warnings', warnings]);
  return counts(all, 'counts big');
}

/** What else was in the file and is left out. */
export function ignoredPart({ ignored }: Pick<Intake, 'ignored'>): Value {
  const types = Object.entries(ignored ?? {});
  if (types.length === 0) return null;
  const count = types.reduce((sum, [, each]) => sum + each, 0);
  const each = types.map(([type, many]) => `${number(many)} ${type}`).join(', ');
  const are = count === 1 ? 'is' : 'are';
  return remark(
    'calm',
    `${plural(count, 'item')} of other types ${are} left out: ${each}. Cost codes are service items (SERV).`,
  );
}

interface Part {
  readonly sign: string;
  readonly title: string;
  readonly hint?: string;
  readonly caption: string;
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly Value[])[];
  /** How many there are; not all of them are shown. */
  readonly count: number;
}

function part({ sign, title, hint, caption, columns, rows, count }: Part): Html | null {
  if (rows.length === 0) return null;
  const more = count - rows.length;
  return html`<h2>${signed(sign, title)}</h2>
${hint !== undefined && html`<p class="hint">${hint}</p>`}
${table(caption, columns, rows)}
${more > 0 && html`<p class="muted">and ${number(more)} more</p>`}`;
}

const rowColumns = (words: string): Column[] => [
  { label: 'Row', className: 'number' },
  { label: 'Code', className: 'nowrap' },
  { label: words },
];

/** Rows that are left out. */
export const problemTable = ({ problems }: Shown, count: number): Value =>
  part({
    sign: '✕',
    title: 'Problems',
    caption: 'Rows with problems',
    columns: rowColumns('Problem'),
    rows: problems.map(({ row, code, problem }) => [number(row), code, problem]),
    count,
  });

/** Rows that are taken but look wrong. */
export const warningTable = ({ warnings }: Shown, count: number): Value =>
  part({
    sign: '!',
    title: 'Warnings',
    hint: 'These rows are imported all the same. Look at them before you import.',
    caption: 'Rows with warnings',
    columns: rowColumns('Warning'),
    rows: warnings.map(({ row, code, warning }) => [number(row), code, warning]),
    count,
  });

/** Accounts that the file names: only QuickBooks' own does. */
const accountsIn = ({ incomeAccount, expenseAccount }: ShownTexts): string =>
  [incomeAccount, expenseAccount].filter((name) => name != null).join(' / ');

const orNone = (text: string): string => (text === '' ? 'none' : text);

const changed = (before: string, after: string): Value =>
  before === after ? after : html`<del>${before}</del> <ins>${after}</ins>`;

/** Codes before and after. */
export const changeTable = ({ changes, changesNameAccounts, changesClasses }: Shown, count: number): Value =>
  part({
    sign: '±',
    title: 'Changes',
    hint: 'What was sent or accepted before has to be sent and accepted again.',
    caption: 'Codes that would be changed',
    columns: [
      { label: 'Code', className: 'nowrap' },
      { label: 'Description' },
      { label: 'Division' },
      ...(changesNameAccounts ? [{ label: 'Accounts' }] : []),
      ...(changesClasses ? [{ label: 'Class' }] : []),
      { label: 'State until now' },
    ],
    rows: changes.map(({ code, before, after }) => [
      code,
      changed(before.description, after.description),
      changed(orNone(before.parent), orNone(after.parent)),
      ...(changesNameAccounts ? [changed(accountsIn(before), accountsIn(after))] : []),
      ...(changesClasses ? [changed(orNone(before.class), orNone(after.class))] : []),
      statusBadge(before.status),
    ]),
    count,
  });

/** By code; null where nothing was read from QuickBooks. */
export type Preflights = ReadonlyMap<string, Preflight> | null;

/** Codes that are not there yet, as a tree, with what will happen to them in QuickBooks. */
export const addTable = (
  { additions, additionsNameAccounts, addsClasses }: Shown,
  count: number,
  preflights: Preflights,
): Value =>
  part({
    sign: '+',
    title: 'New codes',
    caption: 'Codes that would be added',
    columns: [
      { label: 'Code', className: 'nowrap' },
      { label: 'Description' },
      { label: 'Division', className: 'nowrap' },
      ...(additionsNameAccounts ? [{ label: 'Accounts' }] : []),
      ...(addsClasses ? [{ label: 'Class' }] : []),
      { label: 'Item in QuickBooks' },
      ...(preflights ? [{ label: 'What will happen there' }] : []),
    ],
    rows: additions.map((addition) => [
      html`<span${attributes({ class: addition.level > 1 ? `l${addition.level}` : null })}>${addition.code}</span>`,
      addition.description,
      addition.parent,
      ...(additionsNameAccounts ? [accountsIn(addition)] : []),
      ...(addsClasses ? [addition.class] : []),
      letters(addition.itemName),
      ...(preflights ? [preflights.get(addition.code)?.message ?? ''] : []),
    ]),
    count,
  });
