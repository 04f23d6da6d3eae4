/** `receiveResponseXML`: which set an answer belongs to, and whether it still counts. */
import { type Answer, hresultOf, setOfRequestID } from './answer.ts';
import { type AnswerText, isNotTaken, type NotTaken, type Opened, textInHand } from './answer-text.ts';
import { answerAdds, answerCompany, answerLookUp, late } from './answered.ts';
import { type ExchangeContext, put } from './documents.ts';
import { type Received, STOPPED } from './going-on.ts';
import { keep } from './keep.ts';
import {
  byCompany,
  EXCHANGES,
  type Exchange,
  MESSAGE_SETS,
  type MessageSet,
  SESSIONS,
  type Session,
} from './model.ts';
import { wantedIn } from './open-set.ts';
import { present, type Ticketed } from './session.ts';

export interface AnswerCall {
  readonly ticket: string;
  /** Long ones are read elsewhere. */
  readonly response: string | AnswerText | NotTaken;
  readonly hresult: string;
  readonly message: string;
}

export async function receive(
  context: ExchangeContext,
  call: AnswerCall,
  ticketed: Ticketed | null,
): Promise<Received> {
  const { store, now } = context;
  const session = ticketed?.session;
  if (!ticketed || !session || session.closed) return STOPPED;
  const { company } = ticketed;
  // Reading it is no time of QuickBooks'.
  const cameAt = now();
  const text = textOf(call);
  const hresult = hresultOf(call.hresult, call.message);
  const opened = hresult || isNotTaken(text) ? null : await text.open();
  const name = opened?.ok && opened.requestID !== null ? setOfRequestID(opened.requestID) : session.given;
  const set = name === null ? null : await store.get(MESSAGE_SETS, byCompany(company.id, name));
  const current = await present(context, ticketed);
  if (!set?.handedTo.includes(session.session)) {
    if (current) {
      const lastError = 'An answer came to something that was not asked in this session.';
      await put(store, SESSIONS, { ...current.session, lastCallAt: now(), lastError });
    }
    return STOPPED;
  }
  const answer = hresult ?? (await answerTo(context, set, text, opened));
  const elapsedMs = await recordAnswer(context, session, set, call, cameAt);
  const isOpen = set.phase === 'open';
  if (isOpen) {
    switch (set.kind) {
      case 'add':
        return answerAdds(context, ticketed, current, set, answer, elapsedMs);
      case 'lookUp':
        if (current) return answerLookUp(context, current, set, answer);
        break;
      case 'companyQuery':
        if (current) return answerCompany(context, current, set, answer);
        break;
      case 'forget':
        await put(store, MESSAGE_SETS, { ...set, phase: 'answered' });
    }
  }
  return late(context, ticketed);
}

const textOf = ({ response }: AnswerCall): AnswerText | NotTaken =>
  typeof response === 'string' ? textInHand(response) : response;

/** What it says of the set. */
async function answerTo(
  { store }: ExchangeContext,
  set: MessageSet,
  text: AnswerText | NotTaken,
  opened: Opened | null,
): Promise<Answer> {
  if (isNotTaken(text)) return { kind: 'notTaken', why: text.notTaken };
  if (!opened?.ok) return { kind: 'unreadable', reason: opened?.reason ?? 'empty' };
  const { newMessageSetID, messageSetStatusCode } = opened;
  const about = set.about === null ? null : await store.get(MESSAGE_SETS, byCompany(set.company, set.about));
  const responses = await text.pick(wantedIn(set, about));
  return { kind: 'responses', parsed: { ok: true, newMessageSetID, messageSetStatusCode, responses } };
}

/** Keeps the answer with the exchange that it belongs to, the last one of its set in the session; gives how long that took. */
async function recordAnswer(
  { store }: ExchangeContext,
  session: Session,
  set: MessageSet,
  call: AnswerCall,
  cameAt: string,
): Promise<number | null> {
  // Nearly always the last one; the others may hold long answers, and are only looked at if it is not.
  let exchange: Exchange | undefined;
  for (let before: string | undefined; exchange?.set !== set.set; before = exchange.order) {
    const query = { equals: [session.company, session.session], after: before, descending: true, limit: 1 };
    [exchange] = await store.find(EXCHANGES, 'bySession', query);
    if (!exchange) return null;
  }
  const answeredAt = exchange.answeredAt ?? cameAt;
  if (exchange.answeredAt === null) {
    const text = textOf(call);
    const response = isNotTaken(text) ? null : await keep(store, exchange, text, call.response);
    await store.replace(EXCHANGES, [
      {
        ...exchange,
        answeredAt,
        response,
        hresult: call.hresult.trim() || null,
        message: isNotTaken(text) ? text.notTaken : call.message || null,
      },
    ]);
  }
  return Date.parse(answeredAt) - Date.parse(exchange.at);
}
