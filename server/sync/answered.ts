/** What an answer does to its set, to the codes and to the company's connection, by the kind of the set. */
import { parseCompanyQueryRs, stampsIn } from '../../qbxml/queries.ts';
import { CODES, type Company, quickBooksList } from '../codes/model.ts';
import { linked } from './alarms.ts';
import { type Answer, isRefusedAlone, wordsOf } from './answer.ts';
import { closeSet } from './closing.ts';
import { keptStamps, verify } from './company-file.ts';
import { type ExchangeContext, put } from './documents.ts';
import { faultOf, goOn, progress, type Received, STOPPED } from './going-on.ts';
import { afterLookup, foundIn, givenUp, listIDsIn, VAIN_LOOKUPS_MAX } from './lookup.ts';
import { applyOutcomes, storeWords } from './message-sets.ts';
import {
  byCompany,
  type CompanyQuerySet,
  type ExportSet,
  type LookupSet,
  MESSAGE_SETS,
  OWNER_ID,
  SESSIONS,
  type Word,
} from './model.ts';
import { refusalIn, stopRefused } from './refusal.ts';
import { isPresent, type Present, type Ticketed } from './session.ts';

/** An answer that changes nothing (any more): under a superseded ticket 100, under the present one how far it is. */
export async function late(context: ExchangeContext, ticketed: Ticketed): Promise<Received> {
  const { company, session, connection } = ticketed;
  if (session && connection.session !== session.session) return { kind: 'percent', percent: 100 };
  return isPresent(ticketed) && session ? goOn(context, company, session, {}) : STOPPED;
}

export async function answerAdds(
  context: ExchangeContext,
  ticketed: Ticketed,
  current: Present | null,
  set: ExportSet,
  answer: Answer,
  elapsedMs: number | null,
): Promise<Received> {
  const { store } = context;
  const { company, session } = ticketed;
  const by = session?.session ?? null;
  // The set has been handed out again since: that answer is the one that counts, but what was added, was added.
  const isOld = set.handedTo.at(-1) !== by;
  if (isRefusedAlone(answer, set) && answer.kind === 'hresult') {
    const refused: ExportSet = { ...set, phase: 'refused', refusal: answer.message };
    await closeSet(context, company, (await put(store, MESSAGE_SETS, refused)) as ExportSet, by);
    return current ? goOn(context, company, current.session, {}) : late(context, ticketed);
  }
  const told = wordsOf(answer, set);
  const words = new Map(
    [...told].filter(([requestID, word]) => word.kind === 'synced' || (!isOld && !set.words[requestID])),
  );
  const stored = words.size === 0 ? set : await storeWords(store, set, words);
  const pace = elapsedMs === null || set.handouts > 1 ? null : { requests: set.requests.length, elapsedMs };
  let others = 0;
  if (stored.phase === 'answered') others = await closeSet(context, company, stored, by, pace);
  else await applyOutcomes(store, stored, by);
  if (!current) return late(context, ticketed);
  const fault = told.size === 0 ? await faultOf(context, company, answer) : null;
  return progress(
    context,
    company,
    current.session,
    [...words.values()],
    fault ?? stopOf(context, words),
    others,
  );
}

/** QuickBooks said that it cannot work now: more requests would be in vain. */
function stopOf({ page }: ExchangeContext, words: ReadonlyMap<string, Word>): string | null {
  for (const word of words.values()) {
    const fault = word.kind === 'notDone' ? word.fault?.code : undefined;
    if (word.kind === 'notDone' && (fault === 'connection' || fault === 'readOnly'))
      return `${word.problem.message} ${linked(word.problem, page)}`;
  }
  return null;
}

export async function answerLookUp(
  context: ExchangeContext,
  { company, connection, session }: Present,
  lookup: LookupSet,
  answer: Answer,
): Promise<Received> {
  const { store } = context;
  const about = await store.get(MESSAGE_SETS, byCompany(company.id, lookup.about));
  await put(store, MESSAGE_SETS, { ...lookup, phase: 'answered' });
  if (
    about?.kind !== 'export' ||
    about.phase !== 'open' ||
    about.lookup !== lookup.set ||
    connection.openSet !== about.set
  )
    return goOn(context, company, session, {});
  const found = answer.kind === 'responses' ? foundIn(answer.parsed, lookup.asks) : null;
  let words: Map<string, Word>;
  if (found) {
    const step = lookup.asks.some((ask) => ask.kind === 'names') ? 'byName' : 'search';
    const owners = await ownersOf(context, company, listIDsIn(found, about));
    words = afterLookup(about, step, found, (listID) => owners.get(listID) ?? null);
  } else {
    const fault = await faultOf(context, company, answer);
    // QuickBooks that cannot be reached says nothing about the question.
    const isVain = answer.kind !== 'hresult' || answer.reading.means === 'notParsed';
    const vainLookups = about.vainLookups + (isVain ? 1 : 0);
    const asked = await put(store, MESSAGE_SETS, { ...about, vainLookups });
    if (vainLookups < VAIN_LOOKUPS_MAX)
      return progress(
        context,
        company,
        session,
        [],
        fault ??
          'QuickBooks did not answer what it was asked about items. It is asked again in the next session.',
      );
    words = givenUp(
      asked,
      'QuickBooks was asked for the item several times and gave no answer that can be used.',
    );
    await closeSet(context, company, await storeWords(store, asked, words), session.session);
    return progress(context, company, session, [...words.values()], null);
  }
  const stored = await storeWords(store, about, words);
  let others = 0;
  if (stored.phase === 'answered') others = await closeSet(context, company, stored, session.session);
  else await applyOutcomes(store, stored, session.session);
  return progress(context, company, session, [...words.values()], null, others);
}

/** The codes that have these ListIDs already. */
async function ownersOf(
  { store }: ExchangeContext,
  company: Company,
  listIDs: readonly string[],
): Promise<Map<string, string>> {
  const list = quickBooksList(company).id;
  const owners = new Map<string, string>();
  for (const listID of listIDs) {
    const [code] = await store.find(CODES, 'byListID', { equals: [company.id, list, listID], limit: 1 });
    if (code) owners.set(listID, code.code);
  }
  return owners;
}

export async function answerCompany(
  context: ExchangeContext,
  { company, connection, session }: Present,
  set: CompanyQuerySet,
  answer: Answer,
): Promise<Received> {
  const { store } = context;
  await put(store, MESSAGE_SETS, { ...set, phase: 'answered' });
  const responses = answer.kind === 'responses' ? answer.parsed.responses : [];
  const refusal = refusalIn(responses);
  if (refusal !== null) {
    await stopRefused(context, company, session, refusal);
    return STOPPED;
  }
  const response = responses.find((each) => each.type === 'CompanyQueryRs');
  if (!response) {
    const fault = await faultOf(context, company, answer);
    return progress(
      context,
      company,
      session,
      [],
      fault ?? 'QuickBooks did not tell which company file is open.',
    );
  }
  if (!session.verified) {
    const { fileId: fileID } = parseCompanyQueryRs(response, OWNER_ID);
    // What the connector was told is asked for by the OwnerID of its own .qwc, which may not be ours.
    const told = stampsIn(response);
    const stamps = told.length > 0 ? keptStamps(told) : (session.host?.stamps ?? []);
    if (!(await verify(context, company, connection, session, { fileID, stamps }))) return STOPPED;
  }
  const verified = await store.get(SESSIONS, session.id);
  return verified ? goOn(context, company, verified, {}) : STOPPED;
}
