/** What this machine has, of what some tests need. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { networkInterfaces } from 'node:os';

/** Debian's chromium, or the one that CHROMIUM names. */
export const BROWSER = process.env.CHROMIUM || '/usr/bin/chromium';
export const hasBrowser = existsSync(BROWSER);

const addressesOf = (isWanted: (each: { family: string; internal: boolean }) => boolean) =>
  Object.values(networkInterfaces())
    .flatMap((each) => each ?? [])
    .filter(isWanted)
    .map(({ address }) => address);

export const hasIPv6 = addressesOf(({ internal }) => internal).includes('::1');
/** An address that is no loopback, if there is one. */
export const [otherAddress] = addressesOf(({ family, internal }) => family === 'IPv4' && !internal);

export const hasOpenssl = () => spawnSync('openssl', ['version']).status === 0;
