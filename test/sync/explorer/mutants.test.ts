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
  return wrapping(real, ['wordsOf', 'withoutOthersItems', 'wentTo'], () => planted.mutant?.answers?.(real));
});
vi.mock('../../../server/sync/lookup.ts', async (original) => {
  const real = await original<typeof import('../../../server/sync/lookup.ts')>();
  return wrapping(real, ['afterLookup', 'stepOf', 'isSmallest'], () => planted.mutant?.lookups?.(real));
});
vi.mock('../../../server/sync/requests/parent-lookup.ts', async (original) => {
  const real = await original<typeof import('../../../server/sync/requests/parent-lookup.ts')>();
  return wrapping(real, ['parentWord'], () => planted.mutant?.parents?.(real));
});
vi.mock('../../../server/sync/requests/item-state.ts', async (original) => {
  const real = await original<typeof import('../../../server/sync/requests/item-state.ts')>();
  return wrapping(real, ['stateOf'], () => planted.mutant?.items?.(real));
});
vi.mock('../../../server/sync/requests/kinds.ts', async (original) => {
  const real = await original<typeof import('../../../server/sync/requests/kinds.ts')>();
  return wrapping(real, ['kindFor'], () => planted.mutant?.kinds?.(real));
});
vi.mock('../../../server/codes/transitions.ts', async (original) => {
  const real = await original<typeof import('../../../server/codes/transitions.ts')>();
  return wrapping(real, ['relink'], () => planted.mutant?.states?.(real));
});
vi.mock('../../../server/codes/view.ts', async (original) => {
  const real = await original<typeof import('../../../server/codes/view.ts')>();
  return wrapping(real, ['sentItemOf'], () => planted.mutant?.codes?.(real));
});

vi.mock('../../../server/sync/vain.ts', async (original) => {
  const real = await original<typeof import('../../../server/sync/vain.ts')>();
  return wrapping(real, ['vainBy', 'inTheWay'], () => planted.mutant?.vains?.(real));
});
vi.mock('../../../server/codes/once-failed.ts', async (original) => {
  const real = await original<typeof import('../../../server/codes/once-failed.ts')>();
  return wrapping(real, ['onceFailed'], () => planted.mutant?.helps?.(real));
});
vi.mock('../../../server/sync/settle.ts', async (original) => {
  const real = await original<typeof import('../../../server/sync/settle.ts')>();
  return wrapping(real, ['decideRefused'], () => planted.mutant?.settles?.(real));
});

const { explore } = await import('./explore.ts');
const { MUTANTS, SETTING } = await import('./mutants.ts');

for (const { mistake, ...mutant } of MUTANTS) {
  it(`finds: ${mistake}`, async () => {
    planted.mutant = { mistake, ...mutant };
    const { violations } = await explore({ ...SETTING, ...mutant.setting });
    expect(violations.map(({ promise }) => promise)).not.toHaveLength(0);
    expect(violations[0]?.path.length).toBeGreaterThan(2);
  });
}

it('finds nothing where no mistake is', async () => {
  planted.mutant = null;
  // The sound rules are explored in explorer.test.ts.
  expect((await explore(SETTING)).violations).toEqual([]);
});
