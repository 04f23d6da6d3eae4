import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ImportFacts, type ImportPlan, type ImportRow, planImport } from '../../server/codes/import.ts';
import { type CostCode, ITEM_NAMINGS } from '../../server/codes/model.ts';
import { queueOrder } from '../../server/codes/order.ts';

const FACTS: ImportFacts = {
  company: 'c',
  list: 'l',
  naming: 'code',
  accountsOf: () => ({ incomeAccount: 'Income', expenseAccount: null }),
  classOf: () => null,
  rules: { incomeAccount: 'Income', expenseAccount: null, accountRules: [] },
  at: '2026-01-01T00:00:00.000Z',
  by: 'admin',
  why: 'by import',
};

type Codes = ReadonlyMap<string, CostCode>;

/** The list after the plan was carried out. */
function carriedOut(codes: Codes, plan: ImportPlan): Map<string, CostCode> {
  const after = new Map(codes);
  for (const code of plan.insert) after.set(code.key, { ...code, rev: 1 } as unknown as CostCode);
  for (const code of [...plan.replace, ...plan.relevel]) after.set(code.key, code);
  return after;
}

function levelOf(codes: Codes, code: CostCode): number {
  let level = 1;
  for (let key = code.parent; key !== ''; level++) {
    const parent = codes.get(key);
    if (!parent) throw new Error(`${code.key}: no parent ${key}`);
    if (level > codes.size) throw new Error(`${code.key}: a circle`);
    key = parent.parent;
  }
  return level;
}

function check(codes: Codes): void {
  const names = new Set<string>();
  for (const code of codes.values()) {
    const level = levelOf(codes, code);
    expect(level).toBeLessThanOrEqual(5);
    expect(code.level).toBe(level);
    expect(code.queue).toBe(queueOrder(level, code.order));
    expect(code.itemName).toMatch(/^[ -9;-~]{1,31}$/);
    const name = `${code.parent}:${code.itemName.toLowerCase()}`;
    expect(names.has(name), name).toBe(false);
    names.add(name);
  }
}

const name = fc.constantFrom('a', 'A', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'é', 'x:y', '', '☃');
const text = fc.constantFrom(
  'one',
  'One',
  'two',
  'three',
  '',
  'a very long description of 40 characters',
  '☃',
);
const parent = fc.option(fc.oneof({ weight: 4, arbitrary: name }, fc.constantFrom('', 'nobody')), {
  nil: undefined,
});
const rows: fc.Arbitrary<ImportRow[]> = fc
  .array(fc.record({ code: name, description: text, parent }, { requiredKeys: ['code', 'description'] }), {
    maxLength: 14,
  })
  .map((all) =>
    all.map(({ code, description, parent: above }, index) => ({
      row: index + 1,
      code,
      description,
      ...(above === undefined ? {} : { parent: above }),
    })),
  );

describe('the plan of an import', () => {
  it('keeps the list free of circles, of a sixth level and of two items of one name, whatever comes', () => {
    fc.assert(
      fc.property(fc.array(rows, { maxLength: 4 }), fc.constantFrom(...ITEM_NAMINGS), (imports, naming) => {
        let codes = new Map<string, CostCode>();
        for (const each of imports) {
          const plan = planImport(codes, each, { ...FACTS, naming });
          codes = carriedOut(codes, plan);
          check(codes);
        }
      }),
      { numRuns: 1_000 },
    );
  });

  it('never touches a code that is exporting, nor lets another take its name', () => {
    const locked = fc.array(fc.constantFrom('a', 'b', 'c', 'd', 'e'), { maxLength: 4 });
    fc.assert(
      fc.property(rows, locked, rows, (first, keys, second) => {
        const status = 'exporting';
        const codes = carriedOut(new Map(), planImport(new Map(), first, FACTS));
        for (const key of keys) {
          const code = codes.get(key);
          if (code) codes.set(key, { ...code, status });
        }
        const plan = planImport(codes, second, FACTS);
        expect(plan.replace.filter((code) => codes.get(code.key)?.status === status)).toEqual([]);
        const after = carriedOut(codes, plan);
        check(after);
        for (const [key, code] of codes) {
          if (code.status !== status) continue;
          const { description, parent, itemName, history } = code;
          expect(after.get(key)).toMatchObject({ description, parent, itemName, status, history });
        }
      }),
      { numRuns: 500 },
    );
  });

  it('counts each row once: added, changed, unchanged or a problem', () => {
    fc.assert(
      fc.property(rows, rows, (first, second) => {
        const codes = carriedOut(new Map(), planImport(new Map(), first, FACTS));
        const plan = planImport(codes, second, FACTS);
        const bad = plan.problems.map((problem) => problem.row);
        expect(new Set(bad).size).toBe(bad.length);
        expect(bad).toEqual([...bad].sort((a, b) => a - b));
        expect(plan.insert.length + plan.replace.length + plan.unchanged + bad.length).toBe(second.length);
      }),
    );
  });

  it('of the same rows once more changes nothing, and finds the same problems or fewer', () => {
    fc.assert(
      fc.property(rows, fc.constantFrom(...ITEM_NAMINGS), (given, naming) => {
        const facts = { ...FACTS, naming };
        const first = planImport(new Map(), given, facts);
        const codes = carriedOut(new Map(), first);
        const taken = given.filter(({ row }) => !first.problems.some((problem) => problem.row === row));
        expect(planImport(codes, taken, facts)).toMatchObject({
          insert: [],
          replace: [],
          relevel: [],
          unchanged: taken.length,
          problems: [],
        });
      }),
      { numRuns: 500 },
    );
  });

  it('does not depend on the order of good rows that have different names', () => {
    const tree = fc
      .uniqueArray(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 40 })
      .map((numbers) =>
        numbers.map(
          (number, index): ImportRow => ({
            row: index + 1,
            code: `n${number}`,
            description: 'd',
            parent: index % 4 === 0 ? '' : `n${numbers[Math.floor(index / 4) * 4]}`,
          }),
        ),
      );
    fc.assert(
      fc.property(tree, fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true })), (good, random) => {
        const shuffled = good
          .map((row) => ({ row, at: random.next().value as number }))
          .sort((a, b) => a.at - b.at)
          .map(({ row }) => row);
        const byKey = (plan: ImportPlan) =>
          plan.insert.map(({ key, parent: above, level }) => [key, above, level]).sort();
        const plan = planImport(new Map(), shuffled, FACTS);
        expect(plan.problems).toEqual([]);
        expect(byKey(plan)).toEqual(byKey(planImport(new Map(), good, FACTS)));
      }),
    );
  });

  it('takes parents before children, so that one that breaks off leaves no code without its parent', () => {
    fc.assert(
      fc.property(rows, (given) => {
        const seen = new Set(['']);
        for (const code of planImport(new Map(), given, FACTS).insert) {
          expect(seen.has(code.parent)).toBe(true);
          seen.add(code.key);
        }
      }),
    );
  });

  it('names the column that a bad row is bad in', () => {
    const chain = Array.from({ length: 6 }, (_, index) => ({
      row: index + 1,
      code: `n${index}`,
      description: 'd',
      parent: index === 0 ? '' : `n${index - 1}`,
    }));
    const one = { row: 1, code: 'a', description: 'd', parent: '' };
    const bad: [Partial<ImportRow>, string][] = [
      [{ code: '' }, 'code'],
      [{ code: 'x'.repeat(300) }, 'code'],
      [{ code: 'a\u0001' }, 'code'],
      [{ code: '#REF!' }, 'code'],
      [{ code: 'x'.repeat(40) }, 'code'],
      [{ problem: 'The reader has found something.' }, 'code'],
      [{ description: '' }, 'description'],
      [{ description: 'x'.repeat(5_000) }, 'description'],
      [{ description: 'e\u0301'.padEnd(60, '\u0301') }, 'description'],
      [{ parent: 'A' }, 'parent'],
      [{ parent: 'unknown' }, 'parent'],
    ];
    for (const [change, field] of bad) {
      const { problems } = planImport(new Map(), [{ ...one, ...change }], FACTS);
      expect(
        problems.map((each) => each.field),
        JSON.stringify(change).slice(0, 80),
      ).toEqual([field]);
    }
    expect(planImport(new Map(), chain, FACTS).problems.map((each) => each.field)).toEqual(['parent']);
    const alike = [one, { ...one, row: 2, code: 'b' }];
    const named = planImport(new Map(), alike, { ...FACTS, naming: 'description' });
    expect(named.problems.map((each) => each.field)).toEqual(['description']);
  });

  it('manages 10,000 rows that all hang on one another: a chain, a circle, one long list of equal names', () => {
    const chain = Array.from({ length: 10_000 }, (_, index) => ({
      row: index + 1,
      code: `n${index}`,
      description: 'same',
      parent: `n${index + 1}`,
    }));
    expect(planImport(new Map(), chain, FACTS).problems).toHaveLength(10_000);
    const circle = chain.map((row, index) => (index === 9_999 ? { ...row, parent: 'n0' } : row));
    expect(planImport(new Map(), circle, FACTS).problems).toHaveLength(10_000);
    const reversed = [...chain.slice(0, -1), { ...chain.at(-1)!, parent: '' }];
    const levels = planImport(new Map(), reversed, FACTS);
    expect(levels.insert).toHaveLength(5);
    expect(levels.problems).toHaveLength(9_995);
    const flat = chain.map((row) => ({ ...row, parent: '' }));
    expect(planImport(new Map(), flat, { ...FACTS, naming: 'description' }).insert).toHaveLength(1);
    const named = planImport(new Map(), flat, { ...FACTS, naming: 'codeAndDescription' });
    expect(named.insert).toHaveLength(10_000);
  });

  it('settles 10,000 names that are the same but for what is cut off', () => {
    const long = Array.from({ length: 10_000 }, (_, index) => ({
      row: index + 1,
      code: `the-same-beginning-of-${String(index).padStart(5, '0')}`,
      description: 'and a text that does not fit',
      parent: '',
    }));
    const plan = planImport(new Map(), long, { ...FACTS, naming: 'codeAndDescription' });
    expect(new Set(plan.insert.map((code) => code.itemName)).size).toBe(10_000);
  });
});
