/** Listening on several addresses at once; a documentation address (RFC 5737, RFC 3849) stands for what a machine does not have. */
import { once } from 'node:events';
import http from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { freePort } from '../../scripts/services/free-port.ts';
import { ConfigError } from '../../server/config.ts';
import { type Listening, listen } from '../../server/http/listen.ts';
import { hasIPv6 } from '../support/machine.ts';

const open: Listening[] = [];
afterEach(async () => {
  for (const listening of open.splice(0)) await listening.stop(0);
});

async function start(hosts: readonly string[], port: number): Promise<Listening> {
  const create = () =>
    http.createServer((request, response) => void response.end(request.socket.remoteAddress));
  const listening = await listen({ create, hosts, port, onError: (error) => expect.fail(error.message) });
  open.push(listening);
  return listening;
}

const textOf = async (url: string) => (await fetch(url)).text();
const isOpen = (url: string) =>
  fetch(url).then(
    () => true,
    () => false,
  );

describe('the listener', () => {
  it.skipIf(!hasIPv6)('answers on both loopbacks', async () => {
    const port = await freePort();
    expect((await start(['127.0.0.1', '::1'], port)).hosts).toEqual(['127.0.0.1', '::1']);
    expect(await textOf(`http://127.0.0.1:${port}`)).toBe('127.0.0.1');
    expect(await textOf(`http://[::1]:${port}`)).toBe('::1');
  });

  it.skipIf(!hasIPv6)(
    'on all addresses knows a caller of IPv4 by the address that people write',
    async () => {
      const port = await freePort();
      await start(['0.0.0.0', '::'], port);
      expect(await textOf(`http://127.0.0.1:${port}`)).toBe('127.0.0.1');
      expect(await textOf(`http://[::1]:${port}`)).toBe('::1');
    },
  );

  it('leaves out an address that the machine does not have', async () => {
    const port = await freePort();
    expect((await start(['127.0.0.1', '2001:db8::1'], port)).hosts).toEqual(['127.0.0.1']);
    expect(await textOf(`http://127.0.0.1:${port}`)).toBe('127.0.0.1');
  });

  it.each(['203.0.113.1', '2001:db8::1', 'no-such-host.invalid'])(
    'refuses %s alone, with what to do',
    async (host) => {
      await expect(start([host], await freePort())).rejects.toThrow(
        new ConfigError(
          `HOST: this machine has no address ${host}. Leave HOST out, or set it to 0.0.0.0 to listen on all addresses.`,
        ),
      );
    },
  );

  it.skipIf(!hasIPv6)('keeps nothing open if another program has the port of one address', async () => {
    for (const [taken, other] of [
      ['::1', 'http://127.0.0.1'],
      ['127.0.0.1', 'http://[::1]'],
    ] as const) {
      const port = await freePort();
      const program = http.createServer().listen(port, taken);
      await once(program, 'listening');
      await expect(start(['127.0.0.1', '::1'], port)).rejects.toThrow(
        new ConfigError(
          `The port is in use by another program. It holds port ${port} of ${taken}: end it, or choose another one with PORT.`,
        ),
      );
      expect(await isOpen(`${other}:${port}`)).toBe(false);
      program.close();
      await once(program, 'close');
      expect((await start(['127.0.0.1', '::1'], port)).hosts).toHaveLength(2);
    }
  });
});
