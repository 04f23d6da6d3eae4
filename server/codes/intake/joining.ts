/**
 * Whether the codes of a table are joined to the divisions that they stand below (`100` below `03` is `03-100`), or the divisions are
 * only their parents.
 */
import { keyOf } from '../model.ts';
import { type KnownCodes, withoutZeros } from './known-codes.ts';

export const JOINER = '-';

/** The parts that are not empty, joined to one code. */
export const joined = (...parts: string[]): string => parts.filter((part) => part !== '').join(JOINER);

/** Does a code begin with its division, as `03-100` with `03`, and with `3` of which a spreadsheet took the zero? */
export function hasInFront(division: string, code: string): boolean {
  const [above, whole] = [withoutZeros(keyOf(division)), withoutZeros(keyOf(code))];
  return whole.startsWith(above) && /^[-. /]/.test(whole.slice(above.length));
}

/** A code and the division it stands below, as they are written. */
export interface Below {
  readonly division: string;
  readonly code: string;
}

/**
 * The list is asked first, so that a part of it comes in as the whole did: are more of these codes known joined, or unjoined below that
 * very division, be it without leading zeros? Where it knows neither, they are joined if one of them repeats below several divisions or
 * is called as one of them, or if `otherwise` says so.
 */
export function areJoined(codes: Iterable<Below>, known: KnownCodes, otherwise = false): boolean {
  let ahead = 0;
  let repeats = otherwise;
  const divisions = new Set<string>();
  const divisionOf = new Map<string, string>();
  for (const { division, code } of codes) {
    const key = keyOf(code);
    const divisionKey = keyOf(division);
    divisions.add(divisionKey);
    if (key === '' || divisionKey === '' || hasInFront(division, code)) continue;
    if (known.parentOf(joined(division, code)) !== undefined) ahead++;
    else if (known.parentOf(code) === divisionKey) ahead--;
    else if (known.withoutZeros(joined(division, code)).length > 0) ahead++;
    else if (known.withoutZeros(code).some(({ parent }) => parent === divisionKey)) ahead--;
    const before = divisionOf.get(key);
    if (before !== undefined && before !== divisionKey) repeats = true;
    divisionOf.set(key, divisionKey);
  }
  // A code that is called as one of the divisions would be that division.
  repeats ||= [...divisionOf.keys()].some((key) => divisions.has(key));
  return ahead === 0 ? repeats : ahead > 0;
}
