/** Secrets and signatures as standardwebhooks.com has them (Standard Webhooks 1.0, "Signature scheme", symmetric). */
import { createHmac } from 'node:crypto';
import type { Random } from '../codes/company.ts';

const PREFIX = 'whsec_';
/** The standard wants 24 to 64. */
const SECRET_BYTES = 32;

/** A new secret, as receivers' libraries take it. */
export const newSecret = (random: Random): string => PREFIX + random(SECRET_BYTES).toString('base64');

/** The headers of one try. `seconds`: when it is made; receivers refuse what is older than some minutes, so each try has its own. */
export function signedHeaders(
  secret: string,
  id: string,
  seconds: number,
  body: string,
): Readonly<Record<string, string>> {
  const key = Buffer.from(secret.slice(PREFIX.length), 'base64');
  const signature = createHmac('sha256', key).update(`${id}.${seconds}.${body}`).digest('base64');
  return {
    'webhook-id': id,
    'webhook-timestamp': String(seconds),
    'webhook-signature': `v1,${signature}`,
  };
}
