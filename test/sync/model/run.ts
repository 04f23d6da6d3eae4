/** One run of the model: a world, what happens in it, and the end. */
import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import { COLLECTIONS } from '../../../server/app.ts';
import { createCompany, newGUID } from '../../../server/codes/company.ts';
import { openEmbeddedStore } from '../../../server/store/embedded.ts';
import { openMongoStore } from '../../../server/store/mongo.ts';
import type { Store } from '../../../server/store/port.ts';
import { type ConnectorCalls, createExchange } from '../../../server/sync/exchange.ts';
import { newFolder } from '../../support/folder.ts';
import type { Action } from './actions.ts';
import { checkAll } from './checks.ts';
import { inProcess } from './doors.ts';
import { fragile, newControl } from './fragile-store.ts';
import { perform, rowsOf } from './perform.ts';
import { randomFrom } from './random.ts';
import { settle } from './settle.ts';
import { type Config, EXPENSE, INCOME, type Installation, type Server, World } from './world.ts';

/** A store for many runs, each of which has a company of its own. */
export interface Ground {
  /** Before each run. */
  nextRun(): Promise<void>;
  store(): Store;
  reopen(): Promise<void>;
  close(): Promise<void>;
}

/** Files are left behind after so many runs, so that they don't grow for ever. */
const RUNS_A_FOLDER = 200;
const PAGE = 'https://sync.example';

export function embeddedGround(): Ground {
  const clock = () => new Date();
  let folder = '';
  let store: Store | null = null;
  let runs = 0;
  const open = () => openEmbeddedStore({ folder, collections: COLLECTIONS, clock });
  const close = async () => {
    await store?.close();
    store = null;
    if (folder !== '') rmSync(folder, { recursive: true, force: true, maxRetries: 10 });
  };
  return {
    async nextRun() {
      if (runs++ % RUNS_A_FOLDER !== 0 && store) return;
      await close();
      folder = newFolder('model');
      store = open();
    },
    store: () => store!,
    async reopen() {
      await store?.close();
      store = open();
    },
    close,
  };
}

/** Stand-ins for MongoDB read a collection as a whole, so that a database is left behind soon. */
const RUNS_A_DATABASE = 5;

export function mongoGround(freshURL: () => string): Ground {
  let url = '';
  let store: Store | null = null;
  let runs = 0;
  const open = () => openMongoStore({ url, collections: COLLECTIONS, clock: () => new Date() });
  const reopen = async () => {
    await store?.close();
    store = await open();
  };
  return {
    async nextRun() {
      if (runs++ % RUNS_A_DATABASE !== 0 && store) return;
      url = freshURL();
      await reopen();
    },
    store: () => store!,
    reopen,
    close: async () => store?.close(),
  };
}

const START = Date.parse('2026-03-02T08:00:00Z');

/** Puts a mistake into the server, to see that it is found. */
export type Plant = (exchange: ConnectorCalls, store: Store, companyID: string) => ConnectorCalls;

export async function runInProcess(
  ground: Ground,
  config: Config,
  actions: readonly Action[],
  plant?: Plant,
): Promise<World> {
  const random = randomFrom(config.seed);
  let millis = START;
  const now = () => new Date(millis);
  // Its ids are new in a store that has seen the same run before.
  const made = await createCompany(fragile(ground.store(), now, newControl()), randomBytes, {
    name: 'Acme Builders',
    incomeAccount: INCOME,
    expenseAccount: config.hasExpense ? EXPENSE : null,
    itemNaming: config.naming,
    fourEyes: config.fourEyes,
  });
  const { company } = made;
  const installation: Installation = {
    get store() {
      return fragile(ground.store(), now, newControl());
    },
    companyID: company.id,
    userName: company.userName,
    password: made.connector.password,
    otherFileID: newGUID(randomBytes),
    random,
    now: () => millis,
    advance(ms) {
      millis += ms;
    },
    async serve(): Promise<Server> {
      const control = newControl();
      const store = fragile(ground.store(), now, control);
      const own = createExchange({ store, random: random.bytes, page: PAGE, setMax: config.setMax });
      const exchange = plant ? plant(own, store, company.id) : own;
      return { control, doors: inProcess(store, random.bytes, exchange, company.id) };
    },
    reopen: () => ground.reopen(),
  };
  return runIn(new World(config, installation, company), actions);
}

export async function runIn(world: World, actions: readonly Action[]): Promise<World> {
  const { installation, config } = world;
  world.servers = [await installation.serve(), await installation.serve()];
  const [{ doors }] = world.servers as [Server];
  const initial = config.parents.slice(0, config.initial).map((_, index) => index);
  if (initial.length > 0) {
    await doors.importRows('ann', rowsOf(world, initial));
    await doors.sendCodes('ann', null);
    await doors.accept('bob', 'all', {});
  }
  await checkAll(world);
  for (const [index, action] of actions.entries()) {
    try {
      await perform(world, action);
      await checkAll(world, action.do === 'session' && world.blurredAt === 0);
    } catch (error) {
      throw new Error(`step ${index + 1}, ${JSON.stringify(action)}: ${(error as Error).message}`, {
        cause: error,
      });
    }
  }
  await settle(world);
  return world;
}
