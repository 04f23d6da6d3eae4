/** Lists of facts and of counts. */
import { type Html, html, type Value } from '../../html.ts';
import { number } from './text.ts';

/** Facts: what it is, and its value. What has no value is left out. */
export const facts = (all: readonly (readonly [Value, Value])[]): Html =>
  definitions(
    'facts',
    all.filter(([, value]) => value !== null && value !== undefined && value !== false && value !== ''),
  );

/** How many of what. */
export const counts = (all: readonly (readonly [Value, number])[], kind = 'counts'): Html =>
  definitions(
    kind,
    all.map(([term, count]) => [term, number(count)]),
  );

/** Terms and what stands for each, whatever it is. */
export const definitions = (kind: string | null, all: readonly (readonly [Value, Value])[]): Html =>
  html`<dl${kind === null ? '' : html` class="${kind}"`}>${all.map(
    ([term, value]) => html`
<div><dt>${term}</dt><dd>${value}</dd></div>`,
  )}
</dl>`;
