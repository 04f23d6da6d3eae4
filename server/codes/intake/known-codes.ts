/** Codes of the list that a row may have meant: the same but for leading zeros, which a spreadsheet takes away. */
import type { ImportRow } from '../import.ts';
import { type CostCode, keyOf } from '../model.ts';

const withoutZeros = (key: string) => key.replace(/\d+/g, (digits) => digits.replace(/^0+(?=\d)/, ''));

/** The only code of the list that is `key` but for leading zeros of its parts. */
export type ZerosLost = (key: string) => CostCode | undefined;

export function zerosLost(existing: ReadonlyMap<string, CostCode>): ZerosLost {
  const meant = new Map<string, CostCode | null>();
  for (const [key, code] of existing) {
    const bare = withoutZeros(key);
    meant.set(bare, meant.has(bare) ? null : code);
  }
  if (meant.size === 0) return () => undefined;
  return (key) => (existing.has(key) ? undefined : (meant.get(withoutZeros(key)) ?? undefined));
}

/** Takes such rows for the codes that are there, and parents likewise. */
export function takeForKnown(
  rows: readonly ImportRow[],
  existing: ReadonlyMap<string, CostCode>,
): ImportRow[] {
  const meant = zerosLost(existing);
  const taken = rows.map((row) => ({ ...row, code: meant(keyOf(row.code))?.code ?? row.code }));
  const own = new Set(taken.map((row) => keyOf(row.code)));
  return taken.map((row) => {
    if (!row.parent || own.has(keyOf(row.parent))) return row;
    return { ...row, parent: meant(keyOf(row.parent))?.code ?? row.parent };
  });
}
