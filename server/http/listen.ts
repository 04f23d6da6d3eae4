/** Where the service listens: one server for each address, all with one handler, opened and closed together. */
import type http from 'node:http';
import type https from 'node:https';
import { ConfigError } from '../config.ts';
import { realTimers } from '../timers.ts';

type Server = http.Server | https.Server;

/** What an address that this machine does not have says: IPv6, for one, is switched off in some offices. */
const NOT_HERE: readonly unknown[] = ['EADDRNOTAVAIL', 'EAFNOSUPPORT'];

export interface Listening {
  /** Those of the wanted addresses that this machine has. */
  readonly hosts: readonly string[];
  /** Takes no more calls, lets those that run finish for `drainMs`, and resolves when all connections are closed. */
  stop(drainMs: number): Promise<void>;
}

/**
 * Listens on all of `hosts`. Those that this machine does not have are left out as long as one is there; for any other error
 * nothing stays open and a ConfigError says what to do.
 */
export async function listen(options: {
  readonly create: () => Server;
  readonly hosts: readonly string[];
  readonly port: number;
  readonly onError: (error: Error) => void;
}): Promise<Listening> {
  const { create, hosts, port, onError } = options;
  const open: { host: string; server: Server }[] = [];
  let missing: unknown = null;
  for (const host of hosts) {
    const server = create();
    try {
      await opened(server, port, host, hosts.length > 1);
      server.on('error', onError);
      open.push({ host, server });
    } catch (error) {
      if (NOT_HERE.includes((error as NodeJS.ErrnoException).code)) {
        missing = error;
        continue;
      }
      for (const other of open) other.server.close();
      throw inWords(error, host, port);
    }
  }
  if (open.length === 0) throw inWords(missing, hosts.join(', '), port);
  return {
    hosts: open.map(({ host }) => host),
    async stop(drainMs) {
      const callOff = realTimers.after(drainMs, () => {
        for (const { server } of open) server.closeAllConnections();
      });
      await Promise.all(
        open.map(({ server }) => {
          const closed = new Promise<void>((resolve) => server.close(() => resolve()));
          server.closeIdleConnections();
          return closed;
        }),
      );
      callOff();
    },
  };
}

/** IPv4 and IPv6 have a server each: one for both would write the callers of IPv4 as ::ffff:192.0.2.7. */
function opened(server: Server, port: number, host: string, ipv6Only: boolean): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ port, host, ipv6Only }, () => {
      server.removeListener('error', reject);
      resolve();
    });
  });
}

function inWords(error: unknown, host: string, port: number): unknown {
  switch ((error as NodeJS.ErrnoException | null)?.code) {
    case 'EADDRINUSE':
      return new ConfigError(
        `The port is in use by another program. It holds port ${port} of ${host}: end it, or choose another one with PORT.`,
      );
    case 'EACCES':
      return new ConfigError(
        `The port may not be used by this user: it is ${port}. Choose another one above 1023 with PORT.`,
      );
    case 'EADDRNOTAVAIL':
    case 'EAFNOSUPPORT':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
    case 'EINVAL':
      return new ConfigError(
        `HOST: this machine has no address ${host}. Leave HOST out, or set it to 0.0.0.0 to listen on all addresses.`,
      );
    default:
      return error;
  }
}
