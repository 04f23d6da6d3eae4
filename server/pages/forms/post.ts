/** Forms that post: each carries the token by which it is known to be ours. */

import { attributes, type Html, html, type Value } from '../../html.ts';
import type { Attributes } from './controls.ts';

/** What a form needs to be ours: the field with the token of the session, and the way to write addresses. */
export interface FormPlace {
  readonly csrf: Html;
  readonly href: (path: string) => string;
}

/**
 * A form that is posted to a path of ours. The server says what is wrong with it, and in better words than browsers do; `more` may say
 * otherwise, and whatever else the form has.
 */
export const postForm = ({ csrf, href }: FormPlace, path: string, body: Value, more: Attributes = {}): Html =>
  html`<form${attributes({ method: 'post', action: href(path), novalidate: true, ...more })}>${csrf}
${body}
</form>`;

/** The button at its end, the one that is most likely wanted. */
export const submit = (label: Value): Html => html`<button class="primary" type="submit">${label}</button>`;
