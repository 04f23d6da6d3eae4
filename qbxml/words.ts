/**
 * What QuickBooks' own words say where a code alone does not: what a refusal is about, whether somebody has a lock, and
 * whether two refusals are the same. Words are English in every recording; words that have not been recorded mean nothing
 * here.
 */

/** What a refusal is about. `other`: something that an item refers to, none of these. */
export type Subject = 'account' | 'taxCode' | 'class' | 'parent' | 'text' | 'other';

/** Words for what an add refers to; the only item that it refers to is its parent. */
const REFERENCES: readonly (readonly [RegExp, Subject])[] = [
  [/\btax ?code/i, 'taxCode'],
  [/\baccount/i, 'account'],
  [/\bclass\b/i, 'class'],
  [/\bparent\b|^(?:service )?item\b/i, 'parent'],
];

/** Names of fields (XSD). A ListID may be anything's, so it says nothing. */
const FIELDS: readonly (readonly [RegExp, Subject | null])[] = [
  [/tax ?code/i, 'taxCode'],
  [/account(?! ?number)/i, 'account'],
  [/class/i, 'class'],
  [/parent/i, 'parent'],
  [/^(?:name|desc|salesdesc|purchasedesc|description)$/i, 'text'],
  [/^list ?id$/i, null],
];

/** The words after "QuickBooks error message:", where they say that something is wrong with one of these. */
const COMPLAINTS: readonly (readonly [RegExp, Subject])[] = [
  [/\btax codes?\b/i, 'taxCode'],
  [/\baccounts?\b(?! number)/i, 'account'],
  [/\bclass(?:es)?\b/i, 'class'],
  [/\bparent\b/i, 'parent'],
];

const IS_WRONG =
  /\b(?:invalid|(?:not|isn't) (?:valid|active|found|allowed)|missing|inactive|unknown|incorrect|wrong|required|cannot|can't|must|need|(?:does not|doesn't) exist|too many)\b/i;

const ERROR_MESSAGE = /QuickBooks error message:/i;

const collapsed = (text: string) => text.replace(/\s+/g, ' ').trim();

/** What a refusal is about, as far as its words say it; null if they don't. What stands in quotation marks is somebody's name. */
export function subjectOf(message: string): Subject | null {
  const words = collapsed(message);
  const reference = /\binvalid reference to (?:an? |the )?(?:QuickBooks )?([^".:]+)/i.exec(words)?.[1];
  if (reference !== undefined) {
    const kind = reference.replace(/ in the .*$/i, '').replace(/([a-z])([A-Z])/g, '$1 $2');
    return find(REFERENCES, kind) ?? 'other';
  }
  const field = /\bfield "([^"]*)"|"([^"]*)" field\b/i.exec(words);
  if (field) {
    const name = (field[1] ?? field[2] ?? '').trim();
    const known = find(FIELDS, name);
    return known === undefined ? 'other' : known;
  }
  const complaint = complaintOf(words);
  return IS_WRONG.test(complaint) ? (find(COMPLAINTS, complaint) ?? null) : null;
}

/** An account is what the words of a refusal are about, whatever they say of it: nothing else of an item has to do with one. */
export const namesAccount = (message: string): boolean =>
  /\baccounts?\b(?! ?number)/i.test(complaintOf(collapsed(message)));

/** Without what stands in quotation marks. */
function complaintOf(message: string): string {
  return (message.split(ERROR_MESSAGE).at(-1) ?? '').replace(/"[^"]*"/g, ' ');
}

function find<T>(table: readonly (readonly [RegExp, T])[], text: string): T | undefined {
  return table.find(([pattern]) => pattern.test(text))?.[1];
}

/** "Another user or window has it", as far as such words have been recorded. */
export function saysLocked(message: string): boolean {
  const words = collapsed(message).toLowerCase();
  return [
    'could not be locked',
    'in use by another user',
    'list has been modified by another user',
    'failed to acquire the lock',
    'list element is in use',
  ].some((phrase) => words.includes(phrase));
}

/**
 * The company file or QuickBooks itself is read-only. Such messages have not been recorded; these are Intuit's words for the
 * modes.
 */
export function saysReadOnly(message: string): boolean {
  return /\b(?:read|view)[- ]?only\b/i.test(collapsed(message).replace(/"[^"]*"/g, ' '));
}

/** The account that a message of 3140 names, or null: `... invalid reference to QuickBooks Account "X" in the ...`. */
export function accountIn(message: string): string | null {
  return /\binvalid reference to (?:QuickBooks )?Account\s+"([^"]*)"/i.exec(message)?.[1]?.trim() || null;
}

/** Which account of an item the words mean, or null: "The expense account is invalid.", `missing ... "IncomeAccountRef"`. */
export function accountSideIn(message: string): 'income' | 'expense' | null {
  const words = complaintOf(message);
  if (/\b(?:expense|COGS|cost of goods sold) account/i.test(words) || /"ExpenseAccount/i.test(message))
    return 'expense';
  return /\bincome account/i.test(words) || /"IncomeAccount/i.test(message) ? 'income' : null;
}

const QUOTED_MAX = 200;

/** QuickBooks' words as part of a sentence of ours: of a reference what it is to, else what is wrong. '' if there are none. */
export function quotable(message: string, of: 'reference' | 'error'): string {
  const parts = message.split(ERROR_MESSAGE).map(collapsed);
  const words = withoutFullStops((of === 'reference' ? parts[0] : parts.at(-1)) ?? '');
  return words.length > QUOTED_MAX ? `${words.slice(0, QUOTED_MAX).toWellFormed()}...` : words;
}

/** From the end, sign by sign: a pattern would begin anew at each full stop of a long text. */
function withoutFullStops(text: string): string {
  let end = text.length;
  while (end > 0 && (text[end - 1] === '.' || text[end - 1] === ' ')) end--;
  return text.slice(0, end);
}

/** Less may be the beginning of anything. */
const CUT_AT_LEAST = 15;

/**
 * The words of a refusal without the texts of the code that was refused, to tell whether two codes are refused alike. Twice: where
 * such a text stands in quotation marks, and also where it stands without, since a name may be a word of the sentence, too.
 */
export function wordsAside(message: string, own: readonly string[]): readonly [string, string] {
  const words = collapsed(message).toLowerCase();
  const texts = [...new Set(own.map((text) => collapsed(text).toLowerCase()))]
    .filter((text) => text !== '')
    .sort((a, b) => b.length - a.length);
  let quoted = words;
  for (const text of texts) quoted = quoted.replaceAll(`"${text}"`, '""');
  // QuickBooks may have cut it.
  quoted = quoted.replace(/"([^"]*)"/g, (all, part: string) =>
    part.length >= CUT_AT_LEAST && texts.some((text) => text.startsWith(part)) ? '""' : all,
  );
  let everywhere = quoted;
  for (const text of texts) everywhere = withoutWord(everywhere, text);
  return [quoted, everywhere];
}

function withoutWord(words: string, text: string): string {
  const [first = '', ...parts] = words.split(text);
  const written = [first];
  // Of what is written only the end counts: looking through all of it each time would make long texts slow.
  let end = first;
  for (const after of parts) {
    const isPart = /[\p{L}\p{N}]$/u.test(end.slice(-2)) || /^[\p{L}\p{N}]/u.test(after);
    const between = isPart ? text : '""';
    written.push(between, after);
    end = after === '' ? between : after;
  }
  return written.join('');
}
