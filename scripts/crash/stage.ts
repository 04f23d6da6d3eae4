// The servers on one store, and their clock.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type Client, clientOf } from '../services/client.ts';
import { removeAtExit } from '../services/folder.ts';
import { freePort } from '../services/free-port.ts';
import type { MongoDB } from '../services/mongodb.ts';
import { ServerProcess } from './server-process.ts';

const ADMIN_PASSWORD = 'only for this crash test';

/** What a case is played on: one or two servers over a store, shared by many cases. */
export class Stage {
  readonly servers: ServerProcess[] = [];
  readonly client: Client;
  /** Null with the embedded store. */
  readonly mongodb: MongoDB | null;
  /** How far the clock of the servers is ahead. */
  shiftMs = 0;
  #folder = '';
  #database: string | null = null;
  #isNew = true;
  #atExit = (): void => {
    for (const server of this.servers) server.killAtExit();
    removeAtExit(this.#folder);
  };

  private constructor(mongodb: MongoDB | null) {
    this.mongodb = mongodb;
    this.client = clientOf(
      () => {
        const alive = this.servers.find((server) => server.isAlive);
        if (!alive) throw new Error('no server is alive');
        return alive.url;
      },
      'admin',
      ADMIN_PASSWORD,
    );
  }

  static async open(mongodb: MongoDB | null, servers: number): Promise<Stage> {
    const stage = new Stage(mongodb);
    stage.#folder = await mkdtemp(path.join(tmpdir(), 'cost-code-sync-crash-'));
    process.once('exit', stage.#atExit);
    stage.#database = mongodb?.newDatabase() ?? null;
    for (let number = 0; number < servers; number += 1)
      stage.servers.push(
        new ServerProcess({
          port: await freePort(),
          cwd: stage.#folder,
          store: mongodb ? 'mongodb' : 'embedded',
          env: () => ({
            // The user is made at the first start; later ones need not look at the password, which takes its time.
            ...(stage.#isNew ? { ADMIN_PASSWORD } : {}),
            ...(stage.#database === null
              ? { DATA_DIR: path.join(stage.#folder, 'data') }
              : { MONGODB_URL: stage.#database }),
          }),
          shiftMs: () => stage.shiftMs,
        }),
      );
    await stage.startAll();
    return stage;
  }

  /** One after the other: two that make the same indexes at once are not what is tested. */
  async startAll(): Promise<void> {
    for (const server of this.servers) await server.start();
    this.#isNew = false;
  }

  async advance(ms: number): Promise<void> {
    this.shiftMs += ms;
    await Promise.all(this.servers.map((server) => server.shift()));
  }

  now(): Date {
    return new Date(Date.now() + this.shiftMs);
  }

  /** A database without the companies of many cases: a stand-in that reads whole collections gets slow. */
  async renew(): Promise<void> {
    if (!this.mongodb || this.#database === null) return;
    const old = this.#database;
    this.#database = this.mongodb.newDatabase();
    this.#isNew = true;
    for (const server of this.servers) await server.kill();
    await this.mongodb.drop(old);
    await this.startAll();
  }

  async stop(): Promise<void> {
    for (const server of this.servers) await server.stop();
    if (this.mongodb && this.#database !== null) {
      if (this.mongodb.process?.isAlive() === false) await this.mongodb.process.start();
      await this.mongodb.drop(this.#database);
    }
    process.removeListener('exit', this.#atExit);
    await rm(this.#folder, { recursive: true, force: true, maxRetries: 10 });
  }
}
