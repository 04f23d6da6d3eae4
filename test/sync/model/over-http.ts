/** The model through the real doors: SOAP for the connector, the HTTP interface for people. */
import { randomBytes } from 'node:crypto';
import { newGUID } from '../../../server/codes/company.ts';
import { COMPANIES } from '../../../server/codes/model.ts';
import { newDesktop } from '../../support/desktop.ts';
import type { Service } from '../../support/service.ts';
import type { Action } from './actions.ts';
import { overHTTP } from './doors.ts';
import { randomFrom } from './random.ts';
import { runIn } from './run.ts';
import { type Config, EXPENSE, INCOME, World } from './world.ts';

export async function runOverHTTP(
  service: Service,
  given: Config,
  actions: readonly Action[],
): Promise<World> {
  // There is one user only.
  const config = { ...given, fourEyes: false };
  const desktop = await newDesktop(service, {
    incomeAccount: INCOME,
    expenseAccount: config.hasExpense ? EXPENSE : null,
    itemNaming: config.naming,
  });
  const doors = overHTTP(service, desktop);
  const id = desktop.path.split('/').at(-1) ?? '';
  const company = await service.store.get(COMPANIES, id);
  if (!company) throw new Error('no company');
  return runIn(
    new World(
      config,
      {
        get store() {
          return service.store;
        },
        companyID: id,
        userName: desktop.userName,
        password: desktop.password,
        otherFileID: newGUID(randomBytes),
        random: randomFrom(config.seed),
        now: () => service.store.now().getTime(),
        advance: (ms) => service.advance(ms),
        serve: async () => ({ control: null, doors }),
        reopen: () => service.restart(),
      },
      company,
    ),
    actions,
  );
}
