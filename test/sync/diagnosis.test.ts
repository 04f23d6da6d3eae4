/** Each cause is brought about by the desktop beside the service, and the diagnosis names it first. */
import { expect, it } from 'vitest';
import { type PresetName, preset } from '../../scripts/quickbooks/simulated-quickbooks.ts';
import { rawCall, readReply } from '../../scripts/web-connector.ts';
import { VAIN_SESSIONS_MAX } from '../../server/codes/transitions.ts';
import { CAUSE_CODES, type CauseCode } from '../../server/sync/diagnosis/causes.ts';
import { type Desktop, newDesktop } from '../support/desktop.ts';
import { onBothStores, onEmbeddedStore, type Service } from '../support/service.ts';
import { eventually } from '../support/until.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const ALWAYS = Number.POSITIVE_INFINITY;
const OTHER = '{0aaaaaaa-1111-4222-8333-444444444444}';

const numbered = (count: number) =>
  Array.from({ length: count }, (_, index) => `C${String(index).padStart(3, '0')} Code ${index}`);

const onComputer = ({ quickbooks, qwc }: Desktop, computer: string) =>
  quickbooks.setDataExt(qwc.OwnerID, 'AppLock', `LOCKED:${computer}:638000000000000000`);

const withFileID = ({ quickbooks, qwc }: Desktop, fileID: string | undefined) =>
  quickbooks.setDataExt(qwc.OwnerID, 'FileID', fileID);

/** A call of the connector's that comes through a proxy from this address. */
async function pollFrom(service: Service, { userName, password }: Desktop, address: string) {
  const params = { strUserName: userName, strPassword: password };
  const options = { headers: { 'X-Forwarded-For': address }, expectContinue: false };
  return readReply('authenticate', await rawCall(`${service.url}/qbwc`, 'authenticate', params, options));
}

interface Told {
  readonly state: 'ok' | 'working' | 'waiting' | 'stuck';
  readonly who: string;
}

interface Case extends Told {
  /** What has happened. */
  readonly brings: (desktop: Desktop, service: Service) => Promise<unknown>;
  readonly settings?: Record<string, unknown>;
  /** Of the first cause. */
  readonly says?: RegExp;
}

const stuck = (brings: Case['brings'], more: Partial<Case> = {}): Case => ({
  state: 'stuck',
  who: 'office',
  brings,
  ...more,
});

const isHresult = (fault: string): fault is `0x${string}` => fault.startsWith('0x');

/** QuickBooks is so, and a session finds it out. */
const faulty = (fault: PresetName | `0x${string}`, says: RegExp): Case =>
  stuck(
    async (desktop) => {
      desktop.quickbooks.faults.add(
        isHresult(fault)
          ? { kind: 'cannotOpen', hresult: fault, message: 'No.', times: ALWAYS }
          : preset(fault),
      );
      await desktop.accept('01 General');
      await desktop.session();
    },
    { says },
  );

const CASES: Readonly<Record<Exclude<CauseCode, 'another-address'>, Case>> = {
  'never-seen': stuck((desktop) => desktop.accept('01 General'), { says: /has never called/ }),
  'wrong-password': stuck(
    async (desktop) => {
      await desktop.accept('01 General');
      await desktop.authenticate('a guess');
      await eventually(async () => expect((await desktop.status()).connector.wrongPassword).not.toBeNull());
    },
    { says: /from 127\.0\.0\.1 with a wrong password/ },
  ),
  late: stuck(
    async (desktop, service) => {
      await desktop.accept('01 General');
      await desktop.session();
      await desktop.accept('02 Site');
      service.advance(2 * HOUR);
    },
    { says: /has not called since .*Its last session ended with: “1 cost code added/ },
  ),
  'broke-off': stuck(
    async (desktop, service) => {
      await desktop.accept('01 General');
      await desktop.send(await desktop.open());
      service.advance(12 * MINUTE);
    },
    { says: /while an answer of QuickBooks was awaited/ },
  ),
  'two-desktops': stuck(
    async (desktop, service) => {
      await desktop.accept(...numbered(3));
      onComputer(desktop, 'OFFICE');
      await desktop.send(await desktop.open());
      service.advance(MINUTE);
      onComputer(desktop, 'HOME');
      await desktop.send(await desktop.open());
    },
    { says: /from OFFICE was under way, one from HOME took its place/ },
  ),
  'not-reached': faulty('dialogShowing', /^QuickBooks shows a dialog\. .*0x80040414/),
  'single-user': faulty('otherMode', /wrong mode.*0x80040410/),
  unattended: faulty('0x8004041D', /may not log in while QuickBooks is closed/),
  access: faulty('neverGranted', /does not let this application into the company file/),
  certificate: faulty('0x8004041E', /certificate/),
  edition: faulty('0x8004041F', /edition/),
  remote: faulty('0x8004042A', /another computer/),
  'cannot-open': faulty('fileNotOpened', /cannot open the company file.*0x80040403/),
  'view-only': faulty('viewOnly', /view-only/),
  permission: faulty('userMayNot', /does not let this application do its work/),
  'other-file': stuck(
    async (desktop) => {
      withFileID(desktop, OTHER);
      await desktop.accept('01 General');
      await desktop.session();
    },
    { says: /^Another company file is open: .*0aaaaaaa/ },
  ),
  'stamp-lost': stuck(
    async (desktop) => {
      await desktop.accept('01 General');
      await desktop.session();
      await desktop.accept('02 Site');
      withFileID(desktop, undefined);
      const ticket = await desktop.open();
      const question = await desktop.send(ticket);
      await desktop.receive(ticket, desktop.quickbooks.processRequest(question));
    },
    { says: /has no FileID/ },
  ),
  'edited-qwc': stuck(
    async (desktop) => {
      withFileID(desktop, 'made by hand');
      await desktop.accept('01 General');
      await desktop.session();
    },
    { says: /cannot have given/ },
  ),
  account: stuck(
    async (desktop) => {
      await desktop.accept(...numbered(30));
      await desktop.session();
    },
    { settings: { incomeAccount: 'Sales of nothing' }, says: /account "Sales of nothing"/ },
  ),
  refused: stuck(async (desktop) => {
    desktop.quickbooks.faults.add({ kind: 'poison' });
    await desktop.accept(...numbered(12));
    await desktop.session();
  }),
  alike: stuck(async (desktop) => {
    desktop.quickbooks.faults.add({ kind: 'status', code: '3210', message: 'Never.', names: () => true });
    await desktop.accept(...numbered(30));
    await desktop.session();
  }),
  unreadable: stuck(
    async (desktop, service) => {
      desktop.quickbooks.faults.add({
        kind: 'hresult',
        hresult: '0x80040402',
        message: 'No.',
        names: ['C001'],
        times: 3,
      });
      await desktop.accept(...numbered(3));
      for (let session = 0; session < 3; session++) {
        await desktop.session();
        service.advance(16_000);
      }
    },
    { who: 'service' },
  ),
  copies: stuck(async (desktop) => {
    const { quickbooks } = desktop;
    const copy = quickbooks.backup();
    await desktop.accept('03 Concrete');
    await desktop.session();
    const file = quickbooks.backup();
    quickbooks.restoreBackup(copy);
    quickbooks.addItem('03', { incomeAccount: 'Construction Income' });
    await desktop.accept('03 > 03-300 Footings');
    await desktop.session();
    quickbooks.restoreBackup(file);
    await desktop.accept('03 > 03-310 Slabs');
    await desktop.session();
    await desktop.accept('03 > 03-320 Walls');
  }),
  restored: stuck(
    async (desktop, service) => {
      const backup = desktop.quickbooks.backup();
      await desktop.accept(...numbered(21));
      while ((await desktop.session()).outcome === 'done') service.advance(MINUTE);
      service.advance(HOUR);
      desktop.quickbooks.restoreBackup(backup);
      await service.api('POST', `${desktop.path}/quickbooks/read`);
      await desktop.session();
      await desktop.accept('90 Waits');
    },
    { who: 'approver', says: /no longer has 21 of the 21 items/ },
  ),
  unfinished: stuck(async (desktop, service) => {
    desktop.quickbooks.faults.add({
      kind: 'status',
      code: '3231',
      message: 'Not processed.',
      names: () => true,
    });
    await desktop.accept('01 General');
    for (let session = 0; session < VAIN_SESSIONS_MAX; session++) {
      await desktop.session();
      service.advance(16_000);
    }
  }),
  failed: stuck(
    async (desktop) => {
      desktop.quickbooks.faults.add({ kind: 'status', code: '3210', message: 'Never.', names: ['01'] });
      await desktop.accept('01 General');
      await desktop.session();
    },
    { who: 'approver', says: /^1 cost code has failed\. 01: “Never\.”$/ },
  ),
  retrying: {
    state: 'waiting',
    who: 'office',
    async brings(desktop) {
      desktop.quickbooks.faults.add(preset('lockedByAnother', { names: ['01'] }));
      await desktop.accept('01 General');
      await desktop.session();
    },
  },
  paused: {
    state: 'waiting',
    who: 'admin',
    says: /^admin has paused the export: “Closing the month”\.$/,
    async brings(desktop) {
      await desktop.authenticate();
      await desktop.accept('01 General');
      await desktop.do('pause', { reason: 'Closing the month' });
    },
  },
  'outside-window': {
    state: 'waiting',
    who: 'service',
    says: /waits for the window.*opens on .* \(UTC\)/,
    async brings(desktop, service) {
      await desktop.authenticate();
      await desktop.accept('01 General');
      const hour = (service.store.now().getUTCHours() + 5) % 24;
      const from = `${String(hour).padStart(2, '0')}:00`;
      const to = `${String(hour).padStart(2, '0')}:30`;
      const days = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];
      const window = { days, from, to, timeZone: 'UTC' };
      await service.api('PATCH', desktop.path, { body: { window } });
    },
  },
  reading: {
    state: 'working',
    who: 'service',
    async brings(desktop, service) {
      await service.api('POST', `${desktop.path}/quickbooks/read`);
      await desktop.send(await desktop.open());
    },
  },
  'waits-for-parent': {
    state: 'waiting',
    who: 'sender',
    says: /^03-300 waits for its parent 03, which has not been sent/,
    async brings(desktop, service) {
      await desktop.authenticate();
      const rows = [
        { code: '03', description: 'Concrete' },
        { code: '03-300', description: 'Footings', parent: '03' },
      ];
      await service.api('POST', `${desktop.path}/import`, { body: { codes: rows } });
      await desktop.do('send', { codes: ['03-300'] });
      await desktop.do('accept', { codes: ['03-300'] });
    },
  },
  'next-call': {
    state: 'waiting',
    who: 'service',
    says: /^1 cost code goes with the next call of the Web Connector, expected at /,
    async brings(desktop) {
      await desktop.authenticate();
      await desktop.accept('01 General');
    },
  },
  'waits-for-approver': {
    state: 'waiting',
    who: 'approver',
    async brings(desktop, service) {
      await desktop.authenticate();
      const codes = [{ code: '01', description: 'General' }];
      await service.api('POST', `${desktop.path}/import`, { body: { codes } });
      await desktop.do('send');
    },
  },
  'waits-for-sender': {
    state: 'waiting',
    who: 'sender',
    async brings(desktop, service) {
      await desktop.authenticate();
      const codes = [{ code: '01', description: 'General' }];
      await service.api('POST', `${desktop.path}/import`, { body: { codes } });
    },
  },
};

onBothStores('the diagnosis', (start) => {
  it('names each cause first, with who can act and how things stand', async () => {
    const service = await start();
    const told: Record<string, Told & { readonly first: string }> = {};
    const wanted: typeof told = {};
    for (const [code, { brings, settings, state, who, says = /\S/ }] of Object.entries(CASES)) {
      const desktop = await newDesktop(service, settings);
      await brings(desktop, service);
      const { diagnosis } = await desktop.status();
      const [first] = diagnosis.causes;
      told[code] = { first: first?.code, who: first?.who, state: diagnosis.state };
      wanted[code] = { first: code, who, state };
      expect(first?.message, code).toMatch(says);
      expect(first?.advice, code).toMatch(/\S\.$/);
    }
    expect(told).toEqual(wanted);
    expect(Object.keys(wanted)).toHaveLength(CAUSE_CODES.length - 1);
  });
});

const first = async (desktop: Desktop) => (await desktop.status()).diagnosis.causes[0];

onEmbeddedStore('the diagnosis, in detail', (start) => {
  it('is ok where nothing waits, and working while a session is under way', async () => {
    const desktop = await newDesktop(await start());
    await desktop.authenticate();
    expect((await desktop.status()).diagnosis).toEqual({ state: 'ok', causes: [] });
    await desktop.accept('01 General');
    const ticket = await desktop.open();
    const set = await desktop.send(ticket);
    expect((await desktop.status()).diagnosis.state).toBe('working');
    await desktop.receive(ticket, desktop.quickbooks.processRequest(set));
    await desktop.close(ticket);
    expect((await desktop.status()).diagnosis).toEqual({ state: 'ok', causes: [] });
  });

  it('knows two desktops by addresses that come in turns, but not one that has moved', async () => {
    const service = await start({ trustedProxies: 1 });
    const moved = await newDesktop(service);
    for (const address of ['192.0.2.1', '192.0.2.1', '198.51.100.2', '198.51.100.2']) {
      await pollFrom(service, moved, address);
      service.advance(MINUTE);
    }
    expect((await moved.status()).diagnosis.causes).toEqual([]);
    for (const address of ['192.0.2.1', '198.51.100.2']) {
      await pollFrom(service, moved, address);
      service.advance(MINUTE);
    }
    expect(await first(moved)).toMatchObject({
      code: 'two-desktops',
      chance: 'likely',
      message: expect.stringMatching(/in turns from 192\.0\.2\.1 and 198\.51\.100\.2/),
    });
    service.advance(25 * HOUR);
    await pollFrom(service, moved, '192.0.2.1');
    expect((await moved.status()).diagnosis.causes).toEqual([]);
  });

  it('tells of another address only where something is in the way, as possible', async () => {
    const service = await start({ trustedProxies: 1 });
    const desktop = await newDesktop(service);
    await desktop.accept('01 General');
    const [ticket = ''] = await pollFrom(service, desktop, '192.0.2.1');
    const set = await desktop.send(ticket);
    await desktop.receive(ticket, desktop.quickbooks.processRequest(set));
    await desktop.close(ticket);
    service.advance(MINUTE);
    await pollFrom(service, desktop, '2001:db8::1');
    expect((await desktop.status()).diagnosis.causes).toEqual([]);
    await desktop.accept('02 Site');
    service.advance(2 * HOUR);
    const { causes } = (await desktop.status()).diagnosis;
    expect(causes.map(({ code, chance }: { code: string; chance: string }) => [code, chance])).toEqual([
      ['late', 'certain'],
      ['another-address', 'possible'],
    ]);
    expect(causes[1].message).toMatch(/from 2001:db8::1; .* from 192\.0\.2\.1/);
  });

  it('what the last session said is only likely once the connector does not call any more', async () => {
    const service = await start();
    const desktop = await newDesktop(service);
    desktop.quickbooks.faults.add(preset('dialogShowing'));
    await desktop.accept('01 General');
    await desktop.session();
    service.advance(2 * HOUR);
    const { causes } = (await desktop.status()).diagnosis;
    expect(causes.slice(0, 2)).toMatchObject([
      { code: 'late', chance: 'certain' },
      { code: 'not-reached', chance: 'likely' },
    ]);
  });

  it('access is to be granted again where it was granted before', async () => {
    const service = await start();
    const desktop = await newDesktop(service);
    await desktop.accept('01 General');
    await desktop.session();
    desktop.quickbooks.faults.add(preset('neverGranted'));
    await desktop.accept('02 Site');
    await desktop.session();
    expect(await first(desktop)).toMatchObject({
      code: 'access',
      message: expect.stringMatching(/grant this application access again, as after an upgrade/),
    });
  });

  it.each([
    ['closed', 'quickBooksClosed'],
    ['without a file', 'noFileNamed'],
    ['not accessible', 'notReached'],
  ] as const)('QuickBooks %s is not reached, in its own words', async (_how, name) => {
    const service = await start();
    const desktop = await newDesktop(service);
    desktop.quickbooks.faults.add(preset(name));
    await desktop.accept('01 General');
    await desktop.session();
    expect(await first(desktop)).toMatchObject({ code: 'not-reached', who: 'office' });
  });
});
