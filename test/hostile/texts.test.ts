/**
 * Texts that are made to be slow: composing a run of combining marks costs the square of its length. What is composed is
 * counted here (the longest run, all characters), not timed.
 */

import { afterEach, describe, expect, it, vi } from 'vitest';
import { cleanText, hasTooManyMarks, MARKS_MAX, toNFC } from '../../qbxml/text.ts';
import { quotable, wordsAside } from '../../qbxml/words.ts';
import { readDivision } from '../../server/codes/intake/division.ts';
import { CODE_MAX, keyOf } from '../../server/codes/model.ts';
import { ADMIN_PASSWORD, newCompany, onEmbeddedStore, pageOf } from '../support/service.ts';

/** Falling combining classes, which is the slowest order; one run of 20,000 marks. */
const MARKS = '\u0301'.repeat(10_000) + '\u0316'.repeat(10_000);
const LETTERS = '\u00e9'.repeat(20_000);

afterEach(() => void vi.restoreAllMocks());

/** Runs it and tells the longest run of marks and the longest text that was given to `normalize`. */
async function composedBy(run: () => unknown): Promise<{ run: number; characters: number }> {
  const { normalize } = String.prototype;
  const most = { run: 0, characters: 0 };
  const spy = vi.spyOn(String.prototype, 'normalize').mockImplementation(function (this: string, form) {
    most.characters = Math.max(most.characters, this.length);
    for (const [marks] of this.matchAll(/\p{M}+/gu)) most.run = Math.max(most.run, marks.length);
    return normalize.call(this, form);
  });
  await run();
  spy.mockRestore();
  return most;
}

it('every character that composing puts in another place is a mark', () => {
  const moved: string[] = [];
  for (let point = 1; point <= 0x10ffff; point++) {
    if (point >= 0xd800 && point <= 0xdfff) continue;
    const char = String.fromCodePoint(point);
    if (/\p{M}/u.test(char)) continue;
    const [first = '', ...more] = char.normalize('NFD');
    // A mark of class 1 behind it, or one of class 230 before it, stays where it is.
    const behind = `${first}\u0334`.normalize('NFD').endsWith('\u0334');
    const before = `\u0301${first}`.normalize('NFD').startsWith('\u0301');
    if (!behind || !before || more.length > 3) moved.push(char);
  }
  expect(moved).toEqual([]);
});

it(`a run of ${MARKS_MAX} marks is composed, a longer one stays as it is`, async () => {
  const some = `a${'\u0316\u0301'.repeat(MARKS_MAX / 2)}`;
  expect(hasTooManyMarks(some)).toBe(false);
  expect(toNFC(some)).toBe(some.normalize('NFC'));
  expect(cleanText(some)).not.toBe(some);
  const more = `${some}\u0301`;
  expect(hasTooManyMarks(more)).toBe(true);
  for (const clean of [cleanText, toNFC]) expect(clean(more)).toBe(more);
  expect(keyOf(`A ${more.slice(1)}  \u2126`)).toBe(`a ${more.slice(1)} \u03c9`.replace('\u03c9', 'ω'));
  const cleaned = await composedBy(() => [cleanText(`5\u2126${MARKS}`), keyOf(`x${MARKS}`), toNFC(MARKS)]);
  expect(cleaned).toEqual({ run: 0, characters: 0 });
});

onEmbeddedStore(
  'no call composes a long run of marks, and what is too long is refused by its length',
  (start) => {
    it('in bodies, searches, addresses and forms of the page', async () => {
      const service = await start();
      const company = await newCompany(service);
      const { headers } = await pageOf(service, { user: 'admin', password: ADMIN_PASSWORD });
      const composed = await composedBy(async () => {
        for (const text of [`a${MARKS}`, `a${LETTERS}`, `a${MARKS.slice(0, 100)}`]) {
          for (const [path, body] of [
            ['/api/companies', { name: text, incomeAccount: 'Sales' }],
            ['/api/companies', { name: 'B', incomeAccount: text }],
            [
              '/api/companies',
              { name: 'B', incomeAccount: 'S', accountRules: [{ prefix: text, incomeAccount: 'S' }] },
            ],
            [`${company.path}/lists`, { name: text }],
            [`${company.path}/accept`, { codes: [text] }],
            [`${company.path}/reject`, { codes: 'all', reason: text }],
            [`${company.path}/gate`, { codes: [text] }],
            ['/api/users', { userName: text, password: 'battery staple' }],
            ['/api/tokens', { name: text }],
          ] as const) {
            const answer = await service.api('POST', path, { body });
            expect([answer.status, answer.body.code], path).toEqual(
              path.endsWith('/reject') && text.length < 2_000 * 4 && !hasTooManyMarks(text)
                ? [200, undefined]
                : [422, 'not-valid'],
            );
          }
        }
        for (const text of [MARKS, LETTERS].map((each) => encodeURIComponent(each.slice(0, 1_000)))) {
          expect((await service.api('GET', `${company.path}/codes/${text}`)).status).toBe(404);
          expect((await service.api('GET', `${company.path}/codes?search=${text}`)).status).toBe(422);
          expect((await service.api('PATCH', `/api/users/${text}`, { body: {} })).status).toBe(404);
          const desk = `/companies/${company.id}?search=${text}&division=${text}`;
          expect((await service.api('GET', desk, { anonymous: true, headers })).status).toBe(200);
        }
      });
      expect(composed.run).toBeLessThanOrEqual(MARKS_MAX);
      expect(composed.characters).toBeLessThanOrEqual(1_590);
    });

    it('in the rows of an import: each is a problem of its row, and the good ones are taken', async () => {
      const service = await start();
      for (const itemNaming of ['code', 'description']) {
        const company = await newCompany(service, { itemNaming });
        const codes = [
          { code: `a${MARKS}`, description: 'one' },
          { code: 'b', description: MARKS },
          { code: 'c', description: 'three', parent: MARKS },
          { code: LETTERS, description: 'four' },
          { code: 'e', description: 'five' },
          { code: `f${MARKS.slice(0, MARKS_MAX + 1)}`, description: 'six' },
        ];
        const sent = async (body: unknown, type: string) => {
          const bodies = await composedBy(async () => {
            const { status, body: answer } = await service.api('POST', `${company.path}/import`, {
              body,
              type,
            });
            expect(status).toBe(200);
            expect([answer.added, answer.unchanged, answer.problems.length]).toEqual(
              type === 'application/json' ? [1, 0, 5] : [0, 1, 5],
            );
            for (const { problem } of answer.problems) expect(problem).toMatch(/marks in a row|characters/);
            for (const { code } of answer.problems) expect(code.length).toBeLessThanOrEqual(1_020);
          });
          // What looks for twins takes apart (NFKC) as much of a text as a code may have.
          expect(bodies.run).toBeLessThanOrEqual(CODE_MAX);
        };
        await sent({ codes }, 'application/json');
        const csv = codes.map(({ code, description, parent }) => `${code},${description},${parent ?? ''}`);
        await sent(['code,description,parent', ...csv].join('\n'), 'text/csv');
      }
    });
  },
);

/** Each is gone through once. A pattern that begins anew at each sign would go through it a hundred thousand times, for minutes. */
describe('a text of hundreds of thousands of signs', () => {
  const many = (text: string) => text.repeat(200_000);

  it('is quoted without the full stops at its end', () => {
    expect(quotable(`${many('.')}x`, 'error')).toHaveLength(203);
    expect(quotable(`Not found${many('. ')}`, 'error')).toBe('Not found');
  });

  it('is compared without the texts of a code', () => {
    const [quoted, everywhere] = wordsAside(many('a'), ['a']);
    expect([quoted, everywhere]).toEqual([many('a'), many('""')]);
  });

  it('is a division without the dashes at its end', () => {
    expect(readDivision(`Division 1(${many('-')}x`)).toBeNull();
    expect(readDivision(`Division 1A${many('-')}x`)).toEqual({ code: '1A', description: 'x' });
    expect(readDivision(`Division 1A ${many('-')}`)).toEqual({ code: '1A', description: '' });
  });
});
