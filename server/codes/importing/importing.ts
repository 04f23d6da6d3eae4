/**
 * Importing into a list. The planner is given the codes that are there, page by page, and returns what is to be written, batch
 * by batch; between any two of them others have their turn. A small import over a small list is planned here, any other in the
 * room.
 */
import type { New, Store, Stored } from '../../store/port.ts';
import { turn } from '../../turns.ts';
import { finishRenaming, type Random } from '../company.ts';
import type { RowProblem } from '../import.ts';
import type { ColumnUse } from '../intake/columns.ts';
import { isWorkbook } from '../intake/workbook.ts';
import { alone, Busy } from '../lock.ts';
import { CODES, type Company, type CostCode, codeID, type ItemNaming, keyOf } from '../model.ts';
import { finishMove, moveCode } from '../moving.ts';
import type { Renaming } from '../renaming.ts';
import type { By } from '../transitions.ts';
import { codePages } from '../walk.ts';
import { createPlanning, type Few } from './planning.ts';
import type { ImportRoom } from './room.ts';
import type { Shown } from './shown.ts';
import {
  BATCH,
  type Counts,
  type Opened,
  Outgrown,
  type PlanFacts,
  type Planner,
  type Planning,
  type Source,
  type Telling,
  TooMuch,
} from './steps.ts';

export interface ImportPlace {
  readonly store: Store;
  readonly random: Random;
  readonly room: ImportRoom;
}

export interface ImportOptions {
  /** Of the history. */
  readonly why: string;
  /** Where the items of new codes have their names already; the company's way of naming otherwise. */
  readonly naming?: ItemNaming;
  /** Rows that look like known codes without their leading zeros are taken for those. */
  readonly takesZerosAsLost?: boolean;
  /** A code that gets another text. */
  readonly rename?: Renaming;
  /** Is given the codes that are or would be added, batch by batch, parents first; some perhaps twice. */
  readonly sees?: (added: readonly New<CostCode>[]) => Promise<void>;
  /** What is told of all rows, in pieces of UTF-8. */
  readonly tells?: readonly Telling[];
}

type Unread = Extract<Opened, { ok: false }>;
type Read = Extract<Opened, { ok: true }>;

export interface ImportResult {
  readonly ok: true;
  readonly opened: Read;
  readonly columns: readonly ColumnUse[];
  readonly added: number;
  readonly changed: number;
  readonly unchanged: number;
  /** How many rows were read; with the divisions that were made it is the sum of the three and of those with problems. */
  readonly rows: number;
  readonly made: number;
  /** How many there are, and the first of them by row. */
  readonly problemCount: number;
  readonly problems: readonly RowProblem[];
  readonly told: Told;
}

export type Told = Readonly<Record<Telling, readonly Uint8Array[]>>;

export interface ImportPreview {
  readonly ok: true;
  readonly opened: Read;
  readonly counts: Counts;
  readonly shown: Shown;
  readonly told: Told;
}

/** Takes all good rows and names each bad one. Running it again after a crash takes the rest. */
export function importCodes(
  place: ImportPlace,
  company: Company,
  list: string,
  source: Source,
  by: By,
  options: ImportOptions,
): Promise<ImportResult | Unread> {
  const { store, random } = place;
  return withOpened(place, source, async (planner, opened) => {
    return alone(store, company.id, random(16).toString('hex'), async (renew) => {
      await finishMove(store, company.id);
      const current = (await finishRenaming(store, company.id, by)) ?? company;
      const facts = factsOf(current, list, by, options);
      const written = await write(store, planner, facts, options, renew);
      return { ok: true, opened, ...written, ...(await tellingsOf(planner, options)) };
    });
  });
}

/** What `importCodes` would answer; nothing is changed. */
export function tryImport(
  place: ImportPlace,
  company: Company,
  list: string,
  source: Source,
  by: By,
  options: ImportOptions,
): Promise<ImportResult | Unread> {
  return withOpened(place, source, async (planner, opened) => {
    const facts = factsOf(company, list, by, options);
    const counts = await planned(place.store, planner, facts);
    await seeInserts(planner, options);
    const { insert, replace, unchanged, problems, columns, rows, made } = counts;
    return {
      ok: true,
      opened,
      columns,
      ...{ added: insert, changed: replace, unchanged, rows, made, problemCount: problems },
      ...(await tellingsOf(planner, options)),
    };
  });
}

/** What an import would do as things stand, as far as a person is shown it. */
export function previewImport(
  place: ImportPlace,
  company: Company,
  list: string,
  source: Source,
  by: By,
  options: ImportOptions,
): Promise<ImportPreview | Unread> {
  return withOpened(place, source, async (planner, opened) => {
    const counts = await planned(place.store, planner, factsOf(company, list, by, options));
    await seeInserts(planner, options);
    const { told } = await tellingsOf(planner, options);
    return { ok: true, opened, counts, shown: await planner.show(), told };
  });
}

/** What can be planned within a few milliseconds, whatever it is: about one row by hand, or a test's. */
const FEW: Few = { rows: 500, codes: 1_000 };
const FEW_BYTES = 16 * 1024;

function isFew(source: Source): boolean {
  if (source.kind !== 'rows') return source.bytes.length <= FEW_BYTES && !isWorkbook(source.bytes);
  if (source.rows.length > FEW.rows) return false;
  const lengthOf = (text = '') => text.length;
  const length = source.rows.reduce(
    (sum, row) =>
      sum + lengthOf(row.code) + lengthOf(row.description) + lengthOf(row.parent) + lengthOf(row.class),
    0,
  );
  return length <= FEW_BYTES;
}

/** What cannot be read needs no work. */
function withOpened<T>(
  place: ImportPlace,
  source: Source,
  work: (planner: Planner, opened: Read) => Promise<T>,
): Promise<T | Unread> {
  return withPlanner(place, source, async (planner) => {
    const opened = await planner.open(source);
    return opened.ok ? work(planner, opened) : opened;
  });
}

async function withPlanner<T>(
  { room }: ImportPlace,
  source: Source,
  work: (planner: Planner) => Promise<T>,
): Promise<T> {
  if (isFew(source)) {
    try {
      return await work(plannerHere(createPlanning(FEW)));
    } catch (error) {
      if (!(error instanceof Outgrown)) throw error;
    }
  }
  return room.run(async (planner) => {
    try {
      return await work(planner);
    } finally {
      // A planner that is gone has nothing left to release.
      await planner.close().catch(() => {});
    }
  });
}

/** The planner for small imports: the same steps, on this thread. */
export function plannerHere(planning: Planning): Planner {
  return {
    open: async (source) => planning.open(source),
    know: async (codes) => planning.know(codes),
    plan: async (facts) => planning.plan(facts),
    inserts: async () => planning.inserts(),
    replaces: async () => planning.replaces(),
    relevels: async () => planning.relevels(),
    lost: async (keys) => planning.lost(keys),
    firstProblems: async () => planning.firstProblems(),
    show: async () => planning.show(),
    tell: async (what) => planning.tell(what),
    close: async () => planning.close(),
  };
}

function factsOf(
  {
    id,
    itemNaming,
    accountRules,
    incomeAccount,
    expenseAccount,
    class: itsClass = null,
    renames = [],
  }: Company,
  list: string,
  { at, by }: By,
  { why, naming, takesZerosAsLost = false, rename }: ImportOptions,
): PlanFacts {
  const company = {
    id,
    itemNaming: naming ?? itemNaming,
    ...{ accountRules, incomeAccount, expenseAccount, class: itsClass, renames },
  };
  return { company, list, at, by, why, takesZerosAsLost, rename: rename ?? null };
}

/** Plans over the list as it is. */
async function planned(store: Store, planner: Planner, facts: PlanFacts): Promise<Counts> {
  const pages = codePages(store, facts.company.id, facts.list, 'all', { size: BATCH });
  for await (const page of pages) await planner.know(page);
  return planner.plan(facts);
}

/** The next batch of codes that are to be added, once it has been seen. */
function insertsOf(planner: Planner, { sees }: ImportOptions): Planner['inserts'] {
  if (!sees) return planner.inserts;
  return async () => {
    const batch = await planner.inserts();
    await turn();
    if (batch.length > 0) await sees(batch);
    return batch;
  };
}

async function seeInserts(planner: Planner, options: ImportOptions): Promise<void> {
  const next = insertsOf(planner, options);
  while (options.sees && (await next()).length > 0);
}

/** Each time somebody else was quicker; nobody is that unlucky for long. */
const ROUNDS_MAX = 20;

type Written = Omit<ImportResult, 'ok' | 'opened' | 'problems' | 'told'>;

async function write(
  store: Store,
  planner: Planner,
  facts: PlanFacts,
  options: ImportOptions,
  renew: () => Promise<void>,
): Promise<Written> {
  const first = await planned(store, planner, facts);
  const { columns, rows, made } = first;
  let { unchanged, problems: problemCount } = first;
  const done = { added: 0, changed: 0 };
  try {
    // Codes that an approver or the connector moved since they were read are planned again over their new state.
    for (let round = 1; ; round++) {
      const lost: string[] = [];
      const added = writeEach(insertsOf(planner, options), (batch) => store.insert(CODES, batch), renew);
      for await (const batch of added) {
        done.added += batch.written;
        lost.push(...batch.lost);
      }
      const changed = writeEach(planner.replaces, (batch) => put(store, batch, facts), renew);
      for await (const batch of changed) {
        done.changed += batch.written;
        lost.push(...batch.lost);
      }
      // A level that could not be written only costs the code its place in the order of export; the next import mends it.
      const relevelled = writeEach(planner.relevels, (batch) => store.replace(CODES, batch), renew);
      for await (const _ of relevelled);
      const beaten = await lose(planner, lost);
      if (beaten === 0) return { ...done, unchanged, columns, rows, made, problemCount };
      if (round === ROUNDS_MAX)
        throw new Busy('These codes are being changed by others over and over. Try again in a moment.');
      const again = await planned(store, planner, facts);
      unchanged += again.unchanged;
      problemCount += again.problems;
    }
  } catch (error) {
    if (!(error instanceof TooMuch) || done.added + done.changed === 0) throw error;
    throw new TooMuch(
      `The import broke off after ${done.added} codes were added and ${done.changed} changed. Import the list again, in parts.`,
      { cause: error },
    );
  }
}

/** A code that has another key by now is moved. */
async function put(
  store: Store,
  batch: readonly CostCode[],
  { company: { id }, list, rename }: PlanFacts,
): Promise<(CostCode | null)[]> {
  const [code] = batch;
  if (!code || rename === null || keyOf(rename.to) === rename.from) return store.replace(CODES, batch);
  const old = await store.get(CODES, codeID(id, list, rename.from));
  return [old?.rev === code.rev ? await moveCode(store, old, code) : null];
}

/** Batch by batch: how many were written, and the keys of those that somebody else was quicker with. */
async function* writeEach<T extends { readonly key: string }>(
  next: () => Promise<readonly T[]>,
  put: (batch: readonly T[]) => Promise<(Stored | null)[]>,
  renew: () => Promise<void>,
): AsyncGenerator<{ written: number; lost: string[] }> {
  for (;;) {
    const batch = await next();
    if (batch.length === 0) return;
    await renew();
    await turn();
    const stored = await put(batch);
    const lost = batch.flatMap(({ key }, index) => (stored[index] === null ? [key] : []));
    yield { written: batch.length - lost.length, lost };
    await turn();
  }
}

/** Gives how many rows are to be planned again. */
async function lose(planner: Planner, keys: readonly string[]): Promise<number> {
  let beaten = 0;
  for (let from = 0; from < keys.length; from += BATCH)
    beaten = await planner.lost(keys.slice(from, from + BATCH));
  return beaten;
}

/** More than an import of honest rows ever has to report; what exceeds it is counted and not named. */
const TOLD_MAX_BYTES = 128 * 1024 * 1024;

async function tellingsOf(
  planner: Planner,
  { tells = [] }: ImportOptions,
): Promise<Pick<ImportResult, 'problems' | 'told'>> {
  const told: Record<Telling, Uint8Array[]> = { problems: [], warnings: [], badRows: [] };
  for (const what of tells) {
    let bytes = 0;
    while (bytes < TOLD_MAX_BYTES) {
      const piece = await planner.tell(what);
      if (piece === null) break;
      told[what].push(piece);
      bytes += piece.length;
    }
  }
  return { problems: await planner.firstProblems(), told };
}
