/** Structured logs. Secrets are masked wherever they turn up under their names. */
import { type Logger, pino } from 'pino';
import type { LogLevel } from './config.ts';

export type { Logger };

const SECRETS = ['password', 'strPassword', 'token', 'authorization', 'cookie', 'ticket', 'wcTicket'];

/** JSON lines on standard output; secrets are masked by the names of their fields. */
export function createLog(level: LogLevel): Logger {
  return pino({
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: { paths: SECRETS.flatMap((name) => [name, `*.${name}`]), censor: '[masked]' },
  });
}
