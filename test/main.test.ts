/** The service as a process of its own: how it starts, what it prints, when it refuses to start, how it stops. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { type AddressInfo, createServer as createTcpServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const PROJECT = path.resolve(import.meta.dirname, '..');
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

async function freePort(): Promise<number> {
  const server = createTcpServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

interface Started {
  readonly child: ChildProcess;
  readonly url: string;
  /** Resolves with all that was printed when it says that it listens, or when it has ended. */
  readonly output: Promise<string>;
  readonly ended: Promise<{ code: number | null; output: string }>;
}

async function start(environment: Record<string, string> = {}): Promise<Started> {
  const port = await freePort();
  const { PATH, SystemRoot } = process.env;
  const child = spawn(
    process.execPath,
    [path.join(PROJECT, 'scripts', 'run.mjs'), path.join(PROJECT, 'server', 'main.ts')],
    {
      cwd: folder,
      env: {
        PATH,
        SystemRoot,
        PORT: String(port),
        DATA_DIR: path.join(folder, 'data'),
        ...environment,
      } as NodeJS.ProcessEnv,
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  running.push(child);
  let output = '';
  const ended = once(child, 'close').then(([code]) => ({ code: code as number | null, output }));
  const listening = new Promise<string>((resolve) => {
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on('data', (chunk: Buffer) => {
        output += chunk.toString();
        if (output.includes('"listening"')) resolve(output);
      });
    }
  });
  return {
    child,
    url: `http://127.0.0.1:${port}`,
    output: Promise.race([listening, ended.then((end) => end.output)]),
    ended,
  };
}

const signIn = (password: string) => ({
  authorization: `Basic ${Buffer.from(`admin:${password}`).toString('base64')}`,
});

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

  it.skipIf(process.platform === 'win32')(
    'stops cleanly when told to: what is stored is there, and the exit code is 0',
    async () => {
      const service = await start();
      await service.output;
      service.child.kill('SIGTERM');
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
