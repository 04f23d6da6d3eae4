/** Parts of a page under a heading of their own. */
import { type Html, html, type Value } from '../../html.ts';

/** A part that its heading names; addresses lead to it by `id`. */
export const section = (id: string, title: Value, body: Value): Html =>
  html`<section aria-labelledby="${id}">
<h2 id="${id}">${title}</h2>
${body}
</section>`;
