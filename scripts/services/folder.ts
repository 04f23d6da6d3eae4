import { rmSync } from 'node:fs';

/** Whoever was killed a moment ago may still write; what cannot be removed is left to the system, and nobody else's exit is upset. */
export function removeAtExit(folder: string): void {
  try {
    rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });
  } catch {}
}
