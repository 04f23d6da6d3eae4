/** All pages: each module says its addresses, who may open them, and what they do. */
import { accountPages } from './account/account.ts';
import { deskPages } from './codes/routes.ts';
import { connectorPages } from './company/connector.ts';
import { homePages } from './company/home.ts';
import { newCompanyPages } from './company/new-company.ts';
import { peoplePages } from './company/people.ts';
import { rulePages } from './company/rules.ts';
import { settingsPages } from './company/settings.ts';
import { setupPages } from './company/setup.ts';
import { setupLinkPages } from './company/setup-links.ts';
import { timesPages } from './company/times.ts';
import { webhookPages } from './company/webhooks.ts';
import { daysPages } from './days/days.ts';
import { noticesPages } from './notices/notices.ts';
import { itemPages } from './quickbooks/items.ts';
import { matchPages } from './quickbooks/match.ts';
import { quickBooksPages } from './quickbooks/quickbooks.ts';
import { sessionPages } from './sessions/session.ts';
import { sessionListPages } from './sessions/sessions.ts';
import { newUserPages } from './users/new-user.ts';
import { userPages } from './users/user.ts';
import { userListPages } from './users/users.ts';
import type { PageModule } from './visit.ts';

/** By room. What has a name of its own (`/companies/new`) stands before what is named by anything (`/companies/:company`). */
export const MODULES: readonly PageModule[] = [
  ...[accountPages, noticesPages, homePages],
  ...[
    newCompanyPages,
    setupPages,
    settingsPages,
    rulePages,
    timesPages,
    peoplePages,
    webhookPages,
    connectorPages,
    setupLinkPages,
  ],
  ...[quickBooksPages, matchPages, itemPages, daysPages],
  ...[sessionListPages, sessionPages],
  ...[userListPages, newUserPages, userPages],
  deskPages,
];
