/** The result of what was just done, told on the page that comes next. Kept with the web session until then. */
import { createHash } from 'node:crypto';
import type { Refusal } from '../codes/queue.ts';
import { type Flash, type SignedIn, WEB_SESSIONS } from '../identity/web-sessions.ts';
import type { Store } from '../store/port.ts';

const TOLD_MAX = 20;
const TEXT_MAX = 500;

/** All was done. */
export const done = (message: string): Flash => ({ kind: 'done', message });
/** Nothing was done, and why. */
export const notDone = (message: string): Flash => ({ kind: 'notDone', message });

/** How many, and which not and why: the first twenty by name. */
export function outcomeFlash(message: string, count: number, refused: readonly Refusal[]): Flash {
  const kind = refused.length === 0 ? 'done' : count === 0 ? 'notDone' : 'partly';
  return {
    kind,
    message,
    details: refused.slice(0, TOLD_MAX).map(({ code, reason }) => `${code}: ${reason}`.slice(0, TEXT_MAX)),
    more: Math.max(0, refused.length - TOLD_MAX),
  };
}

const idOf = ({ value }: SignedIn) => createHash('sha256').update(value).digest('hex');

/** Kept for the page that comes next; a later one takes its place. */
export async function putFlash(store: Store, signedIn: SignedIn, flash: Flash): Promise<void> {
  for (;;) {
    const session = await store.get(WEB_SESSIONS, idOf(signedIn));
    if (!session || (await store.replace(WEB_SESSIONS, [{ ...session, flash }]))[0]) return;
  }
}

/** What is to be told, to one page only. */
export async function takeFlash(store: Store, signedIn: SignedIn): Promise<Flash | null> {
  for (;;) {
    const session = await store.get(WEB_SESSIONS, idOf(signedIn));
    if (!session?.flash) return null;
    if ((await store.replace(WEB_SESSIONS, [{ ...session, flash: null }]))[0]) return session.flash;
  }
}
