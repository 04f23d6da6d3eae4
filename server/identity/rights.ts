/**
 * Who may do what. A person has at most one role in a company, each role with the rights of those before it; an admin of the
 * service may do everything everywhere.
 */
import type { QueueVerb } from '../codes/transitions.ts';

export const ROLES = ['viewer', 'sender', 'approver', 'admin'] as const;
export type Role = (typeof ROLES)[number];

/** The rights that a role in a company gives, in the order of the roles. */
const COMPANY_RIGHTS = ['viewer', 'sender', 'approver', 'companyAdmin'] as const;
export type CompanyRight = (typeof COMPANY_RIGHTS)[number];

/** What each verb of the approval queue needs. */
export const VERB_RIGHTS = {
  send: 'sender',
  accept: 'approver',
  reject: 'approver',
  retry: 'approver',
  recall: 'sender',
  discard: 'sender',
  follow: 'approver',
  restore: 'approver',
} as const satisfies Readonly<Record<QueueVerb, CompanyRight>>;

/** `none` needs no sign-in, `user` any, `self` is for the user whom the address names, `admin` for admins of the service. */
export type Right = 'none' | 'user' | 'self' | CompanyRight | 'admin';

/** By company id. */
export type Roles = Readonly<Record<string, Role>>;

export interface Person {
  readonly admin: boolean;
  readonly roles?: Roles;
}

/** Whether a right is one within a company. */
export function isCompanyRight(right: Right): right is CompanyRight {
  return (COMPANY_RIGHTS as readonly string[]).includes(right);
}

/** The role that a person was given in a company, null for none; an admin of the service needs none. */
export function roleIn({ roles = {} }: Person, company: string): Role | null {
  return Object.hasOwn(roles, company) ? (roles[company] ?? null) : null;
}

/** Whether a company is there for a person; one that is not is answered like one that does not exist. */
export function sees(person: Person, company: string): boolean {
  return person.admin || roleIn(person, company) !== null;
}

/** Whether a person has a right in a company. */
export function may(person: Person, company: string, right: CompanyRight): boolean {
  if (person.admin) return true;
  const role = roleIn(person, company);
  return role !== null && ROLES.indexOf(role) >= COMPANY_RIGHTS.indexOf(right);
}
