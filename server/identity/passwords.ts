/** People's passwords: scrypt, salted, with its costs beside the result so that they can be raised later. */
import { type BinaryLike, randomBytes, type ScryptOptions, scrypt, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';

const stretch = promisify<BinaryLike, BinaryLike, number, ScryptOptions, Buffer>(scrypt);

/** In characters. ADMIN_PASSWORD may be shorter: whoever sets the environment is responsible for it. */
export const PASSWORD_MIN = 10;
export const PASSWORD_MAX = 1_000;

export interface PasswordCosts {
  readonly N: number;
  readonly r: number;
  readonly p: number;
}

const COSTS: PasswordCosts = { N: 32_768, r: 8, p: 1 };
const MAX_MEMORY_BYTES = 64 * 1024 * 1024;
const KEY_BYTES = 32;
const SALT_BYTES = 16;

/**
 * The text to store for a password. It holds its own costs, and the password is compared at those, whatever they are for other
 * passwords.
 */
export async function hashPassword(
  password: string,
  random: (bytes: number) => Buffer = randomBytes,
  { N, r, p }: PasswordCosts = COSTS,
): Promise<string> {
  const salt = random(SALT_BYTES);
  const key = await stretch(password.normalize('NFC'), salt, KEY_BYTES, {
    N,
    r,
    p,
    maxmem: MAX_MEMORY_BYTES,
  });
  return ['scrypt', N, r, p, salt.toString('base64url'), key.toString('base64url')].join('$');
}

/** Whether this is the password of a stored text. Throws for a text that is none. */
export async function isPassword(password: string, hash: string): Promise<boolean> {
  const [kind, N, r, p, salt = '', key = ''] = hash.split('$');
  if (kind !== 'scrypt') throw new Error('a password hash of an unknown kind');
  const expected = Buffer.from(key, 'base64url');
  const costs = { N: Number(N), r: Number(r), p: Number(p), maxmem: MAX_MEMORY_BYTES };
  const given = await stretch(
    password.normalize('NFC'),
    Buffer.from(salt, 'base64url'),
    expected.length,
    costs,
  );
  return timingSafeEqual(given, expected);
}
