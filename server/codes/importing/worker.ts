/** The thread that reads and plans imports: it has neither a store nor a network, only what it is told. */
import { parentPort } from 'node:worker_threads';
import { createPlanning } from './planning.ts';
import type { Answer, Ask } from './steps.ts';

const port = parentPort;
if (!port) throw new Error('this is the thread of imports, not a program');
const planning = createPlanning();

port.on('message', ({ step, given }: Ask) => {
  const answer = answerOf(() => (planning[step] as (...all: typeof given) => never)(...given));
  const bytes = answer.kind === 'done' && answer.answer instanceof Uint8Array ? [answer.answer] : [];
  port.postMessage(
    answer,
    bytes.map(({ buffer }) => buffer as ArrayBuffer),
  );
});

function answerOf(work: () => Extract<Answer, { kind: 'done' }>['answer']): Answer {
  try {
    return { kind: 'done', answer: work() };
  } catch (error) {
    const why = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return { kind: error instanceof RangeError ? 'tooMuch' : 'fault', why };
  }
}
