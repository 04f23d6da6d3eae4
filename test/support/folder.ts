/** Folders for what a test keeps in files. */
import { existsSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** In memory where the system has such a place: what a store writes is synchronised, and no power fails in a test. */
const BASE = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();

/** A new one; whoever asks for it removes it. */
export const newFolder = (name: string): string => mkdtempSync(path.join(BASE, `cost-code-sync-${name}-`));
