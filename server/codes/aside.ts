/**
 * Accepted codes that are known to wait stand aside: behind all that may be ready, so that a poll looks at none of them.
 *
 * Their place is a part of CostCode.queue, which has its index, so whoever does not know of it (an earlier version) still finds each
 * code. Whatever changes the state of a code takes it back to its own place, which is always right: it is looked at once more. Codes
 * are put aside and called back in steps, by the rules of server/sync/waiting.ts.
 *
 *     1..5 <order>                         in the queue
 *     ~below <parent> <level and order>    its parent is not on its way to QuickBooks
 *     ~held <reason> <level and order>     an alarm holds an account that it gets by the company's rules as they were
 */
import { createHash } from 'node:crypto';
import type { Rules } from './accounts.ts';
import type { CostCode } from './model.ts';
import { queueOrder } from './order.ts';

/** Behind every level. */
const ASIDE = '~';
/** No code has it, and it sorts before all that they have. */
const END = '\u0001';
/** The end of a group: the first thing behind all that begin with it. */
const BEHIND = '\u0002';
const BELOW = `${ASIDE}below${END}`;
const HELD = `${ASIDE}held${END}`;

type Placed = Pick<CostCode, 'level' | 'order'>;

/** The place of a code that may be ready. */
export const ownPlace = ({ level, order }: Placed): string => queueOrder(level, order);

export const isAside = ({ queue }: Pick<CostCode, 'queue'>): boolean => queue.startsWith(ASIDE);

/** The place of a code that waits for its parent. */
export const placeBelow = (code: Placed & Pick<CostCode, 'parent'>): string =>
  `${BELOW}${code.parent}${END}${ownPlace(code)}`;

/** The place of a code that an account's alarm holds. */
export const placeHeld = (code: Placed, rules: Rules, account: string): string =>
  `${groupHeld(rules, account)}${ownPlace(code)}`;

/** Codes that stand aside for one reason: they follow each other. */
export interface Group {
  /** Before the first and behind the last of them. */
  readonly before: string;
  readonly behind: string;
}

const groupOf = (start: string): Group => ({ before: start, behind: `${start.slice(0, -1)}${BEHIND}` });

const groupHeld = (rules: Rules, account: string): string => `${HELD}${digestOf(rules, account)}${END}`;

/** All that wait for a parent, and all that alarms hold. */
export const ALL_BELOW = groupOf(BELOW);
export const ALL_HELD = groupOf(HELD);

/** Those that this account's alarm holds by the rules of now. */
export const heldGroup = (rules: Rules, account: string): Group => groupOf(groupHeld(rules, account));

/** The group of a code that stands aside. */
export function groupAround({ queue }: Pick<CostCode, 'queue'>): Group {
  return groupOf(`${queue.split(END, 2).join(END)}${END}`);
}

const DIGEST_LENGTH = 16;

/** Account names as QuickBooks compares them. */
function digestOf({ incomeAccount, expenseAccount, accountRules }: Rules, account: string): string {
  const text = JSON.stringify([incomeAccount, expenseAccount, accountRules, account.toLowerCase()]);
  return createHash('sha256').update(text).digest('hex').slice(0, DIGEST_LENGTH);
}
