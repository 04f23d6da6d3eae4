/** An answer on its way out, kept for a repeated call, and answered again. */
import type { Response } from 'express';
import { HttpProblem } from '../http/problem.ts';
import type { Logger } from '../log.ts';

export interface KeptAnswer {
  readonly status: number;
  readonly type: string | null;
  readonly location: string | null;
  /** Null if it is not kept. */
  readonly body: string | null;
}

export function replay(response: Response, { status, type, location, body }: KeptAnswer): void {
  if (status !== 204 && body === null) {
    throw new HttpProblem(
      409,
      'idempotency-answer-gone',
      `This call was done the first time (${status}). Its answer was shown once and cannot be shown again.`,
      { headers: { 'Idempotency-Replayed': 'true', ...(location === null ? {} : { Location: location }) } },
    );
  }
  response.status(status).set('Idempotency-Replayed', 'true');
  if (type !== null) response.set('Content-Type', type);
  if (location !== null) response.set('Location', location);
  response.end(body ?? undefined);
}

/** Keeps what is answered, and only then answers: who has seen an answer will see it again. */
export function keepAnswer(
  response: Response,
  keep: (answer: KeptAnswer) => Promise<void>,
  log: Logger,
): void {
  const end = response.end;
  response.end = ((...args: Parameters<typeof end>) => {
    response.end = end;
    const [chunk] = args as unknown[];
    const text = typeof chunk === 'string' || Buffer.isBuffer(chunk) ? chunk.toString() : null;
    const header = (name: string) => response.getHeader(name)?.toString() ?? null;
    const answer = {
      status: response.statusCode,
      type: header('content-type'),
      location: header('location'),
      body: text,
    };
    keep(answer)
      .catch((error: unknown) => log.error({ err: error }, 'an answer could not be kept for its key'))
      .finally(() => end.apply(response, args));
    return response;
  }) as typeof end;
}
