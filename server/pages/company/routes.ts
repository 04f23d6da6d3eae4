/** The pages of those who administer: companies, their connectors and sessions, and users. */

import { sessionPages } from '../sessions/session.ts';
import { sessionListPages } from '../sessions/sessions.ts';
import { newUserPages } from '../users/new-user.ts';
import { userPages } from '../users/user.ts';
import { userListPages } from '../users/users.ts';
import type { PageModule } from '../visit.ts';
import { connectorPages } from './connector.ts';
import { newCompanyPages } from './new-company.ts';
import { peoplePages } from './people.ts';
import { rulePages } from './rules.ts';
import { settingsPages } from './settings.ts';
import { setupPages } from './setup.ts';

const MODULES: readonly PageModule[] = [
  newCompanyPages,
  setupPages,
  settingsPages,
  rulePages,
  peoplePages,
  connectorPages,
  sessionListPages,
  sessionPages,
  userListPages,
  newUserPages,
  userPages,
];

export const adminPages: PageModule = (context) => MODULES.flatMap((module) => module(context));
