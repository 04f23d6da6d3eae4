/**
 * Finds a MongoDB for the suites that need one (scripts/services/mongodb.ts). What this machine lacks is skipped, and the last line
 * of the run says so.
 */
import type { TestProject } from 'vitest/node';
import { findMongoDB } from '../../scripts/services/mongodb.ts';
import { BROWSER, hasBrowser, hasIPv6, hasOpenssl, otherAddress } from './machine.ts';
import { sharedFolder, skipReason } from './shared.ts';

declare module 'vitest' {
  interface ProvidedContext {
    mongodbUrl: string | null;
    /** Of the one whose every behaviour counts. */
    exactMongodbUrl: string | null;
  }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const found = await findMongoDB();
  const isThere = typeof found !== 'string';
  // Beside a program that is exact and slow one that is quick, for all suites that do not ask what a MongoDB does.
  const { MONGOD_QUICK } = process.env;
  const other = isThere && found.process && MONGOD_QUICK ? await findMongoDB(MONGOD_QUICK) : null;
  const quick = other !== null && typeof other !== 'string' ? other : null;
  project.provide('exactMongodbUrl', isThere ? found.url : null);
  project.provide('mongodbUrl', quick?.url ?? (isThere ? found.url : null));
  return async () => {
    await quick?.stop();
    if (isThere) await found.stop();
    const skipped = [
      ...(isThere ? [] : [`the MongoDB suites (${found})`]),
      ...(hasBrowser ? [] : [`the pages in a browser (there is none at ${BROWSER}; set CHROMIUM to one)`]),
      ...(hasIPv6 ? [] : ['listening on IPv6 (this machine has none)']),
      ...(otherAddress ? [] : ['listening beside the loopback (this machine has no other address)']),
      ...(hasOpenssl() ? [] : ['the command that a refusal of a certificate names (there is no openssl)']),
      ...(sharedFolder() === null ? [`what recorded material says (${skipReason()})`] : []),
    ];
    console.log(skipped.length === 0 ? 'Nothing was skipped.' : `Skipped: ${skipped.join('; ')}.`);
  };
}
