import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openEmbeddedStore } from '../../server/store/embedded.ts';
import { StoreInUse } from '../../server/store/file.ts';
import { FORMAT } from '../../server/store/format.ts';
import type { Collection, DamagedDocument, Store } from '../../server/store/port.ts';
import { eventually } from '../support/until.ts';
import { COLLECTIONS, FROZEN, NOTES, type Note, note, storeContract } from './contract.ts';

const MODULE = new URL('../../server/store/embedded.ts', import.meta.url).href;

let parent: string;
let folder: string;
let stores: Store[];
let told: DamagedDocument[];
let children: ChildProcess[];

beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), 'cost-code-sync-store-'));
  folder = join(parent, 'deep', 'data');
  stores = [];
  children = [];
});
afterEach(async () => {
  vi.restoreAllMocks();
  for (const child of children) await killed(child);
  for (const store of stores) await store.close();
  rmSync(parent, { recursive: true, force: true, maxRetries: 10 });
});

function open(collections: readonly Collection<never>[] = COLLECTIONS): Store {
  told = [];
  const onDamaged = (document: DamagedDocument) => told.push(document);
  const store = openEmbeddedStore({ folder, collections, clock: () => FROZEN, onDamaged });
  stores.push(store);
  return store;
}

storeContract('embedded', async () => {
  let store = open();
  return {
    store,
    async reopen() {
      await store.close();
      store = open();
      return store;
    },
    told: () => told,
    async damage(document) {
      await store.close();
      inFile((database) =>
        database
          .prepare('UPDATE notes SET doc = ? WHERE id = ?')
          .run(JSON.stringify(document), document.id as string),
      );
    },
    end: () => store.close(),
  };
});

/** Behind the back of the store, which has to be closed. */
function inFile<R>(work: (database: DatabaseSync) => R): R {
  const database = new DatabaseSync(join(folder, 'cost-code-sync.db'));
  try {
    return work(database);
  } finally {
    database.close();
  }
}

describe('the embedded store', () => {
  it('makes its folder and file for this user only', async () => {
    open();

    expect(existsSync(join(folder, 'cost-code-sync.db'))).toBe(true);
    if (process.platform === 'win32') return;
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    expect(statSync(join(folder, 'cost-code-sync.db')).mode & 0o777).toBe(0o600);
    expect(statSync(join(folder, 'cost-code-sync.db-wal')).mode & 0o777).toBe(0o600);
  });

  it('has a write-ahead log, synchronised with the disk at every transaction', async () => {
    const exec = vi.spyOn(DatabaseSync.prototype, 'exec');
    const store = open();
    const connection = exec.mock.contexts[0] as DatabaseSync;
    const pragma = (name: string) => Object.values(connection.prepare(`PRAGMA ${name}`).get()!)[0];

    expect(pragma('journal_mode')).toBe('wal');
    expect(pragma('synchronous')).toBe(2); // FULL
    expect(pragma('fullfsync')).toBe(1);
    expect(pragma('locking_mode')).toBe('exclusive');
    await store.insert(NOTES, [note('a')]);
    expect(statSync(join(folder, 'cost-code-sync.db-wal')).size).toBeGreaterThan(0);
  });

  it('writes a batch in one transaction', async () => {
    const store = open();
    const exec = vi.spyOn(DatabaseSync.prototype, 'exec');
    const all = (await store.insert(NOTES, [note('a'), note('b'), note('c')])) as Note[];
    await store.replace(NOTES, all);
    await store.remove(NOTES, all);

    expect(exec.mock.calls.flat()).toEqual(Array(3).fill(['BEGIN IMMEDIATE', 'COMMIT']).flat());
  });

  it('leaves nothing of a batch that cannot be written, and goes on', async () => {
    const store = open();
    const circle: { self?: unknown } = {};
    circle.self = circle;

    await expect(store.insert(NOTES, [note('a'), note('b', { details: circle })])).rejects.toThrow(TypeError);
    expect(await store.get(NOTES, 'a')).toBeNull();
    expect(await store.insert(NOTES, [note('a')])).not.toContain(null);
  });

  it('gives back what the disk could not take as StoreUnavailable, and goes on when it can', async () => {
    const exec = vi.spyOn(DatabaseSync.prototype, 'exec');
    const store = open();
    const connection = exec.mock.contexts[0] as DatabaseSync;
    connection.exec('PRAGMA max_page_count = 40');
    const text = 'x'.repeat(400_000);

    await expect(store.insert(NOTES, [note('a', { text })])).rejects.toMatchObject({
      name: 'StoreUnavailable',
      cause: expect.objectContaining({ errcode: 13 }),
    });
    expect(await store.get(NOTES, 'a')).toBeNull();

    connection.exec('PRAGMA max_page_count = 100000');
    expect(await store.insert(NOTES, [note('a', { text })])).not.toContain(null);
  });

  it('does not use a rev twice, even if it was closed and the clock stands still', async () => {
    let store = open();
    const [a] = (await store.insert(NOTES, [note('a')])) as Note[];
    const [b] = (await store.replace(NOTES, [a!])) as Note[];
    await store.remove(NOTES, [b!]);
    await store.close();

    store = open();
    const [anew] = (await store.insert(NOTES, [note('a')])) as Note[];
    expect(anew!.rev).toBeGreaterThan(b!.rev);
  });

  it('tells the time of the clock', () => {
    expect(open().now()).toEqual(FROZEN);
  });

  describe('on a folder that is in use', () => {
    it('stops with one clear line, in this process and in another', async () => {
      const store = open();
      const line = `The data folder ${folder} is in use by another process: stop that one, or give this one a folder of its own (DATA_DIR).`;

      expect(() => open()).toThrow(new StoreInUse(line));
      const child = inChild(`
        try { openEmbeddedStore(options); } catch (error) { console.log(error.name + ': ' + error.message); }
      `);
      expect(await allOutput(child)).toBe(`StoreInUse: ${line}\n`);

      expect(await store.insert(NOTES, [note('a')])).not.toContain(null);
      await store.close();
      expect((await open().get(NOTES, 'a'))?.name).toBe('a');
    });

    it('lets the next one in as soon as the process is gone, however it ended', async () => {
      const child = inChild(`openEmbeddedStore(options); console.log('open'); setInterval(() => {}, 1000);`);
      await once(child.stdout!, 'data');
      expect(() => open()).toThrow(StoreInUse);

      await killed(child);

      await expect(open().ping()).resolves.toBeUndefined();
    });
  });

  it('keeps what it has acknowledged when the process is killed in the middle', async () => {
    const child = inChild(`
      const store = openEmbeddedStore(options);
      for (let n = 0; ; n++) {
        const [inserted] = await store.insert(NOTES, [{ id: 'n' + n, company: 'acme', kind: 'x', name: 'n' + n }]);
        await store.replace(NOTES, [{ ...inserted, text: 'replaced' }]);
        console.log(n);
      }
    `);
    let output = '';
    for await (const data of child.stdout!) {
      output += data;
      if (output.split('\n').length > 200) break;
    }
    await killed(child);

    const acknowledged = output.split('\n').slice(0, -1);
    const found = await open().getMany(
      NOTES,
      acknowledged.map((n) => `n${n}`),
    );
    expect(found.length).toBe(acknowledged.length);
    expect(found.every((each) => each.text === 'replaced')).toBe(true);
  });

  describe('when the indexes change with the version', () => {
    const EARLIER: Collection<Note> = { name: 'notes', indexes: { byCompany: ['company', 'name'] } };
    const LATER: Collection<Note> = {
      name: 'notes',
      indexes: { byCompany: ['company', 'name'], byText: ['company', 'text', 'name'] },
    };
    const inText = async (store: Store, text: string) =>
      (await store.find(LATER, 'byText', { equals: ['acme', text], limit: 9 })).map((each) => each.id);

    it('finds the documents of before by a new index', async () => {
      const earlier = open([EARLIER]);
      await earlier.insert(EARLIER, [note('a', { text: 'x' }), note('b', { text: 'x' }), note('c')]);
      await earlier.close();

      const later = open([LATER]);

      expect(await inText(later, 'x')).toEqual(['a', 'b']);
      expect(await later.count(LATER, 'byText', ['acme'])).toBe(3);
    });

    it('finds what an earlier version wrote after the new index was made', async () => {
      await open([LATER]).close();
      const earlier = open([EARLIER]);
      const [a] = (await earlier.insert(EARLIER, [
        note('a', { text: 'x' }),
        note('b', { text: 'x' }),
      ])) as Note[];
      await earlier.replace(EARLIER, [{ ...a!, text: 'y' }]);
      await earlier.close();

      const later = open([LATER]);

      expect(await inText(later, 'x')).toEqual(['b']);
      expect(await inText(later, 'y')).toEqual(['a']);
    });
  });

  it('uses an index for every query', async () => {
    const prepare = vi.spyOn(DatabaseSync.prototype, 'prepare');
    const store = open();
    for (const [index, fields] of Object.entries(NOTES.indexes)) {
      const values = fields.map(() => 'x');
      for (const descending of [false, true]) {
        for (const after of [undefined, 'x']) {
          await store.find(NOTES, index, { equals: values.slice(1), after, descending, limit: 5 });
        }
      }
      await store.find(NOTES, index, { equals: values.slice(1), after: 'x', before: 'y', limit: 5 });
      for (const [at] of fields.entries()) await store.count(NOTES, index, values.slice(at));
      await store.count(NOTES, index, values, 5);
    }
    await store.get(NOTES, 'a');
    await store.getMany(NOTES, ['a']);

    const connection = prepare.mock.contexts[0] as DatabaseSync;
    const prepared = prepare.mock.calls.map(([sql]) => sql);
    const queries = prepared.filter((sql) => sql.startsWith('SELECT') && sql.includes('"notes"'));
    expect(queries.length).toBeGreaterThan(20);
    prepare.mockRestore();
    for (const sql of queries) {
      const values = Array(sql.split('?').length - 1).fill(sql.includes('json_each') ? '[]' : '1');
      const plan = connection.prepare(`EXPLAIN QUERY PLAN ${sql}`).all(...values);
      const [read] = plan.filter(({ detail }) => String(detail).includes('notes'));
      expect(read!.detail, sql).toMatch(/USING (COVERING )?INDEX/);
      expect(JSON.stringify(plan), sql).not.toContain('TEMP B-TREE');
    }
  });

  it('says so when the folder or the file cannot be used', async () => {
    writeFileSync(join(parent, 'file'), '');
    folder = join(parent, 'file', 'data');
    expect(() => open()).toThrow(`The data folder ${folder} cannot be used: `);

    folder = parent;
    writeFileSync(join(parent, 'cost-code-sync.db'), 'this is not a database at all, '.repeat(100));
    expect(() => open()).toThrow(
      expect.objectContaining({
        name: 'StoreUnavailable',
        message: `The database file ${join(parent, 'cost-code-sync.db')} is damaged (file is not a database): keep a copy of its folder, restore the last backup of it, and start again.`,
      }),
    );
    expect(readFileSync(join(parent, 'cost-code-sync.db'), 'utf8')).toMatch(/^this is not a database/);
  });
});

describe('the embedded store after an end that was not clean', () => {
  /** What a power cut leaves: the files as they are while the store is open. */
  function powerCut(): void {
    const found = join(parent, 'found');
    cpSync(folder, found, { recursive: true });
    folder = found;
  }

  const lookedOver = (prepare: { mock: { calls: [string, ...unknown[]][] } }) =>
    prepare.mock.calls.some(([sql]) => sql.includes('quick_check'));

  /** The file is written over at a place where a table has its documents. */
  function damageFile(): void {
    const file = join(folder, 'cost-code-sync.db');
    const bytes = readFileSync(file);
    const at = bytes.indexOf('in the middle');
    expect(at).toBeGreaterThan(0);
    bytes.fill(0xff, at - (at % 4096), at - (at % 4096) + 4096);
    writeFileSync(file, bytes);
  }

  async function many(): Promise<void> {
    const store = open();
    await store.insert(
      NOTES,
      Array.from({ length: 500 }, (_, at) => note(`n${at}`, { text: at === 250 ? 'in the middle' : 'x' })),
    );
    await store.close();
  }

  it('is looked over, and goes on with what was acknowledged; after a clean end it is not', async () => {
    await many();
    const prepare = vi.spyOn(DatabaseSync.prototype, 'prepare');
    const again = open();
    expect(lookedOver(prepare)).toBe(false);

    await again.insert(NOTES, [note('last')]);
    powerCut();
    const afterwards = open();
    expect(lookedOver(prepare)).toBe(true);
    expect(await afterwards.get(NOTES, 'last')).toMatchObject(note('last'));
  });

  it('does not start on a file that is damaged, and tells in one sentence what to do', async () => {
    await many();
    await open().insert(NOTES, [note('last')]);
    powerCut();
    damageFile();

    expect(() => open()).toThrow(
      expect.objectContaining({
        name: 'StoreUnavailable',
        message: expect.stringMatching(
          /^The database file .+cost-code-sync\.db is damaged \(.+\): keep a copy of its folder, restore the last backup of it, and start again\.$/,
        ),
      }),
    );
  });
});

describe('the embedded store with broken JSON in it', () => {
  /** The bytes of a document in the closed file, changed as a failing disk changes them. */
  function breakDocument(from: string, to: string): void {
    expect(to.length).toBe(from.length);
    const file = join(folder, 'cost-code-sync.db');
    const bytes = readFileSync(file);
    const at = bytes.indexOf(from);
    expect(at).toBeGreaterThan(0);
    bytes.write(to, at);
    writeFileSync(file, bytes);
  }

  const refusal = { name: 'DamagedDocument', collection: 'notes', id: 'a', reason: 'its JSON is broken' };

  async function broken(): Promise<{ store: Store; a: Note; b: Note }> {
    const before = open();
    const [a, b] = (await before.insert(NOTES, [note('a', { text: 'a text' }), note('b')])) as Note[];
    await before.close();
    breakDocument('"a text"', '"a te"t"');
    return { store: open(), a: a!, b: b! };
  }

  it('names the document once, passes over it, and refuses to read it by its id', async () => {
    const { store, b } = await broken();

    for (const index of Object.keys(NOTES.indexes)) {
      const equals = { byName: [], byCompany: ['acme'], byKind: ['acme', 'labor'], byId: ['acme'] }[index]!;
      expect(await store.find(NOTES, index, { equals, limit: 1 })).toEqual([b]);
    }
    expect(await store.getMany(NOTES, ['a', 'b'])).toEqual([b]);
    await expect(store.get(NOTES, 'a')).rejects.toMatchObject(refusal);
    expect(store.damaged).toEqual([expect.objectContaining(refusal)]);
    expect(told).toEqual([expect.objectContaining(refusal)]);
  });

  it('writes nothing over it, and nothing of a batch that would', async () => {
    const { store, a, b } = await broken();
    const bytes = () => inFile((database) => database.prepare('SELECT doc FROM notes').all());

    await expect(store.insert(NOTES, [note('c'), note('a')])).rejects.toMatchObject(refusal);
    await expect(store.replace(NOTES, [{ ...b, text: 'new' }, a])).rejects.toMatchObject(refusal);
    await expect(store.replace(NOTES, [a])).rejects.toMatchObject(refusal);
    await expect(store.remove(NOTES, [b, a])).rejects.toMatchObject(refusal);
    expect(await store.get(NOTES, 'b')).toEqual(b);
    await store.close();
    expect(bytes().map(({ doc }) => String(doc))).toEqual([
      expect.stringContaining('"a te"t"'),
      JSON.stringify({ ...note('b'), rev: b.rev }),
    ]);
  });

  it('tells of a document that is not that under which an index has it', async () => {
    const before = open();
    const [, b] = (await before.insert(NOTES, [
      note('a', { kind: 'tools' }),
      note('b', { kind: 'tools' }),
    ])) as Note[];
    await before.close();
    breakDocument('"kind":"tools"', '"kind":"toolt"');
    const store = open();

    const found = await store.find(NOTES, 'byKind', { equals: ['acme', 'tools'], limit: 9 });
    expect(found.length).toBe(1);
    expect(store.damaged.length).toBe(1);
    expect([...found, ...store.damaged].map(({ id }) => id).toSorted()).toEqual(['a', b!.id]);
  });

  it('finds it by itself after an end that was not clean, beside the work', async () => {
    await (await broken()).store.insert(NOTES, [note('last')]);
    const found = join(parent, 'found');
    cpSync(folder, found, { recursive: true });
    folder = found;

    const store = open();
    expect(await store.get(NOTES, 'last')).toMatchObject(note('last'));
    await eventually(() => expect(told).toEqual([expect.objectContaining(refusal)]));
  });

  it('does not start where a new index would need it, and says so', async () => {
    await (await broken()).store.close();
    const later: Collection<Note> = { name: 'notes', indexes: { byText: ['company', 'text', 'name'] } };
    expect(() => open([later])).toThrow(
      /^The database file .+ is damaged \(a document in it cannot be indexed\): /,
    );
  });
});

describe('the format of the embedded store', () => {
  const format = () => inFile((database) => database.prepare('PRAGMA user_version').get()!.user_version);

  it('is written into the file, also into one of before it was kept, whose documents stay', async () => {
    const store = open();
    await store.insert(NOTES, [note('a')]);
    await store.close();
    expect(format()).toBe(FORMAT);
    inFile((database) => database.exec('PRAGMA user_version = 0'));

    const again = open();
    expect(await again.get(NOTES, 'a')).toMatchObject(note('a'));
    await again.close();
    expect(format()).toBe(FORMAT);
  });

  it('of a newer version is refused with one sentence, and nothing is changed', async () => {
    await open().close();
    inFile((database) => database.exec(`PRAGMA user_version = ${FORMAT + 1}`));
    const before = readFileSync(join(folder, 'cost-code-sync.db'));

    expect(() => open()).toThrow(
      expect.objectContaining({
        name: 'StoreUnavailable',
        message: `The data folder ${folder} was written by a newer version of Cost Code Sync (format ${FORMAT + 1}, this version knows ${FORMAT}): start that version, or restore a backup from before it.`,
      }),
    );
    expect(readFileSync(join(folder, 'cost-code-sync.db'))).toEqual(before);
  });
});

/** A program that has openEmbeddedStore, NOTES and the options of `open`. */
function inChild(program: string): ChildProcess {
  const script = `
    import { openEmbeddedStore } from ${JSON.stringify(MODULE)};
    const NOTES = ${JSON.stringify(NOTES)};
    const options = { folder: ${JSON.stringify(folder)}, collections: [NOTES], clock: () => new Date() };
    ${program}
  `;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, NODE_NO_WARNINGS: '1' },
  });
  children.push(child);
  return child;
}

async function allOutput(child: ChildProcess): Promise<string> {
  let output = '';
  for await (const data of child.stdout!) output += data;
  return output;
}

async function killed(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = once(child, 'exit');
  child.kill('SIGKILL');
  await exit;
}
