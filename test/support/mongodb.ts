/** MongoDB for a suite: `describe.skipIf(mongodbUrl() === null)`, and a database of its own for each test that wants one. */
import { afterAll, inject } from 'vitest';
import { databasesOf } from '../../scripts/services/mongodb.ts';

const used = new Set<string>();

/** Null where the run has no MongoDB; global-setup.ts says so at its end. */
export function mongodbUrl(): string | null {
  return inject('mongodbUrl');
}

/** The same, of the one whose every behaviour counts: for tests of what we ask of a MongoDB. */
export function exactMongodbUrl(): string | null {
  return inject('exactMongodbUrl');
}

/** The URL of a new database, dropped when the test file is done. */
export function freshDatabaseUrl(server = mongodbUrl()): string {
  const fresh = databases(server).newDatabase();
  used.add(fresh);
  return fresh;
}

afterAll(async () => {
  for (const url of used) await databases(url).drop(url);
});

function databases(url: string | null) {
  if (url === null) throw new Error('No MongoDB in this run.');
  return databasesOf(url);
}
