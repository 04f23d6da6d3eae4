/** What pages are put together from: states, times, tabs, tables, lists of facts, paging. */
import type { CodeStatus } from '../codes/model.ts';
import { attributes, type Html, html, type Value } from './html.ts';

/** Told by a sign and a word, the color only helps. */
export const STATUS: Readonly<Record<CodeStatus, { readonly sign: string; readonly word: string }>> = {
  pending: { sign: '◔', word: 'Ready to export' },
  accepted: { sign: '◑', word: 'Accepted' },
  exporting: { sign: '↑', word: 'Exporting' },
  synced: { sign: '✓', word: 'Synced' },
  failed: { sign: '✕', word: 'Failed' },
  rejected: { sign: '⊘', word: 'Rejected' },
  unsynced: { sign: '○', word: 'Unsynced' },
};

/** The style sheet sets the sign: a page has hundreds of these. */
export const statusBadge = (status: CodeStatus): Html =>
  html`<span class="state ${status}">${STATUS[status].word}</span>`;

export type Tone = 'good' | 'warn' | 'bad' | 'calm';

export const badge = (tone: Tone, sign: string, word: Value): Html =>
  html`<span class="state ${tone}"><span aria-hidden="true">${sign}</span> ${word}</span>`;

const NUMBER = new Intl.NumberFormat('en-US');
export const number = (value: number): string => NUMBER.format(value);
export const plural = (count: number, one: string, many = `${one}s`): string =>
  `${number(count)} ${count === 1 ? one : many}`;

const DATE = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  timeZone: 'UTC',
});

/** In UTC, which the script turns into the reader's own zone. */
export function time(at: string | null): Html {
  if (at === null) return html`<span class="muted">never</span>`;
  return html`<time datetime="${at}">${DATE.format(new Date(at))} UTC</time>`;
}

/** "3 minutes ago", "in 2 hours". */
export function relative(at: string, now: Date): string {
  const seconds = Math.round((Date.parse(at) - now.getTime()) / 1_000);
  const size = Math.abs(seconds);
  const words =
    size < 45
      ? 'a moment'
      : size < 90 * 60
        ? plural(Math.max(1, Math.round(size / 60)), 'minute')
        : size < 36 * 3_600
          ? plural(Math.round(size / 3_600), 'hour')
          : plural(Math.round(size / 86_400), 'day');
  return seconds > 0 ? `in ${words}` : `${words} ago`;
}

export interface Tab {
  readonly label: Value;
  readonly href: string;
  readonly current: boolean;
  readonly count?: number;
  readonly key?: string;
}

export const tabs = (label: string, all: readonly Tab[]): Html =>
  html`<nav class="tabs" aria-label="${label}"><ul>${all.map(
    (tab) =>
      html`<li><a href="${tab.href}"${attributes({ 'aria-current': tab.current ? 'page' : null })}>${tab.label}${
        tab.count !== undefined &&
        html` <span class="count"${attributes({ 'data-count': tab.key })}>${number(tab.count)}</span>`
      }</a></li>`,
  )}</ul></nav>`;

/** Facts: what it is, and its value. What has no value is left out. */
export const facts = (all: readonly (readonly [Value, Value])[]): Html =>
  html`<dl class="facts">${all
    .filter(([, value]) => value !== null && value !== undefined && value !== false && value !== '')
    .map(([term, value]) => html`<div><dt>${term}</dt><dd>${value}</dd></div>`)}</dl>`;

export interface Column {
  readonly label: Value;
  readonly className?: string;
}

/** In a box of its own that scrolls sideways where the page is narrow, also by keyboard. */
export function table(caption: Value, columns: readonly Column[], rows: readonly (readonly Value[])[]): Html {
  return html`<div class="table" tabindex="0" role="region" aria-label="${caption}"><table>
<caption class="visually-hidden">${caption}</caption>
<thead><tr>${columns.map(({ label, className }) => html`<th scope="col"${attributes({ class: className })}>${label}</th>`)}</tr></thead>
<tbody>${rows.map(
    (row) =>
      html`<tr>${row.map((cell, index) => html`<td${attributes({ class: columns[index]?.className })}>${cell}</td>`)}</tr>`,
  )}</tbody>
</table></div>`;
}

/** Nothing is there: says what to do next. */
export const empty = (title: Value, what: Value): Html =>
  html`<div class="empty"><h2>${title}</h2><p>${what}</p></div>`;

export const message = (tone: Tone, title: Value, body?: Value): Html =>
  html`<div class="message ${tone}"><p class="message-title">${title}</p>${body}</div>`;

/** Forwards and back to the start: what comes between pages may come or go meanwhile. */
export function paging(first: string | null, next: string | null, told: Value): Html {
  return html`<nav class="paging" aria-label="Pages"><p>${told}</p>${
    first !== null && html`<a class="button" href="${first}">First page</a>`
  }${next !== null && html`<a class="button" rel="next" href="${next}">Next page</a>`}</nav>`;
}

/** A path with a query; what is empty is left out. */
export function withQuery(path: string, query: Readonly<Record<string, string | null | undefined>>): string {
  const given = Object.entries(query).filter((each): each is [string, string] => Boolean(each[1]));
  const text = new URLSearchParams(given).toString();
  return text === '' ? path : `${path}?${text}`;
}

const DAY = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  timeZone: 'UTC',
});

/** For tables, where the exact time is one click away: the day in UTC. */
export const day = (at: string): Html =>
  html`<time datetime="${at.slice(0, 10)}">${DAY.format(new Date(at))}</time>`;
