/**
 * The life of a message set that holds codes. Every step can be repeated: whoever finds a set half way, after a crash or on
 * another server, goes on from where it is.
 *
 *     insert (claiming) -> the connection's openSet -> codes claimed -> bytes stored (open) -> handed out
 *     -> words stored, until each request has its outcome (answered) -> codes moved -> the connection's openSet cleared
 */
import { buildItemServiceAddRq } from '../../qbxml/item-service.ts';
import { buildMessageSet } from '../../qbxml/message-set.ts';
import { compareVersions, type QbxmlVersion } from '../../qbxml/values.ts';
import type { Element } from '../../qbxml/xml.ts';
import { newGUID, type Random } from '../codes/company.ts';
import { CODES, type Company, type CostCode, quickBooksList, type SentItem } from '../codes/model.ts';
import { claim, done, fail, notDone as notDoneYet } from '../codes/transitions.ts';
import { fullNameOf, parentsOf, sentItemOf, whyUnsendable } from '../codes/view.ts';
import { changeEach, codesWith } from '../codes/walk.ts';
import type { New, Store } from '../store/port.ts';
import { failed, isSettled, notDone, problemOf, requestIDOf } from './answer.ts';
import { put } from './documents.ts';
import { type AddRequest, byCompany, MESSAGE_SETS, type MessageSet, type Word } from './model.ts';

const BY = 'connector';
/** ExternalGUID came with it (XSD). */
const GUID_VERSION: QbxmlVersion = '8.0';

export async function insertSet(
  store: Store,
  { id: company }: Company,
  set: string,
  kind: MessageSet['kind'],
  version: string,
  more: Partial<MessageSet>,
): Promise<MessageSet> {
  const draft: New<MessageSet> = {
    id: byCompany(company, set),
    company,
    set,
    order: `${store.now().toISOString()}/${set}`,
    kind,
    phase: kind === 'add' ? 'claiming' : 'open',
    version,
    candidates: [],
    requests: [],
    text: '',
    handedTo: [],
    handouts: 0,
    firstAt: null,
    fileKey: '',
    words: {},
    refusal: null,
    lookUp: null,
    vainLookUps: 0,
    about: null,
    asks: [],
    ...more,
  };
  const [stored] = await store.insert(MESSAGE_SETS, [draft]);
  if (!stored) throw new Error('a random message set id came twice');
  return stored;
}

/** The ItemServiceAddRq of a code, for a message set or for a look at it. */
export function addRequestOf(
  requestID: string | null,
  sent: SentItem,
  externalGUID: string | null = null,
): Element {
  const { name, parent, description, incomeAccount, expenseAccount } = sent;
  return buildItemServiceAddRq(requestID, {
    name,
    parent,
    desc: description,
    incomeAccount,
    expenseAccount,
    ...(externalGUID === null ? {} : { externalGUID }),
  });
}

/** Takes the candidates that may still be exported, level by level, and stores the set's bytes. */
export async function claimCodes(
  store: Store,
  random: Random,
  company: Company,
  set: MessageSet,
): Promise<MessageSet> {
  const at = store.now().toISOString();
  const place = new Map(set.candidates.map((id, index) => [id, index + 1]));
  const byLevel = Map.groupBy(await store.getMany(CODES, set.candidates), (code) => code.level);
  const claimed = new Map<string, CostCode>();
  const fullNames = new Map<string, string>();
  for (const level of [...byLevel.keys()].sort()) {
    const codes = byLevel.get(level) ?? [];
    const parents = await parentsOf(store, codes);
    const isReady = (code: CostCode) =>
      code.parent === '' || parents.get(code.parent)?.status === 'synced' || claimed.has(code.parent);
    const isMine = (code: CostCode) => code.status === 'exporting' && code.messageSet === set.set;
    // Recalled or changed since they were chosen: such codes are left where they are.
    await changeEach(
      store,
      codes.map((code) => code.id),
      (code) =>
        code.status === 'accepted' && isReady(code)
          ? claim(code, { at, by: BY }, set.set, sentItemOf(code, company, parents, set.version))
          : null,
    );
    for (const code of await store.getMany(
      CODES,
      codes.map((each) => each.id),
    )) {
      if (!isMine(code)) continue;
      claimed.set(code.key, code);
      fullNames.set(code.key, fullNameOf(code, parents));
    }
  }
  const requestIDs = new Map(
    [...claimed.values()].map((code) => [code.key, requestIDOf(set.set, place.get(code.id) ?? 0)]),
  );
  const hasGUIDs = compareVersions(set.version as QbxmlVersion, GUID_VERSION) >= 0;
  const requests = [...claimed.values()]
    .sort((a, b) => (place.get(a.id) ?? 0) - (place.get(b.id) ?? 0))
    .map((code): AddRequest => {
      if (!code.sent) throw new Error(`${code.id} was claimed without what is to be sent`);
      return {
        requestID: requestIDs.get(code.key) ?? '',
        code: code.id,
        parent: requestIDs.get(code.parent) ?? null,
        sent: code.sent,
        fullName: fullNames.get(code.key) ?? code.itemName,
        externalGUID: hasGUIDs ? newGUID(random) : null,
      };
    });
  const { text, words } = writtenOut(set, requests);
  return put(store, MESSAGE_SETS, {
    ...set,
    phase: text === '' ? 'answered' : 'open',
    requests,
    text,
    words,
  });
}

/** The set's bytes; '' if nothing of it can be sent. What QuickBooks would refuse for certain is not sent, and fails here. */
function writtenOut(
  set: MessageSet,
  requests: readonly AddRequest[],
): { text: string; words: Record<string, Word> } {
  const words: Record<string, Word> = {};
  const elements: Element[] = [];
  for (const { requestID, parent, sent, externalGUID } of requests) {
    const why = whyUnsendable(sent);
    if (why !== null) words[requestID] = failed(problemOf('cannot-be-sent', why));
    else if (parent !== null && words[parent])
      words[requestID] = notDone('no', 'now', problemOf('waits-for-parent', 'Its parent cannot be sent.'));
    else elements.push(addRequestOf(requestID, sent, externalGUID));
  }
  if (elements.length === 0) return { text: '', words };
  const text = buildMessageSet({
    version: set.version as QbxmlVersion,
    newMessageSetID: set.set,
    onError: 'continueOnError',
    requests: elements,
  });
  return { text, words };
}

/** Stores what is known now; with an outcome for each request the set is answered. */
export function storeWords(
  store: Store,
  set: MessageSet,
  words: ReadonlyMap<string, Word>,
): Promise<MessageSet> {
  const all = { ...set.words, ...Object.fromEntries(words) };
  const isWhole = set.requests.every((request) => isSettled(all[request.requestID]));
  return put(store, MESSAGE_SETS, { ...set, words: all, phase: isWhole ? 'answered' : 'open' });
}

/** Moves the codes by the stored outcomes; those that have been moved stay as they are. */
export async function applyOutcomes(store: Store, set: MessageSet, session: string | null): Promise<void> {
  const by = { at: store.now().toISOString(), by: BY };
  const words = new Map(set.requests.map((request) => [request.code, set.words[request.requestID]]));
  const settled = set.requests.filter((request) => isSettled(set.words[request.requestID]));
  await changeEach(
    store,
    settled.map((request) => request.code),
    (code) => {
      const word = words.get(code.id);
      if (!word || code.messageSet !== set.set) return null;
      switch (word.kind) {
        case 'synced': {
          const { listID, fullName, editSequence } = word;
          return done(code, by, set.set, { listID, fullName, editSequence }, word.why);
        }
        case 'failed':
          return fail(code, by, set.set, word.problem, word.why, word.parentByName);
        case 'notDone': {
          const skipped = word.again === 'nextSession' ? session : null;
          return notDoneYet(code, by, set.set, word.problem, word.counts, skipped);
        }
        case 'question':
          return null;
      }
    },
  );
}

/**
 * Frees codes that say they are in a set which is over. A server that was slow to claim can leave one so: the set's bytes were
 * stored without it, so QuickBooks has not seen it.
 */
export async function freeStrays(store: Store, company: Company): Promise<void> {
  const strays = await codesWith(store, company.id, quickBooksList(company).id, 'exporting');
  const by = { at: store.now().toISOString(), by: BY };
  const problem = problemOf('not-processed', 'It was taken for a message set that had been sent without it.');
  for (const [name, codes] of Map.groupBy(strays, (code) => code.messageSet ?? '')) {
    const set = await store.get(MESSAGE_SETS, byCompany(company.id, name));
    if (set && set.phase !== 'answered') continue;
    const sent = new Set(set?.requests.map((request) => request.code));
    const ids = codes.map((code) => code.id).filter((id) => !sent.has(id));
    await changeEach(store, ids, (code) =>
      code.messageSet === name ? notDoneYet(code, by, name, problem, 'no', null) : null,
    );
  }
}
