/**
 * `sendRequestXML`: what the Web Connector is handed next. First which company file is open, then the open set until it is
 * settled, then a new one, then what ends the session well.
 *
 *     insert (claiming) -> the connection's openSet -> codes claimed -> bytes stored (open), as handed out
 *     -> words stored, until each request has its outcome (answered) -> codes moved -> the connection's openSet cleared
 */
import { parseMessageSet, type Response } from '../../qbxml/message-set.ts';
import { chooseVersion, hostAndCompanyIn, lockedBy, releaseOf, stampsIn } from '../../qbxml/queries.ts';
import { toldOf, withTold } from '../codes/change.ts';
import { CODES, type CostCode, isInQuickBooks } from '../codes/model.ts';
import { claim } from '../codes/transitions.ts';
import { READINGS } from '../quickbooks/model.ts';
import { wentTo } from './answer.ts';
import { closedBy } from './closed.ts';
import { insert, replace } from './commit.ts';
import { keptStamps, verify } from './company-file.ts';
import { type Decision, type PresentFacts, say } from './decision.ts';
import {
  handOutOpenSet,
  insertHandedOut,
  newCompanyQuery,
  newExportSet,
  newForgetSet,
  newLookupSet,
  newReadingSet,
  OLDEST_VERSION,
  recordHandingOut,
  withRequests,
} from './dispatch.ts';
import { leftBehind, stepOf } from './lookup.ts';
import {
  CONNECTIONS,
  type ExportSet,
  type Host,
  MESSAGE_SETS,
  type MessageSet,
  OWNER_ID,
  SESSIONS,
} from './model.ts';
import { withWords } from './outcomes.ts';
import { setSize } from './pace.ts';
import { isToRead, prepared } from './reading.ts';
import { refusalIn, stopRefused } from './refusal.ts';
import { kindFor } from './requests/kinds.ts';
import type { Parents } from './requests/request.ts';
import { byConnector, closeSet, decideRefused, isOver } from './settle.ts';
import { asideWrites, calledWrites } from './waiting.ts';

export interface HostCall {
  readonly ticket: string;
  readonly strHCPResponse: string;
  readonly strCompanyFileName: string;
  readonly qbXMLMajorVers?: number | undefined;
  readonly qbXMLMinorVers?: number | undefined;
}

export type Sent = { readonly kind: 'request'; readonly text: string } | { readonly kind: 'nothing' };

/** What a call has come to so far. */
export interface Sending {
  /** Where the search for codes goes on. */
  readonly cursor?: string;
  /** So many were called back into the queue. */
  readonly called?: number;
}

type SendDecision = Decision<Sent, Sending>;

const NOTHING: Sent = { kind: 'nothing' };
const request = (text: string): Sent => ({ kind: 'request', text });

/** The text to hand out, or nothing where the session is to end. */
export function sendRequest(facts: PresentFacts, call: HostCall, soFar: Sending): SendDecision {
  const { connection, session, now } = facts;
  if (session.finished) {
    const lastError = 'Everything has been exported already.';
    return say(NOTHING, replace(SESSIONS, { ...session, lastCallAt: now, lastError }));
  }
  if (!session.verified) return identify(facts, call);
  const refused = decideRefused(facts, false);
  if (refused) return 'ask' in refused ? refused : { writes: refused.writes, again: soFar };
  return connection.openSet === null ? beginSet(facts, soFar) : goOnWith(facts, connection.openSet, soFar);
}

/** The first call of a session tells which QuickBooks it is and which company file is open; nothing is written before that is right. */
function identify(facts: PresentFacts, call: HostCall): SendDecision {
  const parsed = parseMessageSet(call.strHCPResponse);
  const responses = parsed.ok ? parsed.responses : [];
  const { fileId: fileID } = hostAndCompanyIn(responses, OWNER_ID);
  const host = facts.session.host ?? hostOf(responses, call);
  const told = { ...facts, session: { ...facts.session, host, lastCallAt: facts.now } };
  const refusal = refusalIn(responses);
  if (refusal !== null) {
    const stopped = stopRefused(told, refusal);
    return 'ask' in stopped ? stopped : say(NOTHING, ...stopped.writes);
  }
  if (fileID === null) return askForCompany(told);
  const verified = verify(told, { fileID, stamps: stampsOf(responses) });
  if ('ask' in verified) return verified;
  return verified.isRight ? { writes: verified.writes, again: {} } : say(NOTHING, ...verified.writes);
}

const stampsOf = (responses: readonly Response[]) =>
  keptStamps(responses.filter(({ type }) => type === 'CompanyQueryRs').flatMap((each) => stampsIn(each)));

function hostOf(responses: readonly Response[], call: HostCall): Host {
  const told = hostAndCompanyIn(responses, OWNER_ID);
  const { product, country, qbxmlVersions } = told;
  const { qbXMLMajorVers, qbXMLMinorVers, strCompanyFileName: companyFile } = call;
  const version = chooseVersion(qbxmlVersions, qbXMLMajorVers, qbXMLMinorVers) ?? OLDEST_VERSION;
  const answer = responses.find(({ type }) => type === 'CompanyQueryRs');
  const computer = answer ? lockedBy(answer, OWNER_ID) : null;
  return {
    product,
    country,
    release: releaseOf(told),
    version,
    companyFile,
    computer,
    stamps: stampsOf(responses),
  };
}

function askForCompany(facts: PresentFacts): SendDecision {
  const set = newCompanyQuery(facts, OWNER_ID);
  return say(
    request(set.text),
    insertHandedOut(set, facts),
    ...recordHandingOut(facts, facts.session, set.set),
  );
}

const handOut = (facts: PresentFacts, set: ExportSet, { cursor }: Sending): SendDecision =>
  say(
    request(set.text),
    handOutOpenSet(set, facts),
    ...recordHandingOut(facts, facts.session, set.set, cursor),
  );

/** The open set, completed to where it can be handed out, or a lookup about it. */
function goOnWith(facts: PresentFacts, name: string, soFar: Sending): SendDecision {
  const { company, session, known, now } = facts;
  const { set } = known;
  if (set === undefined) return { ask: { set: name } };
  if (set?.kind !== 'export') throw new Error(`the open set ${name} of ${company.id} is gone`);
  const isClosed = closedBy(company, now) !== null;
  if (set.phase === 'claiming') return isClosed ? withoutCodes(facts, soFar) : claimCodes(facts, set, soFar);
  if (isOver(set)) {
    const closed = closeSet(facts, set, { by: session.session, timed: null, areItemsKept: false });
    if ('ask' in closed) return closed;
    return { writes: closed.writes, again: soFar };
  }
  if (set.handouts > 0 && !wentTo(set, company.fileID)) {
    const left = withWords(set, leftBehind(set));
    return { writes: [replace<MessageSet>(MESSAGE_SETS, left)], again: soFar };
  }
  const step = stepOf(set);
  switch (step) {
    case 'settled':
      throw new Error(`the set ${name} is settled and still open`);
    case 'send':
      if (isClosed) return withoutCodes(facts, soFar);
      return handOut(facts, set, soFar);
    case 'name':
    case 'list':
    case 'search': {
      const lookup = newLookupSet(facts, set, step);
      return say(
        request(lookup.text),
        insertHandedOut(lookup, facts),
        replace<MessageSet>(MESSAGE_SETS, { ...set, lookup: lookup.set }),
        ...recordHandingOut(facts, session, lookup.set),
      );
    }
  }
}

/** A set for the next codes. */
function beginSet(facts: PresentFacts, soFar: Sending): SendDecision {
  const { company, connection, session, known, setMax: max, now } = facts;
  const { called, choice } = known;
  if (closedBy(company, now) !== null) return withoutCodes(facts, soFar);
  const mayCall = (soFar.called ?? 0) < setSize(connection.pace, max);
  if (mayCall && called === undefined) {
    // Nearly always nobody is to be called: then the codes are known at once.
    const isChoosing = !choice && connection.calling.length === 0;
    return { ask: { called: true, ...(isChoosing ? { choice: { place: session, max } } : {}) } };
  }
  if (mayCall && called) {
    const again = { ...soFar, called: (soFar.called ?? 0) + called.codes.length };
    return { writes: calledWrites(connection, called), again };
  }
  if (!choice) return { ask: { choice: { place: session, max } } };
  const { codes, cursor, suspicious, aside } = choice;
  if (codes.length > 0) {
    const set = newExportSet(facts, codes);
    return {
      writes: [
        ...asideWrites(aside),
        insert<MessageSet>(MESSAGE_SETS, set),
        replace(CONNECTIONS, { ...connection, openSet: set.set, suspicious }),
      ],
      again: { ...soFar, cursor },
    };
  }
  // Those who were called are held or were changed meanwhile: others may be ready.
  if (!mayCall) return { writes: [], again: { ...soFar, called: 0 } };
  return withoutCodes(facts, soFar);
}

/** The next of a reading, what QuickBooks need not remember any more, or the question that is always right. */
function withoutCodes(facts: PresentFacts, soFar: Sending): SendDecision {
  const { company, connection, session, now } = facts;
  if (isToRead(facts)) return readOn(facts, soFar);
  if (connection.toForget === null || closedBy(company, now) !== null) return askForCompany(facts);
  const set = newForgetSet(facts, connection.toForget);
  return say(
    request(set.text),
    insertHandedOut(set, facts),
    replace(CONNECTIONS, { ...connection, toForget: null }),
    ...recordHandingOut(facts, session, set.set),
  );
}

/** The next portion of what QuickBooks has. */
function readOn(facts: PresentFacts, soFar: Sending): SendDecision {
  const next = prepared(facts);
  if ('ask' in next) return next;
  if ('writes' in next) return { writes: next.writes, again: soFar };
  const { reading, running } = next;
  const set = newReadingSet(facts, running);
  return say(
    request(set.text),
    insertHandedOut(set, facts),
    replace(READINGS, { ...reading, running: { ...running, asked: set.set } }),
    ...recordHandingOut(facts, facts.session, set.set),
  );
}

/** Takes the candidates that may still be exported; once none is left that could be taken, the set has its bytes. */
function claimCodes(facts: PresentFacts, set: ExportSet, soFar: Sending): SendDecision {
  const { candidates } = facts.known;
  if (!candidates) return { ask: { candidates: set.candidates } };
  const { codes, parents } = candidates;
  const isMine = (code: CostCode) => code.status === 'exporting' && code.messageSet === set.set;
  const isReady = (code: CostCode) => code.parent === '' || isInQuickBooks(parents.get(code.parent));
  // Recalled or changed since they were chosen: such codes are left where they are.
  const ready = codes.filter((code) => code.status === 'accepted' && isReady(code));
  if (ready.length > 0) {
    const claimed = ready.map((code) => claimedBy(code, facts, set, parents));
    return { writes: [replace(CODES, ...claimed)], again: soFar };
  }
  const opened = withRequests(set, codes.filter(isMine), parents, facts.random);
  if (stepOf(opened) === 'send') return handOut(facts, opened, soFar);
  // Nothing of it can be sent, or something is to be asked first.
  return { writes: [replace<MessageSet>(MESSAGE_SETS, opened)], again: soFar };
}

function claimedBy(
  code: CostCode,
  { company, now }: PresentFacts,
  set: ExportSet,
  parents: Parents,
): CostCode {
  const kind = kindFor(code);
  const sent = kind.sent(code, company, parents, set.version);
  // What an earlier version did not keep, and what has been renamed in QuickBooks since: as it is when the change is sent.
  const told = kind.makesItem ? null : toldOf(code, parents, company);
  const step = claim(told ? { ...code, ...withTold(told, now) } : code, byConnector(now), set.set, sent);
  if (!step.ok) throw new Error(step.reason);
  return step.code;
}
