/** What went wrong within a request, as the problem that both doors answer with: one in JSON, one as a page. */
import { TooMuch } from '../codes/importing/steps.ts';
import { Busy } from '../codes/lock.ts';
import { damagedProblem, HttpProblem } from '../http/problem.ts';
import type { Logger } from '../log.ts';
import { DamagedDocument, StoreUnavailable } from '../store/port.ts';

/** Whether a document was needed that is damaged: what does without it goes on. */
export const isDamage = (error: unknown): boolean => error instanceof DamagedDocument;

/** Whether the store cannot be reached, so that another try may be worth it. */
export const isAway = (error: unknown): boolean => error instanceof StoreUnavailable && !isDamage(error);

/** Logs what is no refusal. `path`: what was asked for. */
export function problemOf(error: unknown, log: Logger, path: string): HttpProblem {
  if (error instanceof HttpProblem) return error;
  if (error instanceof Busy) return new HttpProblem('busy', error.message);
  if (error instanceof DamagedDocument) {
    log.error({ err: error, path }, 'a damaged document was needed');
    return damagedProblem();
  }
  if (error instanceof TooMuch) {
    log.warn({ err: error, path }, 'an import was too much');
    return new HttpProblem('too-large', error.message);
  }
  if (error instanceof StoreUnavailable) {
    log.error({ err: error, path }, 'the store is away');
    return new HttpProblem(
      'store-unavailable',
      'The store cannot be reached right now. Try again in a moment.',
      { headers: { 'Retry-After': '5' } },
    );
  }
  // Express marks what is the sender's fault by a status.
  if ((error as { status?: number } | null)?.status === 400)
    return new HttpProblem('not-readable', 'The request cannot be read.');
  log.error({ err: error, path }, 'a request failed');
  return new HttpProblem('internal', 'Something went wrong here; it was logged. Nothing was lost.');
}
