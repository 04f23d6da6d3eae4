/** What a search looks at: the code and its description; letter case and further blanks do not count, as in codes. */
import { type CostCode, keyOf } from './model.ts';

/** Whether a code matches a search; an empty search matches every code. */
export function matcherOf(search: string): (code: CostCode) => boolean {
  const wanted = keyOf(search);
  return (code) => code.key.includes(wanted) || keyOf(code.description).includes(wanted);
}
