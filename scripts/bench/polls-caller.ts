// The process that polls for many companies, one after the other, as their Web Connectors do: each over a connection of its own.
import { takeOrders } from './caller.ts';
import { Caller, stringsOf } from './player.ts';

export interface Polled {
  url: string;
  connectors: readonly { userName: string; password: string }[];
}

async function poll(url: string, strUserName: string, strPassword: string): Promise<void> {
  const caller = new Caller();
  try {
    await caller.call(url, 'serverVersion', {});
    await caller.call(url, 'clientVersion', { strVersion: '34.0.10023.3' });
    const [ticket = '', second = ''] = stringsOf(
      await caller.call(url, 'authenticate', { strUserName, strPassword }),
    );
    if (second !== 'none') throw new Error(`authenticate was answered "${second}"`);
    await caller.call(url, 'closeConnection', { ticket });
  } finally {
    caller.close();
  }
}

takeOrders<Polled>(({ url, connectors }) => {
  let next = 0;
  return () => {
    const { userName, password } = connectors[next++ % connectors.length]!;
    return poll(url, userName, password);
  };
});
