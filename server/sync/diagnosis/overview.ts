/**
 * How many companies are doing, the worst first: whoever keeps the books of forty sees which need them. What is stored of them is
 * read together; only what is asked of one that needs somebody is asked for by itself.
 */
import { type Company, quickBooksList } from '../../codes/model.ts';
import { countsOf } from '../../codes/read.ts';
import { type Collection, DamagedDocument, type Store, type Stored } from '../../store/port.ts';
import { inTurns } from '../../turns.ts';
import { byCompany, CONNECTIONS, POLLS, SESSIONS, WRONG_PASSWORDS } from '../model.ts';
import { connectionOf, type StoredOfConnector, type SyncStatus, statusFrom } from '../read.ts';
import { CAUSE_CODES } from './causes.ts';
import { DIAGNOSIS_STATES, type Diagnosis } from './diagnosis.ts';
import type { Counts } from './facts.ts';
import { diagnosisOf } from './read.ts';

/** One company; what is wrong with its documents is its own affair. */
export type Overview =
  | { readonly company: Company; readonly isDamaged: true }
  | {
      readonly company: Company;
      readonly isDamaged: false;
      readonly counts: Counts;
      readonly status: SyncStatus;
      readonly diagnosis: Diagnosis;
    };

/** In a turn, each with some questions to the store. */
const AT_ONCE = 25;

/** Each company, the one that needs somebody most first. */
export async function overviewOf(store: Store, companies: readonly Company[]): Promise<Overview[]> {
  const all: Overview[] = [];
  for await (const some of inTurns(companies, AT_ONCE)) {
    const stored = await storedOf(store, some);
    for (const company of some) {
      try {
        all.push(await oneOf(store, company, stored));
      } catch (error) {
        if (!(error instanceof DamagedDocument)) throw error;
        all.push({ company, isDamaged: true });
      }
    }
  }
  return all.toSorted(worseFirst);
}

type Found = (company: Company) => Promise<StoredOfConnector>;

/** What is stored of the connectors of all these. */
async function storedOf(store: Store, companies: readonly Company[]): Promise<Found> {
  const ids = companies.map(({ id }) => id);
  const [connections, polls, wrong] = await Promise.all([
    byID(store, CONNECTIONS, ids),
    byID(store, POLLS, ids),
    byID(store, WRONG_PASSWORDS, ids),
  ]);
  const present = [...connections.values()].flatMap(({ id, session }) =>
    session === null ? [] : byCompany(id, session),
  );
  const sessions = await byID(store, SESSIONS, present);
  return async ({ id }) => {
    // One that is there and cannot be read is not among those that were read together.
    const connection = connections.get(id) ?? (await connectionOf(store, id));
    const name = connection.session === null ? null : byCompany(id, connection.session);
    const session = name === null ? null : (sessions.get(name) ?? (await store.get(SESSIONS, name)));
    return {
      connection,
      session,
      sessions: session ? [session] : [],
      polls: polls.get(id) ?? null,
      wrong: wrong.get(id) ?? null,
    };
  };
}

const byID = async <T extends Stored>(store: Store, collection: Collection<T>, ids: readonly string[]) =>
  new Map((await store.getMany(collection, ids)).map((each) => [each.id, each]));

async function oneOf(store: Store, company: Company, stored: Found): Promise<Overview> {
  const counts = await countsOf(store, company, quickBooksList(company));
  const status = await statusFrom(store, company, await stored(company), counts.accepted > 0);
  const diagnosis = await diagnosisOf(store, company, status, counts);
  return { company, isDamaged: false, counts, status, diagnosis };
}

/** A text that sorts the worst first: what state it is in, by which cause, and since when. */
function placeOf(each: Overview): string {
  if (each.isDamaged) return '';
  const { state, causes } = each.diagnosis;
  const [first] = causes;
  const rank = DIAGNOSIS_STATES.length - DIAGNOSIS_STATES.indexOf(state);
  const cause = first ? CAUSE_CODES.indexOf(first.code) : CAUSE_CODES.length;
  return `${rank} ${String(cause).padStart(3, '0')} ${first?.since ?? '~'} ${each.company.order}`;
}

function worseFirst(one: Overview, other: Overview): number {
  const [a, b] = [placeOf(one), placeOf(other)];
  return a < b ? -1 : a > b ? 1 : 0;
}
