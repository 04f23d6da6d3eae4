/**
 * An import step by step, between those who hold the store and the one who plans it, in the same thread or in another.
 *
 * open -> know, page by page -> plan -> inserts, replaces, relevels, each until there are none -> what is told. Codes that somebody
 * else changed meanwhile are named by `lost`; then it goes on with know and plan, over those rows alone. Nothing that passes is
 * longer than a batch, so that neither side is kept by a message.
 */
import type { New } from '../../store/port.ts';
import { SLICE } from '../../turns.ts';
import type { Rules } from '../accounts.ts';
import type { ImportRow, RowProblem } from '../import.ts';
import type { ColumnUse } from '../intake/columns.ts';
import type { FileChoice, Intake, IntakeRead } from '../intake/intake.ts';
import type { Company, CostCode } from '../model.ts';
import type { Renaming } from '../renaming.ts';
import type { By } from '../transitions.ts';
import type { Shown } from './shown.ts';

/** No page and no batch has more codes. */
export const BATCH = SLICE;

/** What an import is made of. The bytes are given away: when the planner runs in another thread, none stay behind. */
export type Source =
  | { readonly kind: 'rows'; readonly rows: readonly ImportRow[] }
  | { readonly kind: 'json'; readonly bytes: Uint8Array }
  | { readonly kind: 'file'; readonly bytes: Uint8Array; readonly choice: FileChoice };

/** What was read, without its rows. */
export type Opened = ({ readonly ok: true } & Omit<Intake, 'rows'>) | Extract<IntakeRead, { ok: false }>;

export interface PlanFacts extends By {
  readonly company: Pick<Company, 'id' | 'itemNaming'> & Rules;
  readonly list: string;
  /** Of the history. */
  readonly why: string;
  /** Rows that look like known codes without their leading zeros are taken for those. */
  readonly takesZerosAsLost: boolean;
  /** A code that is to have another text; its row stands under that. */
  readonly rename: Renaming | null;
}

/** What came of planning. */
export interface Counts {
  /** What each column of the file was taken for; the list has its say, too. */
  readonly columns: readonly ColumnUse[];
  readonly insert: number;
  readonly replace: number;
  readonly unchanged: number;
  readonly problems: number;
  readonly warnings: number;
  /** Warnings of rows that look like known codes without their leading zeros. */
  readonly zerosLost: number;
  /** How many rows were read, and how many divisions beside them would be made. */
  readonly rows: number;
  readonly made: number;
}

/** Rows with problems or warnings as members of a JSON array; those rows as a CSV to be mended and imported. */
export type Telling = 'problems' | 'warnings' | 'badRows';

/** What it does takes its time and is done in one go; those who hold a store ask for it elsewhere. */
export interface Planning {
  open(source: Source): Opened;
  /** Codes of the list as they are: the next page of them. */
  know(codes: readonly CostCode[]): void;
  /** Of the codes made known since the last plan, and of all rows or, after `lost`, of those. */
  plan(facts: PlanFacts): Counts;
  /** The next batch; none when there is no more. */
  inserts(): readonly New<CostCode>[];
  replaces(): readonly CostCode[];
  relevels(): readonly CostCode[];
  /** Somebody else was quicker with these keys; gives how many rows are to be planned again. */
  lost(keys: readonly string[]): number;
  /** The first rows with problems, by row. */
  firstProblems(): readonly RowProblem[];
  /** What a person is shown of the first plan. */
  show(): Shown;
  /** The next piece of UTF-8; null when all is told. */
  tell(what: Telling): Uint8Array | null;
  /** Lets go of everything. */
  close(): void;
}

/** The same, by somebody who may need time. */
export type Planner = {
  readonly [Step in keyof Planning]: (
    ...given: Parameters<Planning[Step]>
  ) => Promise<ReturnType<Planning[Step]>>;
};

/** A list cannot be read or planned in the memory and the time that there is for it. */
export class TooMuch extends Error {
  override name = 'TooMuch';
}

/** It is more than is planned on the main thread, though it looked small; nothing was changed. */
export class Outgrown extends Error {
  override name = 'Outgrown';
}
