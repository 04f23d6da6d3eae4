/** What the desk tells where there are no codes. */

import { type Html, html } from '../../html.ts';
import { deskPath, listQuery, withQuery } from '../addresses.ts';
import { empty } from '../components/message.ts';
import { buttonLink } from '../components/text.ts';
import type { Visit } from '../visit.ts';
import { deskAddress, type Filter, isFiltered, type Tab, unfiltered } from './filter.ts';

/** The list has no codes at all. */
export function emptyList({ company, href, may }: Visit, { list }: Filter): Html {
  const title = 'This list has no codes yet';
  if (!may('sender')) return empty(title, 'Somebody with the role sender can import them.');
  const at = (page: string) => href(withQuery(`${deskPath(company)}/${page}`, listQuery(list)));
  return empty(
    title,
    html`${buttonLink(at('import'), 'Import a CSV', { kind: 'primary' })} ${buttonLink(at('add'), 'Add a code by hand')}`,
  );
}

const EMPTY: Readonly<Record<Tab, readonly [string, string]>> = {
  pending: ['Nothing waits for approval', 'Codes come here when they are sent to the approver.'],
  accepted: [
    'Nothing waits for the connector',
    'Codes come here when they are accepted, and leave with its next call.',
  ],
  exporting: [
    'Nothing is being exported',
    'Codes are here for the moments between the request and the answer of QuickBooks.',
  ],
  synced: ['Nothing is in QuickBooks yet', 'Codes come here when QuickBooks has added them as items.'],
  failed: ['Nothing failed', 'There is nothing to repair.'],
  rejected: ['Nothing is rejected', 'Codes that an approver rejects come here with the reason.'],
  unsynced: ['Everything has been sent', 'New and changed codes come here until they are sent.'],
  drift: [
    'Everything is as it was',
    'Items that were changed or deleted in QuickBooks come here with the next reading.',
  ],
  all: ['No codes', ''],
};

/** The filter lets none through. */
export function emptyTab({ company, href }: Visit, filter: Filter): Html {
  const all = href(deskAddress(company, { ...filter, tab: 'all' }));
  if (!isFiltered(filter)) {
    const [title, what] = EMPTY[filter.tab];
    return empty(title, html`${what} <a href="${all}">See all codes</a>.`);
  }
  const cleared = href(deskAddress(company, unfiltered(filter)));
  return empty(
    'No code matches',
    html`Try other words, look at <a href="${all}">all states</a>, or <a href="${cleared}">clear the filter</a>.`,
  );
}
