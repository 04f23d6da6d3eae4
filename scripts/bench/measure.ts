// CPU time of another process, as that process tells it, and what is made of many such figures.

/** Both kinds of server give it: user and system time of all threads since the start, in seconds. */
const CPU_LINE = /^process_cpu_seconds_total (\S+)$/m;

/** What a process still does after its answer (collecting garbage, closing files) belongs to the work before. */
const SETTLE_MS = 30;
const OVERHEAD_READINGS = 15;

/** The processor time that the server behind `url` has used since its start, from its `/metrics`. */
export async function cpuSeconds(url: string): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text();
  const seconds = Number(CPU_LINE.exec(text)?.[1]);
  if (!Number.isFinite(seconds)) throw new Error(`${url}/metrics does not tell process_cpu_seconds_total.`);
  return seconds;
}

/** What the measuring by itself costs, to be taken off what is short: the reading of the figures, and being there. */
export async function overheadMs(url: string): Promise<number> {
  const figures: number[] = [];
  for (let time = 0; time < OVERHEAD_READINGS; time++) figures.push(await cpuMsOf(url, async () => {}));
  return median(figures);
}

/** CPU milliseconds that the process behind `url` spends while `work` runs. */
export async function cpuMsOf(url: string, work: () => Promise<void>): Promise<number> {
  const before = await cpuSeconds(url);
  await work();
  await new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
  return (await cpuSeconds(url)) * 1000 - before * 1000;
}

const QUIET_EVERY_MS = 100;
/** Of those, less than that is asking for the figure. */
const QUIET_MS = 10;

/** The same, with what the process goes on with by itself after the last answer. */
export async function cpuMsUntilQuiet(url: string, work: () => Promise<void>): Promise<number> {
  const before = await cpuSeconds(url);
  await work();
  for (let last = await cpuSeconds(url); ; ) {
    await new Promise((resolve) => setTimeout(resolve, QUIET_EVERY_MS));
    const now = await cpuSeconds(url);
    if ((now - last) * 1000 < QUIET_MS) return (now - before) * 1000;
    last = now;
  }
}

/** CPU milliseconds that this process spends in `work`. */
export async function ownCpuMsOf(work: () => unknown): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

/** The value below which this share of the values lies, between two of them by proportion; NaN of none. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const place = (sorted.length - 1) * share;
  const low = sorted[Math.floor(place)] ?? Number.NaN;
  const high = sorted[Math.ceil(place)] ?? Number.NaN;
  return low + (high - low) * (place - Math.floor(place));
}

/** The middle value; NaN of none. */
export const median = (values: readonly number[]): number => quantile(values, 0.5);

/** A fixed number of digits that carry meaning, for tables. */
export const rounded = (value: number, digits = 2): number => Number(value.toFixed(digits));
