/** The pages of those who administer: companies, their connectors and sessions, and users. */
import type { PageModule } from '../visit.ts';
import { connectorPages } from './connector.ts';
import { newCompanyPages } from './new-company.ts';
import { newUserPages } from './new-user.ts';
import { peoplePages } from './people.ts';
import { rulePages } from './rules.ts';
import { sessionPages } from './session.ts';
import { sessionListPages } from './sessions.ts';
import { settingsPages } from './settings.ts';
import { setupPages } from './setup.ts';
import { userPages } from './user.ts';
import { userListPages } from './users.ts';

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
