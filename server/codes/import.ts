/**
 * What an import does to a list: a pure plan from the codes that are there and the rows that come in. All good rows are taken,
 * each bad one is named. A row can be bad only because another one is (its parent, say), so rows are dropped until what is left
 * stands by itself.
 */
import {
  CLASS_FULL_NAME_MAX,
  cleanText,
  DESC_MAX,
  hasTooManyMarks,
  LEVELS_MAX,
  MARKS_MAX,
  toDescription,
  toNFC,
} from '../../qbxml/text.ts';
import type { New } from '../store/port.ts';
import { type Rules, readClassName } from './accounts.ts';
import { NO_DRIFT } from './drift.ts';
import { isErrorText } from './intake/cell.ts';
import type { Accounts, CostCode, ItemNaming } from './model.ts';
import { CODE_MAX, codeID, isInQuickBooks, keyOf, RAW_FACTOR } from './model.ts';
import { itemNameOf, type Naming, nameKeyOf } from './naming.ts';
import { naturalOrder, queueOrder } from './order.ts';
import {
  type Assigned,
  assignsAccounts,
  assignsAny,
  type By,
  change,
  dated,
  UNTRIED,
} from './transitions.ts';

/**
 * A row that is dropped may cause the one before it to be dropped; a file made for that gets its sender a message, and costs
 * no more passes.
 */
const PASSES_MAX = 20;

/** A row as it was read. `parent` and `class`: absent leaves it as it is, '' means none. `problem`: the reader already found one. */
export interface ImportRow extends Omit<Assigned, 'class'> {
  readonly row: number;
  readonly code: string;
  readonly description: string;
  /** The description stays as it is: `description` is what it was a moment ago. */
  readonly keepsDescription?: true;
  readonly parent?: string;
  readonly class?: string;
  /** Absent leaves it as it is. */
  readonly active?: boolean;
  readonly problem?: string;
  /** Not a row of the file: a division that the row names. It counts only where there is no such code yet. */
  readonly made?: true;
  /** The rows of a text file that one of its cells covers. */
  readonly covers?: string;
  /** The text of the code as it stands there, where it has blanks in a row. */
  readonly written?: string;
  /** Hidden in the workbook, or inactive where it comes from. */
  readonly hidden?: true;
}

/** The columns that a row can be wrong in. */
export type RowField = 'code' | 'description' | 'parent' | 'class' | 'active';

/** What is wrong with a row, and in which of its columns. */
interface RowFault {
  readonly field: RowField;
  readonly problem: string;
}

/** A bad row by its number. `field` is for forms; programs and files are told the rest. */
export interface RowProblem extends RowFault {
  readonly row: number;
  readonly code: string;
}

export interface ImportPlan {
  readonly insert: readonly New<CostCode>[];
  readonly replace: readonly CostCode[];
  /** Codes whose level changed because one above them moved; not counted as changed. */
  readonly relevel: readonly CostCode[];
  readonly unchanged: number;
  readonly problems: readonly RowProblem[];
  /** The good rows by the key of their code. */
  readonly rows: ReadonlyMap<string, ImportRow>;
}

export interface ImportFacts extends By {
  readonly company: string;
  readonly list: string;
  readonly naming: ItemNaming;
  /** The accounts that a code has as things stand, by name or by rule. */
  readonly accountsOf: (code: CostCode) => Accounts;
  /** The class likewise, also of a code that is not there yet. */
  readonly classOf: (code: CostCode | Pick<CostCode, 'code'>) => string | null;
  /** The rules and renames of accounts and classes. */
  readonly rules: Rules;
  readonly why: string;
  /** The key of a code that has another text now, so that its row is a change whatever else it says. */
  readonly renamed?: string;
}

/** A row that has stood all checks so far. */
interface Candidate {
  readonly row: ImportRow;
  readonly key: string;
  readonly code: string;
  readonly description: string;
  readonly parent: string;
  readonly parentText: string;
  readonly existing: CostCode | undefined;
  /** What the row names and the code does not have. */
  readonly assigned: Assigned;
  readonly active: boolean;
}

const movesExisting = ({ existing, parent }: Candidate) =>
  existing !== undefined && existing.parent !== parent;

type Drop = (candidate: Candidate, field: RowField, problem: string) => void;

const fault = (field: RowField, problem: string): RowFault => ({ field, problem });

/**
 * What an import would do, row by row, given the codes that are there (by key). Good rows are planned, bad ones become
 * problems; nothing is written. Pure.
 */
export function planImport(
  existing: ReadonlyMap<string, CostCode>,
  rows: readonly ImportRow[],
  facts: ImportFacts,
): ImportPlan {
  const problems: RowProblem[] = [];
  const inFile = new Set<string>();
  let candidates = readRows(existing, rows, facts, problems, inFile);
  for (let pass = 1; ; pass++) {
    const dropped = new Set<Candidate>();
    const drop: Drop = (candidate, field, problem) => {
      if (dropped.has(candidate)) return;
      dropped.add(candidate);
      problems.push({ row: candidate.row.row, code: candidate.code, field, problem });
    };
    if (pass === PASSES_MAX) {
      for (const each of candidates)
        if (movesExisting(each))
          drop(
            each,
            'parent',
            'Its new parent depends on other rows that have problems; correct those first.',
          );
    }
    const levels = checkParents(existing, candidates, inFile, drop);
    const names = dropped.size === 0 ? checkNames(existing, candidates, facts, drop) : new Map();
    if (dropped.size === 0) {
      problems.sort((a, b) => a.row - b.row);
      const taken = new Map(candidates.map((each) => [each.key, each.row]));
      return { ...writes(existing, candidates, levels, names, facts), problems, rows: taken };
    }
    candidates = candidates.filter((candidate) => !dropped.has(candidate));
  }
}

/** The checks that concern a row alone. */
function readRows(
  existing: ReadonlyMap<string, CostCode>,
  rows: readonly ImportRow[],
  facts: ImportFacts,
  problems: RowProblem[],
  inFile: Set<string>,
): Candidate[] {
  const candidates: Candidate[] = [];
  const rowOf = new Map<string, number>();
  for (const raw of rows) {
    const row = cut(raw);
    const code = cleanText(row.code);
    const key = keyOf(code);
    const known = existing.get(key);
    if (row.made && known) continue;
    const description =
      row.keepsDescription && known ? known.description : asKnown(cleanText(row.description), known);
    const parentText = row.parent === undefined ? undefined : cleanText(row.parent);
    const parent = parentText === undefined ? (known?.parent ?? '') : keyOf(parentText);
    const accounts = otherAccounts(row, known && assignsAccounts(row) ? facts.accountsOf(known) : undefined);
    const named = row.class === undefined ? undefined : classIn(row.class);
    const assigned =
      named?.ok && isOtherClass(named.name, known ?? { code }, facts)
        ? { ...accounts, class: named.name }
        : accounts;
    const active = row.active ?? known?.active ?? true;
    const isRenamed = key === facts.renamed;
    const first = rowOf.get(key);
    const found =
      (row.problem === undefined ? undefined : fault('code', row.problem)) ??
      rawFault(raw) ??
      codeFault(code, known, first) ??
      descriptionFault(description) ??
      (parent === key ? fault('parent', 'The code is its own parent.') : undefined) ??
      (named?.ok === false ? fault('class', named.why) : undefined) ??
      activeFault(active, known) ??
      (known && (isRenamed || hasChanges(known, { description, parent, assigned, active }))
        ? lockedFault(known)
        : undefined);
    if (code !== '' && first === undefined) rowOf.set(key, row.row);
    inFile.add(key);
    if (found !== undefined) problems.push({ row: row.row, code, ...found });
    else
      candidates.push({
        row: raw,
        key,
        code,
        description,
        parent,
        parentText: parentText ?? parent,
        existing: known,
        assigned,
        active,
      });
  }
  return candidates;
}

/** How long the texts of a row may be before they are cleaned; a parent may be as long as a code. */
const RAW_MAX = {
  code: RAW_FACTOR * CODE_MAX,
  description: RAW_FACTOR * DESC_MAX,
  parent: RAW_FACTOR * CODE_MAX,
  class: RAW_FACTOR * CLASS_FULL_NAME_MAX,
} as const;
const RAW_TEXTS = ['code', 'description', 'parent', 'class'] as const;
/** How long they may be when they are. */
const MAX = {
  code: CODE_MAX,
  description: DESC_MAX,
  parent: CODE_MAX,
  class: CLASS_FULL_NAME_MAX,
} as const satisfies Record<(typeof RAW_TEXTS)[number], number>;

const isLong = (row: ImportRow) =>
  row.code.length > RAW_MAX.code ||
  row.description.length > RAW_MAX.description ||
  (row.parent !== undefined && row.parent.length > RAW_MAX.parent) ||
  (row.class !== undefined && row.class.length > RAW_MAX.class);

/** The row with what is worked on of its texts. Nearly all rows are whole. */
function cut(row: ImportRow): ImportRow {
  if (!isLong(row)) return row;
  const { code, description, parent, class: itsClass } = row;
  return {
    ...row,
    code: code.slice(0, CODE_MAX),
    description: description.slice(0, RAW_MAX.description),
    ...(parent === undefined ? {} : { parent: parent.slice(0, CODE_MAX) }),
    ...(itsClass === undefined ? {} : { class: itsClass.slice(0, CLASS_FULL_NAME_MAX) }),
  };
}

/** What is wrong with the texts of a row before any of them is cleaned. */
function rawFault(row: ImportRow): RowFault | undefined {
  if (isLong(row)) {
    const long = RAW_TEXTS.find((name) => (row[name]?.length ?? 0) > RAW_MAX[name]) ?? 'code';
    return fault(long, `The ${long} has ${row[long]?.length} characters; at most ${MAX[long]} are allowed.`);
  }
  const marked = RAW_TEXTS.find((name) => hasTooManyMarks(row[name] ?? ''));
  const more = `more than ${MARKS_MAX} accents and other marks in a row, which no letter has.`;
  return marked && fault(marked, `The ${marked} holds ${more}`);
}

/** `first`: the row in which the code stands already. */
function codeFault(
  code: string,
  known: CostCode | undefined,
  first: number | undefined,
): RowFault | undefined {
  if (code === '') return fault('code', 'The code is missing.');
  if (code.length > CODE_MAX)
    return fault('code', `The code has ${code.length} characters; at most ${CODE_MAX} are allowed.`);
  if (/[\p{Cc}\p{Cs}]/u.test(code)) return fault('code', 'The code holds a character that is none.');
  if (!known && isErrorText(code))
    return fault(
      'code',
      `The spreadsheet shows an error (${code}) in place of the code. Correct it there and save the file again.`,
    );
  if (first === undefined) return undefined;
  return fault('code', `The code is in row ${first} already; the first row counts.`);
}

const NOTHING: Assigned = {};

/** Names of accounts are the same in any letter case, as they are to QuickBooks. */
function otherAccounts(named: Omit<Assigned, 'class'>, has: Accounts | undefined): Assigned {
  if (!assignsAccounts(named)) return NOTHING;
  const isOther = (name: keyof Accounts) =>
    named[name] !== undefined &&
    (has === undefined || named[name]?.toLowerCase() !== has[name]?.toLowerCase());
  return {
    ...(isOther('incomeAccount') ? { incomeAccount: named.incomeAccount as string } : {}),
    ...(isOther('expenseAccount') ? { expenseAccount: named.expenseAccount as string | null } : {}),
  };
}

/** The class that a cell or a field names; null for none. */
const classIn = (text: string) =>
  cleanText(text) === '' ? ({ ok: true, name: null } as const) : readClassName(text);

/** What a code gets anyway stays by rule. Letter case is as with accounts. */
const isOtherClass = (
  name: string | null,
  code: CostCode | Pick<CostCode, 'code'>,
  { classOf }: ImportFacts,
): boolean => classOf(code)?.toLowerCase() !== name?.toLowerCase();

type Wanted = Pick<Candidate, 'description' | 'parent' | 'assigned' | 'active'>;

const hasChanges = (known: CostCode, { description, parent, assigned, active }: Wanted) =>
  known.description !== description ||
  known.parent !== parent ||
  known.active !== active ||
  assignsAny(assigned);

function activeFault(active: boolean, known: CostCode | undefined): RowFault | undefined {
  if (active || isInQuickBooks(known)) return undefined;
  return fault('active', 'The code is not in QuickBooks, so there is no item to be made inactive.');
}

/**
 * A description that is stored in another spelling of the same characters is not changed: texts from before have a Greek
 * letter where the file has the ohm sign, and a code in QuickBooks must not differ for that.
 */
function asKnown(description: string, known: CostCode | undefined): string {
  if (!known || known.description === description) return description;
  return toNFC(known.description) === toNFC(description) ? known.description : description;
}

function descriptionFault(description: string): RowFault | undefined {
  if (description === '') return fault('description', 'The description is missing.');
  // At most two units become one letter, so this is too long in any spelling; there is no need to rewrite megabytes to find that out.
  if (description.length > 2 * DESC_MAX) return tooLong(description);
  const sendable = toDescription(description);
  if (!sendable.ok)
    return fault(
      'description',
      `The description holds the character ${sendable.character}, which QuickBooks cannot store.`,
    );
  return sendable.text.length > DESC_MAX ? tooLong(sendable.text) : undefined;
}

const tooLong = ({ length }: string): RowFault =>
  fault('description', `The description has ${length} characters; QuickBooks takes at most ${DESC_MAX}.`);

function lockedFault({ status }: CostCode): RowFault | undefined {
  if (status === 'exporting') return fault('code', 'The code is being exported to QuickBooks right now.');
  return undefined;
}

/** The checks that need the tree as it would be: unknown parents, circles, a sixth level. Gives the level of every code. */
function checkParents(
  existing: ReadonlyMap<string, CostCode>,
  candidates: readonly Candidate[],
  inFile: ReadonlySet<string>,
  drop: Drop,
): ReadonlyMap<string, number> {
  const moved = new Map(candidates.map((candidate) => [candidate.key, candidate]));
  const parentOf = (key: string) => moved.get(key)?.parent ?? existing.get(key)?.parent;
  const levels = new Map([['', 0]]);
  const inCircle = new Set<string>();
  // Unknown parents and circles have no level; neither has what hangs below them.
  const levelOf = (start: string): number => {
    let key = start;
    let level = levels.get(key);
    if (level !== undefined) return level;
    const path: string[] = [];
    const seen = new Set<string>();
    while (level === undefined) {
      const above = parentOf(key);
      if (above === undefined) level = Number.NaN;
      else if (seen.has(key)) {
        level = Number.NaN;
        for (const each of path.slice(path.indexOf(key))) inCircle.add(each);
      } else {
        seen.add(key);
        path.push(key);
        key = above;
        level = levels.get(key);
      }
    }
    for (const each of path.reverse()) levels.set(each, ++level);
    return level;
  };

  for (const candidate of candidates) {
    const { parent, parentText } = candidate;
    if (parent !== '' && parentOf(parent) === undefined) {
      drop(
        candidate,
        'parent',
        inFile.has(parent)
          ? `The row of its parent ${parentText} has a problem.`
          : `Its parent ${parentText} is unknown.`,
      );
    } else if (Number.isNaN(levelOf(candidate.key))) {
      const problem = inCircle.has(candidate.key)
        ? 'Its parents lead back to itself in a circle.'
        : `The row of its parent ${parentText} has a problem.`;
      drop(candidate, 'parent', problem);
    } else if (levelOf(candidate.key) > LEVELS_MAX) {
      drop(
        candidate,
        'parent',
        `It would be on level ${levelOf(candidate.key)}; QuickBooks has ${LEVELS_MAX}.`,
      );
    }
  }
  // When a code moves, those below it move too.
  for (const key of existing.keys()) {
    if (moved.has(key) || !(levelOf(key) > LEVELS_MAX)) continue;
    for (let above = parentOf(key); above; above = parentOf(above)) {
      const mover = moved.get(above);
      if (mover && movesExisting(mover)) {
        drop(
          mover,
          'parent',
          `The codes below it would be on level ${levelOf(key)}; QuickBooks has ${LEVELS_MAX}.`,
        );
        break;
      }
    }
  }
  return levels;
}

/** An item that is there keeps a name that it does not have from these texts: of another way of naming, or given in QuickBooks. */
function keepsItemName(known: CostCode, naming: ItemNaming): boolean {
  if (!isInQuickBooks(known)) return false;
  const named = itemNameOf(known.code, known.description, naming, () => false);
  return !named.ok || named.name !== known.itemName;
}

/** Settles the names of new and changed codes. A name that one row gives up is free for another. */
function checkNames(
  existing: ReadonlyMap<string, CostCode>,
  candidates: readonly Candidate[],
  { naming, renamed: renamedKey }: ImportFacts,
  drop: Drop,
): ReadonlyMap<string, string> {
  const isKept = ({ key, existing: known, parent, description }: Candidate) =>
    key !== renamedKey && known?.parent === parent && known.description === description;
  const renamed = new Set(
    candidates.filter((candidate) => !isKept(candidate)).map((candidate) => candidate.key),
  );
  const owner = new Map<string, string>();
  for (const code of existing.values()) {
    if (!renamed.has(code.key)) owner.set(nameKeyOf(code.parent, code.itemName), code.key);
  }
  const names = new Map<string, string>();
  for (const candidate of candidates) {
    const { key, code, description, parent, existing: known } = candidate;
    const isTaken = (name: string) => (owner.get(nameKeyOf(parent, name)) ?? key) !== key;
    const named =
      known && (isKept(candidate) || (key !== renamedKey && keepsItemName(known, naming)))
        ? keptName(known.itemName, isKept(candidate) ? () => false : isTaken)
        : itemNameOf(known?.code ?? code, description, naming, isTaken);
    if (named.ok) {
      names.set(key, named.name);
      owner.set(nameKeyOf(parent, named.name), key);
    } else {
      drop(candidate, naming === 'description' ? 'description' : 'code', named.problem);
    }
  }
  return names;
}

const keptName = (name: string, isTaken: (name: string) => boolean): Naming =>
  isTaken(name)
    ? {
        ok: false,
        problem: `The item name "${name}" is the same as that of another code below the same parent.`,
      }
    : { ok: true, name };

function writes(
  existing: ReadonlyMap<string, CostCode>,
  candidates: readonly Candidate[],
  levels: ReadonlyMap<string, number>,
  names: ReadonlyMap<string, string>,
  facts: ImportFacts,
): Omit<ImportPlan, 'problems' | 'rows'> {
  const insert: New<CostCode>[] = [];
  const replace: CostCode[] = [];
  const relevel: CostCode[] = [];
  let unchanged = 0;
  const inFile = new Set<string>();
  for (const { key, code, description, parent, existing: known, assigned, active } of candidates) {
    inFile.add(key);
    const level = levels.get(key) ?? 1;
    const itemName = names.get(key) ?? code;
    if (!known) {
      insert.push(newCode({ key, code, description, parent, level, itemName, ...assigned }, facts));
    } else if (key !== facts.renamed && !hasChanges(known, { description, parent, assigned, active })) {
      unchanged++;
      if (known.level !== level) relevel.push(atLevel(known, level));
    } else {
      const texts = {
        description,
        parent,
        itemName,
        level,
        queue: queueOrder(level, known.order),
        active,
        ...assigned,
      };
      const what = whatChanged(known, { description, parent, assigned, active }, key === facts.renamed);
      const around = { parents: existing, company: facts.rules };
      const step = change(known, facts, texts, `${what} ${facts.why}`, around);
      if (!step.ok) throw new Error(`a row that may not change ${key} was not found out: ${step.reason}`);
      replace.push(step.code);
    }
  }
  for (const [key, code] of existing) {
    const level = levels.get(key);
    if (!inFile.has(key) && level !== undefined && level !== code.level) relevel.push(atLevel(code, level));
  }
  // Parents first, so that an import that breaks off leaves no code without its parent.
  insert.sort((a, b) => a.level - b.level);
  return { insert, replace, relevel, unchanged };
}

const atLevel = (code: CostCode, level: number): CostCode => ({
  ...code,
  level,
  queue: queueOrder(level, code.order),
});

function whatChanged(
  known: CostCode,
  { description, parent, assigned, active }: Wanted,
  isRenamed: boolean,
): string {
  const what = [
    isRenamed ? 'code' : [],
    known.description === description ? [] : 'description',
    known.parent === parent ? [] : 'parent',
    assignsAccounts(assigned) ? 'accounts' : [],
    assigned.class === undefined ? [] : 'class',
    known.active === active ? [] : 'activity',
  ].flat();
  return `${what.join(' and ')} changed`;
}

type NewTexts = Pick<CostCode, 'key' | 'code' | 'description' | 'parent' | 'level' | 'itemName'> & Assigned;

function newCode(texts: NewTexts, { company, list, at, by, why }: ImportFacts): New<CostCode> {
  const order = naturalOrder(texts.key);
  return {
    ...texts,
    ...dated({}, { at }, texts),
    id: codeID(company, list, texts.key),
    company,
    list,
    order,
    queue: queueOrder(texts.level, order),
    status: 'unsynced',
    sentBy: null,
    rejection: null,
    problem: null,
    messageSet: null,
    ...UNTRIED,
    listID: '',
    sent: null,
    item: null,
    told: null,
    toldAt: null,
    active: true,
    settled: null,
    ...NO_DRIFT,
    history: [{ at, by, from: null, to: 'unsynced', why: `added ${why}` }],
    updatedAt: at,
  };
}
