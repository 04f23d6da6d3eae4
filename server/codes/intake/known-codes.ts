/** Codes of the list that a row may have meant: the same but for leading zeros, which a spreadsheet takes away. */
import type { ImportRow } from '../import.ts';
import { type CostCode, keyOf } from '../model.ts';

/** What the reader of a table asks about the list. */
export interface KnownCodes {
  /** The key of a code's parent, '' without one; undefined if the list has no such code. */
  parentOf(code: string): string | undefined;
  /** Codes that are that one but for leading zeros; none if the list has that one itself. */
  withoutZeros(code: string): readonly CostCode[];
}

/** Questions that the intake asks about the codes of the list, which are given by key. */
export function knownCodes(existing: ReadonlyMap<string, CostCode>): KnownCodes {
  let lost: ZerosLost | undefined;
  return {
    parentOf: (code) => existing.get(keyOf(code))?.parent,
    withoutZeros(code) {
      lost ??= zerosLost(existing);
      return lost(keyOf(code));
    },
  };
}

/** A key without the leading zeros of its numbers: `03-010` as `3-10`. */
export const withoutZeros = (key: string) => key.replace(/\d+/g, (digits) => digits.replace(/^0+(?=\d)/, ''));

/** The codes of the list that are `key` but for leading zeros of its parts; none if the list has `key` itself. */
export type ZerosLost = (key: string) => readonly CostCode[];

const NONE: readonly CostCode[] = [];

/** Prepares that question for a list, given by key, in one walk over its codes. */
export function zerosLost(existing: ReadonlyMap<string, CostCode>): ZerosLost {
  const meant = new Map<string, readonly CostCode[]>();
  for (const [key, code] of existing) {
    const bare = withoutZeros(key);
    const others = meant.get(bare);
    meant.set(bare, others ? [...others, code] : [code]);
  }
  if (meant.size === 0) return () => NONE;
  return (key) => (existing.has(key) ? NONE : (meant.get(withoutZeros(key)) ?? NONE));
}

/** Takes such rows for the codes that are there, and parents likewise; not where two of them could be meant. */
export function takeForKnown(
  rows: readonly ImportRow[],
  existing: ReadonlyMap<string, CostCode>,
): ImportRow[] {
  const lost = zerosLost(existing);
  const meant = (code: string): string => {
    const [first, ...others] = lost(keyOf(code));
    return first && others.length === 0 ? first.code : code;
  };
  const taken = rows.map((row) => ({ ...row, code: meant(row.code) }));
  const own = new Set(taken.map((row) => keyOf(row.code)));
  return taken.map((row) => {
    if (!row.parent || own.has(keyOf(row.parent))) return row;
    return { ...row, parent: meant(row.parent) };
  });
}
