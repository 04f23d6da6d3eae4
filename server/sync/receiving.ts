/** `receiveResponseXML`: which set an answer belongs to, and whether it still counts. */
import { readAnswer, setOfAnswer } from './answer.ts';
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
import { present, type Ticketed } from './session.ts';

export interface AnswerCall {
  readonly ticket: string;
  readonly response: string;
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
  const answer = readAnswer(call.response, call.hresult, call.message);
  const name = setOfAnswer(answer) ?? session.given;
  const set = name === null ? null : await store.get(MESSAGE_SETS, byCompany(company.id, name));
  const current = await present(context, ticketed);
  if (!set?.handedTo.includes(session.session)) {
    if (current) {
      const lastError = 'An answer came to something that was not asked in this session.';
      await put(store, SESSIONS, { ...current.session, lastCallAt: now(), lastError });
    }
    return STOPPED;
  }
  const elapsedMs = await recordAnswer(context, session, set, call);
  const isOpen = set.phase === 'open';
  if (isOpen) {
    switch (set.kind) {
      case 'export':
        return answerAdds(context, ticketed, current, set, answer, elapsedMs);
      case 'lookup':
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

/** Keeps the answer with the exchange that it belongs to, the last one of its set in the session; gives how long that took. */
async function recordAnswer(
  { store, now }: ExchangeContext,
  session: Session,
  set: MessageSet,
  call: AnswerCall,
): Promise<number | null> {
  // Nearly always the last one; the others may hold long answers, and are only looked at if it is not.
  let exchange: Exchange | undefined;
  for (let before: string | undefined; exchange?.set !== set.set; before = exchange.order) {
    const query = { equals: [session.company, session.session], after: before, descending: true, limit: 1 };
    [exchange] = await store.find(EXCHANGES, 'bySession', query);
    if (!exchange) return null;
  }
  const answeredAt = exchange.answeredAt ?? now();
  if (exchange.answeredAt === null) {
    await store.replace(EXCHANGES, [
      {
        ...exchange,
        answeredAt,
        response: keep(call.response),
        hresult: call.hresult.trim() || null,
        message: call.message || null,
      },
    ]);
  }
  return Date.parse(answeredAt) - Date.parse(exchange.at);
}
