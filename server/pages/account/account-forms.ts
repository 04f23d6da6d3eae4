/** The forms of one's own account. */

import { z } from 'zod';
import { TITLE_MAX } from '../../doors/schemas.ts';
import { PASSWORD_MIN } from '../../identity/passwords.ts';
import { defineForm } from '../forms/definition.ts';

/** The present password makes sure that it is not somebody else at an open desk. */
export const passwordForm = defineForm({
  present: {
    control: 'password',
    label: 'Present password',
    missing: 'Enter your present password.',
    more: { autocomplete: 'current-password' },
  },
  password: {
    control: 'password',
    label: 'New password',
    hint: `At least ${PASSWORD_MIN} characters. Several words are easy to remember and hard to guess.`,
    more: { autocomplete: 'new-password' },
  },
  repeated: {
    control: 'password',
    label: 'New password again',
    more: { autocomplete: 'new-password' },
  },
});

/** What the schema of a changed user does not have. */
export const presentPassword = z.object({ present: z.string().min(1) });

/** A token has a name only, by which one knows later what it was for. */
export const tokenForm = defineForm({
  name: {
    control: 'line',
    label: 'Name of a new token',
    hint: 'Such as "nightly import".',
    more: { maxlength: TITLE_MAX, autocomplete: 'off' },
  },
});

/** Who wants to come in. */
export const signInForm = defineForm({
  userName: {
    control: 'line',
    label: 'User name',
    missing: 'Enter your user name.',
    more: { autocomplete: 'username', autocapitalize: 'none', spellcheck: 'false' },
  },
  password: {
    control: 'password',
    label: 'Password',
    missing: 'Enter your password.',
    more: { autocomplete: 'current-password' },
  },
});

/** Whether it is right is not a schema's to say. */
export const signIn = z.object({ userName: z.string().trim().min(1), password: z.string().min(1) });
