/** The explorer finds mistakes: each one planted in a rule breaks a promise, and the shortest path to it is told. */
import { expect, it, vi } from 'vitest';
import type { Mutant } from './mutants.ts';

const planted = vi.hoisted(() => ({ mutant: null as Mutant | null }));

/** Wraps functions of a module so that the mistake of the moment is in them. */
const wrapping = vi.hoisted(
  () =>
    <T extends object>(real: T, names: readonly (keyof T)[], changed: () => Partial<T> | undefined): T => ({
      ...real,
      ...Object.fromEntries(
        names.map((name) => [
          name,
          (...args: unknown[]) =>
            ((changed()?.[name] ?? real[name]) as (...all: unknown[]) => unknown)(...args),
        ]),
      ),
    }),
);

vi.mock('../../../server/sync/answer.ts', async (original) => {
  const real = await original<typeof import('../../../server/sync/answer.ts')>();
  return wrapping(real, ['wordsOf'], () => planted.mutant?.answers?.(real));
});
vi.mock('../../../server/sync/lookup.ts', async (original) => {
  const real = await original<typeof import('../../../server/sync/lookup.ts')>();
  return wrapping(real, ['afterLookup', 'stepOf'], () => planted.mutant?.lookups?.(real));
});
vi.mock('../../../server/sync/requests/parent-lookup.ts', async (original) => {
  const real = await original<typeof import('../../../server/sync/requests/parent-lookup.ts')>();
  return wrapping(real, ['parentWord'], () => planted.mutant?.parents?.(real));
});
vi.mock('../../../server/codes/transitions.ts', async (original) => {
  const real = await original<typeof import('../../../server/codes/transitions.ts')>();
  return wrapping(real, ['relink'], () => planted.mutant?.states?.(real));
});
vi.mock('../../../server/codes/view.ts', async (original) => {
  const real = await original<typeof import('../../../server/codes/view.ts')>();
  return wrapping(real, ['sentItemOf'], () => planted.mutant?.codes?.(real));
});

const { explore } = await import('./explore.ts');
const { MUTANTS } = await import('./mutants.ts');
const { HOPED, PARENT_AND_CHILD } = await import('./settings.ts');

// The mistakes need no more; the sound rules are explored in explorer.test.ts.
const SETTING = {
  codes: PARENT_AND_CHILD,
  kind: HOPED,
  hangs: false,
  faults: 1,
  deeds: 1,
  stopsAtFirst: true,
} as const;

for (const { mistake, ...mutant } of MUTANTS) {
  it(`finds: ${mistake}`, async () => {
    planted.mutant = { mistake, ...mutant };
    const { violations } = await explore({ ...SETTING, codes: mutant.rows ?? SETTING.codes });
    expect(violations.map(({ promise }) => promise)).not.toHaveLength(0);
    expect(violations[0]?.path.length).toBeGreaterThan(3);
  });
}

it('finds nothing where no mistake is', async () => {
  planted.mutant = null;
  expect((await explore(SETTING)).violations).toEqual([]);
});
