/**
 * What a statusCode or an hresult means for ItemServiceAdd, and what a person can do about it.
 *
 * Ranges (Intuit's status codes): 0-499 information, 500-999 warning, from 1000 error. A warning still did it.
 */

/** `notProcessed`: QuickBooks did not come to it (3231), which says nothing about the request. */
export type StatusClass = 'done' | 'notProcessed' | 'error';

export function classOf(statusCode: string | number): StatusClass {
  const code = String(statusCode).trim();
  if (/^\d{1,3}$/.test(code)) return 'done';
  return code === '3231' ? 'notProcessed' : 'error';
}

/** QuickBooks' words for "another user or window has it": only they part the passing 3170 and 3180 from the others. */
export function saysLocked(message: string): boolean {
  const words = message.toLowerCase().replace(/\s+/g, ' ');
  return [
    'could not be locked',
    'in use by another user',
    'list has been modified by another user',
    'failed to acquire the lock',
    'list element is in use',
  ].some((phrase) => words.includes(phrase));
}

/** One plain sentence with the next step. The code is a statusCode or an hresult; the message QuickBooks' own. */
export function adviceFor(code: string | number | null, message = ''): string {
  const key = canonical(code);
  const advice = Object.hasOwn(ADVICE, key) ? ADVICE[key]! : defaultAdvice(key);
  return typeof advice === 'string' ? advice : advice(message);
}

/** "3100", "0x80040400": hresults come in any letter case. */
function canonical(code: string | number | null): string {
  const text = String(code ?? '').trim();
  return /^0x[0-9a-f]+$/i.test(text) ? `0x${text.slice(2).toUpperCase()}` : text;
}

type Advice = string | ((message: string) => string);

const LOCKED =
  'Somebody is working with this in QuickBooks: close open item windows there; it is tried again in the next sessions.';
const REPORT =
  'QuickBooks could not read what it was sent: retry once, and if it comes back report it with the message of QuickBooks.';
const ACCOUNT =
  'QuickBooks does not know this account or it is of the wrong kind: correct the account, here or in QuickBooks, then retry.';
const PERMISSION =
  'QuickBooks does not let this application add items: have its administrator allow it under Edit > Preferences > Integrated Applications, then retry.';
const LATER =
  'QuickBooks could not be reached properly: see that it runs with the company file open and no dialog showing; the next session tries again.';
const OPEN_FILE =
  'Another company file is open in QuickBooks: open the file of this company; the next session tries again.';
const ALLOW =
  "QuickBooks does not let this application into the company file: log in as QuickBooks' administrator, run the Web Connector once and answer its question with yes.";
const UNSUPPORTED =
  'This edition or version of QuickBooks cannot do it: update QuickBooks or use an edition that takes integrated applications.';

const lockedOr =
  (otherwise: string): Advice =>
  (message) =>
    saysLocked(message) ? LOCKED : otherwise;

const ADVICE: Readonly<Record<string, Advice>> = {
  // General errors.
  1000: 'QuickBooks had an internal error: it is tried again; if it stays, run File > Utilities > Verify Data in QuickBooks.',
  1010: LATER,
  1030: UNSUPPORTED,
  1060: REPORT,
  // References and names.
  3000: 'Something this code refers to, such as its parent item, is no longer in QuickBooks: see that it exists there, then retry.',
  3070: 'A text is too long for QuickBooks: shorten what its message names, then send the code again.',
  3100: 'QuickBooks already has an item of this name, perhaps an inactive one or one of another type: rename one of the two, then retry.',
  3120: 'Something this code refers to, such as its parent item, is no longer in QuickBooks: see that it exists there, then retry.',
  3130: "QuickBooks does not take the parent: see that the parent's item exists there and is a service item, then retry.",
  3140: (message) =>
    /\baccount\b/i.test(message)
      ? ACCOUNT
      : 'QuickBooks does not know something this code refers to: make what its message names in QuickBooks or correct it here, then retry.',
  3150: REPORT,
  // Locks and saving.
  3170: lockedOr(
    'QuickBooks could not change the record: see in its item list what its message names, then retry.',
  ),
  3175: LOCKED,
  3176: LOCKED,
  3180: lockedOr(
    'QuickBooks could not save the item: see in its item list what its message names, then retry.',
  ),
  3200: 'The item was changed in QuickBooks in the meantime: retry.',
  3210: 'QuickBooks does not take a value: correct what its message names, then send the code again.',
  3230: 'QuickBooks took it back with the rest of the set: it is tried again in the next session.',
  3231: 'QuickBooks did not come to it: it is tried again in the next session.',
  // What concerns the application, not the code.
  3250: UNSUPPORTED,
  3260: PERMISSION,
  3261: PERMISSION,
  3262: PERMISSION,
  3263: PERMISSION,
  // HRESULTs: no answer was produced.
  '0x80040400': REPORT,
  '0x80040401': LATER,
  '0x80040402': LATER,
  '0x80040403':
    'QuickBooks could not open the company file: see that its path is right and the file opens by hand.',
  '0x80040408': LATER,
  '0x80040409':
    'This version of QuickBooks cannot work with the company file: open it by hand and update the one or the other.',
  '0x8004040A': OPEN_FILE,
  '0x8004040D': LATER,
  '0x80040410':
    'The company file is open in another mode: close it in single-user mode, or everywhere else; the next session tries again.',
  '0x80040414': 'QuickBooks shows a dialog: close it; the next session tries again.',
  '0x80040416': 'QuickBooks is not running: open it with the company file; the next session tries again.',
  '0x80040418': ALLOW,
  '0x8004041A': ALLOW,
  '0x8004041B': LOCKED,
  '0x8004041C': LATER,
  '0x8004041D':
    'QuickBooks does not let this application in while it is closed: leave it open, or allow it under Edit > Preferences > Integrated Applications.',
  '0x8004041E': UNSUPPORTED,
  '0x8004041F': UNSUPPORTED,
  '0x80040420': ALLOW,
  '0x80040422':
    'QuickBooks needs single-user mode or another application holds the file: close that; the next session tries again.',
  '0x80040423': UNSUPPORTED,
  '0x80040424': LATER,
  '0x80040427': 'QuickBooks is not registered: register it; the next session tries again.',
  '0x8004042A':
    'QuickBooks does not allow access from another computer: run the Web Connector beside QuickBooks.',
  '0x8004042C': UNSUPPORTED,
};

function defaultAdvice(code: string): Advice {
  if (code.startsWith('0x')) return LATER;
  // Format errors (3000-3099).
  if (/^30\d\d$/.test(code)) return REPORT;
  return lockedOr(
    'QuickBooks refused it: correct what its message names, in QuickBooks or here, then retry.',
  );
}
