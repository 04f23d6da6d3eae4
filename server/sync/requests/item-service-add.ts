/** ItemServiceAdd: a cost code becomes a Service Item. One rule for each meaning of a status (statuses.ts). */
import { buildItemServiceAddRq, parseItemServiceAddRs } from '../../../qbxml/item-service.ts';
import { alikeKey } from '../../../qbxml/text.ts';
import { compareVersions, type QbxmlVersion } from '../../../qbxml/values.ts';
import { accountIn, accountSideIn } from '../../../qbxml/words.ts';
import { sentItem } from '../../codes/change.ts';
import { newGUID } from '../../codes/company.ts';
import type { Problem } from '../../codes/model.ts';
import { fullNameOf, sentItemOf, whyUnsendable } from '../../codes/view.ts';
import { withoutWords } from '../../help/advice.ts';
import { sameAccount } from '../alarms.ts';
import type { AddRequest, Question } from '../model.ts';
import { failed, notNow } from '../outcomes.ts';
import { readStatus } from '../statuses.ts';
import { lookupQueries, lookupWanted, otherSpelling, wordOfFound } from './item-lookup.ts';
import type { RequestKind } from './request.ts';

/** ExternalGUID came with it (XSD). */
const GUID_VERSION: QbxmlVersion = '8.0';

const hasGUIDs = (version: string) => compareVersions(version as QbxmlVersion, GUID_VERSION) >= 0;

export const ITEM_SERVICE_ADD: RequestKind<AddRequest> = {
  responseType: 'ItemServiceAddRs',
  makesItem: true,
  unsent: () => null,
  sent: sentItemOf,
  make(code, { requestID, version }, parents, random) {
    const sent = sentItem(code);
    if (!sent) throw new Error(`${code.id} was claimed without what is to be sent`);
    const above = parents.get(parents.get(code.parent)?.parent ?? '')?.listID ?? '';
    return {
      kind: 'ItemServiceAdd',
      requestID,
      code: code.id,
      ...(above === '' ? {} : { above }),
      sent,
      fullName: fullNameOf(code, parents),
      externalGUID: hasGUIDs(version) ? newGUID(random) : null,
    };
  },
  build(requestID, { sent, externalGUID = null }) {
    const { name, parent, description, incomeAccount, expenseAccount, class: itsClass = null } = sent;
    return buildItemServiceAddRq(requestID, {
      name,
      class: itsClass,
      parent,
      desc: description,
      incomeAccount,
      expenseAccount,
      ...(externalGUID === null ? {} : { externalGUID }),
    });
  },
  whyUnsendable,
  nameOf: ({ sent }) => sent.name,
  ownTexts({ sent: { name, parent, description }, fullName, externalGUID }) {
    const above = parent === null ? '' : 'listID' in parent ? parent.listID : parent.fullName;
    return [name, fullName, description, above, externalGUID ?? ''];
  },
  wordOf(response, request) {
    const { status, item, recovered } = parseItemServiceAddRs(response);
    const { statusCode, statusMessage } = status;
    const reading = readStatus(statusCode, statusMessage);
    // A code that was sent without a parent is not helped by advice about one.
    const help = reading.means === 'parent' && request.sent.parent === null ? 'reference' : reading.help;
    const problem: Problem = {
      statusCode: statusCode || null,
      message: statusMessage || withoutWords(statusCode),
      help,
    };
    switch (reading.means) {
      case 'done': {
        const known = item ?? recovered;
        // An item of another name is hardly the one that was asked for.
        const isOther = item?.name != null && alikeKey(item.name) !== alikeKey(request.sent.name);
        if (!known || isOther) return question('done', request, problem);
        const fullName = item?.fullName ?? request.fullName;
        const { listID, editSequence } = known;
        const words = isWarning(statusCode) ? `; QuickBooks warned: ${problem.message} (${statusCode})` : '';
        const spelt = otherSpelling(item?.name ?? null, request).map((each) => `; ${each}`);
        const why = `added to QuickBooks as ${fullName}, ListID ${listID}${spelt.join('')}${words}`;
        return { kind: 'synced', listID, fullName, editSequence, why, how: 'added' };
      }
      case 'unclear':
        return question('unclear', request, problem);
      case 'inUse':
        return question('inUse', request, problem);
      case 'fails':
        return failed(problem);
      case 'parent':
        return isBelowListID(request) ? question('parent', request, problem) : failed(problem);
      case 'account': {
        const account = accountOf(request, problem.message);
        return {
          ...failed(problem),
          fault: account === null ? null : { code: 'account', accounts: [account] },
        };
      }
      default:
        return notNow(reading.means, problem);
    }
  },
  question,
  // What has the name of its parent by now may be somebody else's (earlier versions sent parents and children together).
  isRepeatable: (request) => request.sent.parent === null || isBelowListID(request),
  lookup: { wanted: lookupWanted, queries: lookupQueries, wordOf: wordOfFound },
};

function question(why: Question['why'], { fullName }: AddRequest, problem: Problem): Question {
  return {
    kind: 'question',
    why,
    by: 'name',
    listID: null,
    problem,
    fullName,
    rounds: 0,
    otherwise: null,
    isHeld: false,
    isListed: false,
  };
}

const isBelowListID = ({ sent: { parent } }: AddRequest) => parent !== null && 'listID' in parent;

const isWarning = (statusCode: string) => /^[5-9]\d\d$/.test(statusCode.trim());

/** Which of the request's accounts QuickBooks means: the only one, by its name, or by its side; null if that cannot be told. */
function accountOf({ sent }: AddRequest, message: string): string | null {
  const { incomeAccount, expenseAccount } = sent;
  if (expenseAccount === null || sameAccount(incomeAccount, expenseAccount)) return incomeAccount;
  const named = accountIn(message) ?? '';
  const byName = [incomeAccount, expenseAccount].find((account) => sameAccount(account, named));
  if (byName !== undefined) return byName;
  const side = accountSideIn(message);
  return side === null ? null : side === 'expense' ? expenseAccount : incomeAccount;
}
