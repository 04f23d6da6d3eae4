/** MongoDB for a suite: `describe.skipIf(mongodbUrl() === null)`, and a database of its own for each test that wants one. */
import { randomUUID } from 'node:crypto';
import { MongoClient } from 'mongodb';
import { afterAll, inject } from 'vitest';

const used = new Set<string>();

/** Null where the run has no MongoDB; global-setup.ts says so at its end. */
export function mongodbUrl(): string | null {
  return inject('mongodbUrl');
}

/** The URL of a new database, dropped when the test file is done. */
export function freshDatabaseUrl(): string {
  const url = mongodbUrl();
  if (url === null) throw new Error('No MongoDB in this run.');
  const [, servers, database, options] = /^([^:]+:\/\/[^/?]+)\/?([^?]*)\??(.*)$/.exec(url)!;
  const query = new URLSearchParams(options);
  // A user is looked up in the database of the URL unless it says otherwise.
  if (servers!.includes('@') && !query.has('authSource')) query.set('authSource', database || 'admin');
  const fresh = `${servers}/test-${randomUUID()}?${query}`;
  used.add(fresh);
  return fresh;
}

afterAll(async () => {
  for (const url of used) {
    const client = new MongoClient(url);
    await client.db().dropDatabase();
    await client.close();
  }
});
