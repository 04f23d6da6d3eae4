// An import of 20,000 rows as CSV and as workbook, dry run and for real, beside what reads the same bytes and does nothing with them, in the
// same process; the dry run in the thread that it really has; and the memory that each takes, in a process of its own.
import { fork } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parse } from 'csv-parse/sync';
import { COLLECTIONS } from '../server/app.ts';
import { createCompany } from '../server/codes/company.ts';
import { importCodes, plannerHere, tryImport } from '../server/codes/importing/importing.ts';
import { createPlanning } from '../server/codes/importing/planning.ts';
import { createImportRoom, type ImportRoom } from '../server/codes/importing/room.ts';
import { openWorkbook } from '../server/codes/intake/workbook.ts';
import type { Company } from '../server/codes/model.ts';
import { openEmbeddedStore } from '../server/store/embedded.ts';
import type { Store } from '../server/store/port.ts';
import { costCodes, numberOfCodes } from './bench/cost-codes.ts';
import { median, ownCpuMsOf, rounded } from './bench/measure.ts';
import { type Result, resultOf, runBench } from './bench/report.ts';
import { workbookOf } from './bench/workbook.ts';
import { table } from './terminal.ts';

const ROWS = 20_000;
const ROUNDS = 9;
const MEMORY_MAX_MIB = 300;
const LIST = 'quickbooks';
const inThread = createImportRoom();
/** What the bounds compare shares one heap: garbage costs a thread that has little else less than a process that has much. */
const here: ImportRoom = {
  run: (work) => work(plannerHere(createPlanning())),
  close: async () => {},
};
const OPTIONS = { why: 'by import' };
const by = { at: '2026-01-01T00:00:00.000Z', by: 'bench' };

type Form = 'csv' | 'workbook';
const FORMS: readonly { form: Form; beside: string; bound: number }[] = [
  { form: 'csv', beside: 'csv-parse alone', bound: 6 },
  { form: 'workbook', beside: 'the reader of workbooks alone', bound: 3 },
];

const text = costCodes(ROWS);
const bytesOf = (form: Form): Uint8Array =>
  form === 'csv' ? Buffer.from(text) : workbookOf(parse(text) as string[][]);

const alone: Readonly<Record<Form, (bytes: Uint8Array) => unknown>> = {
  csv: (bytes) => parse(Buffer.from(bytes)),
  workbook: (bytes) => {
    const opened = openWorkbook(bytes);
    if (!opened.ok) throw new Error(opened.why);
    return opened.workbook.read(0);
  },
};

const STEPS = ['dry run', 'dry run in its thread', 'import', 'dry run of what is there'] as const;

async function withCompany<T>(work: (store: Store, company: Company) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(path.join(tmpdir(), 'bench-import-'));
  const store = await openEmbeddedStore({ folder, collections: COLLECTIONS, clock: () => new Date() });
  try {
    const { company } = await createCompany(store, randomBytes, { name: 'Bench', incomeAccount: 'Income' });
    return await work(store, company);
  } finally {
    await store.close();
    await rm(folder, { recursive: true, force: true });
  }
}

async function importOnce(
  store: Store,
  company: Company,
  bytes: Uint8Array,
  isDry: boolean,
  room = inThread,
): Promise<number> {
  // The bytes are given away.
  const source = { kind: 'file', bytes: new Uint8Array(bytes), choice: {} } as const;
  const run = isDry ? tryImport : importCodes;
  const result = await run({ store, random: randomBytes, room }, company, LIST, source, by, OPTIONS);
  if (!result.ok) throw new Error(result.why);
  if (result.problems.length > 0) throw new Error(JSON.stringify(result.problems[0]));
  return result.added;
}

async function ratios({ form, beside, bound }: (typeof FORMS)[number]): Promise<Result[]> {
  const bytes = bytesOf(form);
  const figures: Record<string, number[]> = {
    beside: [],
    ...Object.fromEntries(STEPS.map((step) => [step, []])),
  };
  for (let round = -1; round < ROUNDS; round++) {
    await withCompany(async (store, company) => {
      const measured = {
        beside: await ownCpuMsOf(() => alone[form](bytes)),
        'dry run': await ownCpuMsOf(() => importOnce(store, company, bytes, true, here)),
        'dry run in its thread': await ownCpuMsOf(() => importOnce(store, company, bytes, true)),
        import: await ownCpuMsOf(() => importOnce(store, company, bytes, false, here)),
        'dry run of what is there': await ownCpuMsOf(() => importOnce(store, company, bytes, true, here)),
      };
      // The first round warms up.
      if (round >= 0) for (const [name, ms] of Object.entries(measured)) figures[name]?.push(ms);
    });
  }
  const base = figures.beside ?? [];
  const times = (step: string) => (figures[step] ?? []).map((ms, round) => ms / (base[round] ?? Number.NaN));
  console.log(
    table(
      [`${form}, ${numberOfCodes(ROWS)} rows`, 'CPU ms', `times ${beside}`],
      [
        [beside, Math.round(median(base)), 1],
        ...STEPS.map((step) => [step, Math.round(median(figures[step] ?? [])), rounded(median(times(step)))]),
      ],
    ),
  );
  return [resultOf(`${form}: dry run / ${beside}`, bound, times('dry run'))];
}

/** Above what the process had when it was ready, in MiB. */
async function memory(form: Form, isDry: boolean): Promise<number> {
  const child = fork(path.join(import.meta.dirname, 'run.mjs'), [
    import.meta.filename,
    form,
    isDry ? 'dry' : 'real',
  ]);
  let peak = Number.NaN;
  child.on('message', (message) => {
    peak = Number(message);
  });
  await once(child, 'exit');
  return peak;
}

async function memoryOfThis(form: Form, isDry: boolean): Promise<void> {
  const bytes = bytesOf(form);
  const peakMiB = () => process.resourceUsage().maxRSS / 1024;
  await withCompany(async (store, company) => {
    const idle = peakMiB();
    await importOnce(store, company, bytes, isDry);
    process.send?.(peakMiB() - idle);
  });
}

const [form, way] = process.argv.slice(2);
if (form === 'csv' || form === 'workbook') await memoryOfThis(form, way === 'dry');
else
  await runBench(`An import of ${numberOfCodes(ROWS)} rows: ${ROUNDS} rounds`, async () => {
    const results: Result[] = [];
    for (const each of FORMS) results.push(...(await ratios(each)));
    const rows: (string | number)[][] = [];
    for (const { form } of FORMS)
      for (const isDry of [true, false]) {
        const name = `${form}, ${isDry ? 'dry run' : 'import'}`;
        const peak = await memory(form, isDry);
        rows.push([name, Math.round(peak)]);
        results.push(resultOf(`${name}: memory / ${MEMORY_MAX_MIB} MiB`, 1, [peak / MEMORY_MAX_MIB]));
      }
    console.log(table(['peak memory above idle', 'MiB'], rows));
    return results;
  });
