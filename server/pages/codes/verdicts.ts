/** What will happen to a code in QuickBooks, as people are told: in the table, by the filter, and on the page of the code. */
import { type Html, html, type Value } from '../../html.ts';
import { type Preflight, VERDICTS, type Verdict } from '../../quickbooks/preflight.ts';
import { badge, type Tone } from '../components/status.ts';
import { muted } from '../components/text.ts';

const WORDS: Readonly<Record<Verdict, readonly [Tone, string, string]>> = {
  new: ['good', '+', 'New item'],
  adopt: ['good', '✓', 'Is there already'],
  inactive: ['warn', '○', 'Is there, inactive'],
  otherType: ['bad', '✕', 'Name is taken'],
  similar: ['warn', '≈', 'One like it is there'],
  parent: ['bad', '✕', 'Parent in the way'],
  account: ['bad', '✕', 'Account in the way'],
  full: ['bad', '✕', 'List is full'],
};

/** To choose from. */
export const VERDICT_CHOICES = VERDICTS.map((value) => ({ value, label: WORDS[value][2] }));

const verdictBadge = ({ verdict }: Preflight): Html => badge(...WORDS[verdict]);

/** In the table; null for a code that is in QuickBooks. Of a new item its word tells all. */
export function verdictCell(preflight: Preflight | null): Value {
  if (preflight === null) return muted('in QuickBooks');
  const note = preflight.verdict !== 'new' && html`<p class="note">${preflight.message}</p>`;
  return html`${verdictBadge(preflight)}${note}`;
}

/** On the page of a code. */
export const verdictWords = (preflight: Preflight): Html =>
  html`${verdictBadge(preflight)} ${preflight.message}`;
