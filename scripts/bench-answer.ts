/**
 * Answers of 5 MB cost at most 1 / 0.6 times the CPU time of a bare express server that takes them apart by patterns and keeps what became
 * of its codes, and the service has at most 300 MiB while they come.
 */
import { costCodes } from './bench/cost-codes.ts';
import { filler, handOut } from './bench/large-answer.ts';
import { cpuMsOf, median, rounded } from './bench/measure.ts';
import { applicationOf, Caller } from './bench/player.ts';
import { peakMiBOf } from './bench/process-memory.ts';
import { type Result, resultOf, runBench } from './bench/report.ts';
import { newCompany, withBareServer, withService } from './bench/servers.ts';
import { table } from './terminal.ts';

/** Of the bare server's MB a CPU second. */
const SHARE_MIN = 0.6;
const PEAK_MAX_MIB = 300;
const ANSWER_BYTES = 5_000_000;
const WARM_UPS = 5;
const ROUNDS = 15;
/** Enough for a set of any size in every round. */
const CODES = 4_000;

const FILLER = filler(ANSWER_BYTES);

async function bench(): Promise<Result[]> {
  return withBareServer((bareURL, barePid) =>
    withService(async (url, api, { pid = 0 }) => {
      const company = await newCompany(api, 'Sample Builders');
      await api.importList(company.id, Buffer.from(costCodes(CODES)));
      await api.send(company.id);
      await api.accept(company.id);
      const caller = new Caller(await applicationOf(api, company));
      const first: number[] = [];
      const again: number[] = [];
      const bare: number[] = [];
      let barePeak = Number.NaN;
      const peak = await peakMiBOf(url, pid, async () => {
        barePeak = await peakMiBOf(bareURL, barePid, async () => {
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
          }
        });
      });
      caller.close();
      const row = (what: string, figures: readonly number[]) => [
        what,
        rounded(median(figures), 1),
        rounded(ANSWER_BYTES / 1000 / median(figures), 1),
      ];
      console.log(
        table(
          ['an answer of 5 MB', 'CPU ms', 'MB a CPU second'],
          [
            row('bare express: responses by patterns, codes kept', bare),
            row('the service: read strictly, applied, kept whole', first),
            row('the service, when it comes again: read', again),
          ],
          60,
        ),
      );
      console.log(
        `Peak memory: the service ${peak.toFixed(0)} MiB, bare express ${barePeak.toFixed(0)} MiB.`,
      );
      return [
        resultOf(
          'answers of 5 MB: CPU / bare express',
          rounded(1 / SHARE_MIN),
          bare.map((ms, round) => (first[round] ?? Number.NaN) / ms),
        ),
        resultOf('answers of 5 MB: peak MiB', PEAK_MAX_MIB, [peak]),
      ];
    }),
  );
}

await runBench(`Answers of 5 MB: ${ROUNDS} rounds, interleaved`, bench);
