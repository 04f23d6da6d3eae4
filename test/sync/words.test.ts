/** What a code that has failed is told: never the advice of one that waits, and QuickBooks' own code and words where it gave some. */
import { expect, it } from 'vitest';
import type { Fault } from '../../scripts/quickbooks/faults.ts';
import { ONCE_FAILED, onceFailed } from '../../server/codes/once-failed.ts';
import { HELP, type HelpTopic } from '../../server/help/topics.ts';
import { newDesktop } from '../support/desktop.ts';
import { onBothStores, onEmbeddedStore } from '../support/service.ts';

const OTHER = '{0aaaaaaa-1111-4222-8333-444444444444}';

it('has a topic for each that says that nothing is to be done, or that it is tried again', () => {
  for (const topic of Object.keys(HELP) as HelpTopic[]) {
    const { help } = onceFailed({ help: topic });
    const isOfAlarm = ['unusable', 'permission', 'late'].includes(topic);
    if (!isOfAlarm)
      expect(HELP[help].advice, topic).not.toMatch(/Nothing to do|again in the next|follows by itself/);
    expect(ONCE_FAILED[help], `${help} is left for another one, too`).toBeUndefined();
  }
});

const TRIED: readonly [string, Fault, string, string][] = [
  [
    'an internal error',
    { kind: 'status', code: '1000', message: 'Internal.' },
    '1000',
    'still-internal-error',
  ],
  [
    'a lock that is none of the clock',
    { kind: 'status', code: '3177', message: 'The list element is in use.' },
    '3177',
    'still-locked',
  ],
  ['what passes', { kind: 'status', code: '3200', message: 'Out of date.' }, '3200', 'refused-once'],
];

onBothStores('a code that has failed', (start) => {
  it.each(TRIED)(
    'after five times %s is told what to do, not that it is tried again',
    async (_, fault, statusCode, help) => {
      const service = await start();
      const desktop = await newDesktop(service);
      await desktop.accept('01 One', '02 Two');
      desktop.quickbooks.faults.add({ ...fault, names: ['01'] });
      for (let session = 0; session < 12 && (await desktop.codes())['01'] !== 'failed'; session++) {
        await desktop.session();
        service.advance(16_000);
      }
      expect(await desktop.code('01')).toMatchObject({ status: 'failed', problem: { statusCode } });
      expect((await desktop.code('01')).problem.advice).toContain(`#${help})`);
    },
  );

  it('after five answers that leave it out is told so', async () => {
    const service = await start();
    const desktop = await newDesktop(service);
    await desktop.accept('01 One', '02 Two');
    const { quickbooks } = desktop;
    quickbooks.faults.add({ kind: 'dropResponses', names: ['01'], times: 99 });
    for (let sessions = 0; sessions < 20; sessions++) {
      const [ticket = '', second] = await desktop.authenticate();
      if (second === 'none') break;
      for (let percent = 0; percent >= 0 && percent < 100; ) {
        const processed = quickbooks.processRequest(await desktop.send(ticket));
        // It is gone again whenever QuickBooks is asked for it.
        if (quickbooks.itemByFullName('01')) quickbooks.deleteItem('01');
        percent = await desktop.receive(ticket, processed);
      }
      await desktop.close(ticket);
      service.advance(16_000);
    }
    expect(await desktop.code('01')).toMatchObject({ status: 'failed' });
    expect((await desktop.code('01')).problem.advice).toContain('#never-told)');
  });

  it('is never told that its status is OK', async () => {
    const service = await start();
    const desktop = await newDesktop(service, {}, { memory: 'none' });
    await desktop.accept('01 One');
    const ticket = await desktop.open();
    desktop.quickbooks.faults.add({ kind: 'withoutRet' });
    await desktop.receive(ticket, desktop.quickbooks.processRequest(await desktop.send(ticket)));
    desktop.quickbooks.deleteItem('01');
    desktop.quickbooks.addItem('01', { kind: 'NonInventory' });
    for (let text = await desktop.send(ticket); text !== ''; text = await desktop.send(ticket))
      if ((await desktop.receive(ticket, desktop.quickbooks.processRequest(text))) === 100) break;
    const { status, problem, history } = await desktop.code('01');
    expect(status).toBe('failed');
    expect(problem.message).not.toMatch(/Status OK/);
    expect(problem.statusCode).not.toBe('0');
    expect(JSON.stringify(history)).not.toMatch(/Status OK/);
    expect(problem.advice).toMatch(/held by an item of another type/);
  });
});

onEmbeddedStore('the words of QuickBooks about a code', (start) => {
  it('are kept where another company file is accepted before it is known what holds the name', async () => {
    const service = await start();
    const desktop = await newDesktop(service);
    desktop.quickbooks.addItem('01');
    await desktop.accept('01 One');
    const ticket = await desktop.open();
    await desktop.receive(ticket, desktop.quickbooks.processRequest(await desktop.send(ticket)));
    service.advance(16_000);
    desktop.quickbooks.setDataExt(desktop.qwc.OwnerID, 'FileID', OTHER);
    await desktop.session();
    await service.api('POST', `${desktop.path}/company-file`, { body: { fileId: OTHER } });
    await desktop.session();
    expect(await desktop.code('01')).toMatchObject({
      status: 'failed',
      problem: { statusCode: '3100', message: 'The name "01" of the list element is already in use.' },
    });
    expect((await desktop.code('01')).problem.advice).toContain('#needs-a-look)');
  });

  it('are kept where it refuses the same bytes unread that it may have done before', async () => {
    const service = await start();
    const desktop = await newDesktop(service);
    await desktop.accept('01 One');
    await desktop.send(await desktop.open());
    service.advance(16_000);
    desktop.quickbooks.faults.add({ kind: 'poison', names: ['01'], times: 1 });
    const ticket = await desktop.open();
    for (let text = await desktop.send(ticket); text !== ''; text = await desktop.send(ticket)) {
      await desktop.receive(ticket, desktop.quickbooks.processRequest(text));
      const { status, problem } = await desktop.code('01');
      if (status !== 'accepted') continue;
      expect(problem).toMatchObject({ statusCode: '0x80040400' });
      return;
    }
    expect.unreachable();
  });
});
