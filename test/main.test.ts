/** The service as a process of its own: how it starts, what it prints, when it refuses to start, how it stops. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import https from 'node:https';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { freePort } from '../scripts/services/free-port.ts';
import { spawnService } from '../scripts/services/process.ts';
import { newPair, pfx } from './support/certificates.ts';
import { hasIPv6, otherAddress } from './support/machine.ts';

const running: ChildProcess[] = [];
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'cost-code-sync-main-'));
});
afterEach(async () => {
  for (const child of running.splice(0)) {
    if (child.exitCode !== null || child.signalCode !== null) continue;
    child.kill('SIGKILL');
    await once(child, 'exit');
  }
  await rm(folder, { recursive: true, force: true, maxRetries: 10 });
});

interface Started {
  readonly child: ChildProcess;
  readonly url: string;
  readonly port: number;
  /** Resolves with all that was printed when it says that it listens, or when it has ended. */
  readonly output: Promise<string>;
  readonly ended: Promise<{ code: number | null; output: string }>;
}

/** A variable that is undefined is left out. */
async function start(environment: Record<string, string | undefined> = {}): Promise<Started> {
  const port = await freePort();
  const { PATH, SystemRoot } = process.env;
  const service = spawnService({
    port,
    cwd: folder,
    // As most people start it: nothing else is set.
    inherited: { PATH, SystemRoot },
    environment: {
      HOST: undefined,
      PUBLIC_URL: undefined,
      DATA_DIR: path.join(folder, 'data'),
      ...environment,
    },
  });
  const { child } = service;
  running.push(child);
  const ended = service.exit.then(() => ({ code: child.exitCode, output: service.printed }));
  const listening = new Promise<string>((resolve) => {
    for (const stream of [child.stdout, child.stderr])
      stream?.on('data', () => {
        if (service.printed.includes('"listening"')) resolve(service.printed);
      });
  });
  return {
    child,
    url: `http://127.0.0.1:${port}`,
    port,
    output: Promise.race([listening, ended.then((end) => end.output)]),
    ended,
  };
}

const signIn = (password: string) => ({
  authorization: `Basic ${Buffer.from(`admin:${password}`).toString('base64')}`,
});

/** Tried by a process of its own: in this one nock stands before every socket. */
async function isOpen(port: number, host: string): Promise<boolean> {
  const program = `require('net').connect(${port}, '${host}')
    .on('connect', () => process.exit(0)).on('error', (error) => process.exit(error.code === 'ECONNREFUSED' ? 3 : 1))`;
  const [code] = await once(spawn(process.execPath, ['-e', program], { stdio: 'inherit' }), 'exit');
  if (code !== 0 && code !== 3) throw new Error(`${host} cannot be tried (${code})`);
  return code === 0;
}

/** Behind the back of a service that has stopped. */
function inDatabase(file: string, sql: string): void {
  const database = new DatabaseSync(file);
  database.exec(sql);
  database.close();
}

/** Of admin, in a service that has stopped. */
function passwordHash(): string {
  using database = new DatabaseSync(path.join(folder, 'data', 'cost-code-sync.db'));
  const { doc } = database.prepare(`SELECT doc FROM users WHERE id = 'admin'`).get() as { doc: string };
  return JSON.parse(doc).passwordHash;
}

describe('the service', () => {
  it('prints where it is and, at the very first start only, the password of admin', async () => {
    const first = await start();
    const output = await first.output;
    expect(output).toMatch(/page: +http:\/\/localhost:\d+\/\n/);
    expect(output).toMatch(/Web Connector: +http:\/\/localhost:\d+\/qbwc\n/);
    const password = /admin, password (\S+)/.exec(output)?.[1] ?? '';
    expect((await fetch(`${first.url}/api/companies`, { headers: signIn(password) })).status).toBe(200);
    first.child.kill('SIGKILL');
    await first.ended;

    const second = await start();
    expect(await second.output).not.toContain('password');
    expect((await fetch(`${second.url}/api/companies`, { headers: signIn(password) })).status).toBe(200);
    second.child.kill('SIGKILL');
    await second.ended;
    expect(passwordHash()).toMatch(/^scrypt\$32768\$8\$1\$/);

    const third = await start({ ADMIN_PASSWORD: 'a new one' });
    await third.output;
    expect((await fetch(`${third.url}/api/companies`, { headers: signIn(password) })).status).toBe(401);
    expect((await fetch(`${third.url}/api/companies`, { headers: signIn('a new one') })).status).toBe(200);
  });

  it('stops with one line on a data folder that another process uses', async () => {
    const first = await start();
    await first.output;
    const { code, output } = await (await start()).ended;
    expect(code).toBe(1);
    expect(output).toMatch(/^The data folder .+ is in use by another process: .+\n$/);
  });

  it('stops with one line on a data folder of a newer version, and on a damaged database file', async () => {
    const first = await start();
    await first.output;
    first.child.kill('SIGTERM');
    await first.ended;
    const file = path.join(folder, 'data', 'cost-code-sync.db');
    inDatabase(file, 'PRAGMA user_version = 1000');
    const newer = await (await start()).ended;
    expect([newer.code, newer.output]).toEqual([
      1,
      expect.stringMatching(/^The data folder .+ newer version .+: start that version, or restore .+\n$/),
    ]);

    await writeFile(file, 'no database at all, '.repeat(1_000));
    const damaged = await (await start()).ended;
    expect([damaged.code, damaged.output]).toEqual([
      1,
      expect.stringMatching(/^The database file .+ is damaged \(.+\): .+ restore the last backup .+\n$/),
    ]);
  });

  it('starts beside a damaged document, also if it is the admin, and names it in the log once', async () => {
    const first = await start();
    await first.output;
    first.child.kill('SIGTERM');
    await first.ended;
    const file = path.join(folder, 'data', 'cost-code-sync.db');
    inDatabase(file, `UPDATE users SET doc = '{"id":"admin"}' WHERE id = 'admin'`);

    const second = await start();
    await second.output;
    const ready = await fetch(`${second.url}/readyz`);
    expect([ready.status, await ready.text()]).toEqual([
      200,
      'ready, but damaged documents in the store: 1\n',
    ]);
    await fetch(`${second.url}/api/companies`, { headers: signIn('some password') });
    second.child.kill('SIGTERM');
    const { output } = await second.ended;
    const told = output.split('\n').filter((line) => line.includes('it is passed over'));
    expect(told.map((line) => JSON.parse(line))).toEqual([
      expect.objectContaining({ collection: 'users', id: 'admin', reason: 'its rev is no whole number' }),
    ]);
  });

  it('stops with one line on a wrong setting, a used port and a MongoDB that is not there', async () => {
    const setting = await (await start({ PUBLIC_URL: 'http://10.0.0.1' })).ended;
    expect([setting.code, setting.output]).toEqual([1, expect.stringMatching(/^PUBLIC_URL .+\n$/)]);

    const tls = await (await start({ TLS_CERT: 'missing.pem', TLS_KEY: 'missing.pem' })).ended;
    expect([tls.code, tls.output]).toEqual([1, 'TLS_CERT: missing.pem cannot be read (ENOENT).\n']);

    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    const used = await (await start({ PORT: String(port) })).ended;
    expect([used.code, used.output]).toEqual([
      1,
      expect.stringMatching(/The port is in use by another program\..+\n$/),
    ]);
    other.close();

    const url = `mongodb://somebody:secret@127.0.0.1:${await freePort()}/codes`;
    const mongo = await (await start({ MONGODB_URL: url })).ended;
    expect([mongo.code, mongo.output]).toEqual([1, expect.stringMatching(/^MongoDB cannot be used: .+\n$/)]);
    expect(mongo.output).not.toContain('secret');
  });

  it('keeps the password of admin for the first start that listens', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    expect((await (await start({ PORT: String(port) })).ended).code).toBe(1);
    other.close();
    expect(await (await start()).output).toMatch(/admin, password \S+/);
  });

  it.skipIf(process.platform === 'win32')(
    'stops cleanly when told to: calls that run are answered on each address, and the exit code is 0',
    async () => {
      const service = await start({ ADMIN_PASSWORD: 'the right one' });
      await service.output;
      const calls = await Promise.all(
        ['127.0.0.1', ...(hasIPv6 ? ['::1'] : [])].map((host) => beginCall(host, service.port)),
      );
      const stopping = new Promise<void>((resolve) => {
        service.child.stdout?.on('data', (chunk: Buffer) => {
          if (chunk.includes('"stopping"')) resolve();
        });
      });
      service.child.kill('SIGTERM');
      await stopping;
      for (const call of calls) expect(await call.finish()).toMatch(/^HTTP\/1\.1 201 /);
      expect((await service.ended).code).toBe(0);
    },
  );

  it('keeps an idle connection for longer than the 100 s for which .NET keeps it', async () => {
    const service = await start();
    await service.output;
    const response = await fetch(`${service.url}/qbwc`);
    const seconds = Number(/timeout=(\d+)/.exec(response.headers.get('keep-alive') ?? '')?.[1]);
    expect(seconds).toBeGreaterThanOrEqual(120);
  });
});

/** A call whose body is only half there: it runs until `finish` sends the rest, and gives the answer. */
async function beginCall(host: string, port: number): Promise<{ finish(): Promise<string> }> {
  const body = JSON.stringify({ name: `Acme at ${host}`, incomeAccount: 'Construction Income' });
  const head = [
    'POST /api/companies HTTP/1.1',
    `Host: localhost:${port}`,
    `Authorization: ${signIn('the right one').authorization}`,
    'Content-Type: application/json',
    `Content-Length: ${body.length}`,
    'Expect: 100-continue',
    'Connection: close',
  ];
  const socket: Socket = connect(port, host);
  socket.write(`${head.join('\r\n')}\r\n\r\n`);
  // The server has the head and begins to read.
  expect(String((await once(socket, 'data'))[0])).toMatch(/^HTTP\/1\.1 100 /);
  socket.write(body.slice(0, 10));
  return {
    async finish() {
      const answer: Buffer[] = [];
      socket.on('data', (chunk: Buffer) => answer.push(chunk));
      socket.write(body.slice(10));
      await once(socket, 'close');
      return Buffer.concat(answer).toString();
    },
  };
}

describe('where the service listens', () => {
  it('is both loopback addresses and no other', async () => {
    const service = await start();
    const output = await service.output;
    expect(output).toContain(
      `  listens on:     127.0.0.1${hasIPv6 ? ' and ::1' : ''}, port ${service.port}\n`,
    );
    expect((await fetch(`${service.url}/healthz`)).status).toBe(200);
    if (hasIPv6) expect((await fetch(`http://[::1]:${service.port}/healthz`)).status).toBe(200);
    if (otherAddress) expect(await isOpen(service.port, otherAddress)).toBe(false);
  });

  it('is every address if PUBLIC_URL is http on a machine of the office', async () => {
    const service = await start({ PUBLIC_URL: 'http://office-pc:8080' });
    expect(await service.output).toMatch(/listens on: +0\.0\.0\.0( and ::)?, port \d+\n/);
    for (const address of ['127.0.0.1', hasIPv6 ? '::1' : null, otherAddress])
      if (address) expect(await isOpen(service.port, address)).toBe(true);
  });

  it('is the loopbacks behind a reverse proxy, and what HOST says', async () => {
    const behind = await start({ PUBLIC_URL: 'https://sync.example.com' });
    expect(await behind.output).toMatch(/listens on: +127\.0\.0\.1( and ::1)?, port/);
    behind.child.kill('SIGKILL');
    await behind.ended;
    const named = await start({ HOST: '127.0.0.1', PUBLIC_URL: 'http://office-pc:8080' });
    expect(await named.output).toMatch(/listens on: +127\.0\.0\.1, port/);
  });

  it.skipIf(!hasIPv6)('ends the start with one line if another program has the port of one', async () => {
    const other = createServer().listen(0, '::1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    const { code, output } = await (await start({ PORT: String(port) })).ended;
    other.close();
    expect([code, output]).toEqual([
      1,
      `The port is in use by another program. It holds port ${port} of ::1: end it, or choose another one with PORT.\n`,
    ]);
  });

  it('ends the start with one line if HOST is no address of this machine', async () => {
    const { code, output } = await (await start({ HOST: '203.0.113.1' })).ended;
    expect([code, output]).toEqual([1, expect.stringMatching(/^HOST: this machine has no address .+\n$/)]);
  });
});

describe('a .env file', () => {
  const write = (bytes: string | Buffer) => writeFile(path.join(folder, '.env'), bytes);

  it('with a byte order mark or in UTF-16 is read, and the environment wins', async () => {
    const port = await freePort();
    const text = `\ufeffPORT=${port}\r\nDATA_DIR=./office\r\nLOG_LEVEL=info\r\n`;
    for (const bytes of [text, Buffer.from(text, 'utf16le'), Buffer.from(text, 'utf16le').swap16()]) {
      await write(bytes);
      const service = await start({ PORT: undefined, DATA_DIR: undefined });
      expect(await service.output).toMatch(`, port ${port}\n`);
      expect(existsSync(path.join(folder, 'office'))).toBe(true);
      service.child.kill('SIGKILL');
      await service.ended;
    }
    const service = await start({ DATA_DIR: undefined });
    expect(await service.output).toMatch(`, port ${service.port}\n`);
  });

  it.each([
    ['that is no NAME=value', 'SESSION_DAYS=30\n\nADMIN_PASSWORD secret\n', 3],
    ['whose quotation mark is not closed', 'ADMIN_PASSWORD="secret\nSESSION_DAYS=30\n', 1],
    ['with a NUL', 'SESSION_DAYS=30\nADMIN_PASSWORD=secret\0\n', 2],
    ['that is no UTF-8', Buffer.from('SESSION_DAYS=30\nADMIN_PASSWORD=secr\u00e4t\n', 'latin1'), 2],
  ])('with a line %s ends the start with its number', async (_, bytes, line) => {
    await write(bytes);
    const { code, output } = await (await start()).ended;
    expect([code, output]).toEqual([1, expect.stringMatching(new RegExp(`^\\.env, line ${line}: .+\\n$`))]);
    expect(output).not.toContain('secr');
  });

  it('that is a folder ends the start with one line', async () => {
    await mkdir(path.join(folder, '.env'));
    const { code, output } = await (await start()).ended;
    expect([code, output]).toEqual([1, '.env cannot be read (EISDIR).\n']);
  });
});

describe('with TLS_CERT and TLS_KEY the service', () => {
  const days = (count: number) => new Date(Date.now() + count * 24 * 60 * 60_000);
  const put = async (name: string, bytes: string | Buffer) => {
    await writeFile(path.join(folder, name), bytes);
    return name;
  };

  it('answers the host of PUBLIC_URL on every address, to those who trust its CA, without a warning', async () => {
    const from = days(-1);
    const ca = newPair({ subject: 'Acme office CA', isCa: true, from, to: days(3_650) });
    const pair = newPair({ subject: 'x', names: ['sync.example.com'], issuer: ca, from, to: days(365) });
    const service = await start({
      PUBLIC_URL: 'https://sync.example.com:8443',
      TLS_CERT: await put('cert.pem', pair.cert + ca.cert),
      TLS_KEY: await put('key.pem', pair.keyPem),
    });
    const output = await service.output;
    expect(output).toMatch(/listens on: +0\.0\.0\.0( and ::)?, port/);
    const status = await new Promise((resolve, reject) => {
      const { port } = service;
      const call = { host: '127.0.0.1', port, path: '/qbwc', servername: 'sync.example.com', ca: ca.cert };
      https.get({ ...call, agent: false }, ({ statusCode }) => resolve(statusCode)).on('error', reject);
    });
    expect(status).toBe(200);
    if (otherAddress) expect(await isOpen(service.port, otherAddress)).toBe(true);
    service.child.kill('SIGTERM');
    expect((await service.ended).output).not.toMatch(/warning/i);
  });

  it('says on the console and in the log what a desktop will have against the certificate, and starts', async () => {
    const pair = newPair({ subject: 'x', names: ['other.example.com'], from: days(-9), to: days(-1) });
    const service = await start({
      PUBLIC_URL: 'https://sync.example.com',
      TLS_CERT: await put('cert.pem', pair.cert),
      TLS_KEY: await put('key.pem', pair.keyPem),
    });
    await service.output;
    // The console is another stream than the log: both have been read when it is over.
    service.child.kill('SIGTERM');
    const { output } = await service.ended;
    for (const words of ['not for sync.example.com', 'self-signed', 'expired on']) {
      expect(output).toMatch(new RegExp(`^Warning: .*${words}`, 'm'));
      expect(output).toMatch(new RegExp(`^{"level":40,.*${words}`, 'm'));
    }
  });

  it('does not start with a pair that does not belong together, nor with what is no PEM, and says so', async () => {
    const cert = await put('cert.pem', newPair({ subject: 'x' }).cert);
    const key = await put('key.pem', newPair({ subject: 'x' }).keyPem);
    const pair = await (await start({ TLS_CERT: cert, TLS_KEY: key })).ended;
    expect([pair.code, pair.output]).toEqual([
      1,
      expect.stringMatching(/^TLS_CERT and TLS_KEY do not belong together: .+\n$/),
    ]);
    const office = await put('office.pfx', pfx());
    const one = await (await start({ TLS_CERT: office, TLS_KEY: office })).ended;
    expect([one.code, one.output]).toEqual([
      1,
      expect.stringMatching(
        /^TLS_CERT: office\.pfx is a PKCS #12 file .+openssl pkcs12 -in office\.pfx .+\n$/,
      ),
    ]);
  });
});
