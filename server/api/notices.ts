/** Which notices whoever calls gets. */
import { z } from 'zod';
import { unknownCompanies } from '../codes/read.ts';
import { faultsOfNotices, wantedNotices } from '../doors/notice-schemas.ts';
import { notValid } from '../http/problem.ts';
import { choicesOf, choose } from '../notices/choices.ts';
import { HOWS, NOTICE_EVENTS } from '../notices/model.ts';
import { text, textOrNull } from './answers.ts';
import { type Call, call } from './call.ts';

const answer = {
  status: 200,
  schema: z.object({
    email: textOrNull,
    timeZone: text,
    quiet: z.object({ from: text, to: text }).nullable(),
    notices: z.array(z.object({ company: text, event: z.enum(NOTICE_EVENTS), how: z.enum(HOWS) })),
  }),
} as const;

export const NOTICE_CALLS: readonly Call[] = [
  call({
    method: 'get',
    path: '/me/notices',
    id: 'getNotices',
    right: 'user',
    summary: "One's own notices: of what, how, and where",
    answer,
    handle: ({ store }, { caller }) => choicesOf(store, caller.user),
  }),
  call({
    method: 'put',
    path: '/me/notices',
    id: 'putNotices',
    right: 'user',
    summary: "Choose one's own notices; what is not named is off",
    notes:
      'now: by mail as it happens, but for quiet hours. daily: one mail at seven in the morning in the time zone. Without a mail address, or without a mail server, the page shows them.',
    body: wantedNotices,
    example: {
      email: 'jane@example.com',
      timeZone: 'America/Chicago',
      quiet: { from: '20:00', to: '06:30' },
      notices: [],
    },
    answer,
    async handle({ store, random }, { caller: { user }, body }) {
      const faults = faultsOfNotices(user, body);
      if (faults.length > 0) throw notValid(faults.slice(0, 100));
      const unknown = await unknownCompanies(store, [...new Set(body.notices.map(({ company }) => company))]);
      // Of an admin of the service, who sees all there are.
      const at = body.notices.findIndex(({ company }) => unknown.includes(company));
      if (at !== -1)
        throw notValid([{ field: `notices.${at}.company`, message: 'There is no such company.' }]);
      await choose(store, random, user, body);
      return choicesOf(store, user);
    },
  }),
];
