/**
 * ItemServiceMod: the item of a code is changed. It says only what changes, over the state of the item that was read; QuickBooks does
 * nothing where that is not the present one (3200). What its answer shows is what counts, whatever its status says.
 */
import { type ServiceItem, takesClass } from '../../../qbxml/item-service.ts';
import {
  buildItemServiceModRq,
  changesAccounts,
  parseItemServiceModRs,
} from '../../../qbxml/item-service-mod.ts';
import { accountIn } from '../../../qbxml/words.ts';
import { changeOf, only, toldOf, wantedOf } from '../../codes/change.ts';
import type { Item, ItemField, Problem, SentChange } from '../../codes/model.ts';
import { whyUnsendable } from '../../codes/view.ts';
import { withoutWords } from '../../help/advice.ts';
import { sameAccount } from '../alarms.ts';
import type { ModRequest, Question, Word } from '../model.ts';
import { failed, notNow, problemOf } from '../outcomes.ts';
import { readStatus } from '../statuses.ts';
import { itemQueries, itemWanted, wordOfItem } from './changed-item-lookup.ts';
import { bothIn, inFields, seenItem, seenOf, shownOf, stateOf, valuesOf } from './item-state.ts';
import type { RequestKind } from './request.ts';

export const ITEM_SERVICE_MOD: RequestKind<ModRequest> = {
  responseType: 'ItemServiceModRs',
  makesItem: false,
  sent(code, company, parents, version): SentChange {
    const { item } = code;
    const told = toldOf(code, parents, company);
    if (!item || !told) throw new Error(`${code.id} has no item that could be changed`);
    const wanted = wantedOf(code, parents, company);
    const sides = wanted.expenseAccount === null ? 'one' : 'two';
    const hasOther = (told.expenseAccount === null ? 'one' : 'two') !== sides;
    const fields = new Set<ItemField>(changeOf(code, parents, company));
    // Whether QuickBooks takes other sides at all is its own to say: it is told all that is on them.
    if (hasOther)
      for (const field of ['description', 'incomeAccount', 'expenseAccount'] as const) fields.add(field);
    if (!takesClass(version)) fields.delete('class');
    const isUnread = item.differs?.some((field) => fields.has(field)) === true;
    return {
      kind: 'change',
      version,
      listID: item.listID,
      editSequence: isUnread ? null : item.editSequence,
      sides,
      changed: only([...fields], wanted),
      before: only([...fields], told),
    };
  },
  make(code, { requestID }) {
    const { sent, told, item } = code;
    if (!sent || !('kind' in sent) || !told || !item)
      throw new Error(`${code.id} was claimed without what is to be changed`);
    return { kind: 'ItemServiceMod', requestID, code: code.id, sent, told, ...placeOf(item) };
  },
  build(requestID, { sent: { listID, editSequence, sides, changed } }) {
    const { name, active, description, incomeAccount, expenseAccount, parent } = changed;
    return buildItemServiceModRq(requestID, {
      listID,
      // A preview of what is read first.
      editSequence: editSequence ?? UNKNOWN,
      sides,
      ...(name === undefined ? {} : { name }),
      ...(active === undefined ? {} : { isActive: active }),
      ...(changed.class === undefined ? {} : { class: changed.class }),
      ...(parent === undefined ? {} : { parent: parent === '' ? null : parent }),
      ...(description === undefined ? {} : { desc: description }),
      ...(incomeAccount === undefined ? {} : { incomeAccount }),
      ...(expenseAccount == null ? {} : { expenseAccount }),
    });
  },
  unsent(request) {
    const { sent, fullName } = request;
    const { listID, editSequence } = sent;
    if (Object.keys(sent.changed).length === 0) {
      const why = `nothing of ${fullName} is to be changed in QuickBooks`;
      const item = { listID, ...placeOf({ ...request, listID, editSequence }), editSequence };
      return { kind: 'synced', ...item, why, how: 'found' };
    }
    if (editSequence !== null) return null;
    return question('stale', request, problemOf('not-answered', 'It is to be read before it is changed.'));
  },
  whyUnsendable({ version, changed }) {
    const { name, description, incomeAccount, expenseAccount, class: itsClass } = changed;
    if ((incomeAccount !== undefined || expenseAccount !== undefined) && !changesAccounts(version))
      return 'This QuickBooks is too old to change the accounts of an item: change them there.';
    // What is not changed is there, so it can be.
    return whyUnsendable({
      version,
      name: name ?? UNKNOWN,
      parent: null,
      description: description ?? '',
      incomeAccount: incomeAccount ?? UNKNOWN,
      expenseAccount: expenseAccount ?? null,
      class: itsClass ?? null,
    });
  },
  nameOf: ({ fullName }) => fullName,
  ownTexts({ sent: { changed, listID, editSequence }, told, fullName }) {
    const { name = told.name, description = told.description, parent = told.parent } = changed;
    return [name, fullName, told.name, description, parent, listID, editSequence ?? ''];
  },
  wordOf(response, request) {
    const { status, item } = parseItemServiceModRs(response);
    const { statusCode, statusMessage } = status;
    const reading = readStatus(statusCode, statusMessage);
    const problem: Problem = {
      statusCode: statusCode || null,
      message: statusMessage || withoutWords(statusCode),
      help: reading.help,
    };
    if (statusCode.trim() === STALE) return question('stale', request, problem);
    switch (reading.means) {
      case 'done':
        return item?.listID === request.sent.listID
          ? shownWord(item, request, problem)
          : question('done', request, problem);
      case 'unclear':
        return question('unclear', request, problem);
      case 'inUse':
      case 'fails':
        return failed(problem);
      case 'parent':
        // It may be the item itself that is not known any more.
        return { ...question('unclear', request, problem), otherwise: failed(problem) };
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
  // Once it is done the item has another EditSequence: the same bytes do nothing more.
  isRepeatable: () => true,
  lookup: { wanted: itemWanted, queries: itemQueries, wordOf: wordOfItem },
};

/** What a request keeps of the item as it was. */
const placeOf = ({ fullName, differs }: Item): Pick<ModRequest, 'fullName' | 'differs'> => ({
  fullName,
  ...(differs ? { differs } : {}),
});

/** Recorded: "The provided edit sequence "1416315972" is out-of-date." */
const STALE = '3200';
const UNKNOWN = '0';

/** By what the answer shows. */
function shownWord(item: ServiceItem, request: ModRequest, problem: Problem): Word {
  const { sent, told, fullName } = request;
  const values = valuesOf(item, request);
  if (values === null) return question('done', request, problem);
  const seen = seenItem(item, values, { ...told, ...sent.changed }, fullName);
  if (stateOf(item, values, request) === 'done') {
    const why = `changed in QuickBooks (${inFields(sent.changed)}): ${seen.fullName}, ListID ${seen.listID}`;
    return {
      kind: 'synced',
      ...seen,
      why,
      how: 'changed',
      ...(seen.differs ? { shown: shownOf(item) } : {}),
    };
  }
  const message = `QuickBooks says that it changed the item, and shows: ${bothIn(item, values, sent)}.`;
  return {
    ...failed({ ...problemOf('not-taken', message), seen: seenOf(values, sent) }),
    item: seenItem(item, values, told, fullName),
  };
}

function question(why: Question['why'], { fullName, sent }: ModRequest, problem: Problem): Question {
  return {
    kind: 'question',
    why,
    by: 'name',
    listID: sent.listID,
    problem,
    fullName,
    rounds: 0,
    otherwise: null,
    isHeld: false,
    isListed: false,
  };
}

/** Which of the accounts that it names QuickBooks means; null if that cannot be told. */
function accountOf({ sent: { changed } }: ModRequest, message: string): string | null {
  const accounts = [changed.incomeAccount, changed.expenseAccount].filter((each) => typeof each === 'string');
  const [only] = accounts;
  if (accounts.length === 1 && only !== undefined) return only;
  const named = accountIn(message) ?? '';
  return accounts.find((account) => sameAccount(account, named)) ?? null;
}
