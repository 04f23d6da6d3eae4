/** The plan of one import, from its bytes to the report; pure, except for what it remembers between the steps. */
import { classOf, type Rules } from '../accounts.ts';
import { type ImportPlan, type ImportRow, planImport, type RowProblem } from '../import.ts';
import type { ColumnUse } from '../intake/columns.ts';
import { type Intake, intakeOf, readIntake } from '../intake/intake.ts';
import { readJson } from '../intake/json.ts';
import { takeForKnown } from '../intake/known-codes.ts';
import { type RowWarning, warningsOf } from '../intake/warnings.ts';
import { type CostCode, keyOf } from '../model.ts';
import { renamedIn } from '../renaming.ts';
import { shownAccounts, shownClass } from '../view.ts';
import { SHOWN_ROWS, shownOf } from './shown.ts';
import {
  BATCH,
  type Opened,
  Outgrown,
  type PlanFacts,
  type Planning,
  type Source,
  type Telling,
} from './steps.ts';
import { badRows, membersOf, piecesOf } from './told.ts';

/** Cells are shown shortened; a cell of megabytes need not travel for that. */
const SAMPLE_CHARS = 200;

/** An import of more than that is not planned on the main thread; without a bound nothing is too much. */
export interface Few {
  readonly rows: number;
  readonly codes: number;
}

type Existing = ReadonlyMap<string, CostCode>;

interface Planned {
  readonly plan: ImportPlan;
  readonly existing: Existing;
  readonly warnings: readonly RowWarning[];
  readonly columns: readonly ColumnUse[];
  /** As they came, divisions that would be made among them. */
  readonly source: readonly ImportRow[];
  readonly company: Rules;
}

/** A planning that is used for one import after another. */
export function createPlanning(few?: Few): Planning {
  let intake: Intake | null = null;
  let known = new Map<string, CostCode>();
  let first: Planned | null = null;
  let current: ImportPlan | null = null;
  let problems: readonly RowProblem[] = [];
  let beaten: ImportRow[] = [];
  let next = { insert: 0, replace: 0, relevel: 0 };
  const telling = new Map<Telling, Iterator<Uint8Array>>();

  function close(): void {
    intake = null;
    known = new Map();
    first = null;
    current = null;
    problems = [];
    beaten = [];
    telling.clear();
  }

  function batch<K extends 'insert' | 'replace' | 'relevel'>(kind: K): ImportPlan[K] {
    const from = next[kind];
    next = { ...next, [kind]: from + BATCH };
    return planned().slice(from, from + BATCH) as unknown as ImportPlan[K];

    function planned(): readonly object[] {
      if (!current) throw new Error('nothing was planned');
      return current[kind];
    }
  }

  function firstOf(): Planned {
    if (!first) throw new Error('nothing was planned');
    return first;
  }

  const sorted = () => problems.toSorted((a, b) => a.row - b.row);

  const textsOf = (what: Telling): Iterable<string> => {
    const { existing, source, warnings } = firstOf();
    if (what === 'problems') return membersOf(sorted().map(({ field: _, ...told }) => told));
    if (what === 'warnings') return membersOf(warnings);
    return badRows(source, existing, sorted(), warnings);
  };

  return {
    close,

    open(source) {
      close();
      const read = readSource(source);
      if (!read.ok) return { ...read, sample: read.sample.map(shortened) };
      intake = read.intake;
      const { rows: _, ...opened } = read.intake;
      return { ok: true, ...opened, sample: opened.sample.map(shortened) } satisfies Opened;
    },

    know(codes) {
      for (const code of codes) known.set(code.key, code);
      if (few && !first && known.size > few.codes) throw new Outgrown('the list has many codes');
    },

    plan(facts) {
      if (!intake) throw new Error('nothing was opened');
      const existing = known;
      known = new Map();
      next = { insert: 0, replace: 0, relevel: 0 };
      if (first) {
        const again = beaten;
        beaten = [];
        current = planOf(existing, again, facts);
        problems = problems.concat(current.problems);
        return countsOf({
          plan: current,
          existing,
          warnings: [],
          columns: [],
          source: again,
          company: facts.company,
        });
      }
      const { rows: read, columns } = intake.rows(existing);
      if (few && read.length > few.rows) throw new Outgrown('the import has many rows');
      const source = facts.takesZerosAsLost ? takeForKnown(read, existing) : read;
      current = planOf(existing, source, facts);
      problems = current.problems;
      const warnings = warningsIn(current, existing, source, facts);
      const { company } = facts;
      first = { plan: current, existing, source, warnings, columns: columns.map(shortenedHeader), company };
      return countsOf(first);
    },

    inserts: () => batch('insert'),
    replaces: () => batch('replace'),
    relevels: () => batch('relevel'),

    lost(keys) {
      for (const key of keys) {
        const row = current?.rows.get(key);
        if (row) beaten.push(row);
      }
      return beaten.length;
    },

    firstProblems: () => sorted().slice(0, SHOWN_ROWS),

    show() {
      const { plan, existing, warnings, company } = firstOf();
      return shownOf(plan, existing, warnings, (code) => classIn(code, company));
    },

    tell(what) {
      const pieces = telling.get(what) ?? piecesOf(textsOf(what));
      telling.set(what, pieces);
      const piece = pieces.next();
      return piece.done ? null : piece.value;
    },
  };
}

function readSource(source: Source) {
  switch (source.kind) {
    case 'rows':
      return { ok: true, intake: intakeOf(source.rows) } as const;
    case 'json':
      return readJson(source.bytes);
    case 'file':
      return readIntake(source.bytes, source.choice);
  }
}

const shortenedHeader = (column: ColumnUse): ColumnUse => ({
  ...column,
  header: column.header.slice(0, SAMPLE_CHARS),
});

const shortened = <T extends { readonly cells: readonly string[] }>(row: T): T => ({
  ...row,
  cells: row.cells.map((cell) => cell.slice(0, SAMPLE_CHARS)),
});

function planOf(existing: Existing, rows: readonly ImportRow[], facts: PlanFacts): ImportPlan {
  const { company, list, at, by, why, rename } = facts;
  const { codes, renamed, problem } = renamedIn(existing, rename, company);
  const taken = problem === undefined ? rows : rows.map((row) => ({ ...row, problem }));
  return planImport(codes, taken, {
    at,
    by,
    why,
    company: company.id,
    list,
    naming: company.itemNaming,
    accountsOf: (code) => shownAccounts(code, company),
    classOf: (code) => classIn(code, company),
    rules: company,
    ...(renamed === undefined ? {} : { renamed }),
  });
}

const classIn = (code: CostCode | Pick<CostCode, 'code'>, company: Rules): string | null =>
  'status' in code ? shownClass(code, company) : classOf(code, company);

function warningsIn(
  plan: ImportPlan,
  existing: Existing,
  rows: readonly ImportRow[],
  { company }: PlanFacts,
): RowWarning[] {
  const changing = new Set([...plan.insert, ...plan.replace].map(({ key }) => key));
  const bad = new Set(plan.problems.map(({ row }) => row));
  return warningsOf(rows, {
    existing,
    naming: company.itemNaming,
    isUnchanged: (key) => plan.rows.has(key) && !changing.has(key),
    isProblem: (row) => bad.has(row),
    rows: plan.rows,
  });
}

/** A division that the list has already is no row and not made. */
function countsOf({ plan, existing, warnings, columns, source }: Planned) {
  const made = source.filter((row) => row.made);
  return {
    insert: plan.insert.length,
    replace: plan.replace.length,
    unchanged: plan.unchanged,
    problems: plan.problems.length,
    warnings: warnings.length,
    columns,
    zerosLost: warnings.filter(({ kind }) => kind === 'leadingZeros').length,
    rows: source.length - made.length,
    made: made.filter((row) => !existing.has(keyOf(row.code))).length,
  };
}
