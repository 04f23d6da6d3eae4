/** Messages: boxes that tell how something is, and what to do. */
import { attributes, type Html, html, type Value } from '../../html.ts';
import type { Tone } from './status.ts';
import { signed } from './text.ts';

/** What a message has beside its words. */
export interface MessageOptions {
  /** In front of the title, where the tone alone is not enough. */
  readonly sign?: string;
  /** Further classes of the box. */
  readonly kind?: string;
  /**
   * `status`: it came just now and is read aloud. `focus`: it is the answer to what was just done, and readers go on from it.
   */
  readonly live?: 'status' | 'focus';
}

/** A message with a title. */
export function message(tone: Tone, title: Value, body?: Value, options: MessageOptions = {}): Html {
  const { sign, kind, live } = options;
  const box = attributes({
    class: ['message', tone, kind].filter(Boolean).join(' '),
    role: live === undefined ? null : 'status',
    tabindex: live === 'focus' ? -1 : null,
    'data-focus': live === 'focus',
  });
  return html`<div${box}>
<p class="message-title">${sign === undefined ? title : signed(sign, title)}</p>
${body}
</div>`;
}

/** A message of one line. */
export const remark = (tone: Tone, words: Value): Html => html`<p class="message ${tone}">${words}</p>`;

/** A message of one paragraph in a box of its own. */
export const remarkBox = (tone: Tone, words: Value): Html => html`<div class="message ${tone}">
<p>${words}</p>
</div>`;

/** A line that stands on the page already and is shown by the script when its time comes; `name`: its mark for it. */
export const remarkLater = (tone: Tone, name: string, words: Value): Html =>
  html`<p class="message ${tone}"${attributes({ [name]: true })} hidden role="status">${words}</p>`;

/** Nothing is there: says what to do next. */
export const empty = (title: Value, what: Value): Html => html`<div class="empty">
<h2>${title}</h2>
<p>${what}</p>
</div>`;
