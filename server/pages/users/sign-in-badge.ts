/** Whether a user can sign in. */

import type { Html } from '../../html.ts';
import { badge } from '../components/status.ts';

/** Told in lists of users and on a user's own page. */
export const signInBadge = ({ disabled }: { readonly disabled?: boolean }): Html =>
  disabled === true ? badge('calm', '○', 'Disabled') : badge('good', '✓', 'Active');
