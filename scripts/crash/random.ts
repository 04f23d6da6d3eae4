// Random numbers that a seed repeats.

/** From 0 up to 1. */
export type Random = () => number;

/** mulberry32; `about` keeps what is decided for one case from shifting another. */
export function randomOf(seed: number, about: string): Random {
  let state = seed >>> 0;
  for (const character of about) state = Math.imul(state ^ character.charCodeAt(0), 0x9e3779b1) >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** One of them, by chance; of an empty list undefined. */
export const oneOf = <T>(random: Random, all: readonly T[]): T => all[Math.floor(random() * all.length)]!;

/** All of them in an order by chance; the list itself stays as it is. */
export function shuffled<T>(random: Random, all: readonly T[]): T[] {
  const mixed = [...all];
  for (let at = mixed.length - 1; at > 0; at -= 1) {
    const other = Math.floor(random() * (at + 1));
    [mixed[at], mixed[other]] = [mixed[other]!, mixed[at]!];
  }
  return mixed;
}
