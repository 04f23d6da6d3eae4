/** The form of a user: the name, roles in each company, whether an admin of the service, and a first or new password. */
import type { Random } from '../../codes/company.ts';
import type { Company } from '../../codes/model.ts';
import { type Html, html } from '../../html.ts';
import type { FieldError } from '../../http/problem.ts';
import { PASSWORD_MIN } from '../../identity/passwords.ts';
import { ROLES, type Role, type Roles } from '../../identity/rights.ts';
import type { Fault } from '../forms/check.ts';
import { fieldId, optionsOf } from '../forms/controls.ts';
import { defineForm } from '../forms/definition.ts';
import type { Form } from '../forms/form.ts';
import { ROLE_CHOICES, ROLE_FACTS } from './role-words.ts';

const PASSWORD_BYTES = 12;

const roleField = (company: string) => `role.${company}`;

/** A role that does not exist; the schema reports it under roles, company. */
function aboutRole({ path, message }: Fault): FieldError {
  const [first, company] = path;
  return first === 'roles' && company !== undefined
    ? { field: roleField(String(company)), message: `Choose one of ${ROLES.join(', ')}.` }
    : { field: '', message };
}

/** Beside its fields there is one for the role in each company. */
export const userForm = defineForm(
  {
    userName: {
      control: 'line',
      label: 'User name',
      hint: 'Such as jane or jane@example.com. Upper and lower case are the same, and it never changes.',
      missing: 'Enter a user name.',
      named: 'User name',
      more: { maxlength: 200, autocomplete: 'off', autocapitalize: 'none', spellcheck: 'false' },
    },
    password: {
      control: 'password',
      label: 'First password',
      hint: `Leave it empty to have one made up, which is shown this once. Your own needs at least ${PASSWORD_MIN} characters.`,
      named: 'Password',
      optional: true,
      more: { autocomplete: 'new-password' },
    },
    admin: {
      control: 'tick',
      label: 'Admin of the service',
      hint: 'May do everything in every company, make companies, and change users.',
    },
    disabled: { control: 'tick', label: 'Disabled' },
  },
  { elsewhere: aboutRole },
);

/** The choice of a role in each company; `roles` has the present ones by the company's id. */
export function roleFields(companies: readonly Company[], roles: Readonly<Record<string, string>>): Html {
  const about = ROLE_FACTS.map(
    ([label, may]) =>
      html`<li><strong>${label}</strong>: ${may.charAt(0).toLowerCase() + may.slice(1)}</li>\n`,
  );
  const choice = ({ id, name }: Company) => {
    const field = roleField(id);
    return html`<div class="role">
<label for="${fieldId(field)}">${name}</label>
<select id="${fieldId(field)}" name="${field}">${optionsOf(ROLE_CHOICES, roles[id] ?? '')}</select>
</div>`;
  };
  return html`<fieldset class="field roles">
<legend>Roles</legend>
<p class="hint">Without a role in a company nothing of it is there for this user.</p>
<details class="about">
<summary>What the roles may do</summary>
<ul>
${about}</ul>
</details>
${companies.length === 0 && html`<p class="muted">There is no company yet.</p>`}
${companies.map(choice)}
</fieldset>`;
}

/** What was chosen for each company that the form has; null for no role. Made-up roles are left to the schema. */
export function readRoles(form: Form, companies: readonly Company[]): Record<string, Role | null> {
  const chosen = companies
    .filter(({ id }) => form.has(roleField(id)))
    .map(({ id }) => [id, form.text(roleField(id)) || null] as const);
  return Object.fromEntries(chosen) as Record<string, Role | null>;
}

/** Those of them that are roles. */
export const withoutNone = (roles: Readonly<Record<string, Role | null>>): Roles =>
  Object.fromEntries(Object.entries(roles).filter((each): each is [string, Role] => each[1] !== null));

/** A password, and whether it was made up, so that it has to be shown. */
export interface ChosenPassword {
  readonly password: string;
  readonly isMade: boolean;
}

/** Made up where none was typed. */
export function choosePassword(typed: string, random: Random): ChosenPassword {
  return typed === ''
    ? { password: random(PASSWORD_BYTES).toString('base64url'), isMade: true }
    : { password: typed, isMade: false };
}
