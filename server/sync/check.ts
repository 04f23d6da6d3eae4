/** A check proves the connection from end to end: a session is opened for it, and ends it with what was seen or what is in the way. */
import { type Check, READINGS, type Reading } from '../quickbooks/model.ts';
import { checked } from '../quickbooks/running.ts';
import { replace, type Write } from './commit.ts';
import type { Ask, PresentFacts } from './decision.ts';
import { CONNECTIONS, type Session } from './model.ts';

const isOpen = (reading: Reading | null): reading is Reading & { check: Check } =>
  reading?.check?.finishedAt === null;

/** Ends the check that is asked for; null where none is. */
export function endCheck(
  { connection, known: { reading }, now }: Pick<PresentFacts, 'connection' | 'known' | 'now'>,
  outcome: 'ok' | 'failed',
  message: string,
): Ask | { readonly writes: readonly Write[] } | null {
  if (!connection.reading.isCheckDue) return null;
  if (reading === undefined) return { ask: { reading: true } };
  return {
    writes: [
      ...(isOpen(reading) ? [replace(READINGS, checked(reading, now, outcome, message))] : []),
      replace(CONNECTIONS, { ...connection, reading: { ...connection.reading, isCheckDue: false } }),
    ],
  };
}

/** What a session saw in which QuickBooks has answered. */
export function seenIn({ host }: Session): string {
  const product = host?.product || 'QuickBooks';
  return `${product} answered, with ${host?.companyFile || 'the company file'} open. The connection works.`;
}
