/**
 * Help topics: what can be in the way between a cost code and QuickBooks, each with its next step. Statuses and hresults refer to
 * them (sync/statuses.ts), the help page shows each under its key, and numbers come from the rules.
 */
import { LEVELS_MAX } from '../../qbxml/text.ts';
import { LOCK_MS, TRIES_MAX, VAIN_SESSIONS_MAX } from '../codes/transitions.ts';
import { ALIKE_MAX, LATE_INTERVALS, REFUSED_MAX, UNUSABLE_MAX } from './limits.ts';
import { hours, InWords, inWords } from './numbers.ts';

const TRIES = inWords(TRIES_MAX);

/** What one topic tells. */
export interface Help {
  /** What people see, in their words. */
  readonly title: string;
  /** Why it happens and what becomes of the codes. */
  readonly cause: string;
  /** One plain sentence: the next step, and where to click. Without a full stop, so that a link can follow. */
  readonly advice: string;
}

/** Every topic under its key, which is its anchor on the help page. */
export const HELP = {
  'name-in-use': {
    title: 'QuickBooks already has something with this name',
    cause:
      'Names are unique in the Item List, whatever the type, and an inactive item keeps its name. A ' +
      'service item with exactly this name below exactly this parent is taken over as this code, so ' +
      'this comes up only where something else holds the name.',
    advice:
      'In QuickBooks open Lists > Item List, tick "Include inactive", rename what holds the name ' +
      '(right-click > Edit Item), then retry the code',
  },
  'inactive-item': {
    title: 'An inactive item holds the name',
    cause: 'QuickBooks hides inactive items, but they keep their names.',
    advice:
      'In QuickBooks open Lists > Item List, tick "Include inactive", click the X beside the item to ' +
      'make it active (or rename it), then retry the code',
  },
  account: {
    title: 'An account is not known to QuickBooks or is of the wrong kind',
    cause:
      'Only the codes that QuickBooks had answered already have failed. All other codes with this ' +
      'account are held; codes with other accounts go on.',
    advice:
      'In QuickBooks open Lists > Chart of Accounts and create or correct the account, or name another ' +
      'one here for the company or the codes, then retry the codes',
  },
  parent: {
    title: 'QuickBooks does not find the parent of a code',
    cause:
      "A sub-item needs its parent's item in QuickBooks, a service item like itself, and at most " +
      `${inWords(LEVELS_MAX)} levels. An item that was deleted there, or merged with another one, is ` +
      'gone for good; one that is made again under the same name takes its place for all codes below it.',
    advice:
      'In QuickBooks open Lists > Item List and see that the parent is there as a service item under ' +
      'the name that it had (after a merge, make it again or give its name to the item that is left, or ' +
      'here put the codes below the code of that item), then retry the code',
  },
  'tax-code': {
    title: 'QuickBooks wants a sales tax code for an item',
    cause:
      'Where sales tax is switched on in QuickBooks, items get a tax code, and the preferences of the ' +
      'company name none that can be used. What is sent for a code names no tax code.',
    advice:
      'As administrator of the company file open Edit > Preferences > Sales Tax > Company Preferences ' +
      'in QuickBooks and see that the codes for taxable and non-taxable items are set and active (Lists ' +
      '> Sales Tax Code List), then retry the codes',
  },
  class: {
    title: 'QuickBooks does not accept a class, or wants one',
    cause:
      'Classes are lists and preferences of the company file; the class that is meant is not there or ' +
      'not active. Only codes with that class fail.',
    advice:
      'In QuickBooks open Lists > Class List and create the class or make it active, and look at Edit > ' +
      'Preferences > Accounting > Company Preferences, or name another class here for the codes, a rule ' +
      'or the company, then retry the codes',
  },
  reference: {
    title: 'QuickBooks does not find something that the item refers to',
    cause: 'Its message names what it is.',
    advice: 'In QuickBooks create or correct what its message names, then retry the code',
  },
  text: {
    title: 'QuickBooks does not accept a text of the code',
    cause:
      'A name, a description or another value is too long, or holds a character that QuickBooks cannot store.',
    advice:
      'Change the text that the message names, by an import or by hand, and send the code for approval again',
  },
  'not-understood': {
    title: 'QuickBooks does not understand a request',
    cause: 'This QuickBooks does not accept the form of the request, which should not happen.',
    advice:
      'Update QuickBooks with Help > Update QuickBooks Desktop and retry the code; if it comes back, ' +
      'report it, with the message and the preview of the code',
  },
  unreadable: {
    title: 'QuickBooks refuses to read a code',
    cause:
      'QuickBooks returned every batch with this code in it unread, and in the end the code by itself. ' +
      'The other codes are not held up by it.',
    advice:
      'Look at the description of the code for unusual characters, change it by an import or by hand, ' +
      'and send it for approval again',
  },
  'all-unreadable': {
    title: 'QuickBooks refuses to read every code',
    cause:
      `${InWords(REFUSED_MAX)} codes in a row, or all that were ready, were returned unread, each by itself, and ` +
      'QuickBooks has read no other in the same session, so it is hardly the codes. No code has failed for it; all ' +
      'are held.',
    advice:
      'Update QuickBooks with Help > Update QuickBooks Desktop and the Web Connector to its newest ' +
      'version, restart both, then retry the codes; if few codes were ready, look at their descriptions ' +
      'for unusual characters, too',
  },
  alike: {
    title: 'QuickBooks refuses code after code in the same words',
    cause:
      `${InWords(ALIKE_MAX)} codes in a row were refused with the same status in the same words, so the ` +
      'codes are hardly the reason: look for a preference, an account or a list of the company file. The ' +
      'codes that were answered have failed; those not yet tried are held.',
    advice:
      'Do what the words of QuickBooks ask for, or what the advice of the failed codes says, then retry ' +
      'the codes, which lets the held ones go on, too',
  },
  'cannot-be-sent': {
    title: 'A code cannot be sent as it is',
    cause: 'QuickBooks would not accept its name, description, level or account, so it was not even tried.',
    advice: 'Correct what the message names, by an import or by hand, and send the code for approval again',
  },
  'refused-once': {
    title: 'QuickBooks refuses to save a code',
    cause: 'QuickBooks has a reason of its own, which its message gives.',
    advice:
      'In QuickBooks open Lists > Item List, add the item by hand to see what is in the way, correct ' +
      'that, then retry the code',
  },
  lock: {
    title: 'Somebody is working with the list in QuickBooks',
    cause:
      'QuickBooks locks what another user or window has open. The code is tried again in every session, ' +
      `and fails only after ${TRIES} tries and ${hours(LOCK_MS, 'whole')}.`,
    advice:
      'In QuickBooks close the Item List and every open item window on all computers; the code is tried ' +
      'again in the next session',
  },
  'not-now': {
    title: 'QuickBooks could not do it this time',
    cause:
      `Its message says why. The code is tried again in the next sessions, and fails after ${TRIES} ` +
      'tries.',
    advice: 'Put right in QuickBooks what its message names, and retry the code if it has failed by then',
  },
  'still-locked': {
    title: 'Somebody kept the list in QuickBooks locked',
    cause:
      `The code was tried in ${TRIES} sessions and over ${hours(LOCK_MS, 'whole')}, and QuickBooks was ` +
      'locked every time.',
    advice:
      'In QuickBooks close the Item List and every open item window on all computers, restart ' +
      'QuickBooks if that does not help, then retry the code',
  },
  'still-internal-error': {
    title: 'QuickBooks had an internal error at a code each time',
    cause: `The code was tried ${TRIES} times, and QuickBooks had an internal error every time.`,
    advice:
      'Choose File > Utilities > Verify Data in QuickBooks, and Rebuild Data if it says so, restart ' +
      'QuickBooks, then retry the code',
  },
  'internal-error': {
    title: 'QuickBooks had an internal error',
    cause: `The code is tried again in the next sessions, ${TRIES} times in all.`,
    advice:
      'Wait for the next session, and if it comes back choose File > Utilities > Verify Data in ' +
      'QuickBooks, then retry the code',
  },
  'not-processed': {
    title: 'QuickBooks did not get to a code',
    cause: 'It stopped before this code, which says nothing about the code and does not count as a try.',
    advice: 'Nothing to do: it is tried again in the next session',
  },
  unfinished: {
    title: 'QuickBooks does not come to a code, session after session',
    cause:
      `It has stopped before this code in ${inWords(VAIN_SESSIONS_MAX)} sessions in a row. No code fails for that and none is held: ` +
      'it is tried in every session, and this is over once QuickBooks has done it.',
    advice:
      'Restart QuickBooks and click Update Selected in the Web Connector; if that does not help, run ' +
      'File > Utilities > Verify Data in QuickBooks, and recall the code if it is not to be exported any more',
  },
  'with-others': {
    title: 'A code was in a batch that QuickBooks returned unread, or broke off at',
    cause:
      'One of the codes in the batch (a message set) is in the way; the batch is halved until that one ' +
      'is found. It does not count as a try.',
    advice: 'Nothing to do: it is sent again without the one that is in the way',
  },
  'waits-for-parent': {
    title: 'A code waits for its parent',
    cause:
      'Below a parent that is not in QuickBooks every add fails, which says nothing about the code itself.',
    advice: 'Put its parent right first; the code follows by itself',
  },
  'not-answered': {
    title: 'QuickBooks did not say what became of a code',
    cause:
      'Its answer was lost, cut off or left the code out. QuickBooks is asked for the item first, so ' +
      'nothing is added twice; what is not there is sent again.',
    advice: 'Nothing to do: it is sent again by itself',
  },
  'answer-too-large': {
    title: 'The answer of QuickBooks was too large',
    cause:
      'SOAP_BODY_MAX_MIB says how many megabytes an answer may have. QuickBooks may have done what it was asked to do, ' +
      'so it is asked for the items by name, in the same session, and the next message sets are half as large; nothing is added twice.',
    advice: 'Nothing to do: QuickBooks is asked for the items by name, and the next sets are smaller',
  },
  'never-told': {
    title: 'QuickBooks never said what became of a code',
    cause:
      `The code was tried ${TRIES} times; QuickBooks did not tell what became of it, and does not have the item ` +
      'when it is asked.',
    advice:
      'In QuickBooks open Lists > Item List, tick "Include inactive" and look for the item; if it is not ' +
      'there, add it by hand to see what is in the way, then retry the code',
  },
  unusable: {
    title: 'What comes from QuickBooks to some codes cannot be used',
    cause:
      `In ${inWords(UNUSABLE_MAX)} sessions QuickBooks broke off at the same message set, or its answer could not be ` +
      'read or was too large. It is asked for these codes by name, so that nothing is added twice; what is ' +
      'not there is sent in smaller sets until the code that is in the way is alone. Only that one fails.',
    advice:
      'Restart QuickBooks and the Web Connector, choose File > Utilities > Verify Data in QuickBooks, and ' +
      'leave the rest to the next sessions',
  },
  'breaks-off': {
    title: 'QuickBooks breaks off at a code',
    cause:
      `The code was sent by itself in ${inWords(UNUSABLE_MAX)} sessions, and each time QuickBooks broke off, or its ` +
      'answer could not be used; under its name QuickBooks has no item. The other codes are not held up by it.',
    advice:
      'In QuickBooks open Lists > Item List and add the item by hand to see what is in the way (File > ' +
      'Utilities > Verify Data finds damage), look at the description of the code for unusual characters, ' +
      'then retry the code',
  },
  unclear: {
    title: 'The answer of QuickBooks does not say enough',
    cause:
      'A status code below 1000 says that QuickBooks did it, perhaps with a warning. Where its answer ' +
      'lacks the item, or its code says nothing about it, QuickBooks is asked for the item.',
    advice: 'Nothing to do: QuickBooks is asked for the item in the next exchange',
  },
  'needs-a-look': {
    title: 'Somebody has to look for an item in QuickBooks',
    cause: 'What became of the code cannot be found out from here, and trying again could add it twice.',
    advice:
      'In QuickBooks open Lists > Item List, tick "Include inactive" and look for the item under this ' +
      'or another name; if it is there, give it the name that it should have (right-click > Edit Item), ' +
      'then retry the code',
  },
  'changed-there': {
    title: 'Somebody has changed the same in QuickBooks',
    cause:
      'What was to be changed in QuickBooks is not what it was when the change was made here: somebody has changed it ' +
      'there meanwhile. Nothing was written over it; the message shows both.',
    advice:
      'Retry the code to write ours over what the message shows, or discard the change here to leave it as it is in ' +
      'QuickBooks',
  },
  'not-taken': {
    title: 'QuickBooks did not take a change as it was sent',
    cause:
      'It says that it has changed the item, and shows something else. An account of an item with transactions is one ' +
      'reason: what was posted before is left as it is, and QuickBooks may leave the account, too.',
    advice:
      'In QuickBooks open Lists > Item List and make the change there (right-click > Edit Item; it asks about ' +
      'transactions that exist), then retry the code',
  },
  'item-gone': {
    title: 'The item of a code is not in QuickBooks any more',
    cause: 'It was deleted there or merged with another one, or an older company file was restored.',
    advice:
      'See in QuickBooks under Lists > Item List what has become of it, then follow here, which unlinks the code, or ' +
      'restore it, which adds the item anew once that is approved',
  },
  'waits-for-children': {
    title: 'A code waits until those below it are inactive',
    cause: 'An item can become inactive only when no active one is below it.',
    advice: 'Make the codes below it inactive; this one follows by itself',
  },
  'waits-for-active-parent': {
    title: 'A code waits until its parent is active',
    cause: 'An item can be active only below an active one.',
    advice: 'Make the code above it active; this one follows by itself',
  },
  permission: {
    title: 'QuickBooks does not let this application do its work',
    cause:
      'This application, or the QuickBooks user that it works as, may not read the company file or add ' +
      'items. All codes are held; none fails for it.',
    advice:
      'As administrator of the company file open Edit > Preferences > Integrated Applications > Company ' +
      'Preferences in QuickBooks, tick Allow Access for this application, choose under Properties a ' +
      'user who may add items, then retry the codes',
  },
  edition: {
    title: 'This edition or version of QuickBooks cannot do it',
    cause:
      'What is needed is missing or switched off in this QuickBooks, or it is not registered. Pro, ' +
      'Premier or Enterprise is needed.',
    advice:
      'In QuickBooks choose Help > Update QuickBooks Desktop and, if it is offered, Help > Activate ' +
      'QuickBooks Desktop, restart it, then retry the codes',
  },
  'other-file': {
    title: 'Another company file is open in QuickBooks',
    cause:
      'The open file is not the one that belongs to this company. Nothing was written to it. After a ' +
      'server was moved or set up anew, an admin can take the open file on the page Connector, where ' +
      'that is possible. Where the right file was renamed or moved, QuickBooks says the same as long as ' +
      'it is asked for the old place: an admin makes the service forget it on the same page.',
    advice:
      'In QuickBooks open the company file of this company with File > Open or Restore Company, then ' +
      'click Update Selected in the Web Connector',
  },
  copies: {
    title: 'Two copies of the company file may be in use',
    cause:
      'An item that QuickBooks did not have was there again later, under its old ListID, which no item gets ' +
      'a second time. Copies of a company file carry the same FileID and cannot be told apart in any other ' +
      'way; a backup that was restored in between looks the same. Codes went to the copy that was open.',
    advice:
      'Find out whether a copy of the company file (a backup, or one on another computer) is opened in turn ' +
      'with it, and keep only one; then see in Lists > Item List that no items are missing, and click Retry',
  },
  restored: {
    title: 'Many items are missing at once',
    cause:
      'A reading did not find items that were there before: more than twenty, and more than a tenth of all. That is what a ' +
      'restored backup of the company file looks like, or another copy of it. So nothing is added or changed for now; what ' +
      'QuickBooks has is left as it is.',
    advice:
      'Find out whether a backup was restored, then look at the tab "Not as it was" (Restore adds the items anew, Follow ' +
      'gives them up) and click Retry to let the connector go on',
  },
  'file-of-another': {
    title: 'The open company file belongs to another company here',
    cause:
      'Each company has a company file of its own, and no two share one, so this one cannot be taken. ' +
      'Nothing was written to it.',
    advice:
      "In QuickBooks open this company's own file with File > Open or Restore Company and click Update " +
      'Selected in the Web Connector; if codes are meant for the open file, import them into the ' +
      'company that has it',
  },
  'wrong-qwc': {
    title: "The Web Connector did not use this company's .qwc as it is",
    cause:
      "The open company file has no FileID for this service, or none that could be this company's: the " +
      ".qwc was changed, it was made for another company or is another program's, or the file was never " +
      'stamped. Such a file cannot be taken here. Nothing was written to it.',
    advice:
      'Open the right company file in QuickBooks, remove this application from the Web Connector, then ' +
      "download this company's QBWC.qwc from the page Connector and load it again with Add an " +
      'Application, unchanged',
  },
  'read-only': {
    title: 'QuickBooks is read-only',
    cause:
      'It says that it, or the company file, is read-only or view-only: a subscription that has ended, ' +
      'a file on a write-protected disk, or a copy for an accountant. No code has failed for it and ' +
      'none is held.',
    advice:
      'In QuickBooks do what its message asks for (renew the subscription with Help > Manage My ' +
      'License, or open the company file from a place where it can be written), then click Update ' +
      'Selected in the Web Connector',
  },
  'not-told': {
    title: 'QuickBooks does not say which company file is open',
    cause:
      'It refused to say which QuickBooks it is, or which company file is open, so nothing was written. ' +
      'No code has failed for it and none is held; it is asked again in the next session.',
    advice:
      'Do what the message of QuickBooks asks for, close every dialog and open window in QuickBooks, ' +
      'then click Update Selected in the Web Connector',
  },
  'not-reached': {
    title: 'QuickBooks cannot be reached',
    cause:
      'The Web Connector could not talk to QuickBooks, which is closed, busy, or runs as another ' +
      'Windows user. Nothing is lost; QuickBooks is asked first for the codes that were on the way.',
    advice:
      'Start QuickBooks, open the company file, close every dialog, and click Update Selected in the ' +
      'Web Connector',
  },
  'cannot-open': {
    title: 'QuickBooks cannot open the company file',
    cause: 'The file was moved, its server is away, or it belongs to another version of QuickBooks.',
    advice:
      'Open the file by hand with File > Open or Restore Company in the QuickBooks that made it, then ' +
      'click Update Selected in the Web Connector',
  },
  'single-user': {
    title: 'The company file is in the wrong mode, or another application holds it',
    cause: 'In single-user mode QuickBooks lets in only one user or application at a time.',
    advice:
      'In QuickBooks choose File > Switch to Multi-user Mode (or close the other application), then ' +
      'click Update Selected in the Web Connector',
  },
  dialog: {
    title: 'QuickBooks shows a dialog',
    cause: 'As long as a dialog is open, QuickBooks answers nobody.',
    advice: 'Close every dialog in QuickBooks, then click Update Selected in the Web Connector',
  },
  'not-running': {
    title: 'QuickBooks is not running',
    cause: 'The Web Connector did not know which company file to open by itself.',
    advice: 'Start QuickBooks, open the company file, then click Update Selected in the Web Connector',
  },
  'not-allowed': {
    title: 'QuickBooks does not let this application into the company file',
    cause: 'An administrator of the company file has to allow it once, and somebody may have answered No.',
    advice:
      'Log in to QuickBooks as its administrator, choose File > Switch to Single-user Mode, click ' +
      'Update Selected in the Web Connector, and answer the question with "Yes, always" (if none comes, ' +
      'tick Allow Access under Edit > Preferences > Integrated Applications > Company Preferences)',
  },
  'log-in': {
    title: 'This application may not log in while QuickBooks is closed',
    cause: 'QuickBooks lets it in only while somebody has the company file open.',
    advice:
      'Leave QuickBooks open with the company file, or tick "Allow this application to login ' +
      'automatically" under Edit > Preferences > Integrated Applications > Company Preferences > ' +
      'Properties',
  },
  certificate: {
    title: 'QuickBooks refuses the certificate of this application',
    cause: 'The certificate that QuickBooks remembers is no longer valid.',
    advice:
      'In QuickBooks remove this application under Edit > Preferences > Integrated Applications > ' +
      'Company Preferences, then add its .qwc file to the Web Connector again',
  },
  remote: {
    title: 'QuickBooks does not accept calls from another computer',
    cause: 'The Web Connector has to run on the computer on which QuickBooks runs.',
    advice: 'Install the Web Connector on the computer with QuickBooks and add the .qwc file there',
  },
  'unknown-error': {
    title: 'QuickBooks reports an error that is not known here',
    cause: `Its message says more. The code is tried again in the next sessions, ${TRIES} times in all.`,
    advice: 'Do what the message of QuickBooks asks for, then retry the code',
  },
  late: {
    title: 'The Web Connector does not call',
    cause:
      `Codes wait, and the connector has not called for ${inWords(LATE_INTERVALS)} of its intervals. Windows has to be ` +
      'logged in and the Web Connector has to run.',
    advice:
      'On the computer with QuickBooks start the QuickBooks Web Connector, tick Auto-Run for this ' +
      'application, and click Update Selected',
  },
} as const satisfies Record<string, Help>;

/** The keys. */
export type HelpTopic = keyof typeof HELP;
