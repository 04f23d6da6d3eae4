/** QuickBooks refuses to say which it is, or which file is open: that is what its status says, and no other company file. */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { preset } from '../../scripts/quickbooks/presets.ts';
import { newDesktop } from '../support/desktop.ts';
import { onBothStores, onEmbeddedStore } from '../support/service.ts';
import { needShared } from '../support/shared.ts';

const codesOf = (status: { alarms: { code: string }[] }) => status.alarms.map((alarm) => alarm.code);

interface Case {
  readonly code: string;
  readonly message: string;
  readonly alarm: 'permission' | 'connection' | 'readOnly';
  readonly help: string;
}

const words = (code: string) => `Words of QuickBooks for ${code}.`;
const each = (codes: string, alarm: Case['alarm'], help: string): Case[] =>
  codes.split(' ').map((code) => ({ code, message: words(code), alarm, help }));

const CASES: readonly Case[] = [
  ...each('3220 3260 3261 3262 3263', 'permission', 'permission'),
  ...each('1030 3250', 'permission', 'edition'),
  ...each('1010', 'connection', 'not-reached'),
  ...each('1000 3000 3120 3140 3170 3175 3180 3200 3231 3999 8000', 'connection', 'not-told'),
  { code: '3180', message: 'This company file is read-only.', alarm: 'readOnly', help: 'read-only' },
  { code: 'odd', message: 'Something new.', alarm: 'connection', help: 'not-told' },
];

onBothStores('a CompanyQuery that is refused', (start) => {
  it('for the sample of an office raises permission in the words of QuickBooks, in either place', async (context) => {
    const text = readFileSync(
      `${needShared(context, 'samples', 'offices')}/rs-company-query-3261.xml`,
      'utf8',
    );
    const service = await start();
    for (const place of ['strHCPResponse', 'own question']) {
      const desktop = await newDesktop(service);
      await desktop.accept('01 General');
      const ticket = await desktop.open();
      if (place === 'strHCPResponse') expect(await desktop.send(ticket, { hcp: text })).toBe('');
      else {
        expect(await desktop.send(ticket, { hcp: '' })).toContain('CompanyQueryRq');
        expect(await desktop.receive(ticket, { response: text })).toBeLessThan(0);
      }
      const said = 'The integrated application has no permission to access this data.';
      expect(await desktop.lastError(ticket)).toMatch(
        /3261.*no permission to access this data\. Nothing was written\..*#permission\)\.$/,
      );
      expect(await desktop.close(ticket)).toContain(said);
      const status = await desktop.status();
      expect(codesOf(status)).toEqual(['permission']);
      expect(status.alarm.message).toContain(said);
      expect(status.lastSession).toMatchObject({ outcome: 'error' });
      expect(await desktop.codes()).toEqual({ '01': 'accepted' });
      // All are held until retry, as by every permission.
      expect((await desktop.authenticate())[1]).toBe('none');
      await desktop.do('retry', { codes: 'all' });
      expect((await desktop.session()).outcome).toBe('done');
      expect(await desktop.codes()).toEqual({ '01': 'synced' });
      expect((await desktop.status()).alarms).toEqual([]);
    }
  });
});

onEmbeddedStore('a question to QuickBooks about itself that is refused', (start) => {
  it.each(['HostQueryRq', 'CompanyQueryRq'] as const)(
    'in strHCPResponse (%s) ends the session before anything is written, whatever the status',
    async (request) => {
      const service = await start();
      for (const { code, message, alarm, help } of CASES) {
        const desktop = await newDesktop(service);
        await desktop.accept('01 General');
        const off = desktop.quickbooks.faults.add({ kind: 'query', request, code, message });
        const session = await desktop.session();
        expect([code, session.outcome]).toEqual([code, 'stopped']);
        expect(session.statusText).toContain(message);
        expect(session.statusText).toContain(`/support#${help})`);
        expect([code, ...codesOf(await desktop.status())]).toEqual([code, alarm]);
        expect(desktop.quickbooks.adds).toEqual([]);
        expect(await desktop.codes()).toEqual({ '01': 'accepted' });
        off();
        if (alarm === 'permission') await desktop.do('retry', { codes: 'all' });
        expect((await desktop.session()).outcome).toBe('done');
        expect((await desktop.status()).alarms).toEqual([]);
      }
    },
  );

  it('in our own question ends it likewise', async () => {
    const service = await start();
    for (const { code, message, alarm, help } of CASES) {
      const desktop = await newDesktop(service);
      await desktop.accept('01 General');
      desktop.quickbooks.faults.add({ kind: 'query', request: 'CompanyQueryRq', code, message });
      const ticket = await desktop.open();
      const question = await desktop.send(ticket, { hcp: '' });
      const processed = desktop.quickbooks.processRequest(question);
      expect([code, await desktop.receive(ticket, processed)]).toEqual([code, -1]);
      for (const text of [await desktop.lastError(ticket), await desktop.close(ticket)]) {
        expect(text).toContain(message);
        expect(text).toContain(`/support#${help})`);
      }
      expect([code, ...codesOf(await desktop.status())]).toEqual([code, alarm]);
      expect(await desktop.codes()).toEqual({ '01': 'accepted' });
    }
  });

  it('leaves what is on the way as it is: it is resolved once QuickBooks answers again', async () => {
    const service = await start();
    const desktop = await newDesktop(service);
    await desktop.accept('01 General');
    desktop.quickbooks.faults.add({ kind: 'loseAnswer' });
    await desktop.session();
    service.advance(16_000);
    const off = desktop.quickbooks.faults.add(preset('companyNotTold'));
    expect((await desktop.session()).outcome).toBe('stopped');
    expect(await desktop.codes()).toEqual({ '01': 'exporting' });
    off();
    expect((await desktop.session()).outcome).toBe('done');
    expect(await desktop.codes()).toEqual({ '01': 'synced' });
    expect(desktop.quickbooks.adds).toEqual(['01']);
  });

  it('is not told by the preferences alone, nor by an answer about something else', async () => {
    const desktop = await newDesktop(await start());
    await desktop.accept('01 General');
    const { OwnerID } = desktop.qwc;
    const hcp = desktop.quickbooks
      .hostCompanyPreferences(OwnerID)
      .replace(
        'PreferencesQueryRs requestID="2" statusCode="0"',
        'PreferencesQueryRs requestID="2" statusCode="3261"',
      );
    expect(hcp).toContain('3261');
    expect(await desktop.send(await desktop.open(), { hcp })).toContain('<Name>01</Name>');
  });

  it('is not another company file either where the answer tells nothing of it', async () => {
    const desktop = await newDesktop(await start());
    await desktop.accept('01 General');
    const ticket = await desktop.open();
    await desktop.send(ticket, { hcp: '' });
    const response = '<?xml version="1.0" ?><QBXML><QBXMLMsgsRs></QBXMLMsgsRs></QBXML>';
    expect(await desktop.receive(ticket, { response })).toBeLessThan(0);
    expect(await desktop.lastError(ticket)).toMatch(/something that it was not asked/);
    expect((await desktop.status()).alarms).toEqual([]);
  });
});

onBothStores('a QuickBooks that may only be looked at', (start) => {
  it('holds nothing and counts no try: the session stops, and the next add that it takes lifts the alarm', async () => {
    const service = await start();
    const desktop = await newDesktop(service);
    await desktop.accept('01 General', '01 > 01-1 One', '02 Site');
    const off = desktop.quickbooks.faults.add(preset('viewOnly'));
    const sinces = new Set<string>();
    for (let times = 1; times <= 6; times++) {
      service.advance(60_000);
      const session = await desktop.session();
      expect(session.statusText).toMatch(/view-only mode.*#read-only\)\.$/);
      expect(codesOf(await desktop.status())).toEqual(['readOnly']);
      sinces.add((await desktop.status()).alarm.since);
    }
    expect(sinces.size).toBe(1);
    expect(await desktop.codes()).toEqual({ '01': 'accepted', '01-1': 'accepted', '02': 'accepted' });
    off();
    expect((await desktop.session()).outcome).toBe('done');
    expect(await desktop.codes()).toEqual({ '01': 'synced', '01-1': 'synced', '02': 'synced' });
    expect((await desktop.status()).alarms).toEqual([]);
  });

  it('says so by an hresult as well, at opening or in place of an answer', async () => {
    const service = await start();
    const message = 'The company file was opened read-only.';
    const desktop = await newDesktop(service);
    await desktop.accept('01 General');
    await desktop.connectionError(await desktop.open(), '0x80040403', message);
    expect(codesOf(await desktop.status())).toEqual(['readOnly']);
    const ticket = await desktop.open();
    await desktop.send(ticket);
    expect(await desktop.receive(ticket, { hresult: '0x80040402', message })).toBeLessThan(0);
    expect(await desktop.lastError(ticket)).toContain('#read-only)');
    expect(codesOf(await desktop.status())).toEqual(['readOnly']);
    await desktop.close(ticket);
    expect((await desktop.session()).outcome).toBe('done');
    expect(await desktop.codes()).toEqual({ '01': 'synced' });
    expect((await desktop.status()).alarms).toEqual([]);
  });
});
