/** What calls and forms take of notices and webhooks, and the checks that need more than the value itself. */
import { z } from 'zod';
import { isTimeZone } from '../codes/window.ts';
import type { FieldError } from '../http/problem.ts';
import type { User } from '../identity/people.ts';
import { sees } from '../identity/rights.ts';
import { isMailAddress } from '../mail-address.ts';
import { mayHear, NEEDED_RIGHT, type Wanted } from '../notices/choices.ts';
import { HOWS, NOTICE_EVENTS } from '../notices/model.ts';
import { WEBHOOK_EVENTS } from '../webhooks/model.ts';
import { URL_MAX, whyNoTarget } from '../webhooks/targets.ts';

/** A company has a line for each kind of notice. */
const NOTICES_MAX = 1_000 * NOTICE_EVENTS.length;
const COMPANY_ID_MAX = 100;
const ZONE_MAX = 64;

const clock = z
  .string('Give a time such as 22:00.')
  .regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'A time from 00:00 to 23:59, such as 22:00.');

export const wantedNotices = z.strictObject({
  email: z
    .string('Give a mail address, or null.')
    .transform((text) => text.trim())
    .refine(isMailAddress, 'This is no mail address.')
    .nullable(),
  timeZone: z
    .string('Give a time zone such as America/Chicago.')
    .max(ZONE_MAX, `At most ${ZONE_MAX} characters.`)
    .refine(isTimeZone, 'This is no time zone; they are named like America/Chicago.')
    .default('UTC'),
  quiet: z
    .strictObject({ from: clock, to: clock })
    .refine(({ from, to }) => from !== to, {
      path: ['to'],
      error: 'Quiet hours need an end that is not their beginning.',
    })
    .nullable()
    .default(null),
  notices: z
    .array(
      z.strictObject({
        company: z
          .string("Give the company's id.")
          .max(COMPANY_ID_MAX, `At most ${COMPANY_ID_MAX} characters.`),
        event: z.enum(NOTICE_EVENTS, `One of ${NOTICE_EVENTS.join(', ')}.`),
        how: z.enum(HOWS, `One of ${HOWS.join(', ')}.`),
      }),
      'Give an array of notices.',
    )
    .max(NOTICES_MAX, `At most ${NOTICES_MAX} notices.`),
});

/** What a user may not choose: what is not theirs to know of, what needs another role, and the same twice. */
export function faultsOfNotices(user: User, { notices }: Pick<Wanted, 'notices'>): FieldError[] {
  const seen = new Set<string>();
  return notices.flatMap((notice, at): FieldError[] => {
    const { company, event, how } = notice;
    const field = `notices.${at}`;
    const mark = `${event}/${company}`;
    if (seen.has(mark)) return [{ field, message: 'This notice of this company is given twice.' }];
    seen.add(mark);
    if (!sees(user, company)) return [{ field: `${field}.company`, message: 'There is no such company.' }];
    if (how === 'off' || mayHear(user, notice)) return [];
    return [
      { field: `${field}.event`, message: `This needs the role ${NEEDED_RIGHT[event]} in the company.` },
    ];
  });
}

/** `allowsPrivate`: as WEBHOOK_PRIVATE. */
export const newWebhook = (allowsPrivate: boolean) =>
  z.strictObject({
    url: z
      .string('Give an address.')
      .max(URL_MAX, `At most ${URL_MAX} characters.`)
      .transform((text) => text.trim())
      .superRefine((text, context) => {
        const why = whyNoTarget(text, allowsPrivate);
        if (why !== null) context.addIssue({ code: 'custom', message: why });
      }),
    events: z
      .array(z.enum(WEBHOOK_EVENTS, `One of ${WEBHOOK_EVENTS.join(', ')}.`), 'Give an array of events.')
      .min(1, 'Choose one event at least.')
      .max(WEBHOOK_EVENTS.length, 'Each event once.'),
  });
