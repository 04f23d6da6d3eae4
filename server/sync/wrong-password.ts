/**
 * A wrong password of a company's connector, told until a right one comes: when the last one came and from where, never what it
 * was. A Web Connector comes with it every minute and a guesser many times a second, so it is written once a minute at most.
 */
import type { Company } from '../codes/model.ts';
import type { Store } from '../store/port.ts';
import { shownAddress } from './callers.ts';
import {
  CONNECTIONS,
  type Connection,
  POLLS,
  type Polls,
  WRONG_PASSWORDS,
  type WrongPassword,
} from './model.ts';

const APART_MS = 60_000;

export interface ToldWrongPassword {
  readonly at: string;
  readonly address: string;
}

/**
 * What it was told under. Another one with each right password, whatever the clocks say: a poll is written anew, a session has a
 * name of its own. So a right password costs nothing more than before. Another one with a new password, too: who has just made
 * it is told again only if the connector still comes with the old one.
 */
export function standingOf(company: Company, connection: Connection | null, polls: Polls | null): string {
  return [company.passwordDigest, connection?.session ?? '', polls?.rev ?? ''].join(' ');
}

/** Null where it is over. */
export function toldOf(kept: WrongPassword | null, standing: string): ToldWrongPassword | null {
  return kept?.standing === standing ? { at: kept.at, address: kept.address } : null;
}

/** A time of a clock that has been set back since keeps nothing out. */
function isRecent({ at }: WrongPassword, now: Date): boolean {
  const age = now.getTime() - Date.parse(at);
  return age >= 0 && age < APART_MS;
}

async function keep(store: Store, company: Company, address: string): Promise<void> {
  const [kept, connection, polls] = await Promise.all([
    store.get(WRONG_PASSWORDS, company.id),
    store.get(CONNECTIONS, company.id),
    store.get(POLLS, company.id),
  ]);
  const now = store.now();
  const standing = standingOf(company, connection, polls);
  if (kept && toldOf(kept, standing) && isRecent(kept, now)) return;
  const told = { at: now.toISOString(), address: shownAddress(address), standing };
  // Where another server was quicker, it has told the same.
  if (kept) await store.replace(WRONG_PASSWORDS, [{ ...kept, ...told }]);
  else await store.insert(WRONG_PASSWORDS, [{ id: company.id, ...told }]);
}

/**
 * Keeps that a wrong password came for a company. Rejects with StoreUnavailable like the store. What comes meanwhile is passed
 * over: however many guesses come at once, each server is busy with one of them.
 */
export function createWrongPasswords(store: Store): (company: Company, address: string) => Promise<void> {
  const underWay = new Set<string>();
  return async (company, address) => {
    if (underWay.has(company.id)) return;
    underWay.add(company.id);
    try {
      await keep(store, company, address);
    } finally {
      underWay.delete(company.id);
    }
  };
}
