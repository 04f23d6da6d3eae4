// One answer of 5 MB costs at most 1.2 times what a bare express handler needs to read it. What keeping it adds is stated beside it.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { openEmbeddedStore } from '../server/store/embedded.ts';
import { textInHand } from '../server/sync/answer-text.ts';
import { keep } from '../server/sync/keep.ts';
import { ANSWER_PARTS, EXCHANGES } from '../server/sync/model.ts';
import { costCodes } from './bench/cost-codes.ts';
import { filler, handOut } from './bench/large-answer.ts';
import { cpuMsOf, median, ownCpuMsOf, rounded } from './bench/measure.ts';
import { applicationOf, Caller } from './bench/player.ts';
import { type Result, resultOf, runBench } from './bench/report.ts';
import { newCompany, withBareServer, withService } from './bench/servers.ts';
import { table } from './terminal.ts';

const BOUND = 1.2;
const ANSWER_BYTES = 5_000_000;
const WARM_UPS = 5;
const ROUNDS = 15;
/** Enough for a set of any size in every round. */
const CODES = 4_000;

const FILLER = filler(ANSWER_BYTES);

/** What the store's share is: the same text, kept by the service's own functions, in this process. */
async function storing(answers: readonly string[]): Promise<{ keepMs: number; writeMs: number }> {
  const folder = await mkdtemp(path.join(tmpdir(), 'cost-code-sync-bench-'));
  const store = openEmbeddedStore({
    folder,
    collections: [EXCHANGES as never, ANSWER_PARTS as never],
    clock: () => new Date(),
  });
  try {
    const keepMs: number[] = [];
    const writeMs: number[] = [];
    for (const [number, answer] of answers.entries()) {
      const [empty] = await store.insert(EXCHANGES, [
        {
          id: String(number),
          company: 'company',
          session: 'session',
          order: String(number),
          set: 'set',
          at: '',
          answeredAt: null,
          response: null,
          hresult: null,
          message: null,
        },
      ]);
      if (!empty) throw new Error('not inserted');
      const text = textInHand(answer);
      const { parts } = await text.measure();
      keepMs.push(
        await ownCpuMsOf(async () => {
          for (let part = 0; part < parts; part++) await text.part(part);
        }),
      );
      const both = await ownCpuMsOf(async () => {
        const response = await keep(store, empty, text, null);
        await store.replace(EXCHANGES, [{ ...empty, response }]);
      });
      writeMs.push(both - (keepMs.at(-1) ?? 0));
    }
    return { keepMs: median(keepMs), writeMs: median(writeMs) };
  } finally {
    await store.close();
    await rm(folder, { recursive: true, force: true, maxRetries: 10 });
  }
}

async function bench(): Promise<Result[]> {
  return withBareServer((bareURL) =>
    withService(async (url, api) => {
      const company = await newCompany(api, 'Sample Builders');
      await api.importList(company.id, Buffer.from(costCodes(CODES)));
      await api.send(company.id);
      await api.accept(company.id);
      const caller = new Caller(await applicationOf(api, company));
      const first: number[] = [];
      const again: number[] = [];
      const bare: number[] = [];
      const answers: string[] = [];
      for (let round = -WARM_UPS; round < ROUNDS; round++) {
        const { synced } = (await api.status(company.id)).counts;
        const handed = await handOut(caller, FILLER);
        const steps: [number[], () => Promise<number>][] = [
          [first, () => cpuMsOf(url, () => caller.receive(handed.envelope))],
          // An answer that comes twice is read as a whole again, and changes nothing.
          [again, () => cpuMsOf(url, () => caller.receive(handed.envelope))],
        ];
        const compared: [number[], () => Promise<number>] = [
          bare,
          () => cpuMsOf(bareURL, () => caller.receive(handed.envelope, `${bareURL}/answer`)),
        ];
        for (const [figures, measured] of round % 2 === 0 ? [compared, ...steps] : [...steps, compared]) {
          const ms = await measured();
          if (round >= 0) figures.push(ms);
        }
        if ((await api.status(company.id)).counts.synced === synced)
          throw new Error('the answer was not applied');
        await caller.calls.close(handed.ticket);
        if (round >= 0) answers.push(handed.answer);
      }
      caller.close();
      const { keepMs, writeMs } = await storing(answers);
      const row = (what: string, figures: readonly number[]) => [
        what,
        rounded(median(figures), 1),
        rounded(ANSWER_BYTES / 1000 / median(figures), 1),
      ];
      console.log(
        table(
          ['an answer of 5 MB', 'CPU ms', 'MB a CPU second'],
          [
            row('bare express: read, decode, parse', bare),
            row('the service: read, applied, kept', first),
            row('  its compressing, by itself', [keepMs]),
            row('  its write of what is kept, by itself', [writeMs]),
            row('the service, when it comes again: read', again),
          ],
          60,
        ),
      );
      const ratios = (of: (ms: number, round: number) => number): number[] =>
        bare.map((ms, round) => of(first[round] ?? Number.NaN, round) / ms);
      console.log(
        `With storing: ${median(ratios((ms) => ms)).toFixed(2)} times bare express, of which storing is ` +
          `${((keepMs + writeMs) / median(bare)).toFixed(2)}; when it comes again: ` +
          `${median(ratios((_, round) => again[round] ?? Number.NaN)).toFixed(2)}.`,
      );
      return [
        resultOf(
          'answer of 5 MB: CPU without storing / bare express',
          BOUND,
          ratios((ms) => ms - keepMs - writeMs),
        ),
      ];
    }),
  );
}

await runBench(`Answers of 5 MB: ${ROUNDS} rounds, interleaved`, bench);
