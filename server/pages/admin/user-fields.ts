/** The fields of a user: roles in each company, whether an admin of the service, and a first or new password. */
import type { Random } from '../../codes/company.ts';
import type { Company } from '../../codes/model.ts';
import type { FieldError } from '../../http/problem.ts';
import { PASSWORD_MIN } from '../../identity/passwords.ts';
import { ROLES, type Role, type Roles } from '../../identity/rights.ts';
import { checkbox, fieldId, input } from '../fields.ts';
import type { Form } from '../form.ts';
import { attributes, type Html, html } from '../html.ts';
import { ROLE_CHOICES, ROLE_FACTS } from './role-words.ts';

type Errors = readonly FieldError[] | undefined;

const PASSWORD_BYTES = 12;

export const adminField = (checked: boolean, errors: Errors): Html =>
  checkbox({
    name: 'admin',
    label: 'Admin of the service',
    hint: 'May do everything in every company, make companies, and change users.',
    checked,
    errors,
  });

export function roleFields(companies: readonly Company[], roles: Readonly<Record<string, string>>): Html {
  return html`<fieldset class="field roles"><legend>Roles</legend>
<p class="hint">Without a role in a company nothing of it is there for this user.</p>
<details class="about"><summary>What the roles may do</summary><ul>${ROLE_FACTS.map(([label, may]) => html`<li><strong>${label}</strong>: ${may.charAt(0).toLowerCase() + may.slice(1)}</li>`)}</ul></details>
${companies.length === 0 && html`<p class="muted">There is no company yet.</p>`}
${companies.map(({ id, name }) => {
  const field = `role.${id}`;
  return html`<div class="role"><label for="${fieldId(field)}">${name}</label><select id="${fieldId(field)}" name="${field}">${ROLE_CHOICES.map(
    ({ value, label }) =>
      html`<option${attributes({ value, selected: value === (roles[id] ?? '') })}>${label}</option>`,
  )}</select></div>`;
})}</fieldset>`;
}

/** What was chosen for each company that the form has; null for no role. Made-up roles are left to the schema. */
export function readRoles(form: Form, companies: readonly Company[]): Record<string, Role | null> {
  const chosen = companies
    .filter(({ id }) => form.has(`role.${id}`))
    .map(({ id }) => [id, form.text(`role.${id}`) || null] as const);
  return Object.fromEntries(chosen) as Record<string, Role | null>;
}

export const withoutNone = (roles: Readonly<Record<string, Role | null>>): Roles =>
  Object.fromEntries(Object.entries(roles).filter((each): each is [string, Role] => each[1] !== null));

export const passwordField = (errors: Errors, label: string): Html =>
  input({
    name: 'password',
    label,
    optional: true,
    hint: `Leave it empty to have one made up, which is shown this once. Your own needs at least ${PASSWORD_MIN} characters.`,
    type: 'password',
    errors,
    more: { autocomplete: 'new-password' },
  });

export interface ChosenPassword {
  readonly password: string;
  readonly isMade: boolean;
}

/** Made up where none was typed. */
export function readPassword(form: Form, random: Random): ChosenPassword {
  const typed = form.text('password');
  return typed === ''
    ? { password: random(PASSWORD_BYTES).toString('base64url'), isMade: true }
    : { password: typed, isMade: false };
}

/** The words of the schema suit a program. */
export function worded(errors: readonly FieldError[]): FieldError[] {
  return errors.map(({ field, message }) => {
    if (field === 'userName')
      return {
        field,
        message: message === 'Must not be empty.' ? 'Enter a user name.' : `User name: ${message}`,
      };
    if (field === 'password') return { field, message: `Password: ${message}` };
    if (field.startsWith('roles.'))
      return { field: field.replace('roles.', 'role.'), message: `Choose one of ${ROLES.join(', ')}.` };
    return { field, message };
  });
}
