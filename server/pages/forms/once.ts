/**
 * Pages that show a secret this once are the answer to a POST, and a browser makes a POST again on reload. Each form therefore
 * carries a random key, and each key works once: a second company, user or password is not made.
 */
import type { Random } from '../../codes/company.ts';
import type { Html } from '../../html.ts';
import { claimForm as claimFormKey } from '../../identity/keyed-calls.ts';
import type { Store } from '../../store/port.ts';
import type { Visit } from '../visit.ts';
import { hidden } from './controls.ts';

const FIELD = 'once';

/** The key of a form that does its deed once. */
export const keyField = (random: Random): Html => hidden(FIELD, random(16).toString('base64url'));

/** True for the first one who comes with the key of this form. */
export const claimForm = (store: Store, { user, form }: Visit): Promise<boolean> =>
  claimFormKey(store, user, form.text(FIELD));
