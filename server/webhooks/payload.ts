/** What a webhook is sent: the same text with every try. */
import type { Event } from '../outbox/model.ts';

/** `{type, timestamp, data}`, as the standard has it; codes by their texts. */
export function payloadOf({ type, at, company, by, codes, alarm, lastSeenAt }: Event): string {
  const data = {
    company,
    ...(by === null ? {} : { by }),
    ...(codes.length > 0 ? { codes: codes.map(({ code }) => code) } : {}),
    ...(alarm === null ? {} : { alarm: withoutEmpty(alarm) }),
    ...(lastSeenAt === null ? {} : { lastSeenAt }),
  };
  return JSON.stringify({ type, timestamp: at, data });
}

const withoutEmpty = (alarm: object) =>
  Object.fromEntries(Object.entries(alarm).filter(([, value]) => value !== null));
