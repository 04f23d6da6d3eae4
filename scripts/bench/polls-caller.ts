// The process that polls for many companies, one after the other, as their Web Connectors do: each over a connection of its own.
import { takeOrders } from './caller.ts';
import { type Application, Caller } from './player.ts';

export interface Polled {
  applications: readonly Application[];
}

async function poll(application: Application): Promise<void> {
  const caller = new Caller(application);
  try {
    const { ticket, second } = await caller.begin();
    if (second !== 'none') throw new Error(`authenticate was answered "${second}"`);
    await caller.calls.close(ticket);
  } finally {
    caller.close();
  }
}

takeOrders<Polled>(({ applications }) => {
  let next = 0;
  return () => poll(applications[next++ % applications.length]!);
});
