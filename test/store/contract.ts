/** What the store port promises, whatever is behind it. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  type Collection,
  type DamagedDocument,
  type New,
  type Query,
  type Store,
  type Stored,
  StoreUnavailable,
} from '../../server/store/port.ts';

export interface Opened {
  readonly store: Store;
  /** Closes the store and opens it on the same documents. */
  reopen(): Promise<Store>;
  /** The damaged documents that the last opened store has told of. */
  told(): readonly DamagedDocument[];
  /** Another server's store on the same documents, where there can be one. */
  beside?(): Promise<Store>;
  /** Puts a document of NOTES behind the store's back: what bad luck or a hand in the database makes. */
  damage(document: Record<string, unknown>): Promise<void>;
  /** Closes what was opened and removes the documents. */
  end(): Promise<void>;
}

export interface Note extends Stored {
  readonly company: string;
  readonly kind: string;
  readonly name: string;
  readonly text?: string | undefined;
  readonly details?: unknown;
}

export const NOTES: Collection<Note> = {
  name: 'notes',
  indexes: {
    byName: ['name'],
    byCompany: ['company', 'name'],
    byKind: ['company', 'kind', 'name'],
    byId: ['company', 'id'],
  },
};
const OTHERS: Collection<Note> = { name: 'others', indexes: { byName: ['name'] } };
export const COLLECTIONS = [NOTES, OTHERS];

/** Stands still, so that nothing in a store can rely on its going on. */
export const FROZEN = new Date('2026-03-04T05:06:07.890Z');

export function note(id: string, values: Partial<New<Note>> = {}): New<Note> {
  return { id, company: 'acme', kind: 'labor', name: id, ...values };
}

export function storeContract(name: string, open: () => Promise<Opened>): void {
  describe(`the contract of stores: ${name}`, () => {
    let opened: Opened;
    let store: Store;

    beforeEach(async () => {
      opened = await open();
      store = opened.store;
    });
    afterEach(() => opened.end());

    async function add(...notes: New<Note>[]): Promise<Note[]> {
      const added = await store.insert(NOTES, notes);
      expect(added).not.toContain(null);
      return added as Note[];
    }

    async function names(index: string, query: Partial<Query>): Promise<string[]> {
      const found = await store.find(NOTES, index, { equals: [], limit: 1_000, ...query });
      return found.map((each) => each.name);
    }

    describe('documents', () => {
      it('come back as they were inserted, with a rev', async () => {
        const details = {
          texts: ['', 'ä\u0000€\u{1F600}', '"\\\n'],
          numbers: [0, -1, 0.1, 1e21, 2 ** 53],
          flags: [true, false, null],
          deep: [{ er: [{ est: {} }] }, { none: [] }],
        };
        const [inserted] = await add(note('a', { details }));

        expect(inserted).toEqual({ ...note('a', { details }), rev: expect.any(Number) });
        expect(await store.get(NOTES, 'a')).toEqual(inserted);
      });

      it('lose fields that are undefined, as in JSON', async () => {
        const [inserted] = await add(note('a', { text: undefined, details: { none: undefined } }));

        expect(await store.get(NOTES, 'a')).toStrictEqual({
          ...note('a', { details: {} }),
          rev: inserted!.rev,
        });
      });

      it('are null where there is none of that id', async () => {
        await add(note('a'));

        expect(await store.get(NOTES, 'A')).toBeNull();
        expect(await store.get(OTHERS, 'a')).toBeNull();
      });

      it('of one collection have nothing to do with those of another', async () => {
        await add(note('a'));

        expect(await store.insert(OTHERS, [note('a', { name: 'other' })])).not.toContain(null);
        expect((await store.get(NOTES, 'a'))?.name).toBe('a');
        expect((await store.get(OTHERS, 'a'))?.name).toBe('other');
      });

      it('may be megabytes long', async () => {
        const text = '€ "quoted"\n'.repeat(400_000); // 5.2 MB in UTF-8
        const [inserted] = await add(note('a', { text }));
        expect(await store.get(NOTES, 'a')).toEqual(inserted);

        const [replaced] = await store.replace(NOTES, [{ ...inserted!, text: `${text}.` }]);
        expect((await store.get(NOTES, 'a'))?.text === `${text}.`).toBe(true);
        expect(replaced?.text?.length).toBe(text.length + 1);
      });

      it('do not change when somebody changes what was passed in or handed out', async () => {
        const passed = { ...note('a'), details: { list: [1] } };
        const [inserted] = await add(passed);
        passed.details.list.push(2);
        (inserted!.details as typeof passed.details).list.push(3);
        const read = await store.get(NOTES, 'a');
        expect(read?.details).toEqual({ list: [1] });
        (read!.details as typeof passed.details).list.push(4);

        expect((await store.get(NOTES, 'a'))?.details).toEqual({ list: [1] });
      });

      it('are still there after the store was closed and opened again', async () => {
        const [a, b] = await add(note('a'), note('b'));
        const [replaced] = await store.replace(NOTES, [{ ...b!, text: 'new' }]);

        store = await opened.reopen();

        expect(await store.get(NOTES, 'a')).toEqual(a);
        expect(await store.get(NOTES, 'b')).toEqual(replaced);
        expect(await names('byCompany', { equals: ['acme'] })).toEqual(['a', 'b']);
        expect(await store.replace(NOTES, [{ ...replaced!, text: 'newer' }])).not.toContain(null);
      });
    });

    describe('getMany', () => {
      it('gives those that exist, each once', async () => {
        const [a, b] = await add(note('a'), note('b'), note('c'));

        const found = await store.getMany(NOTES, ['b', 'missing', 'a', 'b']);

        expect(found.toSorted((one, other) => (one.id < other.id ? -1 : 1))).toEqual([a, b]);
        expect(await store.getMany(NOTES, [])).toEqual([]);
      });

      it('takes thousands of ids', async () => {
        const ids = Array.from({ length: 3_000 }, (_, at) => `note-${at}`);
        await add(...ids.map((id) => note(id)));

        const found = await store.getMany(NOTES, [...ids, ...ids.map((id) => `no-${id}`), ...ids]);

        expect(found.length).toBe(3_000);
        expect(new Set(found.map((each) => each.id))).toEqual(new Set(ids));
      });
    });

    describe('insert', () => {
      it('refuses an id that is taken and leaves the document as it was', async () => {
        const [a] = await add(note('a'));

        expect(await store.insert(NOTES, [note('a', { text: 'mine' })])).toEqual([null]);
        expect(await store.get(NOTES, 'a')).toEqual(a);
      });

      it('takes the other documents of a batch, each result in its place', async () => {
        await add(note('b'), note('d'));

        const results = await store.insert(
          NOTES,
          ['a', 'b', 'c', 'd', 'e'].map((id) => note(id, { text: 'new' })),
        );

        expect(results.map((each) => each?.id ?? null)).toEqual(['a', null, 'c', null, 'e']);
        expect((await store.get(NOTES, 'e'))?.text).toBe('new');
        expect((await store.get(NOTES, 'd'))?.text).toBeUndefined();
      });

      it('takes the first of two documents with the same id in one batch', async () => {
        const results = await store.insert(NOTES, [note('a', { text: '1' }), note('a', { text: '2' })]);

        expect(results).toEqual([expect.objectContaining({ text: '1' }), null]);
        expect((await store.get(NOTES, 'a'))?.text).toBe('1');
      });

      it('of nothing does nothing', async () => {
        expect(await store.insert(NOTES, [])).toEqual([]);
      });
    });

    describe('replace', () => {
      it('stores the whole document under a new rev', async () => {
        const [a] = await add(note('a', { text: 'old', details: 1 }));

        const [replaced] = await store.replace(NOTES, [{ ...note('a', { kind: 'tools' }), rev: a!.rev }]);

        expect(replaced).toEqual({ ...note('a', { kind: 'tools' }), rev: expect.any(Number) });
        expect(replaced!.rev).not.toBe(a!.rev);
        expect(await store.get(NOTES, 'a')).toStrictEqual(replaced);
      });

      it('is refused where the document has changed since it was read', async () => {
        const [a] = await add(note('a'));
        const [changed] = await store.replace(NOTES, [{ ...a!, text: 'theirs' }]);

        expect(await store.replace(NOTES, [{ ...a!, text: 'mine' }])).toEqual([null]);
        expect(await store.get(NOTES, 'a')).toEqual(changed);
        expect(await store.replace(NOTES, [{ ...changed!, text: 'mine' }])).not.toContain(null);
      });

      it('is refused where the document is gone, and does not bring it back', async () => {
        const [a] = await add(note('a'));
        await store.remove(NOTES, [a!]);

        expect(await store.replace(NOTES, [a!])).toEqual([null]);
        expect(await store.get(NOTES, 'a')).toBeNull();
      });

      it('takes the other documents of a batch, each result in its place', async () => {
        const all = await add(...Array.from({ length: 100 }, (_, at) => note(`n${at}`)));
        const stale = all.filter((_, at) => at % 3 === 0);
        await store.replace(NOTES, stale);

        const results = await store.replace(
          NOTES,
          all.map((each) => ({ ...each, text: 'mine' })),
        );

        expect(results.map((each) => each?.id ?? null)).toEqual(
          all.map((each, at) => (at % 3 === 0 ? null : each.id)),
        );
        const now = await store.getMany(
          NOTES,
          all.map((each) => each.id),
        );
        expect(now.filter((each) => each.text === 'mine').length).toBe(66);
      });

      it('of one rev twice in one batch succeeds once', async () => {
        const [a, b] = await add(note('a'), note('b'));

        const results = await store.replace(NOTES, [a!, b!, { ...a!, text: 'again' }]);

        expect(results.filter((each) => each?.id === 'a').length).toBe(1);
        expect(results[1]?.id).toBe('b');
        expect(await store.get(NOTES, 'a')).toEqual(results.find((each) => each?.id === 'a'));
      });

      it('of one rev by many at the same time succeeds for exactly one', async () => {
        const [a] = await add(note('a'));
        const stores = [store, (await opened.beside?.()) ?? store];

        const attempts = Array.from({ length: 20 }, (_, at) =>
          stores[at % 2]!.replace(NOTES, [{ ...a!, text: `writer ${at}` }]),
        );

        const winners = (await Promise.all(attempts)).flat().filter((each) => each !== null);
        expect(winners.length).toBe(1);
        expect(await store.get(NOTES, 'a')).toEqual(winners[0]);
      });

      it('moves the document in every index', async () => {
        const [a] = await add(note('a'), note('b'));
        await store.replace(NOTES, [{ ...a!, kind: 'tools', name: 'z' }]);

        expect(await names('byKind', { equals: ['acme', 'labor'] })).toEqual(['b']);
        expect(await names('byKind', { equals: ['acme', 'tools'] })).toEqual(['z']);
        expect(await names('byName', {})).toEqual(['b', 'z']);
      });
    });

    describe('remove', () => {
      it('tells of each document whether it went, and takes only the one that was read', async () => {
        const [a, b, c] = await add(note('a'), note('b'), note('c'));
        const [changed] = await store.replace(NOTES, [{ ...b!, text: 'theirs' }]);

        expect(await store.remove(NOTES, [a!, b!, c!])).toEqual([true, false, true]);
        expect(await store.remove(NOTES, [a!])).toEqual([false]);
        expect(await names('byName', {})).toEqual(['b']);
        expect(await store.remove(NOTES, [changed!])).toEqual([true]);
      });

      it('by many at the same time succeeds for exactly one', async () => {
        const [a] = await add(note('a'));
        const stores = [store, (await opened.beside?.()) ?? store];

        const attempts = Array.from({ length: 10 }, (_, at) => stores[at % 2]!.remove(NOTES, [a!]));

        expect((await Promise.all(attempts)).flat().filter(Boolean).length).toBe(1);
      });
    });

    describe('a rev', () => {
      it('is never used twice for an id, even if the document was removed and made anew', async () => {
        const seen = new Set<number>();
        const fresh = (rev: number) => expect(seen.size).toBe(seen.add(rev).size - 1);
        for (let life = 0; life < 3; life++) {
          let [current] = await add(note('a'));
          fresh(current!.rev);
          for (let change = 0; change < 3; change++) {
            const [next] = await store.replace(NOTES, [current!]);
            fresh(next!.rev);
            current = next!;
          }
          expect(await store.remove(NOTES, [current!])).toEqual([true]);
        }
      });

      it('of an earlier document with that id neither replaces nor removes the new one', async () => {
        const [old] = await add(note('a'));
        await store.remove(NOTES, [old!]);
        const [anew] = await add(note('a', { text: 'new' }));

        expect(await store.replace(NOTES, [old!])).toEqual([null]);
        expect(await store.remove(NOTES, [old!])).toEqual([false]);
        expect(await store.get(NOTES, 'a')).toEqual(anew);
      });
    });

    describe('find', () => {
      beforeEach(() =>
        add(
          note('1', { name: 'c' }),
          note('2', { name: 'a' }),
          note('3', { name: 'd', kind: 'tools' }),
          note('4', { name: 'b' }),
          note('5', { name: 'e', company: 'other' }),
        ),
      );

      it('gives the documents with equal fields in the order of the last field of the index', async () => {
        expect(await names('byName', { equals: [] })).toEqual(['a', 'b', 'c', 'd', 'e']);
        expect(await names('byCompany', { equals: ['acme'] })).toEqual(['a', 'b', 'c', 'd']);
        expect(await names('byKind', { equals: ['acme', 'labor'] })).toEqual(['a', 'b', 'c']);
        expect(await names('byKind', { equals: ['acme', 'none'] })).toEqual([]);
      });

      it('goes backwards when asked to', async () => {
        expect(await names('byCompany', { equals: ['acme'], descending: true })).toEqual([
          'd',
          'c',
          'b',
          'a',
        ]);
      });

      it('can sort and page by id', async () => {
        const [first, second] = await store.find(NOTES, 'byId', { equals: ['acme'], limit: 2 });
        expect([first?.id, second?.id]).toEqual(['1', '2']);

        const rest = await store.find(NOTES, 'byId', { equals: ['acme'], after: second!.id, limit: 9 });
        expect(rest.map((each) => each.id)).toEqual(['3', '4']);
      });

      it('begins beyond `after`, which need not exist', async () => {
        expect(await names('byCompany', { equals: ['acme'], after: 'b' })).toEqual(['c', 'd']);
        expect(await names('byCompany', { equals: ['acme'], after: 'bb' })).toEqual(['c', 'd']);
        expect(await names('byCompany', { equals: ['acme'], after: 'c', descending: true })).toEqual([
          'b',
          'a',
        ]);
        expect(await names('byCompany', { equals: ['acme'], after: 'd' })).toEqual([]);
        expect(await names('byCompany', { equals: ['acme'], after: '' })).toEqual(['a', 'b', 'c', 'd']);
      });

      it('gives what is before a value', async () => {
        expect(await names('byCompany', { equals: ['acme'], before: 'c' })).toEqual(['a', 'b']);
        expect(await names('byCompany', { equals: ['acme'], after: 'a', before: 'd' })).toEqual(['b', 'c']);
        expect(await names('byCompany', { equals: ['acme'], before: 'a' })).toEqual([]);
      });

      it('gives no more than the limit', async () => {
        expect(await names('byCompany', { equals: ['acme'], limit: 2 })).toEqual(['a', 'b']);
        expect(await names('byCompany', { equals: ['acme'], limit: 1, descending: true })).toEqual(['d']);
        expect(await names('byCompany', { equals: ['acme'], limit: 0 })).toEqual([]);
        const among = (limit?: number) => store.findAmong(NOTES, 'byKind', ['acme'], ['labor'], limit);
        expect((await among(1)).length).toBe(1);
        expect((await among()).length).toBe(3);
      });

      it('does not find by a field that is null or not a string', async () => {
        const odd = { kind: null, name: 7 } as unknown as Note;
        await add(note('odd', odd));

        expect(await store.find(NOTES, 'byKind', { equals: ['acme', 'null'], limit: 9 })).toEqual([]);
        expect(await store.count(NOTES, 'byName', ['7'])).toBe(0);
      });

      it('refuses what its index cannot answer', async () => {
        await expect(names('byNothing', {})).rejects.toThrow('notes has no index byNothing.');
        await expect(names('byKind', { equals: ['acme'] })).rejects.toThrow(
          'notes.byKind takes 2 values, not 1.',
        );
        await expect(names('byKind', { equals: ['acme', 'labor', 'a'] })).rejects.toThrow('not 3.');
        await expect(store.count(NOTES, 'byName', ['a', 'b'])).rejects.toThrow('takes 1 values, not 2.');
      });
    });

    it('sorts by code point, in and beyond the Basic Multilingual Plane', async () => {
      // By UTF-16 units, as JavaScript sorts, U+1F600 and U+10000 would come before U+E000.
      const ordered = [
        '',
        '\u0000',
        '\u0001',
        ' ',
        '!',
        '-',
        '0',
        '10',
        '2',
        'A',
        'B',
        'Z',
        '_',
        'a',
        'a\u0000',
      ]
        .concat(['a\u0000b', 'a!', 'aa', 'z', '~', '\u007f', '\u0080', 'Ä', 'ß', 'ä', '\u0301', '€', '中'])
        .concat(['\ud7ff', '\ue000', '\ufffd', '\uffff', '\u{10000}', '\u{1F600}', '\u{10ffff}']);
      await add(...ordered.toReversed().map((name, at) => note(`n${at}`, { name })));

      expect(await names('byName', {})).toEqual(ordered);
      expect(await names('byCompany', { equals: ['acme'], descending: true })).toEqual(ordered.toReversed());
      expect(await names('byName', { after: '\uffff' })).toEqual(ordered.slice(-3));
      for (const name of ordered) {
        expect(await store.count(NOTES, 'byCompany', ['acme', name]), JSON.stringify(name)).toBe(1);
      }
    });

    it('tells ids apart by every character', async () => {
      const ids = ['a', 'A', 'a ', ' a', 'a\u0000', 'ä', 'a\u0308', '$a', 'a.b', '\u{1F600}', '"', "'"];
      await add(...ids.map((id) => note(id)));

      for (const id of ids) expect((await store.get(NOTES, id))?.id).toBe(id);
      expect((await store.getMany(NOTES, ids)).length).toBe(ids.length);
    });

    it('takes values for values, never for part of a query', async () => {
      await add(note('$ne', { name: '$ne' }), note('%', { name: '%' }), note("' OR 1", { name: "' OR 1" }));

      expect(await store.count(NOTES, 'byName', ['$ne'])).toBe(1);
      expect(await store.count(NOTES, 'byName', ['%'])).toBe(1);
      expect(await store.count(NOTES, 'byName', ["' OR 1"])).toBe(1);
    });

    it.each([false, true])(
      'neither skips nor repeats a document when others come or go between pages (descending: %s)',
      async (descending) => {
        const name = (at: number) => `n${String(at).padStart(3, '0')}`;
        const all = await add(...Array.from({ length: 40 }, (_, at) => note(name(at * 10))));
        const query = { equals: ['acme'], limit: 7, descending };
        const seen: string[] = [];
        const touched = new Set<string>();
        for (let page = 0, after: string | undefined; ; page++) {
          const found = await store.find(NOTES, 'byCompany', { ...query, after });
          seen.push(...found.map((each) => each.name));
          if (found.length < query.limit) break;
          after = found.at(-1)!.name;
          // One that was seen goes, one ahead goes, and one comes on either side.
          const ahead = all.at(descending ? page : -1 - page)!;
          await store.remove(NOTES, [found[0]!, ahead]);
          const come = [Number(after.slice(1)) - 5, Number(after.slice(1)) + 5].map(name);
          await add(...come.map((each) => note(each)));
          for (const each of [found[0]!.name, ahead.name, ...come]) touched.add(each);
        }

        const stayed = all.map((each) => each.name).filter((each) => !touched.has(each));
        expect(new Set(seen).size).toBe(seen.length);
        expect(seen.filter((each) => stayed.includes(each))).toEqual(
          descending ? stayed.toReversed() : stayed,
        );
      },
    );

    it('finds the documents that have one of several values', async () => {
      await add(note('a'), note('b', { kind: 'material' }), note('c', { kind: 'other' }));
      await add(note('d', { company: 'beta' }), note('e', { kind: '$ne' }));
      const idsOf = async (...asked: [readonly string[], number?]) => {
        const found = await store.findAmong(NOTES, 'byKind', ['acme'], ...asked);
        return found.map(({ id }) => id).sort();
      };
      expect(await idsOf(['material', 'labor', 'labor', 'none'])).toEqual(['a', 'b']);
      expect(await idsOf(['$ne', "' OR 1"])).toEqual(['e']);
      expect(await idsOf([])).toEqual([]);
      expect((await idsOf(['material', 'labor'], 1)).length).toBe(1);
      expect(await idsOf(['material', 'labor'], 0)).toEqual([]);
      const many = Array.from({ length: 2_500 }, (_, at) => `none-${at}`);
      expect(await idsOf([...many, 'labor'])).toEqual(['a']);
      await expect(store.findAmong(NOTES, 'byName', ['a'], ['b'])).rejects.toThrow('has only 1 fields');
    });

    it('counts the documents whose first fields are equal', async () => {
      await add(note('a'), note('b'), note('c', { kind: 'tools' }), note('d', { company: 'other' }));

      expect(await store.count(NOTES, 'byKind', [])).toBe(4);
      expect(await store.count(NOTES, 'byKind', ['acme'])).toBe(3);
      expect(await store.count(NOTES, 'byKind', ['acme', 'labor'])).toBe(2);
      expect(await store.count(NOTES, 'byKind', ['acme'], 2)).toBe(2);
      expect(await store.count(NOTES, 'byKind', ['acme'], 9)).toBe(3);
      expect(await store.count(NOTES, 'byKind', ['acme', 'labor', 'b'])).toBe(1);
      expect(await store.count(NOTES, 'byKind', ['nobody'])).toBe(0);
      expect(await store.count(OTHERS, 'byName', [])).toBe(0);
    });

    describe('a damaged document', () => {
      const FAULTS: [string, Record<string, unknown>, string][] = [
        ['has a rev that is no number', { rev: 'x' }, 'its rev is no whole number'],
        ['has no rev', { rev: undefined }, 'its rev is no whole number'],
        ['has an indexed field of another type', { kind: 5 }, 'its field kind is no text'],
        ['has null in an indexed field', { kind: null }, 'its field kind is no text'],
      ];

      it.each(FAULTS)('that %s is named once, and refused by its id', async (_, change, reason) => {
        const [a, b] = await add(note('a'), note('b'));
        await opened.damage({ ...a!, ...change });
        store = await opened.reopen();

        const refusal = { name: 'DamagedDocument', collection: 'notes', id: 'a', reason };
        await expect(store.get(NOTES, 'a')).rejects.toMatchObject(refusal);
        await expect(store.get(NOTES, 'a')).rejects.toBeInstanceOf(StoreUnavailable);
        await expect(store.insert(NOTES, [note('a')])).rejects.toMatchObject(refusal);
        expect(await store.getMany(NOTES, ['a', 'b'])).toEqual([b]);
        expect(store.damaged).toEqual([expect.objectContaining(refusal)]);
        expect(opened.told()).toEqual([expect.objectContaining(refusal)]);
      });

      it('is passed over by pages, which are full for as long as there are more', async () => {
        const all = await add(...['a', 'b', 'c', 'd', 'e', 'f', 'g'].map((id) => note(id)));
        for (const at of [0, 1, 2, 4]) await opened.damage({ ...all[at]!, rev: 'x' });
        store = await opened.reopen();

        expect(await names('byCompany', { equals: ['acme'], limit: 1 })).toEqual(['d']);
        expect(await names('byCompany', { equals: ['acme'], limit: 2 })).toEqual(['d', 'f']);
        expect(await names('byCompany', { equals: ['acme'], limit: 4 })).toEqual(['d', 'f', 'g']);
        expect(await names('byCompany', { equals: ['acme'], limit: 2, descending: true })).toEqual([
          'g',
          'f',
        ]);
        expect(await names('byCompany', { equals: ['acme'], limit: 0 })).toEqual([]);
      });

      it('does not keep others from being written', async () => {
        const [a, b] = await add(note('a'), note('b'));
        await opened.damage({ ...a!, rev: 'x' });
        store = await opened.reopen();

        const [changed] = await store.replace(NOTES, [{ ...b!, text: 'new' }]);
        expect(changed).toMatchObject({ text: 'new' });
        expect(await store.insert(NOTES, [note('c')])).not.toContain(null);
        expect(await store.remove(NOTES, [changed!])).toEqual([true]);
      });

      it('may lack an indexed field: a later version has added it', async () => {
        const [a] = await add(note('a'));
        await opened.damage({ ...a!, kind: undefined });
        store = await opened.reopen();

        expect(await store.get(NOTES, 'a')).toMatchObject({ id: 'a', name: 'a' });
        expect(store.damaged).toEqual([]);
      });
    });

    describe('a document of an earlier version', () => {
      /** Notes had a title before they had a text. */
      const upgraded: Collection<Note> = {
        ...NOTES,
        upgrade(stored: Note & { readonly title?: string }): Note {
          if (stored.title === 'lost') throw new Error('nobody knows what that was');
          const { title, ...rest } = stored;
          return title === undefined ? rest : { ...rest, text: title };
        },
      };
      const titled = (id: string, title: string) => ({ ...note(id), title }) as New<Note>;

      it('is read in its present form, and stored so when it is written next', async () => {
        await add(titled('a', 'first'), note('b', { text: 'second' }));
        const found = await store.get(upgraded, 'a');
        expect(found).toMatchObject({ id: 'a', text: 'first' });
        const texts = (notes: Note[]) => notes.map(({ id, text }) => [id, text]).sort();
        const both = [
          ['a', 'first'],
          ['b', 'second'],
        ];
        expect(texts(await store.getMany(upgraded, ['a', 'b']))).toEqual(both);
        expect(texts(await store.find(upgraded, 'byName', { equals: [], limit: 9 }))).toEqual(both);
        expect((await store.get(NOTES, 'a'))?.text).toBeUndefined();
        await store.replace(upgraded, [found as Note]);
        expect(await store.get(NOTES, 'a')).toMatchObject({ text: 'first' });
      });

      it('is damaged where it cannot be brought to that form, and takes no other along', async () => {
        await add(titled('a', 'lost'), note('b'));
        await expect(store.get(upgraded, 'a')).rejects.toThrow('in no form that this version knows');
        expect((await store.find(upgraded, 'byName', { equals: [], limit: 9 })).map(({ id }) => id)).toEqual([
          'b',
        ]);
      });
    });

    it('answers a ping', async () => {
      await expect(store.ping()).resolves.toBeUndefined();
    });

    it('may be closed twice, and is unavailable then', async () => {
      const [a] = await add(note('a'));
      await store.close();
      await store.close();

      for (const call of everyCall(store, a!)) await expect(call()).rejects.toThrow('The store is closed.');
      for (const call of everyCall(store, a!)) {
        await expect(call()).rejects.toMatchObject({ name: 'StoreUnavailable' });
      }
    });
  });
}

/** Each method that asks the store something. */
export function everyCall(store: Store, known: Note): (() => Promise<unknown>)[] {
  return [
    () => store.get(NOTES, known.id),
    () => store.getMany(NOTES, [known.id]),
    () => store.insert(NOTES, [note('new')]),
    () => store.replace(NOTES, [known]),
    () => store.remove(NOTES, [known]),
    () => store.find(NOTES, 'byName', { equals: [], limit: 1 }),
    () => store.findAmong(NOTES, 'byName', [], ['new']),
    () => store.count(NOTES, 'byName', []),
    () => store.ping(),
  ];
}
