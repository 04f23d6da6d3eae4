/**
 * Recorded material and schemas of others, which are no part of this repository: where they lie beside it they are tested against,
 * elsewhere these tests say that they are skipped.
 */
import { existsSync } from 'node:fs';
import path from 'node:path';
import type { TestContext } from 'vitest';

const PROJECT = path.resolve(import.meta.dirname, '../..');

/** The path of ../shared/... beside the project, or null where it is not there. */
export function sharedFolder(...parts: string[]): string | null {
  const folder = path.join(PROJECT, '..', 'shared', ...parts);
  return existsSync(folder) ? folder : null;
}

export const skipReason = (...parts: string[]) =>
  `there is no ${['../shared', ...parts].join('/')} beside the project`;

/** For use within a test: the path, or the test is skipped and says why (the reporter keeps the reason to itself). */
export function needShared(context: TestContext, ...parts: string[]): string {
  const folder = sharedFolder(...parts);
  if (folder !== null) return folder;
  console.warn(`skipped: ${skipReason(...parts)}`);
  return context.skip(skipReason(...parts));
}
