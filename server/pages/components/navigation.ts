/** Ways between pages: tabs, and from page to page of a long list. */
import { attributes, type Html, html, type Value } from '../../html.ts';
import { buttonLink, number } from './text.ts';

/** One of several views of the same. `key`: by which the script finds its count. */
export interface Tab {
  readonly label: Value;
  readonly href: string;
  readonly current: boolean;
  readonly count?: number;
  readonly key?: string;
}

/** Views of the same, one of them the present one. */
export function tabs(label: string, all: readonly Tab[]): Html {
  const countOf = ({ count, key }: Tab) =>
    count !== undefined &&
    html` <span class="count"${attributes({ 'data-count': key })}>${number(count)}</span>`;
  return html`<nav class="tabs" aria-label="${label}">
<ul>${all.map(
    (tab) => html`
<li>${link(tab.href, html`${tab.label}${countOf(tab)}`, tab.current)}</li>`,
  )}
</ul>
</nav>`;
}

/** A link, marked if it leads to where one is; `page` or, for what is not a page, `true`. */
export const link = (href: string, label: Value, isCurrent: boolean, what = 'page'): Html =>
  html`<a href="${href}"${attributes({ 'aria-current': isCurrent ? what : null })}>${label}</a>`;

/** Forwards and back to the start: what comes between pages may come or go meanwhile. */
export const paging = (first: string | null, next: string | null, told: Value): Html =>
  pagingBar(told, [
    first !== null && buttonLink(first, 'First page'),
    next !== null && buttonLink(next, 'Next page', { rel: 'next' }),
  ]);

/** The same with other ways. */
export const pagingBar = (told: Value, ways: Value): Html => html`<nav class="paging" aria-label="Pages">
<p>${told}</p>
${ways}
</nav>`;
