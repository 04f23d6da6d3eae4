/** Controls with their label, hint and error, which are tied to the control for screen readers. */

import { attributes, type Html, html, type Value } from '../../html.ts';
import type { FieldError } from '../../http/problem.ts';
import { muted, signed, unseen } from '../components/text.ts';

/** The id of a field's control, to which labels and errors lead. */
export const fieldId = (name: string) => `f-${name.replace(/[^\w-]/g, '-')}`;

/** What is wrong with a field, null if nothing is. */
export const errorOf = (errors: readonly FieldError[] | undefined, name: string): string | null =>
  errors?.find(({ field }) => field === name)?.message ?? null;

/** Attributes of an element. */
export type Attributes = Readonly<Record<string, string | number | boolean | null | undefined>>;

/** What every kind of control has. */
export interface ControlOptions {
  readonly name: string;
  readonly label: Value;
  readonly hint?: Value;
  readonly errors?: readonly FieldError[] | undefined;
  readonly value?: string | undefined;
  /** Told after the label; a field without it is required. */
  readonly optional?: boolean | undefined;
  /** More attributes of the control. */
  readonly more?: Attributes | undefined;
}

interface Wiring {
  readonly id: string;
  readonly described: string | null;
  readonly error: string | null;
}

function wiringOf({ name, hint, errors }: Pick<ControlOptions, 'name' | 'hint' | 'errors'>): Wiring {
  const id = fieldId(name);
  const error = errorOf(errors, name);
  const described = [hint ? `${id}-hint` : [], error === null ? [] : `${id}-error`].flat().join(' ');
  return { id, described: described || null, error };
}

const classOf = (kind: string, error: string | null) => (error === null ? kind : `${kind} has-error`);

const hintOf = (id: string, hint: Value) => hint && html`<p class="hint" id="${id}-hint">${hint}</p>`;

/** The error of one control, beside it. `quiet`: without its sign, where the place is narrow. */
export function fieldError(error: string | null, id: string | null, quiet = false): Html | null {
  if (error === null) return null;
  const words = html`${unseen('Error: ')}${error}`;
  return html`<p class="field-error"${attributes({ id: id && `${id}-error` })}>${quiet ? words : signed('✕', words)}</p>`;
}

function around(options: ControlOptions, { id, error }: Wiring, control: Html): Html {
  const { label, hint, optional } = options;
  return html`<div class="${classOf('field', error)}">
<label for="${id}">${label}${optional && html` ${muted('(optional)')}`}</label>
${hintOf(id, hint)}
${fieldError(error, id)}
${control}
</div>`;
}

const controlOf = (options: ControlOptions, { id, described, error }: Wiring) => ({
  id,
  name: options.name,
  required: options.optional !== true,
  'aria-describedby': described,
  'aria-invalid': error === null ? null : 'true',
  ...options.more,
});

/** One line of text, a password, a file. `list`: the id of a datalist. */
export function input(
  options: ControlOptions & { readonly type?: string | undefined; readonly list?: string | undefined },
): Html {
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

/** Several lines of text. */
export function textarea(options: ControlOptions & { readonly rows?: number | undefined }): Html {
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

/** One of several. */
export interface Choice {
  readonly value: string;
  readonly label: Value;
  readonly hint?: Value;
}

/** What a list of choices holds; `chosen` is the value of the one that is selected. */
export const optionsOf = (choices: readonly Choice[], chosen: string): Html[] =>
  choices.map(
    ({ value, label }) => html`<option${attributes({ value, selected: value === chosen })}>${label}</option>`,
  );

/** One of a few, which are all seen. */
export function radios(options: ControlOptions & { readonly choices: readonly Choice[] }): Html {
  const { name, label, hint, choices, value } = options;
  const { id, described, error } = wiringOf(options);
  const choiceOf = (choice: Choice, index: number): Html => {
    const own = index === 0 ? id : `${id}-${index}`;
    const radio = attributes({
      type: 'radio',
      id: own,
      name,
      value: choice.value,
      checked: choice.value === value,
      'aria-describedby': choice.hint ? `${own}-about` : null,
    });
    return html`<div class="choice">
<input${radio}><label for="${own}">${choice.label}</label>
${choice.hint && html`<p class="hint" id="${own}-about">${choice.hint}</p>`}
</div>`;
  };
  return html`<fieldset class="${classOf('field', error)}"${attributes({ 'aria-describedby': described })}>
<legend>${label}</legend>
${hintOf(id, hint)}
${fieldError(error, id)}
${choices.map(choiceOf)}
</fieldset>`;
}

/** Yes or no. */
export function checkbox(
  options: Omit<ControlOptions, 'value'> & {
    readonly value?: string | undefined;
    readonly checked?: boolean | undefined;
  },
): Html {
  const { name, label, hint, value = 'true', checked = false, more } = options;
  const { id, described, error } = wiringOf(options);
  const control = attributes({
    type: 'checkbox',
    id,
    name,
    value,
    checked,
    'aria-describedby': described,
    ...more,
  });
  return html`<div class="${classOf('field choice', error)}">
<input${control}><label for="${id}">${label}</label>
${hintOf(id, hint)}
${error !== null && html`<p class="field-error" id="${id}-error">${error}</p>`}
</div>`;
}

/** Yes or no beside other controls, without a hint or an error of its own. */
export const tick = (
  id: string,
  name: string,
  label: string,
  checked: boolean,
): Html => html`<div class="choice">
<input${attributes({ type: 'checkbox', id, name, value: 'true', checked })}><label for="${id}">${label}</label>
</div>`;

/** What a form carries along unseen. */
export const hidden = (name: string, value: string, more: Attributes = {}): Html =>
  html`<input${attributes({ type: 'hidden', name, value, ...more })}>`;

/** What is wrong with a form, at its top, with links to the fields. */
export function errorSummary(errors: readonly FieldError[] | undefined): Html | null {
  if (!errors || errors.length === 0) return null;
  const lines = errors.map(({ field, message }) =>
    field === '' ? html`<li>${message}</li>` : html`<li><a href="#${fieldId(field)}">${message}</a></li>`,
  );
  return html`<div class="message bad error-summary" role="alert" tabindex="-1" data-focus>
<h2>There is a problem</h2>
<ul>${lines}</ul>
</div>`;
}
