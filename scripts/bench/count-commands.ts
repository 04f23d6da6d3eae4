// Loaded into the service's process before the service (`node --import`): counts what its driver sends to MongoDB, by the driver's own
// monitoring. Asked `count`, it tells the commands since the last time, and how many of them began while no other was under way.
import { MongoClient } from 'mongodb';

export interface Counted {
  /** By name and collection, as `find codes`. */
  readonly commands: Readonly<Record<string, number>>;
  /** Round trips that had to wait for the one before. */
  readonly inARow: number;
}

let commands: Record<string, number> = {};
let inARow = 0;
let underWay = 0;
const watched = new WeakSet<MongoClient>();

const connect = MongoClient.prototype.connect;
MongoClient.prototype.connect = function (this: MongoClient) {
  if (!watched.has(this)) {
    watched.add(this);
    this.on('commandStarted', ({ commandName, command }) => {
      const of =
        `${commandName} ${typeof command[commandName] === 'string' ? command[commandName] : ''}`.trim();
      commands[of] = (commands[of] ?? 0) + 1;
      if (underWay++ === 0) inARow++;
    });
    this.on('commandSucceeded', () => underWay--);
    this.on('commandFailed', () => underWay--);
  }
  return connect.call(this);
};

process.on('message', (message) => {
  if (message !== 'count') return;
  process.send?.({ commands, inARow } satisfies Counted);
  commands = {};
  inARow = 0;
});
