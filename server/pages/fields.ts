/** Form fields with their label, hint and error, which are tied to the control for screen readers. */
import type { FieldError } from '../http/problem.ts';
import { attributes, type Html, html, type Value } from './html.ts';

export const fieldId = (name: string) => `f-${name.replace(/[^\w-]/g, '-')}`;

export const errorOf = (errors: readonly FieldError[] | undefined, name: string): string | null =>
  errors?.find(({ field }) => field === name)?.message ?? null;

export interface FieldOptions {
  readonly name: string;
  readonly label: Value;
  readonly hint?: Value;
  readonly errors?: readonly FieldError[] | undefined;
  readonly value?: string | undefined;
  /** Told after the label; a field without it is required. */
  readonly optional?: boolean;
  /** More attributes of the control. */
  readonly more?: Readonly<Record<string, string | number | boolean | null | undefined>>;
}

interface Wiring {
  readonly id: string;
  readonly described: string | null;
  readonly error: string | null;
}

function wiringOf({ name, hint, errors }: Pick<FieldOptions, 'name' | 'hint' | 'errors'>): Wiring {
  const id = fieldId(name);
  const error = errorOf(errors, name);
  const described = [hint ? `${id}-hint` : [], error === null ? [] : `${id}-error`].flat().join(' ');
  return { id, described: described || null, error };
}

function around(options: FieldOptions, { id, error }: Wiring, control: Html): Html {
  const { label, hint, optional } = options;
  return html`<div class="field${error === null ? '' : ' has-error'}">
<label for="${id}">${label}${optional && html` <span class="muted">(optional)</span>`}</label>
${hint && html`<p class="hint" id="${id}-hint">${hint}</p>`}
${error !== null && html`<p class="field-error" id="${id}-error"><span aria-hidden="true">✕</span> <span class="visually-hidden">Error: </span>${error}</p>`}
${control}
</div>`;
}

const controlOf = (options: FieldOptions, { id, described, error }: Wiring) => ({
  id,
  name: options.name,
  required: options.optional !== true,
  'aria-describedby': described,
  'aria-invalid': error === null ? null : 'true',
  ...options.more,
});

export function input(options: FieldOptions & { readonly type?: string; readonly list?: string }): Html {
  const wiring = wiringOf(options);
  const { type = 'text', value, list } = options;
  const control = attributes({
    ...controlOf(options, wiring),
    type,
    list,
    value: type === 'password' || type === 'file' ? null : (value ?? ''),
  });
  return around(options, wiring, html`<input${control}>`);
}

export function textarea(options: FieldOptions & { readonly rows?: number }): Html {
  const wiring = wiringOf(options);
  const control = attributes({ ...controlOf(options, wiring), rows: options.rows ?? 3 });
  // A line break right after the tag is not part of the text.
  return around(
    options,
    wiring,
    html`<textarea${control}>
${options.value ?? ''}</textarea>`,
  );
}

export interface Choice {
  readonly value: string;
  readonly label: Value;
  readonly hint?: Value;
}

export function select(options: FieldOptions & { readonly choices: readonly Choice[] }): Html {
  const wiring = wiringOf(options);
  return around(
    options,
    wiring,
    html`<select${attributes(controlOf(options, wiring))}>${options.choices.map(
      ({ value, label }) =>
        html`<option${attributes({ value, selected: value === options.value })}>${label}</option>`,
    )}</select>`,
  );
}

export function radios(options: FieldOptions & { readonly choices: readonly Choice[] }): Html {
  const { name, label, hint, choices, value } = options;
  const { id, described, error } = wiringOf(options);
  return html`<fieldset class="field${error === null ? '' : ' has-error'}"${attributes({ 'aria-describedby': described })}>
<legend>${label}</legend>
${hint && html`<p class="hint" id="${id}-hint">${hint}</p>`}
${error !== null && html`<p class="field-error" id="${id}-error"><span aria-hidden="true">✕</span> <span class="visually-hidden">Error: </span>${error}</p>`}
${choices.map((choice, index) => {
  const own = index === 0 ? id : `${id}-${index}`;
  return html`<div class="choice"><input${attributes({
    type: 'radio',
    id: own,
    name,
    value: choice.value,
    checked: choice.value === value,
    'aria-describedby': choice.hint ? `${own}-about` : null,
  })}><label for="${own}">${choice.label}</label>${choice.hint && html`<p class="hint" id="${own}-about">${choice.hint}</p>`}</div>`;
})}
</fieldset>`;
}

export function checkbox(
  options: Omit<FieldOptions, 'value'> & { readonly value?: string; readonly checked?: boolean },
): Html {
  const { name, label, hint, value = 'true', checked = false, more } = options;
  const { id, described, error } = wiringOf(options);
  return html`<div class="field choice${error === null ? '' : ' has-error'}"><input${attributes({
    type: 'checkbox',
    id,
    name,
    value,
    checked,
    'aria-describedby': described,
    ...more,
  })}><label for="${id}">${label}</label>${hint && html`<p class="hint" id="${id}-hint">${hint}</p>`}${
    error !== null && html`<p class="field-error" id="${id}-error">${error}</p>`
  }</div>`;
}

/** What is wrong with a form, at its top, with links to the fields. */
export function errorSummary(errors: readonly FieldError[] | undefined): Html | null {
  if (!errors || errors.length === 0) return null;
  return html`<div class="message bad error-summary" role="alert" tabindex="-1" data-focus>
<h2>There is a problem</h2>
<ul>${errors.map(({ field, message }) =>
    field === '' ? html`<li>${message}</li>` : html`<li><a href="#${fieldId(field)}">${message}</a></li>`,
  )}</ul>
</div>`;
}
