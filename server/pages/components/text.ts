/** Words within a line: signs, what is told quietly, what only screen readers read; numbers and how many. */
import { attributes, type Html, html, type Value } from '../../html.ts';

/** A sign, which is not read aloud. */
export const signOf = (sign: string): Html => html`<span aria-hidden="true">${sign}</span>`;

/** Words with a sign in front. */
export const signed = (sign: string, words: Value): Html => html`${signOf(sign)} ${words}`;

/** What matters less, or stands for nothing. */
export const muted = (words: Value): Html => html`<span class="muted">${words}</span>`;

/** For screen readers only. */
export const unseen = (words: Value): Html => html`<span class="visually-hidden">${words}</span>`;

/** Texts of QuickBooks and of files, letter by letter. */
export const code = (text: Value): Html => html`<code>${text}</code>`;

/** A way that looks like a button. `more`: further attributes. */
export const buttonLink = (
  href: string,
  label: Value,
  { kind, ...more }: { readonly kind?: string; readonly [name: string]: string | boolean | undefined } = {},
): Html => html`<a${attributes({ class: kind ? `button ${kind}` : 'button', ...more, href })}>${label}</a>`;

const NUMBER = new Intl.NumberFormat('en-US');
/** "1,000". */
export const number = (value: number): string => NUMBER.format(value);

/** "1 code", "1,000 codes". */
export const plural = (count: number, one: string, many = `${one}s`): string =>
  `${number(count)} ${count === 1 ? one : many}`;

/** The file that a path of the desktop leads to. */
export const fileName = (path: string): string => path.split(/[\\/]/).at(-1) ?? path;

const MIB = 1024 * 1024;
/** "16 MiB", of bytes. */
export const mebibytes = (bytes: number): string => `${number(bytes / MIB)} MiB`;
