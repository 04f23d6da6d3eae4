/** Mistakes that a server could make; the model has to find each of them. */
import { randomBytes } from 'node:crypto';
import { newGUID } from '../../../server/codes/company.ts';
import { withEntry } from '../../../server/codes/history.ts';
import { CODES, COMPANIES, type CostCode } from '../../../server/codes/model.ts';
import { retry } from '../../../server/codes/transitions.ts';
import { codesWith } from '../../../server/codes/walk.ts';
import { newSetName } from '../../../server/sync/dispatch.ts';
import {
  byCompany,
  CONNECTIONS,
  MESSAGE_SETS,
  type ModRequest,
  SESSIONS,
} from '../../../server/sync/model.ts';
import { afterLoss } from '../../../server/sync/pace.ts';
import type { AnswerCall } from '../../../server/sync/receive-response.ts';
import { isUnfinished, sessionOfTicket } from '../../../server/sync/session.ts';
import type { Action } from './actions.ts';
import type { Plant } from './run.ts';
import { type Config, setIn } from './world.ts';

const SET_MAX = 200;
const PACE_FELL = /became sets of \d+, though no answer was lost/;

/** Sends a set whose answer is lost again as if it were a new one. */
const resendsAnew: Plant = (exchange) => ({
  ...exchange,
  async sendRequestXML(call) {
    const sent = await exchange.sendRequestXML(call);
    if (sent.kind === 'nothing') return sent;
    const text = sent.text
      .replace(/newMessageSetID="[^"]*"/, `newMessageSetID="${newSetName(randomBytes)}"`)
      .replace(/<ExternalGUID>[^<]*/g, () => `<ExternalGUID>${newGUID(randomBytes)}`);
    return { ...sent, text };
  },
});

/** Takes an unanswered set for one that was never done. */
const forgetsTheOpenSet: Plant = (exchange, store, companyID) => ({
  ...exchange,
  async authenticate(userName, password) {
    const connection = await store.get(CONNECTIONS, companyID);
    if (connection?.openSet) {
      const codes = await codesWith(store, companyID, 'quickbooks', 'exporting');
      const at = store.now().toISOString();
      const set = await store.get(MESSAGE_SETS, byCompany(companyID, connection.openSet));
      if (set) await store.replace(MESSAGE_SETS, [{ ...set, phase: 'answered' }]);
      await store.replace(CONNECTIONS, [{ ...connection, openSet: null }]);
      await store.replace(
        CODES,
        codes.map((code) => ({
          ...code,
          status: 'accepted' as const,
          messageSet: null,
          history: withEntry(code.history, {
            at,
            by: 'connector',
            from: 'exporting',
            to: 'accepted',
            why: 'lost',
          }),
        })),
      );
    }
    return exchange.authenticate(userName, password);
  },
});

/** Looks whether it may write when a session is opened only. */
const writesThoughPaused: Plant = (exchange, store, companyID) => ({
  ...exchange,
  async sendRequestXML(call) {
    const company = await store.get(COMPANIES, companyID);
    if (company?.paused) await store.replace(COMPANIES, [{ ...company, paused: null }]);
    return exchange.sendRequestXML(call);
  },
});

/** Takes whatever comes for the answer that it waits for. */
const believesEveryAnswer: Plant = (exchange) => ({
  ...exchange,
  receiveResponseXML: async (call) => {
    const received = await exchange.receiveResponseXML(call);
    return received.kind === 'stopped' ? { kind: 'percent', percent: 100 } : received;
  },
});

/** A desktop keeps the place that it took, whatever file it has. */
const keepsThePlace: Plant = (exchange, store, companyID) => ({
  ...exchange,
  async authenticate(userName, password) {
    const told = await exchange.authenticate(userName, password);
    const session = await store.get(SESSIONS, byCompany(companyID, sessionOfTicket(told.ticket)));
    if (session) await store.replace(SESSIONS, [{ ...session, displaced: null }]);
    return told;
  },
});

/** Takes whatever was not long ago for a call of the last 15 seconds, also what is yet to come. */
const believesTheClock: Plant = (exchange, store, companyID) => ({
  ...exchange,
  async authenticate(userName, password) {
    const { session: name = null } = (await store.get(CONNECTIONS, companyID)) ?? {};
    const session = name && (await store.get(SESSIONS, byCompany(companyID, name)));
    const told = await exchange.authenticate(userName, password);
    const isAhead =
      session && isUnfinished(session) && Date.parse(session.lastCallAt) > store.now().getTime();
    return told.kind === 'open' && isAhead ? { ...told, kind: 'busy' } : told;
  },
});

/** Looks for what is its own among what was changed since yesterday, by a clock that is not that of the desktop. */
const believesItsClock: Plant = (exchange, store) => ({
  ...exchange,
  async sendRequestXML(call) {
    const sent = await exchange.sendRequestXML(call);
    if (sent.kind === 'nothing') return sent;
    const since = new Date(store.now().getTime() - 24 * 3_600_000).toISOString().slice(0, 19);
    const text = sent.text.replace(
      /(<MaxReturned>\d+<\/MaxReturned><ActiveStatus>All<\/ActiveStatus>)/,
      `$1<FromModifiedDate>${since}</FromModifiedDate>`,
    );
    return { ...sent, text };
  },
});

/** Forgets that it was asked for the last error. */
const forgetsTheCall: Plant = (exchange, store, companyID) => ({
  ...exchange,
  async getLastError(ticket) {
    const id = byCompany(companyID, sessionOfTicket(ticket));
    const before = await store.get(SESSIONS, id);
    const said = await exchange.getLastError(ticket);
    const session = await store.get(SESSIONS, id);
    if (before && session) await store.replace(SESSIONS, [{ ...session, lastCallAt: before.lastCallAt }]);
    return said;
  },
});

/** Nobody is called back by a parent that comes into QuickBooks. */
const forgetsWhoWaits: Plant = (exchange, store, companyID) => ({
  ...exchange,
  async sendRequestXML(call) {
    const connection = await store.get(CONNECTIONS, companyID);
    if (connection && connection.calling.length > 0)
      await store.replace(CONNECTIONS, [{ ...connection, calling: [] }]);
    return exchange.sendRequestXML(call);
  },
});

/** Takes some answers for ones that were lost. */
const halvesAfter =
  (isLost: (call: AnswerCall, hasCome: boolean) => boolean): Plant =>
  (exchange, store, companyID) => {
    const come = new Set<unknown>();
    return {
      ...exchange,
      async receiveResponseXML(call) {
        const received = await exchange.receiveResponseXML(call);
        const connection = await store.get(CONNECTIONS, companyID);
        if (connection && isLost(call, come.has(call.response))) {
          const pace = afterLoss(connection.pace, SET_MAX);
          await store.replace(CONNECTIONS, [{ ...connection, pace }]);
        }
        come.add(call.response);
        return received;
      },
    };
  };

/** Changes accepted codes after each answer. */
const changing =
  (change: (code: CostCode) => CostCode): Plant =>
  (exchange, store, companyID) => ({
    ...exchange,
    async receiveResponseXML(call) {
      const received = await exchange.receiveResponseXML(call);
      const codes = await codesWith(store, companyID, 'quickbooks', 'accepted');
      await store.replace(CODES, codes.map(change));
      return received;
    },
  });

/** Each time that QuickBooks did not do it is an entry of its own. */
const keepsEachTime = changing((code) => {
  const round = code.history.slice(-2);
  const { times = 1 } = round.at(-1) ?? {};
  const each = round.map(({ since, times, ...entry }) => entry);
  const history = [...code.history.slice(0, -2), ...Array.from({ length: times }, () => each).flat()];
  return times === 1 ? code : { ...code, history };
});

/** Nobody is told, however often QuickBooks did not come to it. */
const countsAnew = changing((code) => ({ ...code, vainSessions: 0 }));

/** Does not remember which items were gone. */
const forgetsWhatIsGone: Plant = (exchange, store, companyID) => ({
  ...exchange,
  async authenticate(userName, password) {
    const connection = await store.get(CONNECTIONS, companyID);
    if (connection) await store.replace(CONNECTIONS, [{ ...connection, gone: [] }]);
    return exchange.authenticate(userName, password);
  },
});

/** Takes over what is alike without a word about its name. */
const keepsQuietAboutNames: Plant = (exchange, store, companyID) => ({
  ...exchange,
  async receiveResponseXML(call) {
    const received = await exchange.receiveResponseXML(call);
    const codes = await codesWith(store, companyID, 'quickbooks', 'synced');
    const silent = (why: string) =>
      why.replace(/; it differs: its name there is "[^"]*", ours is "[^"]*"/, '');
    await store.replace(
      CODES,
      codes.map((code) => ({
        ...code,
        history: code.history.map((entry) => ({ ...entry, why: silent(entry.why) })),
      })),
    );
    return received;
  },
});

/** Writes over what somebody has changed in QuickBooks, without a word to anybody. */
const writesOver: Plant = (exchange, store, companyID) => ({
  ...exchange,
  async receiveResponseXML(call) {
    const received = await exchange.receiveResponseXML(call);
    const codes = await codesWith(store, companyID, 'quickbooks', 'failed');
    const by = { at: store.now().toISOString(), by: 'connector' };
    const again = codes.filter(({ problem }) => problem?.seen).map((code) => retry(code, by, {}, false));
    await store.replace(
      CODES,
      again.flatMap((step) => (step.ok ? [step.code] : [])),
    );
    return received;
  },
});

/** Takes a change for done that QuickBooks refused since the item had been changed meanwhile. */
const takesStaleForDone: Plant = (exchange, store, companyID) => ({
  ...exchange,
  async receiveResponseXML(call) {
    const set = typeof call.response === 'string' ? setIn(call.response) : null;
    const stored = set === null ? null : await store.get(MESSAGE_SETS, byCompany(companyID, set));
    if (stored?.kind !== 'export') return exchange.receiveResponseXML(call);
    const response = String(call.response).replace(
      /<ItemServiceModRs requestID="([^"]*)" statusCode="3200"[^>]*>/g,
      (told, requestID) => {
        const request = stored.requests.find((each) => each.requestID === requestID);
        return request?.kind === 'ItemServiceMod' ? asDone(request) : told;
      },
    );
    return exchange.receiveResponseXML({ ...call, response });
  },
});

function asDone({ requestID, sent, told, fullName }: ModRequest): string {
  const { name, description, incomeAccount, active, parent } = { ...told, ...sent.changed };
  const below = parent === '' ? '' : `<ParentRef><ListID>${parent}</ListID></ParentRef>`;
  return `<ItemServiceModRs requestID="${requestID}" statusCode="0" statusSeverity="Info" statusMessage="Status OK"><ItemServiceRet><ListID>${sent.listID}</ListID><EditSequence>1</EditSequence><Name>${name}</Name><FullName>${fullName}</FullName><IsActive>${active}</IsActive>${below}<SalesOrPurchase><Desc>${description}</Desc><AccountRef><FullName>${incomeAccount}</FullName></AccountRef></SalesOrPurchase></ItemServiceRet></ItemServiceModRs>`;
}

const firstAnswer: readonly Action[] = [
  { do: 'authenticate', c: 0, wrong: false },
  { do: 'send', c: 0, hcp: 'told' },
  { do: 'receive', c: 0, what: 'right' },
];
const wholeSession: Action = { do: 'session', c: 0, calls: 99 };

const notProcessedIn = (sessions: number): Action[] => [
  { do: 'fault', fault: 'notProcessed', code: 0, times: 1_000 },
  ...Array.from({ length: sessions }, () => wholeSession),
];

export interface Planted {
  readonly name: string;
  readonly plant: Plant;
  /** What the model says of it. */
  readonly found: RegExp;
  /** How it comes out, where that is too rare to be waited for; in a world with what is not as in the plain one. */
  readonly config?: Partial<Config>;
  readonly way?: readonly Action[];
}

export const PLANTS: readonly Planted[] = [
  {
    name: 'sends a lost set again as a new one',
    plant: resendsAnew,
    found: /handed out with other bytes|is there twice/,
  },
  {
    name: 'takes a lost set for one that was not done',
    plant: forgetsTheOpenSet,
    found: /is there twice|QuickBooks has|has the item/,
  },
  { name: 'believes every answer', plant: believesEveryAnswer, found: /an answer (with|to)/ },
  {
    name: 'does not count getLastError',
    plant: forgetsTheCall,
    found: /took the place of a session that made a call/,
    way: [
      { do: 'authenticate', c: 0, wrong: false },
      { do: 'advance', ms: 10_000 },
      { do: 'lastError', c: 0 },
      { do: 'advance', ms: 10_000 },
      { do: 'authenticate', c: 1, wrong: false },
    ],
  },
  {
    name: 'believes the clock',
    plant: believesTheClock,
    found: /busy, though nobody has called/,
    way: [
      { do: 'wrongClock', ms: 365 * 24 * 3_600_000, action: { do: 'authenticate', c: 0, wrong: false } },
      { do: 'advance', ms: 16_000 },
      { do: 'authenticate', c: 1, wrong: false },
    ],
  },
  {
    name: 'lets a desktop keep the place that it took, whatever its file',
    plant: keepsThePlace,
    found: /nothing in the middle of a verified session/,
    config: { initial: 2, setMax: 1 },
    way: [...firstAnswer, { do: 'otherDesktop', ends: 'send' }],
  },
  {
    name: 'writes though the company is paused',
    plant: writesThoughPaused,
    found: /though the company is paused/,
    way: [
      { do: 'more', code: 0 },
      { do: 'authenticate', c: 0, wrong: false },
      { do: 'pause' },
      { do: 'send', c: 0, hcp: 'told' },
    ],
  },
  { name: 'believes its own clock', plant: believesItsClock, found: /is there twice|QuickBooks has/ },
  { name: 'calls nobody back whose parent is there', plant: forgetsWhoWaits, found: /not settled/ },
  {
    name: 'makes sets smaller when a call comes twice',
    plant: halvesAfter(({ hresult }, hasCome) => hresult === '' && hasCome),
    found: PACE_FELL,
    config: { initial: 2, setMax: 1 },
    way: [...firstAnswer, { do: 'receive', c: 0, what: 'again' }],
  },
  {
    name: 'makes sets smaller when QuickBooks does not read one',
    plant: halvesAfter(({ hresult }) => hresult === '0x80040400'),
    found: PACE_FELL,
    way: [
      { do: 'import', rows: [0, 1, 2].map((code) => ({ code, version: 0, parent: null })) },
      { do: 'approve' },
      { do: 'fault', fault: 'poison', code: 0, times: 1_000 },
      { do: 'session', c: 0, calls: 4 },
    ],
  },
  {
    name: 'keeps an entry for each time that nothing was done',
    plant: keepsEachTime,
    found: /what came again stands there twice/,
    way: notProcessedIn(2),
  },
  {
    name: 'tells nobody that QuickBooks does not come to a code',
    plant: countsAnew,
    found: /in 20 sessions in a row, and nobody is told/,
    way: notProcessedIn(20),
  },
  {
    name: 'does not know an item that was gone when it is there again',
    plant: forgetsWhatIsGone,
    found: /which was gone, and nobody is told of copies/,
    config: { parents: [0, 1, 1], naming: 'code' },
    way: [
      { do: 'backup' },
      wholeSession,
      { do: 'backup' },
      // The copy, in which somebody has made the item by hand.
      { do: 'restore', backup: 0, memory: 'kept' },
      { do: 'addItem', code: 0, isService: true, spelling: 'ours' },
      { do: 'more', code: 1 },
      wholeSession,
      { do: 'restore', backup: 1, memory: 'kept' },
      { do: 'more', code: 2 },
      wholeSession,
    ],
  },
  {
    name: 'writes over what somebody has changed in QuickBooks',
    plant: writesOver,
    found: /description of c1 was written over, and nobody had read what it was/,
    config: { initial: 2, naming: 'code' },
    way: [
      wholeSession,
      { do: 'change', code: 0, version: 1 },
      { do: 'edit', item: 0, version: 2 },
      wholeSession,
    ],
  },
  {
    name: 'takes a change that was refused for done',
    plant: takesStaleForDone,
    found: /c1 is synced, and its description in QuickBooks is c1 text 0, not c1 text 1/,
    config: { initial: 2, naming: 'code' },
    way: [wholeSession, { do: 'change', code: 0, version: 1 }, { do: 'rename', item: 0 }, wholeSession],
  },
  {
    name: 'says nothing of a name that is not letter for letter ours',
    plant: keepsQuietAboutNames,
    found: /has taken over "\u01071" for "c1", and its history says: adopted/,
    config: { namesBy: 'folded', naming: 'code' },
    way: [{ do: 'addItem', code: 0, isService: true, spelling: 'alike' }, wholeSession],
  },
];
