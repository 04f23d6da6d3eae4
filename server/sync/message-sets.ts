/**
 * The life of a message set that holds codes. Every step can be repeated: whoever finds a set half way, after a crash or on
 * another server, goes on from where it is.
 *
 *     insert (claiming) -> the connection's openSet -> codes claimed -> bytes stored (open) -> handed out
 *     -> answer stored (answered) -> codes moved -> the connection's openSet cleared
 */
import { buildItemServiceAddRq } from '../../qbxml/item-service.ts';
import { buildMessageSet } from '../../qbxml/message-set.ts';
import type { QbxmlVersion } from '../../qbxml/values.ts';
import { CODES, type Company, type CostCode, quickBooksList, type SentItem } from '../codes/model.ts';
import { claim, done, fail, notDone } from '../codes/transitions.ts';
import { fullNameOf, parentsOf, sentItemOf } from '../codes/view.ts';
import { changeEach, codesWith } from '../codes/walk.ts';
import type { New, Store } from '../store/port.ts';
import { requestIDOf } from './answer.ts';
import { type AddRequest, byCompany, MESSAGE_SETS, type MessageSet, type RequestOutcome } from './model.ts';

/** Written by somebody else in between: what was read is old, so the call is worked out anew. */
export class Conflict extends Error {
  override name = 'Conflict';
}

const BY = 'connector';

export function newMessageSet(
  company: string,
  set: string,
  now: Date,
  kind: MessageSet['kind'],
  version: string,
  candidates: readonly string[],
): New<MessageSet> {
  return {
    id: byCompany(company, set),
    company,
    set,
    order: `${now.toISOString()}/${set}`,
    kind,
    phase: 'claiming',
    version,
    candidates,
    requests: [],
    text: '',
    handedTo: [],
    outcomes: {},
  };
}

/** The ItemServiceAddRq of a code, for a message set or for a look at it. */
export function addRequestOf(requestID: string | null, sent: SentItem) {
  const { name, parent, description, incomeAccount, expenseAccount } = sent;
  return buildItemServiceAddRq(requestID, { name, parent, desc: description, incomeAccount, expenseAccount });
}

/** Takes the candidates that may still be exported, level by level, and stores the set's bytes. */
export async function claimCodes(store: Store, company: Company, set: MessageSet): Promise<MessageSet> {
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
      };
    });
  const text = requests.length === 0 ? '' : textOf(set, requests);
  return put(store, { ...set, phase: requests.length === 0 ? 'answered' : 'open', requests, text });
}

function textOf(set: MessageSet, requests: readonly AddRequest[]): string {
  return buildMessageSet({
    version: set.version as QbxmlVersion,
    newMessageSetID: set.set,
    onError: 'continueOnError',
    requests: requests.map(({ requestID, sent }) => addRequestOf(requestID, sent)),
  });
}

/** Stores what the answer said; with an outcome for each request the set is answered. */
export function storeOutcomes(
  store: Store,
  set: MessageSet,
  outcomes: ReadonlyMap<string, RequestOutcome>,
): Promise<MessageSet> {
  const all = { ...Object.fromEntries(outcomes), ...set.outcomes };
  const isWhole = set.requests.every((request) => all[request.requestID]);
  return put(store, { ...set, outcomes: all, phase: isWhole ? 'answered' : 'open' });
}

/** Moves the codes by the stored outcomes; those that have been moved stay as they are. */
export async function applyOutcomes(store: Store, set: MessageSet, session: string): Promise<void> {
  const by = { at: store.now().toISOString(), by: BY };
  const outcomes = new Map(set.requests.map((request) => [request.code, set.outcomes[request.requestID]]));
  const answered = set.requests
    .filter((request) => set.outcomes[request.requestID])
    .map((request) => request.code);
  await changeEach(store, answered, (code) => {
    const outcome = outcomes.get(code.id);
    if (!outcome || code.messageSet !== set.set) return null;
    switch (outcome.kind) {
      case 'synced': {
        const { listID, fullName, editSequence } = outcome;
        return done(
          code,
          by,
          set.set,
          { listID, fullName, editSequence },
          `added to QuickBooks as ${fullName}, ListID ${listID}`,
        );
      }
      case 'failed':
      case 'notDone': {
        const { statusCode, message, advice } = outcome;
        const problem = { statusCode, message, advice };
        return outcome.kind === 'failed'
          ? fail(code, by, set.set, problem)
          : notDone(code, by, set.set, problem, session);
      }
    }
  });
}

/**
 * Frees codes that say they are in a set which is over. A server that was slow to claim can leave one so: the set's bytes were
 * stored without it, so QuickBooks has not seen it.
 */
export async function freeStrays(store: Store, company: Company): Promise<void> {
  const strays = await codesWith(store, company.id, quickBooksList(company).id, 'exporting');
  const by = { at: store.now().toISOString(), by: BY };
  const problem = {
    statusCode: null,
    message: 'It was taken for a message set that had been sent without it.',
    advice: 'Nothing to do: it is exported with the next session.',
  };
  for (const [name, codes] of Map.groupBy(strays, (code) => code.messageSet ?? '')) {
    const set = await store.get(MESSAGE_SETS, byCompany(company.id, name));
    if (set && set.phase !== 'answered') continue;
    const sent = new Set(set?.requests.map((request) => request.code));
    const ids = codes.map((code) => code.id).filter((id) => !sent.has(id));
    await changeEach(store, ids, (code) =>
      code.messageSet === name ? notDone(code, by, name, problem, null) : null,
    );
  }
}

async function put(store: Store, set: MessageSet): Promise<MessageSet> {
  const [stored] = await store.replace(MESSAGE_SETS, [set]);
  if (!stored) throw new Conflict(`message set ${set.set}`);
  return stored;
}
