/** Debian's chromium, or the one that CHROMIUM names. */
import { existsSync } from 'node:fs';

export const BROWSER = process.env.CHROMIUM || '/usr/bin/chromium';
export const hasBrowser = existsSync(BROWSER);
