/** Which codes come next: accepted ones, parents before children, each when its parent is in QuickBooks or comes along. */
import { CODES, type Company, type CostCode, codeID, quickBooksList } from '../codes/model.ts';
import type { Store } from '../store/port.ts';

export interface Limits {
  readonly codes: number;
  /** Of descriptions, the only long texts of a request. */
  readonly characters: number;
}

export interface Selection {
  readonly codes: readonly CostCode[];
  /** Where the next search goes on. */
  readonly cursor: string;
}

const PAGE_MAX = 1_000;

/**
 * Codes are gone through once by their level, so a long list costs each code one look: when a level is reached, the one above
 * it has been answered. What that passes over (accepted or moved meanwhile) is found by one more search from the start.
 */
export async function nextCodes(
  store: Store,
  company: Company,
  session: string,
  from: string,
  limits: Limits,
): Promise<Selection> {
  const found = await search(store, company, session, from, limits);
  return found.codes.length > 0 || from === '' ? found : search(store, company, session, '', limits);
}

/** Whether there is a code that could be exported now. Codes that wait for a parent are no work. */
export async function hasWork(store: Store, company: Company): Promise<boolean> {
  return (
    (await nextCodes(store, company, '', '', { codes: 1, characters: Number.POSITIVE_INFINITY })).codes
      .length > 0
  );
}

async function search(
  store: Store,
  company: Company,
  session: string,
  from: string,
  limits: Limits,
): Promise<Selection> {
  const list = quickBooksList(company).id;
  const chosen = new Map<string, CostCode>();
  const synced = new Map<string, boolean>();
  let characters = 0;
  let cursor = from;
  for (let limit = limits.codes; ; limit = Math.min(limit * 2, PAGE_MAX)) {
    const page = await store.find(CODES, 'byQueue', {
      equals: [company.id, list, 'accepted'],
      after: cursor === '' ? undefined : cursor,
      limit,
    });
    const parents = new Set(page.map((code) => code.parent).filter((key) => key !== '' && !synced.has(key)));
    const read = await store.getMany(
      CODES,
      [...parents].map((key) => codeID(company.id, list, key)),
    );
    for (const parent of read) synced.set(parent.key, parent.status === 'synced');
    for (const code of page) {
      const isReady = code.parent === '' || synced.get(code.parent) === true || chosen.has(code.parent);
      if (isReady && code.skipSession !== session) {
        if (chosen.size > 0 && characters + code.description.length > limits.characters)
          return { codes: [...chosen.values()], cursor };
        chosen.set(code.key, code);
        characters += code.description.length;
      }
      cursor = code.queue;
      if (chosen.size === limits.codes) return { codes: [...chosen.values()], cursor };
    }
    if (page.length < limit) return { codes: [...chosen.values()], cursor };
  }
}
