/** Message sets: how each is made, and what is stored when it is handed out. */
import { buildMessageSet } from '../../qbxml/message-set.ts';
import { buildCompanyQueryRq, buildItemQueryRq } from '../../qbxml/queries.ts';
import type { QbxmlVersion } from '../../qbxml/values.ts';
import type { Element } from '../../qbxml/xml.ts';
import { fileKeyOf, type Random } from '../codes/company.ts';
import type { CostCode } from '../codes/model.ts';
import type { Running } from '../quickbooks/model.ts';
import type { New } from '../store/port.ts';
import { requestIDOf } from './answer.ts';
import { insert, replace, type Write } from './commit.ts';
import type { PresentFacts } from './decision.ts';
import { type LookupStep, queriesOf, withoutAbsent } from './lookup.ts';
import {
  byCompany,
  type CodeRequest,
  type CompanyQuerySet,
  type ExportSet,
  type ForgetSet,
  HANDOUTS,
  type LookupSet,
  MESSAGE_SETS,
  type MessageSet,
  type ReadingSet,
  SESSIONS,
  type Session,
  type Word,
} from './model.ts';
import { failed, problemOf, withWords } from './outcomes.ts';
import { kindFor, kindOf } from './requests/kinds.ts';
import { requestsFor } from './requests/reading.ts';
import type { Parents } from './requests/request.ts';

/** Should nobody tell what QuickBooks can: all that is sent has been there since. */
export const OLDEST_VERSION = '2.0';

const SET_NAME_BYTES = 14;
const SET_NAME_LENGTH = 23;

/** A base-36 number of 112 random bits: at most 23 characters (newMessageSetID). */
export function newSetName(random: Random): string {
  return BigInt(`0x${random(SET_NAME_BYTES).toString('hex')}`)
    .toString(36)
    .padStart(SET_NAME_LENGTH, '0');
}

const NEVER_HANDED_OUT = { handedTo: [], handouts: 0, firstAt: null, fileKey: '' } as const;

/** What every set has before its first write. */
const draft = ({ company, now }: PresentFacts, set: string, version: string) =>
  ({
    id: byCompany(company.id, set),
    company: company.id,
    set,
    order: `${now}/${set}`,
    version,
    ...NEVER_HANDED_OUT,
  }) as const;

/** A set for these codes, which are to be claimed. */
export function newExportSet(facts: PresentFacts, codes: readonly CostCode[]): New<ExportSet> {
  const version = facts.session.host?.version ?? facts.connection.version;
  return {
    ...draft(facts, newSetName(facts.random), version),
    kind: 'export',
    phase: 'claiming',
    text: '',
    candidates: codes.map((code) => code.id),
    requests: [],
    words: {},
    refusal: null,
    lookup: null,
    listed: null,
    vainLookups: 0,
    halvings: 0,
    vain: null,
  };
}

/** Asks what became of the requests of an open set. */
export function newLookupSet(facts: PresentFacts, about: ExportSet, step: LookupStep): New<LookupSet> {
  const name = newSetName(facts.random);
  // An iterator lives as long as the session; in another one the list is read from its beginning.
  const page = about.listed?.session === facts.session.session ? about.listed.iteratorID : null;
  const { questions, queries } = queriesOf(about, step, name, page);
  const requests = queries.map(({ ask, query }) => buildItemQueryRq(ask.requestID, query));
  // Of the QuickBooks that is asked: the one that the set was written for may have been a newer one.
  const version = facts.session.host?.version ?? about.version;
  return {
    ...draft(facts, name, version),
    kind: 'lookup',
    phase: 'open',
    // QuickBooks would keep each page for the case that it is asked for again, and it never is.
    text: textOf(version, step === 'list' ? null : name, requests),
    about: about.set,
    questions,
    asks: queries.map(({ ask }) => ask),
  };
}

/** Asks which company file is open. Also said where there is nothing else to say: an empty answer would be an error. */
export function newCompanyQuery(facts: PresentFacts, ownerID: string): New<CompanyQuerySet> {
  const name = newSetName(facts.random);
  const version = facts.session.host?.version ?? OLDEST_VERSION;
  const text = textOf(version, name, [buildCompanyQueryRq(requestIDOf(name, 1), ownerID)]);
  return { ...draft(facts, name, version), kind: 'companyQuery', phase: 'open', text };
}

/** Asks what a reading asks next. QuickBooks would keep the answer for the case that it is asked for again, and it never is. */
export function newReadingSet(facts: PresentFacts, running: Running): New<ReadingSet> {
  const name = newSetName(facts.random);
  const version = facts.session.host?.version ?? facts.connection.version;
  const { asks, requests } = requestsFor(running, name, version as QbxmlVersion);
  const text = textOf(version, null, requests);
  return { ...draft(facts, name, version), kind: 'reading', phase: 'open', text, asks };
}

/**
 * oldMessageSetID alone: QuickBooks need not remember a set that had to be resolved. Once only, whatever becomes of it: what it
 * keeps does no harm.
 */
export function newForgetSet(facts: PresentFacts, toForget: string): New<ForgetSet> {
  const version = facts.session.host?.version ?? OLDEST_VERSION;
  const text = buildMessageSet({
    version: version as QbxmlVersion,
    oldMessageSetID: toForget,
    onError: 'continueOnError',
    requests: [],
  });
  return { ...draft(facts, newSetName(facts.random), version), kind: 'forget', phase: 'open', text };
}

function textOf(version: string, newMessageSetID: string | null, requests: readonly Element[]): string {
  return buildMessageSet({
    version: version as QbxmlVersion,
    ...(newMessageSetID === null ? {} : { newMessageSetID }),
    onError: 'continueOnError',
    requests,
  });
}

/** The set with the requests of the codes that it has claimed: its bytes are settled from now on. */
export function withRequests(
  set: ExportSet,
  codes: readonly CostCode[],
  parents: Parents,
  random: Random,
): ExportSet {
  const places = new Map(set.candidates.map((id, index) => [id, index + 1]));
  const numberOf = (code: CostCode) => places.get(code.id) ?? 0;
  const requests = codes
    .toSorted((a, b) => numberOf(a) - numberOf(b))
    .map((code): CodeRequest => {
      const place = { requestID: requestIDOf(set.set, numberOf(code)), version: set.version };
      return kindFor(code).make(code, place, parents, random);
    });
  const { text, words } = writtenOut(set, requests);
  return withWords({ ...set, requests, text }, words);
}

/**
 * The set's bytes; '' if nothing of it can be sent. What QuickBooks would refuse for certain is not sent, and fails here; nor is what it
 * is to be asked about first.
 */
function writtenOut(
  set: ExportSet,
  requests: readonly CodeRequest[],
): { text: string; words: Map<string, Word> } {
  const words = new Map<string, Word>();
  const elements: Element[] = [];
  for (const request of requests) {
    const { requestID } = request;
    const kind = kindOf(request);
    const why = kind.whyUnsendable(request.sent);
    const word = why === null ? kind.unsent(request) : failed(problemOf('cannot-be-sent', why));
    if (word !== null) words.set(requestID, word);
    else elements.push(kind.build(requestID, request));
  }
  return { text: elements.length === 0 ? '' : textOf(set.version, set.set, elements), words };
}

/** The set as handed out once more in this session. */
export function handedOut<S extends New<MessageSet>>(set: S, { session, company, now }: PresentFacts): S {
  return {
    ...set,
    handedTo: [...set.handedTo.filter((each) => each !== session.session), session.session],
    handouts: set.handouts + 1,
    firstAt: set.firstAt ?? now,
    fileKey: fileKeyOf(company.fileID),
  };
}

/** A set that is made to be handed out at once. */
export const insertHandedOut = (set: New<MessageSet>, facts: PresentFacts): Write =>
  insert<MessageSet>(MESSAGE_SETS, handedOut(set, facts));

/** The open set is handed out (again). */
export const handOutOpenSet = (set: ExportSet, facts: PresentFacts): Write =>
  replace<MessageSet>(MESSAGE_SETS, handedOut(withoutAbsent(set), facts));

/** What the session and its list of handouts say of a set that is handed out; the last writes of every handing out. */
export function recordHandingOut(
  { now }: PresentFacts,
  session: Session,
  set: string,
  cursor = session.cursor,
): Write[] {
  const exchanges = session.exchanges + 1;
  const order = String(exchanges).padStart(6, '0');
  return [
    // Before the handout: a number is used once, even if the process dies in between.
    replace(SESSIONS, { ...session, lastCallAt: now, given: set, cursor, exchanges, lastError: null }),
    insert(HANDOUTS, {
      id: `${session.id}/${order}`,
      company: session.company,
      session: session.session,
      order,
      set,
      at: now,
      answeredAt: null,
      response: null,
      hresult: null,
      message: null,
    }),
  ];
}
