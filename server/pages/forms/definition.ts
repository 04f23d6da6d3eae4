/**
 * One definition of a form: its fields with their labels, hints and the words for their errors. The page is drawn by it, what is
 * posted is read by it, and what a schema finds wrong is told by it. Fields have the names that the schema has.
 */
import type { z } from 'zod';
import type { Html } from '../../html.ts';
import type { FieldError } from '../../http/problem.ts';
import { type Checked, check, type Fault } from './check.ts';
import { type Choice, type ControlOptions, checkbox, input, radios, textarea } from './controls.ts';
import type { Form } from './form.ts';

/** How errors are told. The schemas' words suit programs; a person wants to know what to enter. */
interface Wording {
  /** When nothing stands in the field. */
  readonly missing?: string;
  /** Whatever else is wrong with it. */
  readonly wrong?: string;
  /** In front of the schema's own words, as they do not name the field. */
  readonly named?: string;
}

interface Common extends Wording, Pick<ControlOptions, 'label' | 'hint' | 'optional' | 'more'> {}

/** A field in which a text stands. */
export interface TextField extends Common {
  readonly control: 'line' | 'lines' | 'password' | 'file';
  readonly rows?: number;
  /** The id of a datalist. */
  readonly list?: string;
}

/** One of several, all of them shown. */
export interface ChoiceField extends Common {
  readonly control: 'choice';
  readonly choices: readonly Choice[];
}

/** Yes or no. */
export interface TickField extends Common {
  readonly control: 'tick';
}

/** A field of any kind. */
export type Field = TextField | ChoiceField | TickField;
/** The fields of a form by the names that their schema has for them. */
export type Fields = Readonly<Record<string, Field>>;

type ValueOf<F extends Field> = F extends TickField ? boolean : string;

/** What stands in the fields: as stored at first, as typed after an error. */
export type ValuesOf<F extends Fields> = { readonly [Name in keyof F]: ValueOf<F[Name]> };

/** A form as it is shown: what stands in it and what is wrong with it. */
export interface Filled<F extends Fields> {
  readonly values?: Partial<ValuesOf<F>>;
  readonly errors?: readonly FieldError[] | undefined;
}

/** What one page tells otherwise than the definition. */
export type Other = Pick<ControlOptions, 'hint' | 'more'> & {
  readonly label?: ControlOptions['label'];
  readonly choices?: readonly Choice[];
};

/** A form: draws its fields, reads what was posted, and tells what a schema finds wrong with it. */
export interface FormDefinition<F extends Fields> {
  /** The name by which a field is posted. */
  nameOf(field: keyof F & string): string;
  /** What was posted. */
  read(form: Form): ValuesOf<F>;
  /** A field with its label, hint, error and control. */
  draw(field: keyof F & string, filled: Filled<F>, other?: Other): Html;
  /** Checks by a schema; errors name their fields as the form does. */
  check<S extends z.ZodType>(schema: S, value: unknown): Checked<z.output<S>, FieldError>;
  /** Something that is wrong with a field but is not the schema's to find. */
  error(field: keyof F & string, message: string): FieldError;
  /** A schema's finding about a field, in the words of the form. */
  told(field: string, fault: Pick<Fault, 'message' | 'isMissing'>): FieldError;
}

/** Where a form differs from its schema. */
export interface DefinitionOptions {
  /** Where fields are posted by other names than those of the schema: a page may have several forms, or rows of one. */
  readonly nameOf?: (field: string) => string;
  /** What the schema finds elsewhere than in one of the fields. */
  readonly elsewhere?: (fault: Fault) => FieldError;
}

const aboutTheForm = ({ message }: Fault): FieldError => ({ field: '', message });

/** Makes a form of its fields. */
export function defineForm<const F extends Fields>(
  fields: F,
  { nameOf = (field) => field, elsewhere = aboutTheForm }: DefinitionOptions = {},
): FormDefinition<F> {
  const told: FormDefinition<F>['told'] = (field, fault) => ({
    field: nameOf(field),
    message: wordsOf(fields[field] ?? {}, fault),
  });
  return {
    nameOf,
    told,
    error: (field, message) => ({ field: nameOf(field), message }),
    read(form) {
      const all = Object.entries<Field>(fields).map(([field, { control }]) => {
        const name = nameOf(field);
        return [field, control === 'tick' ? form.has(name) : form.text(name)];
      });
      return Object.fromEntries(all);
    },
    draw(field, { values, errors }, other = {}) {
      const own: Field | undefined = fields[field];
      if (!own) throw new Error(`the form has no field ${field}`);
      const more = { ...own.more, ...other.more };
      return drawn({ ...own, ...other, more }, nameOf(field), values?.[field], errors);
    },
    check(schema, value) {
      const checked = check(schema, value);
      if (checked.ok) return checked;
      const errors = checked.errors.map((fault) => {
        const field = String(fault.path[0] ?? '');
        return Object.hasOwn(fields, field) ? told(field, fault) : elsewhere(fault);
      });
      return { ok: false, errors };
    },
  };
}

function wordsOf(
  { missing, wrong, named }: Wording,
  { message, isMissing }: Pick<Fault, 'message' | 'isMissing'>,
): string {
  if (isMissing && missing !== undefined) return missing;
  if (wrong !== undefined) return wrong;
  return named === undefined ? message : `${named}: ${message}`;
}

function drawn(
  field: Field,
  name: string,
  value: string | boolean | undefined,
  errors: readonly FieldError[] | undefined,
): Html {
  const { label, hint, optional, more } = field;
  const common = { name, label, hint, optional, more, errors };
  const text = typeof value === 'string' ? value : undefined;
  switch (field.control) {
    case 'line':
      return input({ ...common, value: text, list: field.list });
    case 'password':
    case 'file':
      return input({ ...common, type: field.control });
    case 'lines':
      return textarea({ ...common, value: text, rows: field.rows });
    case 'choice':
      return radios({ ...common, value: text, choices: field.choices });
    case 'tick':
      return checkbox({ ...common, checked: value === true });
  }
}
