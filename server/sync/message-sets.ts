/**
 * The life of a message set that holds codes. Every step can be repeated: whoever finds a set half way, after a crash or on
 * another server, goes on from where it is.
 *
 *     insert (claiming) -> the connection's openSet -> codes claimed -> bytes stored (open) -> handed out
 *     -> words stored, until each request has its outcome (answered) -> codes moved -> the connection's openSet cleared
 */
import { buildMessageSet } from '../../qbxml/message-set.ts';
import type { QbxmlVersion } from '../../qbxml/values.ts';
import type { Element } from '../../qbxml/xml.ts';
import type { Random } from '../codes/company.ts';
import { CODES, type Company, type CostCode, quickBooksList } from '../codes/model.ts';
import { claim, done, fail, notDone as notDoneYet } from '../codes/transitions.ts';
import { parentsOf } from '../codes/view.ts';
import { changeEach, codesWith } from '../codes/walk.ts';
import type { New, Store } from '../store/port.ts';
import { requestIDOf } from './answer.ts';
import { put } from './documents.ts';
import {
  byCompany,
  type CodeRequest,
  type ExportSet,
  MESSAGE_SETS,
  type MessageSet,
  type Word,
} from './model.ts';
import { failed, isSettled, notDone, problemOf } from './outcomes.ts';
import { kindFor, kindOf } from './requests/kinds.ts';

const BY = 'connector';

/** A set before its first write, with what its kind has. */
export async function insertSet<S extends MessageSet>(
  store: Store,
  { id: company }: Company,
  set: string,
  version: string,
  more: Omit<S, 'id' | 'rev' | 'company' | 'set' | 'order' | 'version' | keyof typeof NEVER_HANDED_OUT>,
): Promise<S> {
  const draft = {
    id: byCompany(company, set),
    company,
    set,
    order: `${store.now().toISOString()}/${set}`,
    version,
    ...NEVER_HANDED_OUT,
    ...more,
  } as unknown as New<MessageSet>;
  const [stored] = await store.insert(MESSAGE_SETS, [draft]);
  if (!stored) throw new Error('a random message set id came twice');
  return stored as S;
}

const NEVER_HANDED_OUT = { handedTo: [], handouts: 0, firstAt: null, fileKey: '' };

/** Takes the candidates that may still be exported, level by level, and stores the set's bytes. */
export async function claimCodes(
  store: Store,
  random: Random,
  company: Company,
  set: ExportSet,
): Promise<ExportSet> {
  const at = store.now().toISOString();
  const place = new Map(set.candidates.map((id, index) => [id, index + 1]));
  const byLevel = Map.groupBy(await store.getMany(CODES, set.candidates), (code) => code.level);
  const claimed = new Map<string, CostCode>();
  const above = new Map<number, Map<string, CostCode>>();
  for (const level of [...byLevel.keys()].sort()) {
    const codes = byLevel.get(level) ?? [];
    const parents = await parentsOf(store, codes);
    above.set(level, parents);
    const isReady = (code: CostCode) =>
      code.parent === '' || parents.get(code.parent)?.status === 'synced' || claimed.has(code.parent);
    const isMine = (code: CostCode) => code.status === 'exporting' && code.messageSet === set.set;
    // Recalled or changed since they were chosen: such codes are left where they are.
    await changeEach(
      store,
      codes.map((code) => code.id),
      (code) =>
        code.status === 'accepted' && isReady(code)
          ? claim(code, { at, by: BY }, set.set, kindFor(code).sent(code, company, parents, set.version))
          : null,
    );
    for (const code of await store.getMany(
      CODES,
      codes.map((each) => each.id),
    )) {
      if (!isMine(code)) continue;
      claimed.set(code.key, code);
    }
  }
  const requestIDs = new Map(
    [...claimed.values()].map((code) => [code.key, requestIDOf(set.set, place.get(code.id) ?? 0)]),
  );
  const requests = [...claimed.values()]
    .sort((a, b) => (place.get(a.id) ?? 0) - (place.get(b.id) ?? 0))
    .map((code): CodeRequest => {
      const requestID = requestIDs.get(code.key) ?? '';
      const parent = requestIDs.get(code.parent) ?? null;
      const parents = above.get(code.level) ?? new Map();
      return kindFor(code).make(code, { requestID, parent, version: set.version }, parents, random);
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
  set: ExportSet,
  requests: readonly CodeRequest[],
): { text: string; words: Record<string, Word> } {
  const words: Record<string, Word> = {};
  const elements: Element[] = [];
  for (const request of requests) {
    const { requestID, parent, sent, externalGUID } = request;
    const why = kindOf(request).whyUnsendable(sent);
    if (why !== null) words[requestID] = failed(problemOf('cannot-be-sent', why));
    else if (parent !== null && words[parent])
      words[requestID] = notDone('no', 'now', problemOf('waits-for-parent', 'Its parent cannot be sent.'));
    else elements.push(kindOf(request).build(requestID, sent, externalGUID));
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
  set: ExportSet,
  words: ReadonlyMap<string, Word>,
): Promise<ExportSet> {
  const all = { ...set.words, ...Object.fromEntries(words) };
  const isWhole = set.requests.every((request) => isSettled(all[request.requestID]));
  return put(store, MESSAGE_SETS, { ...set, words: all, phase: isWhole ? 'answered' : 'open' });
}

/** Moves the codes by the stored outcomes; those that have been moved stay as they are. */
export async function applyOutcomes(store: Store, set: ExportSet, session: string | null): Promise<void> {
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
    const sent = new Set((set?.kind === 'export' ? set.requests : []).map((request) => request.code));
    const ids = codes.map((code) => code.id).filter((id) => !sent.has(id));
    await changeEach(store, ids, (code) =>
      code.messageSet === name ? notDoneYet(code, by, name, problem, 'no', null) : null,
    );
  }
}
