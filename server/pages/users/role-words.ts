/** Roles as people read them. */
import { ROLES, type Role } from '../../identity/rights.ts';

const WORDS: Readonly<Record<Role, { readonly label: string; readonly may: string }>> = {
  viewer: { label: 'Viewer', may: 'read everything of the company but its sessions' },
  sender: { label: 'Sender', may: 'also import, send, recall and delete codes, and add lists' },
  approver: { label: 'Approver', may: 'also accept, reject and retry' },
  admin: { label: 'Admin', may: 'do everything in the company' },
};

/** "Approver". */
export const roleLabel = (role: Role): string => WORDS[role].label;

/** For a list to choose from; '' is none. */
export const ROLE_CHOICES = [
  { value: '', label: 'No role' },
  ...ROLES.map((role) => ({ value: role, label: roleLabel(role) })),
];

/** Each role and what it may do. */
export const ROLE_FACTS = ROLES.map((role) => [WORDS[role].label, `May ${WORDS[role].may}`] as const);
