/** Secrets that are shown this once: in the answer itself, since they are not kept for a page that comes later. */
import { type Html, html, type Value } from '../../html.ts';
import { message } from './message.ts';

/** What has been made, and around the secret what to do with it. */
export const shownOnce = (title: Value, body: Value): Html =>
  message('good', title, body, { sign: '✓', live: 'focus' });

/** A text to be copied; `what` is what the button beside it calls it. */
export const copied = (id: string, what: string, text: string): Html =>
  html`<code class="secret" id="${id}" tabindex="0" data-copy="${what}">${text}</code>`;
