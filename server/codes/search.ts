/** What a search looks at: the code and its description, upper and lower case being the same. */
import { type CostCode, keyOf } from './model.ts';

export function matcherOf(search: string): (code: CostCode) => boolean {
  const wanted = keyOf(search.trim());
  return (code) => code.key.includes(wanted) || keyOf(code.description).includes(wanted);
}
