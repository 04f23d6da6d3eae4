import fc from 'fast-check';
import { afterAll, expect, it } from 'vitest';
import type { ImportRow } from '../../server/codes/import.ts';
import { plannerHere } from '../../server/codes/importing/importing.ts';
import { createPlanning } from '../../server/codes/importing/planning.ts';
import { createImportRoom } from '../../server/codes/importing/room.ts';
import type { PlanFacts, Planner, Source } from '../../server/codes/importing/steps.ts';
import { type CostCode, ITEM_NAMINGS } from '../../server/codes/model.ts';

const room = createImportRoom();
afterAll(() => room.close());

const text = fc.constantFrom(
  '',
  '1',
  '01',
  '1.10',
  '1.1',
  'a',
  'A',
  'é',
  'é',
  'x:y',
  '☃',
  'Total',
  '2-11',
  '211',
);
const row = fc.record(
  { code: text, description: text, parent: text },
  { requiredKeys: ['code', 'description'] },
);
const rows = fc.array(row, { maxLength: 12 });

const sourceOf = (all: readonly Omit<ImportRow, 'row'>[], form: 'rows' | 'json' | 'csv'): Source => {
  if (form === 'rows') return { kind: 'rows', rows: all.map((each, index) => ({ row: index + 1, ...each })) };
  const lines = all.map(({ code, description, parent = '' }) => `${code},${description},${parent}\n`);
  const body =
    form === 'json' ? JSON.stringify({ codes: all }) : `code,description,parent\n${lines.join('')}`;
  const bytes = new TextEncoder().encode(body);
  return form === 'json' ? { kind: 'json', bytes } : { kind: 'file', bytes, choice: {} };
};

/** Everything that an import asks for, in its order, a round of beaten rows among them. */
async function all(planner: Planner, source: Source, known: readonly CostCode[], facts: PlanFacts) {
  const opened = await planner.open(source);
  if (!opened.ok) return opened;
  await planner.know(known);
  const counts = await planner.plan(facts);
  const inserts = await planner.inserts();
  const more = [await planner.replaces(), await planner.relevels(), await planner.inserts()];
  const shown = await planner.show();
  const beaten = await planner.lost(inserts.slice(0, 2).map(({ key }) => key));
  await planner.know(known);
  const again = [await planner.plan(facts), await planner.inserts(), await planner.firstProblems()];
  const told: (string | null)[] = [];
  for (const what of ['problems', 'warnings', 'badRows'] as const)
    for (let piece = await planner.tell(what); piece !== null; piece = await planner.tell(what))
      told.push(new TextDecoder().decode(piece));
  await planner.close();
  return { opened, counts, inserts, more, shown, beaten, again, told };
}

it('is the same in the process and in the thread of its own, whatever comes', async () => {
  await fc.assert(
    fc.asyncProperty(
      rows,
      rows,
      fc.constantFrom('rows', 'json', 'csv'),
      fc.constantFrom(...ITEM_NAMINGS),
      fc.boolean(),
      async (before, after, form, itemNaming, takesZerosAsLost) => {
        const company = {
          id: 'c',
          itemNaming,
          accountRules: [],
          incomeAccount: 'Income',
          expenseAccount: null,
        };
        const at = '2026-03-02T08:00:00.000Z';
        const facts = { company, list: 'l', at, by: 'ann', why: 'by import', takesZerosAsLost, rename: null };
        const here = plannerHere(createPlanning());
        await here.open(sourceOf(before, 'rows'));
        await here.plan(facts);
        const known = (await here.inserts()).map((code) => ({ ...code, rev: 1 }) as CostCode);
        const inProcess = await all(here, sourceOf(after, form), known, facts);
        const inThread = await room.run((planner) => all(planner, sourceOf(after, form), known, facts));
        expect(inThread).toEqual(inProcess);
      },
    ),
    { numRuns: 60 },
  );
});
