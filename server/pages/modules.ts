/** All pages: each module says its addresses, who may open them, and what they do. */
import { accountPages } from './account/account.ts';
import { deskPages } from './codes/routes.ts';
import { homePages } from './company/home.ts';
import { adminPages } from './company/routes.ts';
import type { PageModule } from './visit.ts';

export const MODULES: readonly PageModule[] = [homePages, accountPages, adminPages, deskPages];
