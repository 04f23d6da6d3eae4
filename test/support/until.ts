import { vi } from 'vitest';

const EVERY_MS = 10;
/** Before the test's own timeout, which would say less. */
const GIVEN_UP_MS = 300_000;

/** Resolves once it is so. For what tells nobody when it happens; how long that takes is bounded by the test's own timeout. */
export async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setTimeout(resolve, EVERY_MS));
}

/** Resolves once `check` throws no more; what it threw last is told if that never comes. */
export function eventually(check: () => unknown): Promise<unknown> {
  return vi.waitFor(check, { timeout: GIVEN_UP_MS, interval: EVERY_MS });
}
