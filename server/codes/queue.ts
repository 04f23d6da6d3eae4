/** The approval queue: what people do to the codes of a list. */
import type { Store } from '../store/port.ts';
import { inTurns } from '../turns.ts';
import { finishRenaming, type Random, updateCompany } from './company.ts';
import { type ImportPlan, type ImportRow, planImport, type RowProblem } from './import.ts';
import type { ColumnUse } from './intake/columns.ts';
import { type Intake, intakeOf } from './intake/intake.ts';
import { takeForKnown } from './intake/known-codes.ts';
import { type RowWarning, warningsOf } from './intake/warnings.ts';
import { alone, Busy } from './lock.ts';
import {
  CODES,
  type CodeStatus,
  type Company,
  type CostCode,
  codeID,
  keyOf,
  quickBooksList,
} from './model.ts';
import {
  accept,
  type By,
  type NamedAccounts,
  namesAccounts,
  recall,
  reject,
  retry,
  type Step,
  send,
  whyNotDeleted,
} from './transitions.ts';
import { shownAccounts } from './view.ts';
import { batches, changeEach, codePages, everyCode } from './walk.ts';

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

/** Takes codes of the QuickBooks list through a transition. "all" refuses none: what it does not apply to is passed over. */
async function changeCodes(
  store: Store,
  company: Company,
  which: Which,
  statuses: readonly CodeStatus[],
  step: (code: CostCode) => Step | null,
): Promise<Outcome> {
  const list = quickBooksList(company).id;
  if (which === 'all') {
    let count = 0;
    for (const status of statuses) {
      for await (const page of codePages(store, company.id, list, status)) {
        const ids = page.map((code) => code.id);
        const { changed } = await changeEach(store, ids, (code) =>
          statuses.includes(code.status) ? step(code) : null,
        );
        count += changed.length;
      }
    }
    return { count, refused: [] };
  }
  const named = await namedCodes(company, which);
  const { changed, refused, missing } = await changeEach(store, [...named.keys()], step);
  const told: Refusal[] = [];
  for await (const slice of inTurns(named)) {
    for (const [id, code] of slice) {
      const reason = missing.has(id) ? `There is no code ${code} in the QuickBooks list.` : refused.get(id);
      if (reason !== undefined) told.push({ code, reason });
    }
  }
  return { count: changed.length, refused: told };
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

const SENDABLE = ['unsynced', 'rejected'] as const;

/** Why the button Send to ERP is grey, or null. */
export async function whyNothingToSend(store: Store, company: Company): Promise<string | null> {
  const list = quickBooksList(company).id;
  for (const status of SENDABLE) {
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
  const outcome = await changeCodes(store, company, codes ?? 'all', SENDABLE, (code) => send(code, by));
  if (outcome.count > 0 && company.firstSentAt === null) {
    await updateCompany(store, company.id, (each) =>
      each.firstSentAt === null ? { ...each, firstSentAt: by.at } : each,
    );
  }
  return outcome;
}

export function acceptCodes(
  store: Store,
  company: Company,
  by: By,
  which: Which,
  accounts: NamedAccounts,
): Promise<Outcome> {
  return changeCodes(store, company, which, ['pending'], (code) =>
    accept(code, by, accounts, company.fourEyes),
  );
}

export function rejectCodes(
  store: Store,
  company: Company,
  by: By,
  which: Which,
  reason: string,
): Promise<Outcome> {
  return changeCodes(store, company, which, ['pending'], (code) => reject(code, by, reason));
}

/** Failed codes, and accepted ones that an alarm holds (`isHeld`). */
export function retryCodes(
  store: Store,
  company: Company,
  by: By,
  which: Which,
  accounts: NamedAccounts,
  isHeld: (code: CostCode) => boolean,
): Promise<Outcome> {
  // Accounts that are named for all are for those, too, that an alarm holds; otherwise lifting it is all that they need.
  const isNamed = which !== 'all' || namesAccounts(accounts);
  const statuses: CodeStatus[] = isNamed ? ['failed', 'accepted'] : ['failed'];
  return changeCodes(store, company, which, statuses, (code) => {
    const isPassedOver = which === 'all' && code.status === 'accepted' && !isHeld(code);
    return isPassedOver ? null : retry(code, by, accounts, isHeld(code));
  });
}

export function recallCodes(store: Store, company: Company, by: By, which: Which): Promise<Outcome> {
  return changeCodes(store, company, which, ['pending', 'accepted', 'rejected', 'failed'], (code) =>
    recall(code, by),
  );
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
    const known = new Map((await store.getMany(CODES, ids)).map((code) => [code.id, code.status]));
    for (const [id, code] of slice) {
      const status = known.get(id) ?? null;
      if (status !== 'synced') missing.push({ code, status });
    }
  }
  return missing;
}

export interface ImportResult {
  readonly added: number;
  readonly changed: number;
  readonly unchanged: number;
  readonly problems: readonly RowProblem[];
  readonly warnings: readonly RowWarning[];
  /** What each column of the file was taken for. */
  readonly columns: readonly ColumnUse[];
  /** How many rows were read; with the divisions that were made it is the sum of the four. */
  readonly rows: number;
  readonly made: number;
}

/** Where the rows of an import come from. */
export type RowSource = Pick<Intake, 'rows'>;

export interface ImportOptions {
  /** Of the history. */
  readonly why: string;
  /** Rows that look like known codes without their leading zeros are taken for those. */
  readonly takesZerosAsLost?: boolean;
}

/** Takes all good rows and names each bad one. Running it again after a crash takes the rest. */
export function importCodes(
  store: Store,
  random: Random,
  company: Company,
  list: string,
  source: RowSource,
  by: By,
  options: ImportOptions,
): Promise<ImportResult> {
  return alone(store, company.id, random(16).toString('hex'), async (renew) => {
    const current = (await finishRenaming(store, company.id, by)) ?? company;
    return runImport(store, current, list, source, by, options, renew);
  });
}

export interface ImportPreview extends ImportPlan {
  /** The codes of the list as they are, by key. */
  readonly existing: ReadonlyMap<string, CostCode>;
  readonly warnings: readonly RowWarning[];
  /** What each column of the file was taken for. */
  readonly columns: readonly ColumnUse[];
  /** As they came, divisions that would be made among them. */
  readonly source: readonly ImportRow[];
}

/** What an import would do as things stand, code by code. */
export async function previewImport(
  store: Store,
  company: Company,
  list: string,
  source: RowSource,
  by: By,
  { why, takesZerosAsLost = false }: ImportOptions,
): Promise<ImportPreview> {
  const existing = new Map((await everyCode(store, company.id, list)).map((code) => [code.key, code]));
  const { rows: read, columns } = source.rows(existing);
  const rows = takesZerosAsLost ? takeForKnown(read, existing) : read;
  const plan = planImport(existing, rows, {
    ...by,
    why,
    company: company.id,
    list,
    naming: company.itemNaming,
    accountsOf: (code) => shownAccounts(code, company),
  });
  const changing = new Set([...plan.insert, ...plan.replace].map(({ key }) => key));
  const bad = new Set(plan.problems.map(({ row }) => row));
  const warnings = warningsOf(rows, {
    existing,
    naming: company.itemNaming,
    isUnchanged: (key) => plan.rows.has(key) && !changing.has(key),
    isProblem: (row) => bad.has(row),
    rows: plan.rows,
  });
  return { ...plan, existing, warnings, columns, source: rows };
}

/** What `importCodes` would answer; nothing is changed. */
export async function tryImport(
  store: Store,
  company: Company,
  list: string,
  source: RowSource,
  by: By,
  options: ImportOptions,
): Promise<ImportResult> {
  const plan = await previewImport(store, company, list, source, by, options);
  const { insert, replace, unchanged, problems, warnings, columns } = plan;
  return {
    added: insert.length,
    changed: replace.length,
    unchanged,
    problems,
    warnings,
    columns,
    ...rowsIn(plan),
  };
}

/** A division that the list has already is no row and not made. */
function rowsIn({ source, existing }: ImportPreview): Pick<ImportResult, 'rows' | 'made'> {
  const made = source.filter((row) => row.made);
  return {
    rows: source.length - made.length,
    made: made.filter((row) => !existing.has(keyOf(row.code))).length,
  };
}

/** Each time somebody else was quicker; nobody is that unlucky for long. */
const ROUNDS_MAX = 20;

async function runImport(
  store: Store,
  company: Company,
  list: string,
  source: RowSource,
  by: By,
  options: ImportOptions,
  renew: () => Promise<void>,
): Promise<ImportResult> {
  const first = await previewImport(store, company, list, source, by, options);
  const result = { added: 0, changed: 0, unchanged: 0 };
  let problems: readonly RowProblem[] = [];
  // Codes that an approver or the connector moved since they were read are planned again over their new state.
  for (let plan: ImportPreview = first, rounds = 1; ; rounds++) {
    problems = problems.concat(plan.problems);
    result.unchanged += plan.unchanged;
    const beaten: ImportRow[] = [];
    const write = async <T extends { readonly key: string }>(
      codes: readonly T[],
      put: (batch: T[]) => Promise<unknown[]>,
    ) => {
      let written = 0;
      for (const batch of batches(codes)) {
        await renew();
        const stored = await put(batch);
        const lost = batch.filter((_, index) => stored[index] === null);
        beaten.push(...lost.flatMap((code) => plan.rows.get(code.key) ?? []));
        written += batch.length - lost.length;
      }
      return written;
    };
    result.added += await write(plan.insert, (batch) => store.insert(CODES, batch));
    result.changed += await write(plan.replace, (batch) => store.replace(CODES, batch));
    // A level that could not be written only costs the code its place in the order of export; the next import mends it.
    for (const batch of batches(plan.relevel)) await store.replace(CODES, batch);
    if (beaten.length === 0) break;
    if (rounds === ROUNDS_MAX)
      throw new Busy('These codes are being changed by others over and over. Try again in a moment.');
    plan = await previewImport(store, company, list, intakeOf(beaten), by, { why: options.why });
  }
  problems = [...problems].sort((a, b) => a.row - b.row);
  return { ...result, problems, warnings: first.warnings, columns: first.columns, ...rowsIn(first) };
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
    for (;;) {
      const known = await store.get(CODES, codeID(company.id, list, keyOf(code)));
      if (!known) return 'unknown';
      const children = await store.find(CODES, 'byParent', {
        equals: [company.id, list, known.key],
        limit: 1,
      });
      const whyNot = whyNotDeleted(known, children.length > 0);
      if (whyNot !== null) return { whyNot };
      if ((await store.remove(CODES, [known]))[0]) return 'deleted';
    }
  });
}
