/** What doors ask about readings. */
import type { Store } from '../store/port.ts';
import { READINGS, type Reading } from './model.ts';

/** What is known of a company's readings; null before there was any, and before one was asked for. */
export const readingOf = (store: Store, company: string): Promise<Reading | null> =>
  store.get(READINGS, company);
