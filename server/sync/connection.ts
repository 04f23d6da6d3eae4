/** A company's connection: made at the first need, and then there for good. */
import type { New, Store } from '../store/port.ts';
import { CONNECTIONS, type Connection } from './model.ts';
import { NEW_CONNECTION } from './upgrade.ts';

/** Of a company whose connector never called. */
export const newConnection = (id: string): New<Connection> => ({ id, ...NEW_CONNECTION });

/** The connection of a company. Two servers that make it at once make one. */
export async function connectionOf(store: Store, company: string): Promise<Connection> {
  for (;;) {
    const known = await store.get(CONNECTIONS, company);
    if (known) return known;
    await store.insert(CONNECTIONS, [newConnection(company)]);
  }
}
