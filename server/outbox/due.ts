/** When something is due, and which thing it is: by it what waits is found in its order. */

export const dueAt = (at: Date, id: string): string => `${at.toISOString()}/${id}`;
/** Before it stands all that is due at that time. */
export const dueUntil = (now: Date): string => new Date(now.getTime() + 1).toISOString();
/** The time of a `due`. */
export const timeOf = (due: string): string => due.slice(0, due.indexOf('/'));
