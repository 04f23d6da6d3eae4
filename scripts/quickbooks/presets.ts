// The faults that an office meets, ready to be switched on: quickbooks.faults.add(preset('lockedByAnother', { names: ['03-300'] })).
import type { Fault, Names } from './faults.ts';

export type Grade = 'recorded' | 'documented' | 'guessed';

export interface Preset {
  /** Of the words; all codes are documented. */
  grade: Grade;
  what: string;
  /** Where it bites is said by its kind, in FAULTS. */
  fault: Fault;
}

const ALWAYS = Number.POSITIVE_INFINITY;

/** The company file does not open until the fault is switched off. The words are Intuit's, some of them known in short form only. */
const opening = (what: string, hresult: string, message: string, grade: Grade = 'documented'): Preset => ({
  grade,
  what,
  fault: { kind: 'cannotOpen', hresult, message, times: ALWAYS },
});

/** Additions get it instead of being done, queries do not (guessed). A fault of kind `status` without `names` bites both. */
const status = (
  what: string,
  code: string,
  message: string | ((name: string) => string),
  grade: Grade,
): Preset => ({ grade, what, fault: { kind: 'status', code, message, names: () => true } });

/** Guessed: what a refusal to tell of itself looks like, in strHCPResponse or alone. */
const asked = (what: string, code: string, message: string): Preset => ({
  grade: 'guessed',
  what,
  fault: { kind: 'query', request: 'CompanyQueryRq', code, message },
});

const saving = (words: string) => (name: string) =>
  `There was an error when saving a Items list, element "${name}". QuickBooks error message: ${words}`;

const PRESETS_GIVEN = {
  // --- at opening ---
  notReached: opening('QuickBooks cannot be reached', '0x80040401', 'Could not access QuickBooks.'),
  fileNotOpened: opening(
    'the company file is missing or damaged',
    '0x80040403',
    'Could not open the specified QuickBooks company data file.',
  ),
  quickBooksClosed: opening(
    'QuickBooks is closed and cannot be started',
    '0x80040408',
    'Could not start QuickBooks.',
  ),
  otherFileOpen: opening(
    'another company file is open',
    '0x8004040A',
    'A QuickBooks company data file is already open and it is different from the one requested.',
  ),
  otherMode: opening(
    'open in another mode than asked for',
    '0x80040410',
    'The QuickBooks company data file is currently open in a mode other than the one specified by your application.',
  ),
  dialogShowing: opening(
    'a dialog is open in QuickBooks',
    '0x80040414',
    'A modal dialog box is showing in the QuickBooks user interface. Your application cannot access QuickBooks until the user dismisses the dialog box.',
  ),
  noFileNamed: opening(
    'QuickBooks is closed, no file is named',
    '0x80040416',
    'If QuickBooks is not running, a call to the "BeginSession" method must include the name of the QuickBooks data file.',
  ),
  neverGranted: opening(
    'the administrator has not let the application in yet',
    '0x80040418',
    'This application has not accessed this QuickBooks company data file before. Only the QuickBooks administrator can grant an application permission to access a QuickBooks company data file for the first time.',
  ),
  noFilePermission: opening(
    'the application may not use this file',
    '0x8004041A',
    'This application does not have permission to access this QuickBooks company data file.',
  ),
  fileLocked: opening(
    'the file is locked for the moment',
    '0x8004041B',
    'Unable to lock the necessary information to allow this application to access the QuickBooks company data file. Try again later.',
  ),
  accessDenied: opening('the user has clicked No', '0x80040420', 'The QuickBooks user has denied access.'),
  singleUserMode: opening(
    'single-user mode, somebody else is in it',
    '0x80040422',
    'This application requires Single User file access mode and there is already another application sharing data with this QuickBooks company data file.',
  ),
  stillStarting: opening(
    'QuickBooks is starting',
    '0x80040424',
    'QuickBooks did not finish its initialization. Please try again later.',
  ),

  // --- before the set ---
  unexpectedError: {
    grade: 'documented',
    what: 'QuickBooks gives up before the set',
    fault: {
      kind: 'hresult',
      hresult: '0x80040402',
      message: 'Unexpected error. Check the qbsdklog.txt file for possible, additional information.',
    },
  },

  // --- in place of a request: locks ---
  lockedByAnother: status(
    'the list is locked by another user',
    '3170',
    'The internals could not be locked. They are in use by another user.',
    'recorded',
  ),
  /** Recorded with an id where the name is here. */
  recordInUse: status(
    'the record is in use',
    '3175',
    (name) =>
      `There was an error adding, modifying or deleting ${name} because it is already in use.  ` +
      'QuickBooks error message: The transaction could not be locked.  It is in use by another user.',
    'recorded',
  ),
  relatedInUse: status(
    'a related record is in use',
    '3176',
    'A related object could not be locked.  It is in use by another user.',
    'guessed',
  ),
  /** Recorded with "a Customer list". */
  listModified: status(
    'another user has changed the list',
    '3180',
    saving('This list has been modified by another user.'),
    'recorded',
  ),

  // --- in place of a request: the rest ---
  /** Recorded with "a Customer list"; no lock, so it will not pass. */
  recordHasError: status(
    'QuickBooks cannot save the record',
    '3180',
    saving('This record has an error in it.'),
    'recorded',
  ),
  /** The words for the posting account and the tax code are guessed after those for an expense account and for an item. */
  postingAccountInvalid: status(
    'an account of the item is not taken',
    '3180',
    saving('The posting account is invalid.'),
    'guessed',
  ),
  taxCodeMissing: status(
    'sales tax is on, and its preferences name no tax code',
    '3140',
    'There is an invalid reference to QuickBooks Sales Tax Code "" in the item service.',
    'guessed',
  ),
  viewOnly: status(
    'the subscription has ended: QuickBooks may only be looked at',
    '3180',
    saving('The company file is in view-only mode.'),
    'guessed',
  ),
  /** Recorded under stopOnError, after a request that failed; that it comes for other reasons is guessed. */
  notProcessed: status(
    'it does not come to a request',
    '3231',
    'The request has not been processed.',
    'recorded',
  ),
  internalError: status(
    'an internal error',
    '1000',
    'There has been an internal error when processing the request.',
    'documented',
  ),
  unsupportedMessage: status('this edition lacks the message', '1030', 'Unsupported message', 'documented'),
  featureMissing: status(
    'the feature is not enabled',
    '3250',
    'This feature is not enabled or not available in this version of QuickBooks.',
    'documented',
  ),
  userMayNot: status(
    'the user of QuickBooks may not',
    '3260',
    'Insufficient permission level to perform this action.',
    'documented',
  ),
  /** Documented up to "no permission to ac". */
  applicationMayNot: status(
    'the application may not',
    '3261',
    'The integrated application has no permission to access this data.',
    'guessed',
  ),

  // --- in place of a question for the company file ---
  companyNotTold: asked(
    'the application may not ask for the company',
    '3261',
    'The integrated application has no permission to access this data.',
  ),
  companyLocked: asked(
    'the company is locked by another user',
    '3170',
    'The internals could not be locked. They are in use by another user.',
  ),
} as const satisfies Record<string, Preset>;

export type PresetName = keyof typeof PRESETS_GIVEN;
export const PRESETS: Record<PresetName, Preset> = PRESETS_GIVEN;

/** A fault by its name, for some items or so many times only. */
export const preset = (name: PresetName, more: { names?: Names; times?: number } = {}): Fault => ({
  ...PRESETS[name].fault,
  ...more,
});
