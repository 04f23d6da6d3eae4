// What the simulated QuickBooks says, each text with its evidence: recorded (seen from a live QuickBooks), documented, or guessed.

export type Severity = 'Info' | 'Warn' | 'Error';
export interface Status {
  code: string;
  severity: Severity;
  message: string;
}

const error = (code: string, message: string): Status => ({ code, severity: 'Error', message });

export const STATUS = {
  /** Recorded. */
  ok: { code: '0', severity: 'Info', message: 'Status OK' } as Status,
  /** Recorded. */
  noMatch: {
    code: '1',
    severity: 'Info',
    message: 'A query request did not find a matching object in QuickBooks',
  } as Status,
  /** Recorded with one missing element; that the first one is named of several is guessed. */
  notComplete: (name: string): Status => ({
    code: '500',
    severity: 'Warn',
    message: `The query request has not been fully completed. There was a required element ("${name}") that could not be found in QuickBooks.`,
  }),
  /** Documented code and limit of 50; words guessed. */
  requestIdTooLong: error('1060', 'The request ID is invalid, it is possibly too long (the maximum is 50).'),
  /** Recorded words; that an unknown ListID in a Ref gives this one is a practitioner's claim. */
  invalidListID: (listID: string): Status =>
    error('3000', `The given object ID "${listID}" in the field "list id" is invalid.`),
  /** Documented codes, guessed words. */
  badBool: (value: string, field: string): Status =>
    error('3010', `There was an error when converting the boolean value "${value}" in the field "${field}".`),
  badDate: (value: string, field: string): Status =>
    error('3020', `There was an error when converting the date value "${value}" in the field "${field}".`),
  /** Recorded in part: "There was an error when converting the price ... in the field Rate". */
  badPrice: (value: string, field: string): Status =>
    error('3045', `There was an error when converting the price "${value}" in the field ${field}`),
  /** Guessed. */
  badPercent: (value: string, field: string): Status =>
    error('3050', `There was an error when converting the percent "${value}" in the field "${field}".`),
  badGuid: (value: string, field: string): Status =>
    error('3065', `There was an error when converting the GUID value "${value}" in the field "${field}".`),
  badNumber: (value: string, field: string): Status =>
    error('3085', `There was an error when converting the number "${value}" in the field "${field}".`),
  badEnum: (value: string, field: string): Status =>
    error('3110', `The enumerated value "${value}" in the field "${field}" is unknown.`),
  /** Recorded words for another field. Guessed: that an item's Name comes here too; the schema alone would refuse the set. */
  tooLong: (value: string, field: string): Status =>
    error('3070', `The string "${value}" in the field "${field}" is too long.`),
  /** Documented: no colon in a name. Code and words guessed. */
  badName: (value: string): Status => error('3080', `The string "${value}" in the field "Name" is invalid.`),
  /** Recorded on ItemServiceAddRs. */
  nameInUse: (name: string): Status =>
    error('3100', `The name "${name}" of the list element is already in use.`),
  /** Recorded on another list's Mod. */
  staleEditSequence: (editSequence: string): Status =>
    error('3200', `The provided edit sequence "${editSequence}" is out-of-date. `),
  /** Recorded words; that a Mod of an item that is not there gets them is guessed. */
  notFound: (listID: string): Status =>
    error('3120', `Object "${listID}" specified in the request cannot be found.`),
  /** Documented by a practitioner: an item keeps the number of its sides. Code and words guessed. */
  otherSides: (name: string): Status =>
    error(
      '3180',
      `There was an error when saving a Items list, element "${name}".  ` +
        'QuickBooks error message: The sides of the item cannot be changed.',
    ),
  /** Guessed, code and words: an item with active ones below it stays active, one below an inactive one inactive. */
  activeBelow: (name: string): Status =>
    error(
      '3180',
      `There was an error when saving a Items list, element "${name}".  ` +
        'QuickBooks error message: It has active subitems.',
    ),
  inactiveAbove: (name: string): Status =>
    error(
      '3180',
      `There was an error when saving a Items list, element "${name}".  ` +
        'QuickBooks error message: Its parent is inactive.',
    ),
  /** Known code, guessed words. */
  badParent: (parent: string): Status =>
    error('3130', `There is an invalid reference to a parent "${parent}" in the Item list.`),
  /** Recorded words with Customer and Item; Account, Class and ItemService stand in their places. */
  badReference: (kind: string, name: string): Status =>
    error(
      '3140',
      `There is an invalid reference to QuickBooks ${kind} "${name}" in the ItemService.  ` +
        'QuickBooks error message: Invalid argument.  The specified record does not exist in the list.',
    ),
  /** A practitioner's record of the expense account; the others by analogy. */
  badAccountType: (name: string, side: 'income' | 'expense' | 'posting'): Status =>
    error(
      '3140',
      `There is an invalid reference to QuickBooks Account "${name}" in the ItemService.  ` +
        `QuickBooks error message: The ${side} account is invalid.`,
    ),
  /** Documented: five levels. Code and words guessed. */
  tooDeep: (name: string): Status =>
    error(
      '3180',
      `There was an error when saving a Items list, element "${name}".  ` +
        'QuickBooks error message: The parent has too many levels.',
    ),
  /** Documented: the list has a capacity. Code and words guessed. */
  listFull: (name: string): Status =>
    error(
      '3180',
      `There was an error when saving a Items list, element "${name}".  QuickBooks error message: The list is full.`,
    ),
  /** Guessed: that QuickBooks wants an account is a practitioner's claim, the code is not known. */
  noAccount: (field: string): Status => error('3270', `There is a missing posting account: "${field}"`),
  /** Recorded, after a failure under stopOnError. */
  notProcessed: error('3231', 'The request has not been processed.'),
} as const;

export interface Hresult {
  hresult: string;
  message: string;
}

export const HRESULT = {
  /** Recorded. */
  notReadable: {
    hresult: '0x80040400',
    message: 'QuickBooks found an error when parsing the provided XML text stream.',
  },
  /** Documented code, shortened words. */
  versionUnknown: {
    hresult: '0x80040423',
    message: 'The version of qbXML that was requested is not supported or is unknown.',
  },
  otherFileOpen: {
    hresult: '0x8004040A',
    message: 'A QuickBooks company data file is already open and it is different from the one requested.',
  },
  notRunning: {
    hresult: '0x80040416',
    message:
      'If QuickBooks is not running, a call to the "BeginSession" method must include the name of the QuickBooks data file.',
  },
  notOpened: {
    hresult: '0x80040403',
    message: 'Could not open the specified QuickBooks company data file.',
  },
} as const satisfies Record<string, Hresult>;

/** messageSetStatusCode: documented codes; no answer that carries the attribute has been recorded in public. */
export const MESSAGE_SET_STATUS = {
  normal: '0',
  nothingToClear: '600',
  checksum: '9001',
  notStored: '9002',
  idTooLong: '9004',
  notStorable: '9005',
} as const;
