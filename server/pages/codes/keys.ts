/** The keys of the desk, which a person may switch on. */

import { type Html, html, type Value } from '../../html.ts';
import { definitions } from '../components/facts.ts';

const kbd = (...all: readonly string[]): Value =>
  all.map((key, index) => html`${index > 0 && ' '}<kbd>${key}</kbd>`);

/** `canTick`: the person may do something to codes. */
export function keys(canTick: boolean): Html {
  const all: (readonly [Value, string])[] = [
    [kbd('j', 'k'), 'next, previous code'],
    ...(canTick ? VERB_KEYS : []),
    [kbd('Enter'), 'open it'],
    [kbd('/'), 'search'],
    [kbd('?'), 'this list'],
  ];
  return html`<details class="keys" id="keys">
<summary>Keyboard</summary>
${definitions(null, all)}
<p class="hint">Only while no field has the focus.</p>
<label hidden><input type="checkbox" data-keys> Use these keys in this browser</label>
</details>`;
}

const VERB_KEYS = [
  [kbd('x'), 'select it'],
  [kbd('a'), 'accept'],
  [kbd('r'), 'reject'],
] as const;
