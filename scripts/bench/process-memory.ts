// The most memory that another process held. Linux keeps that mark, and sets it back when asked; elsewhere the service is asked again and again.
import { readFileSync, writeFileSync } from 'node:fs';

const SAMPLE_EVERY_MS = 250;
const MIB = 1024 * 1024;
const RESIDENT_LINE = /^process_resident_memory_bytes (\S+)$/m;

/** Runs `work`, and tells the most MiB that the process behind `url` held meanwhile. */
export async function peakMiBOf(url: string, pid: number, work: () => Promise<void>): Promise<number> {
  return resetMark(pid) ? markAfter(pid, work) : mostOfSamples(url, work);
}

/** What it holds now. */
export async function heldMiBOf(url: string): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text();
  return Number(RESIDENT_LINE.exec(text)?.[1]) / MIB;
}

/** "5" sets VmHWM back to what is held now; proc_pid_clear_refs(5). */
function resetMark(pid: number): boolean {
  try {
    writeFileSync(`/proc/${pid}/clear_refs`, '5');
    return true;
  } catch {
    return false;
  }
}

async function markAfter(pid: number, work: () => Promise<void>): Promise<number> {
  await work();
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1]) / 1024;
}

async function mostOfSamples(url: string, work: () => Promise<void>): Promise<number> {
  let most = 0;
  let isOver = false;
  const sampling = (async () => {
    while (!isOver) {
      const text = await (await fetch(`${url}/metrics`)).text();
      most = Math.max(most, Number(RESIDENT_LINE.exec(text)?.[1]) / MIB);
      await new Promise((resolve) => setTimeout(resolve, SAMPLE_EVERY_MS));
    }
  })();
  try {
    await work();
  } finally {
    isOver = true;
    await sampling;
  }
  return most;
}
