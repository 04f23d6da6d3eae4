/**
 * What a statusCode or an hresult means for what was asked, and which help topic it leads to: one table.
 *
 * Ranges (Intuit's status codes): 0-499 information, 500-999 warning, from 1000 error. A warning still did it. Codes and words are
 * QuickBooks', their meanings for an add are ours where Intuit's text is not to be had (docs/choices.md).
 */
import { namesAccount, type Subject, saysLocked, saysReadOnly, subjectOf } from '../../qbxml/words.ts';
import type { HelpTopic } from '../help/topics.ts';

/**
 * - done: QuickBooks did it, if the answer holds the item; without it, it is asked.
 * - unclear: says nothing about what was done; QuickBooks is asked.
 * - inUse: something has the name; QuickBooks is asked what.
 * - fails: refused for good, as long as nobody changes anything.
 * - locked, passing: another try is worth it and counts; a lock is also waited for by the clock.
 * - notProcessed: QuickBooks did not come to it, which is no try.
 * - unavailable: QuickBooks cannot work now: the session stops, no try is counted.
 * - account, permission: the company's fault, an alarm.
 * - readOnly: QuickBooks says that it may only be looked at, whatever the code: the session stops, no try is counted.
 * - parent: its parent is not there, or is not what it should be.
 */
export type StatusMeaning =
  | 'done'
  | 'unclear'
  | 'inUse'
  | 'fails'
  | 'locked'
  | 'passing'
  | 'notProcessed'
  | 'unavailable'
  | 'account'
  | 'permission'
  | 'readOnly'
  | 'parent';

/**
 * - notParsed: nothing of the set was done, because of one of its requests.
 * - otherFile: another company file is open.
 * - unreachable: no answer; what was asked for may have been done. readOnly: the same, and its words say so.
 */
export type HresultMeaning = 'notParsed' | 'otherFile' | 'unreachable' | 'readOnly';

export interface Row<Meaning> {
  /** "3100", "0x80040400". */
  readonly code: string;
  readonly means: Meaning;
  readonly help: HelpTopic;
}

const row = <Meaning>(means: Meaning, help: HelpTopic, codes: string): Row<Meaning>[] =>
  codes.split(' ').map((code) => ({ code, means, help }));

export const STATUS_ROWS: readonly Row<StatusMeaning>[] = [
  ...row<StatusMeaning>('done', 'unclear', '0 1 500 501 510 530 531 540 550 560 570 600'),
  ...row<StatusMeaning>('passing', 'internal-error', '1000'),
  ...row<StatusMeaning>('unavailable', 'not-reached', '1010'),
  ...row<StatusMeaning>('permission', 'edition', '1030 3250'),
  ...row<StatusMeaning>('fails', 'not-understood', '1060 3010 3020 3030 3031 3035 3040 3045 3050 3060 3065'),
  ...row<StatusMeaning>('fails', 'text', '3070 3080 3101 3210'),
  ...row<StatusMeaning>('fails', 'not-understood', '3085 3090 3110 3150 3240 3280'),
  ...row<StatusMeaning>('parent', 'parent', '3000 3120 3130'),
  ...row<StatusMeaning>('inUse', 'name-in-use', '3100'),
  ...row<StatusMeaning>('account', 'account', '3140 3270'),
  ...row<StatusMeaning>('fails', 'refused-once', '3151 3152 3153 3160 3161 3171 3185 3205 3290 3300'),
  ...row<StatusMeaning>('locked', 'lock', '3170 3175 3176 3180'),
  ...row<StatusMeaning>('passing', 'lock', '3177'),
  ...row<StatusMeaning>('passing', 'not-now', '3200'),
  ...row<StatusMeaning>('permission', 'permission', '3220 3260 3261 3262 3263'),
  ...row<StatusMeaning>('notProcessed', 'not-processed', '3230 3231'),
  ...row<StatusMeaning>('unclear', 'unclear', '9001 9002 9003 9004 9005'),
];

export const HRESULT_ROWS: readonly Row<HresultMeaning>[] = [
  ...row<HresultMeaning>('notParsed', 'unreadable', '0x80040400'),
  ...row<HresultMeaning>('otherFile', 'other-file', '0x8004040A'),
  ...row<HresultMeaning>(
    'unreachable',
    'not-reached',
    '0x80040401 0x80040402 0x80040408 0x8004040D 0x8004041C',
  ),
  ...row<HresultMeaning>('unreachable', 'not-reached', '0x80040421 0x80040424 0x80040430 0x80040438'),
  ...row<HresultMeaning>('unreachable', 'cannot-open', '0x80040403 0x80040409'),
  ...row<HresultMeaning>('unreachable', 'single-user', '0x80040410 0x8004041B 0x80040422'),
  ...row<HresultMeaning>('unreachable', 'dialog', '0x80040414'),
  ...row<HresultMeaning>('unreachable', 'not-running', '0x80040416'),
  ...row<HresultMeaning>('unreachable', 'not-allowed', '0x80040418 0x8004041A 0x80040420'),
  ...row<HresultMeaning>('unreachable', 'log-in', '0x8004041D'),
  ...row<HresultMeaning>('unreachable', 'certificate', '0x8004041E 0x8004042C'),
  ...row<HresultMeaning>('unreachable', 'edition', '0x8004041F 0x80040423 0x80040427'),
  ...row<HresultMeaning>('unreachable', 'remote', '0x8004042A'),
];

/** Codes that the tables don't have: any of the range of format errors, any other error, any other hresult. */
export const UNKNOWN_FORMAT_ERROR: Row<StatusMeaning> = {
  code: '30xx',
  means: 'fails',
  help: 'not-understood',
};
export const UNKNOWN_ERROR: Row<StatusMeaning> = { code: 'unknown', means: 'passing', help: 'unknown-error' };
export const UNKNOWN_HRESULT: Row<HresultMeaning> = {
  code: 'unknown',
  means: 'unreachable',
  help: 'not-reached',
};

const READ_ONLY = { means: 'readOnly', help: 'read-only' } as const;

const statuses = new Map(STATUS_ROWS.map((each) => [each.code, each]));
const hresults = new Map(HRESULT_ROWS.map((each) => [each.code, each]));

/** What a status means and what to do about it. Words of QuickBooks that say more than its code count more. */
export function readStatus(statusCode: string, message: string): Row<StatusMeaning> {
  const code = statusCode.trim();
  const { means, help } = byWords(statuses.get(code) ?? unknownStatus(code), message);
  return { code, means, help };
}

/** Zero says that nothing went wrong: none at all. */
export const isHresult = (hresult: string): boolean => !/^(0x)?0*$/i.test(hresult.trim());

/** hresults come in any letter case; what is no hexadecimal number is kept as it is. */
export function readHresult(hresult: string, message: string): Row<HresultMeaning> {
  const text = hresult.trim();
  const code = /^0x[0-9a-f]+$/i.test(text) ? `0x${text.slice(2).toUpperCase()}` : text;
  const row = hresults.get(code) ?? UNKNOWN_HRESULT;
  const isReadOnly = row.means === 'unreachable' && saysReadOnly(message);
  const { means, help } = isReadOnly ? READ_ONLY : row;
  return { code, means, help };
}

function unknownStatus(code: string): Row<StatusMeaning> {
  if (!/^\d+$/.test(code)) return { code, means: 'unclear', help: 'unclear' };
  if (Number(code) < 1000) return { code, means: 'done', help: 'unclear' };
  return /^30\d\d$/.test(code) ? UNKNOWN_FORMAT_ERROR : UNKNOWN_ERROR;
}

/** What a refusal is about decides what it means and what helps. */
const ABOUT: Readonly<Record<Subject, Pick<Row<StatusMeaning>, 'means' | 'help'>>> = {
  account: { means: 'account', help: 'account' },
  taxCode: { means: 'fails', help: 'tax-code' },
  class: { means: 'fails', help: 'class' },
  parent: { means: 'parent', help: 'parent' },
  text: { means: 'fails', help: 'text' },
  other: { means: 'fails', help: 'reference' },
};

/** Topics of refusals for good whose words may name what is wrong. */
const NAMING: ReadonlySet<HelpTopic> = new Set(['parent', 'account', 'text', 'refused-once', 'reference']);
/** Refusals because of something that the item refers to. */
const REFERRING: ReadonlySet<string> = new Set(['3120', '3140', '3180', '3210']);
/** Nothing else is taken from the words of an error that is not known. */
const KNOWN_BY_WORDS: ReadonlySet<Subject> = new Set(['account', 'taxCode', 'class']);

/** Some codes mean several things, which only QuickBooks' words tell apart (recorded for 3140 and 3180). */
function byWords(row: Row<StatusMeaning>, message: string): Row<StatusMeaning> {
  if (row.means === 'done' || row.means === 'unclear') return row;
  if (saysReadOnly(message)) return { ...row, ...READ_ONLY };
  if (row.means === 'locked' || row.help === 'lock') {
    if (saysLocked(message)) return row;
    if (row.code !== '3180') return { ...row, help: 'not-now' };
  }
  const refused: Row<StatusMeaning> =
    row.code === '3180' ? { ...row, means: 'fails', help: 'refused-once' } : row;
  const subject = subjectOf(message) ?? (REFERRING.has(row.code) && namesAccount(message) ? 'account' : null);
  if (subject === null) return row.code === '3140' ? { ...row, ...ABOUT.other } : refused;
  const isTold =
    NAMING.has(refused.help) || (refused.help === UNKNOWN_ERROR.help && KNOWN_BY_WORDS.has(subject));
  return isTold ? { ...refused, ...ABOUT[subject] } : refused;
}
