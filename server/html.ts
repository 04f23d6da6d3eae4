/** HTML by a tagged template that escapes every value: only what it made itself goes in as it is. */

/** HTML that is safe to put into a page. Made by `html` and `join` only. */
export class Html {
  readonly #text: string;
  private constructor(text: string) {
    this.#text = text;
  }
  static made(text: string): Html {
    return new Html(text);
  }
  toString(): string {
    return this.#text;
  }
}

/** Nothing is written for null, undefined and false; the members of an array one after the other. */
export type Value = Html | string | number | null | undefined | false | readonly Value[];

const REPLACED: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

const escaped = (text: string) => text.replace(/[&<>"']/g, (char) => REPLACED[char] ?? char);

function written(value: Value): string {
  if (value === null || value === undefined || value === false) return '';
  if (value instanceof Html) return value.toString();
  if (Array.isArray(value)) return value.map(written).join('');
  return escaped(String(value));
}

/** The tag: what stands between the values is written as it is, each value escaped unless it is HTML already. */
export function html(parts: TemplateStringsArray, ...values: readonly Value[]): Html {
  let text = parts[0] ?? '';
  for (let i = 0; i < values.length; i++) text += written(values[i]) + (parts[i + 1] ?? '');
  return Html.made(text);
}

/** No HTML at all. */
export const NOTHING = html``;

/** Attributes of an element: absent for null, undefined and false, without a value for true. */
export function attributes(
  all: Readonly<Record<string, string | number | boolean | null | undefined>>,
): Html {
  const text = Object.entries(all)
    .filter(([, value]) => value !== null && value !== undefined && value !== false)
    .map(([name, value]) => (value === true ? ` ${name}` : ` ${name}="${escaped(String(value))}"`));
  return Html.made(text.join(''));
}
