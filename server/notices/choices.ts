/** Which notices a person wants. What they may not see, or may do nothing about, is none of their choices. */
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Random } from '../codes/company.ts';
import type { User } from '../identity/people.ts';
import { type CompanyRight, may } from '../identity/rights.ts';
import { listenTo } from '../outbox/tell.ts';
import type { Store } from '../store/port.ts';
import { CHOICES, type Choice, type Choices, HOWS, type NoticeEvent } from './model.ts';

/** Who hears of what: whoever can do something about it, and for the rest everybody who sees the company. */
export const NEEDED_RIGHT: Readonly<Record<NoticeEvent, CompanyRight>> = {
  waiting: 'approver',
  rejected: 'sender',
  failed: 'viewer',
  arrived: 'viewer',
  alarm: 'viewer',
  late: 'viewer',
  drift: 'viewer',
};

/** What one sets. */
export type Wanted = Pick<Choices, 'email' | 'timeZone' | 'quiet' | 'notices'>;

const NOTHING: Wanted = { email: null, timeZone: 'UTC', quiet: null, notices: [] };

/** Whether somebody may have this notice. */
export const mayHear = (user: User, { company, event }: Pick<Choice, 'company' | 'event'>): boolean =>
  may(user, company, NEEDED_RIGHT[event]);

/** What a user has chosen; what they may not have any more is left out. */
export async function choicesOf(store: Store, user: User): Promise<Wanted> {
  const { email, timeZone, quiet, notices } = (await store.get(CHOICES, user.id)) ?? NOTHING;
  return { email, timeZone, quiet, notices: notices.filter((each) => mayHear(user, each)) };
}

const KEY_BYTES = 32;

/** Stores them; all companies that are named are listened to from then on. */
export async function choose(store: Store, random: Random, { id }: User, wanted: Wanted): Promise<void> {
  for (const company of new Set(wanted.notices.flatMap(({ company, how }) => (how === 'off' ? [] : company))))
    await listenTo(store, company);
  for (;;) {
    const known = await store.get(CHOICES, id);
    const key = known?.key ?? random(KEY_BYTES).toString('base64url');
    const fresh = { id, ...wanted, key, order: id };
    const [stored] = known
      ? await store.replace(CHOICES, [{ ...known, ...fresh }])
      : await store.insert(CHOICES, [fresh]);
    if (stored) return;
  }
}

/** How somebody wants to hear of this: `off` where they have said nothing. */
export const howOf = ({ notices }: Wanted, company: string, event: NoticeEvent): Choice['how'] =>
  notices.find((each) => each.company === company && each.event === event)?.how ?? HOWS[2];

const markOf = (key: string, id: string) =>
  createHmac('sha256', key).update(`stop all notices of ${id}`).digest();

/** What the link in a mail says: whose notices it ends, signed, so that nobody else's can be ended with it. */
export const stopMark = ({ id, key }: Pick<Choices, 'id' | 'key'>): string =>
  `${Buffer.from(id).toString('base64url')}.${markOf(key, id).toString('base64url')}`;

const MARK_MAX = 2_000;

async function choicesOfMark(store: Store, mark: string): Promise<Choices | null> {
  if (mark.length > MARK_MAX) return null;
  const [id = '', signed = ''] = mark.split('.').map((part) => Buffer.from(part, 'base64url'));
  const known = id.length === 0 ? null : await store.get(CHOICES, id.toString());
  if (!known) return null;
  const right = markOf(known.key, known.id);
  return right.length === signed.length && timingSafeEqual(right, Buffer.from(signed)) ? known : null;
}

/** Whether a link of a mail is one of ours. */
export const isStopMark = async (store: Store, mark: string): Promise<boolean> =>
  (await choicesOfMark(store, mark)) !== null;

/** Ends all notices of whoever got the mail. False for a link that is none of ours. */
export async function stopAll(store: Store, mark: string): Promise<boolean> {
  for (;;) {
    const known = await choicesOfMark(store, mark);
    if (!known) return false;
    const notices = known.notices.map((each) => ({ ...each, how: 'off' as const }));
    const [stored] = await store.replace(CHOICES, [{ ...known, notices }]);
    if (stored) return true;
  }
}
