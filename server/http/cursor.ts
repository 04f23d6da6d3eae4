/** The `after` of a list: opaque to its users, and one that was made up is found out. */
import { notValid } from './problem.ts';

/** Ends in a mark of its kind, so that one list's value is not taken by another. */
export function cursorOf(kind: string, value: string): string {
  return Buffer.from(JSON.stringify([kind, value])).toString('base64url');
}

/** The value that `cursorOf` was given. Throws the 422 for any other text. */
export function readCursor(kind: string, cursor: string | undefined): string | undefined {
  if (cursor === undefined) return undefined;
  try {
    const [readKind, value] = JSON.parse(Buffer.from(cursor, 'base64url').toString()) as [unknown, unknown];
    if (readKind === kind && typeof value === 'string' && cursorOf(kind, value) === cursor) return value;
  } catch {
    // Told below like every other value that this server did not give.
  }
  throw notValid([
    { field: 'after', message: 'Give the value of "next" from the answer before, unchanged.' },
  ]);
}
