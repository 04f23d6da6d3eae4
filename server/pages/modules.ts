/** All pages: each module says its addresses, who may open them, and what they do. */
import { accountPages } from './account.ts';
import { adminPages } from './admin/routes.ts';
import { deskPages } from './desk/routes.ts';
import { homePages } from './home.ts';
import type { PageModule } from './visit.ts';

export const MODULES: readonly PageModule[] = [homePages, accountPages, adminPages, deskPages];
