import { describe, expect, it } from 'vitest';
import {
  accepted,
  type Company,
  codeOf,
  exported,
  inAllStates,
  put,
  STATES,
  type State,
  statesOf,
  verb,
} from '../support/codes.ts';
import { Connector } from '../support/connector.ts';
import { newCompany, onBothStores, onEmbeddedStore, type Service } from '../support/service.ts';

const at = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/);
const why = expect.stringMatching(/\S/);
const entry = (from: State | null, to: State, by = 'admin') => ({ at, by, from, to, why });

/** verb, what it answers with, the states that it applies to, the state it leads to. */
const VERBS: [string, Record<string, unknown>, string, State[], State][] = [
  ['send', {}, 'sent', ['unsynced', 'rejected'], 'pending'],
  ['accept', {}, 'accepted', ['pending'], 'accepted'],
  ['reject', { reason: 'No' }, 'rejected', ['pending'], 'rejected'],
  ['retry', {}, 'retried', ['failed'], 'accepted'],
  ['recall', {}, 'recalled', ['pending', 'accepted', 'rejected', 'failed'], 'unsynced'],
];

onBothStores('states of a cost code', (start) => {
  it.each(VERBS)(
    '%s takes the states it applies to, and refuses each other code with a reason',
    async (name, more, counted, from, to) => {
      const service = await start();
      const { company } = await inAllStates(service);
      expect(await statesOf(service, company)).toEqual(
        Object.fromEntries(STATES.map((state) => [state, state])),
      );
      const before = await codeOf(service, company, 'synced');

      const answer = await verb(service, company, name, { codes: [...STATES, 'nobody'], ...more });
      expect(answer.status).toBe(200);
      const refused = [...STATES.filter((state) => !from.includes(state)), 'nobody'];
      expect(Object.keys(answer.body).sort()).toEqual([counted, 'refused'].sort());
      expect(answer.body[counted]).toBe(from.length);
      expect(answer.body.refused).toEqual(refused.map((code) => ({ code, reason: why })));

      const after = await statesOf(service, company);
      expect(after).toEqual(
        Object.fromEntries(STATES.map((state) => [state, from.includes(state) ? to : state])),
      );
      for (const state of from) {
        const { history } = await codeOf(service, company, state);
        expect(history.at(-1)).toEqual(entry(state, to));
      }
      expect(await codeOf(service, company, 'synced')).toEqual(before);
    },
  );

  it.each(VERBS.filter(([name]) => name !== 'send'))(
    '%s of "all" means every code that it applies to, refuses none, and with nothing to do the number is 0',
    async (name, more, counted, from, to) => {
      const service = await start();
      const { company } = await inAllStates(service);
      const answer = await verb(service, company, name, { codes: 'all', ...more });
      expect(answer).toMatchObject({ status: 200, body: { [counted]: from.length, refused: [] } });
      expect(await statesOf(service, company)).toEqual(
        Object.fromEntries(STATES.map((state) => [state, from.includes(state) ? to : state])),
      );
      const again = await verb(service, company, name, { codes: 'all', ...more });
      expect(again).toMatchObject({ status: 200, body: { [counted]: 0, refused: [] } });
    },
  );

  it('send without codes sends all unsynced and rejected ones, then there is nothing to send', async () => {
    const service = await start();
    const { company } = await inAllStates(service);
    expect((await verb(service, company, 'send')).body).toEqual({ sent: 2, refused: [] });
    expect(await verb(service, company, 'send')).toMatchObject({
      status: 409,
      body: { code: 'nothing-to-send' },
    });
  });

  it('a code that fails and is retried has every step in its history, with who did it', async () => {
    const service = await start();
    const company = await newCompany(service);
    const connector = await Connector.of(service, company);
    await put(service, company, ['01']);
    await verb(service, company, 'send');
    await verb(service, company, 'reject', { codes: ['01'], reason: 'Not yet' });
    await verb(service, company, 'send');
    await verb(service, company, 'accept', { codes: 'all' });
    const repair = connector.quickbooks.faults.add({
      kind: 'status',
      code: '3070',
      message: 'Words of "QuickBooks".',
    });
    await connector.session();
    repair();
    const failed = await codeOf(service, company, '01');
    expect(failed).toMatchObject({
      status: 'failed',
      listId: null,
      problem: { statusCode: '3070', message: 'Words of "QuickBooks".', advice: why },
    });
    expect(Object.keys(failed.problem).sort()).toEqual(['advice', 'message', 'statusCode']);
    await verb(service, company, 'retry', { codes: 'all' });
    expect(await codeOf(service, company, '01')).toMatchObject({ status: 'accepted', problem: null });
    await connector.session();
    const code = await codeOf(service, company, '01');
    expect(code).toMatchObject({ status: 'synced', problem: null, listId: why, fullName: '01' });
    expect(code.listId).toBe(connector.quickbooks.itemByFullName('01')?.listID);
    expect(code.history).toEqual([
      entry(null, 'unsynced'),
      entry('unsynced', 'pending'),
      entry('pending', 'rejected'),
      entry('rejected', 'pending'),
      entry('pending', 'accepted'),
      entry('accepted', 'exporting', 'connector'),
      entry('exporting', 'failed', 'connector'),
      entry('failed', 'accepted'),
      entry('accepted', 'exporting', 'connector'),
      entry('exporting', 'synced', 'connector'),
    ]);
    expect(code.updatedAt).toBe(code.history.at(-1).at);
    const times = code.history.map((each: { at: string }) => each.at);
    expect(times).toEqual([...times].sort());
  });

  it('an import that changes a description or a parent makes a code unsynced, one in QuickBooks with its change; exporting rows are problems', async () => {
    const service = await start();
    const { company } = await inAllStates(service);
    const answer = await verb(service, company, 'import', {
      codes: STATES.map((code) => ({ code, description: `New ${code}` })),
    });
    expect(answer.body).toMatchObject({ added: 0, changed: 6, unchanged: 0 });
    expect(answer.body.problems).toEqual([{ row: 4, code: 'exporting', problem: why }]);
    for (const state of STATES) {
      const code = await codeOf(service, company, state);
      if (state === 'exporting') {
        expect(code).toMatchObject({ status: state, description: `About ${state}` });
      } else {
        expect(code).toMatchObject({ status: 'unsynced', description: `New ${state}`, problem: null });
        expect(code.history.at(-1)).toEqual(entry(state, 'unsynced'));
        expect(code.change).toEqual(state === 'synced' ? { fields: ['description'] } : null);
        expect(code.listId === null).toBe(state !== 'synced');
      }
    }
  });

  it('an import that changes nothing leaves every state as it is', async () => {
    const service = await start();
    const { company } = await inAllStates(service);
    const before = await Promise.all(STATES.map((state) => codeOf(service, company, state)));
    expect(await put(service, company, [...STATES])).toMatchObject({
      added: 0,
      changed: 0,
      unchanged: STATES.length,
      problems: [],
    });
    expect(await Promise.all(STATES.map((state) => codeOf(service, company, state)))).toEqual(before);
  });

  it('a code is deleted if it was never exported, is not exporting and has no children; then it can be imported anew', async () => {
    const service = await start();
    const { company, connector, set } = await inAllStates(service);
    const remove = (code: string) => service.api('DELETE', `${company.path}/codes/${code}`);
    const may: State[] = ['unsynced', 'pending', 'accepted', 'rejected'];
    await put(service, company, [{ code: 'child', parent: 'unsynced' }]);
    expect(await remove('unsynced')).toMatchObject({ status: 409, body: { detail: why, code: why } });
    expect(await remove('child')).toMatchObject({ status: 204, text: '' });
    for (const state of STATES)
      expect((await remove(state)).status, state).toBe(may.includes(state) ? 204 : 409);
    expect(Object.keys(await statesOf(service, company)).sort()).toEqual(['exporting', 'failed', 'synced']);
    expect((await remove('unsynced')).status).toBe(404);

    await connector.answer(set);
    expect((await remove('exporting')).status).toBe(409);
    await verb(service, company, 'recall', { codes: ['failed'] });
    expect(await statesOf(service, company)).toMatchObject({ exporting: 'synced', failed: 'unsynced' });
    await put(service, company, ['unsynced']);
    expect((await codeOf(service, company, 'unsynced')).history).toEqual([entry(null, 'unsynced')]);
  });

  it('a child may be accepted before its parent: it waits for it and is exported with it at the earliest', async () => {
    const service = await start();
    const company = await newCompany(service);
    const connector = await Connector.of(service, company);
    await put(service, company, [
      '03',
      { code: '03-300', parent: '03' },
      { code: '03-310', parent: '03-300' },
    ]);
    await accepted(service, company, ['03-300', '03-310']);
    expect(await codeOf(service, company, '03-300')).toMatchObject({ status: 'accepted', waitingFor: '03' });
    expect(await codeOf(service, company, '03-310')).toMatchObject({
      status: 'accepted',
      waitingFor: '03-300',
    });
    expect(await codeOf(service, company, '03')).toMatchObject({ status: 'unsynced', waitingFor: null });
    expect(await connector.authenticate()).toBe('none');
    await accepted(service, company, ['03']);
    await connector.session();
    expect(await statesOf(service, company)).toEqual({
      '03': 'synced',
      '03-300': 'synced',
      '03-310': 'synced',
    });
    expect(await codeOf(service, company, '03-310')).toMatchObject({
      waitingFor: null,
      fullName: '03:03-300:03-310',
    });
    expect(connector.quickbooks.itemByFullName('03:03-300:03-310')).toBeDefined();
  });

  it('children of a failed parent stay accepted and wait', async () => {
    const service = await start();
    const company = await newCompany(service);
    const connector = await Connector.of(service, company);
    const repair = connector.quickbooks.faults.add({ kind: 'status', names: ['03'], code: '3070' });
    await exported(service, company, connector, ['03', { code: '03-300', parent: '03' }]);
    expect(await codeOf(service, company, '03')).toMatchObject({ status: 'failed' });
    expect(await codeOf(service, company, '03-300')).toMatchObject({ status: 'accepted', waitingFor: '03' });
    repair();
    await verb(service, company, 'retry', { codes: ['03'] });
    await connector.session();
    expect(await statesOf(service, company)).toEqual({ '03': 'synced', '03-300': 'synced' });
  });

  it('a rejection is shown with reason, who and when until the code is accepted', async () => {
    const service = await start();
    const company = await newCompany(service);
    await put(service, company, ['01']);
    await verb(service, company, 'send');
    await verb(service, company, 'reject', { codes: ['01'], reason: 'Wrong <division> & "more"' });
    const rejection = { reason: 'Wrong <division> & "more"', by: 'admin', at };
    expect((await codeOf(service, company, '01')).rejection).toEqual(rejection);
    await verb(service, company, 'send');
    expect((await codeOf(service, company, '01')).rejection).toEqual(rejection);
    await verb(service, company, 'accept', { codes: ['01'] });
    expect((await codeOf(service, company, '01')).rejection).toBeNull();
  });

  it('fourEyes: what one has sent oneself is refused, also after it was switched on later; "all" refuses none', async () => {
    const service = await start();
    const company = await newCompany(service, { fourEyes: true });
    await put(service, company, ['01', '02']);
    await verb(service, company, 'send');
    expect((await verb(service, company, 'accept', { codes: ['01'] })).body).toEqual({
      accepted: 0,
      refused: [{ code: '01', reason: why }],
    });
    expect((await verb(service, company, 'accept', { codes: 'all' })).body).toEqual({
      accepted: 0,
      refused: [],
    });
    expect(await statesOf(service, company)).toEqual({ '01': 'pending', '02': 'pending' });
    await service.api('PATCH', company.path, { body: { fourEyes: false } });
    expect((await verb(service, company, 'accept', { codes: ['01'] })).body.accepted).toBe(1);
  });

  describe('two at once', () => {
    async function both(start_: () => Promise<Service>) {
      const service = await start_();
      const company = await newCompany(service);
      await put(service, company, ['01']);
      await verb(service, company, 'send');
      return { service, company };
    }
    const rejecting = { codes: ['01'], reason: 'No' };

    it('exactly one of an accept and a reject wins, the other is refused', async () => {
      const { service, company } = await both(start);
      const [one, two] = await Promise.all([
        verb(service, company, 'accept', { codes: ['01'] }),
        verb(service, company, 'reject', rejecting),
      ]);
      expect(one.body.accepted + two.body.rejected).toBe(1);
      expect(one.body.refused.length + two.body.refused.length).toBe(1);
      const code = await codeOf(service, company, '01');
      expect(code.status).toBe(one.body.accepted ? 'accepted' : 'rejected');
      expect(code.history).toHaveLength(3);
    });

    it('of ten accepts exactly one counts the code', async () => {
      const { service, company } = await both(start);
      const answers = await Promise.all(
        Array.from({ length: 10 }, () => verb(service, company, 'accept', { codes: ['01'] })),
      );
      expect(answers.reduce((sum, { body }) => sum + body.accepted, 0)).toBe(1);
      expect((await codeOf(service, company, '01')).history).toHaveLength(3);
    });

    it('of ten "all" exactly one counts each code', async () => {
      const { service, company } = await both(start);
      await put(
        service,
        company,
        Array.from({ length: 30 }, (_, index) => `x${index}`),
      );
      await verb(service, company, 'send');
      const answers = await Promise.all(
        Array.from({ length: 10 }, () => verb(service, company, 'accept', { codes: 'all' })),
      );
      expect(answers.map(({ status }) => status)).toEqual(Array(10).fill(200));
      expect(answers.reduce((sum, { body }) => sum + body.accepted, 0)).toBe(31);
    });

    it('a recall and the connector: the code is either recalled or exporting, never both', async () => {
      const { service, company } = await both(start);
      await verb(service, company, 'accept', { codes: ['01'] });
      const connector = await Connector.of(service, company);
      await connector.authenticate();
      const [set, recalled] = await Promise.all([
        connector.send(),
        verb(service, company, 'recall', { codes: ['01'] }),
      ]);
      expect(set.includes('<ItemServiceAddRq')).toBe(recalled.body.recalled === 0);
      expect((await codeOf(service, company, '01')).status).toBe(
        recalled.body.recalled ? 'unsynced' : 'exporting',
      );
    });

    it('imports of the same codes: each is added once', async () => {
      const service = await start();
      const company = await newCompany(service);
      const codes = Array.from({ length: 20 }, (_, index) => `0${index}`);
      const answers = await Promise.all([1, 2, 3].map(() => put(service, company, codes)));
      expect(answers.reduce((sum, { added }) => sum + added, 0)).toBe(20);
      expect(answers.reduce((sum, { unchanged }) => sum + unchanged, 0)).toBe(40);
    });

    it('two imports that would make a circle together leave none', async () => {
      const service = await start();
      const company = await newCompany(service);
      await put(service, company, ['a', 'b']);
      const importing = (code: string, parent: string) =>
        verb(service, company, 'import', { codes: [{ code, description: `About ${code}`, parent }] });
      const answers = await Promise.all([importing('a', 'b'), importing('b', 'a')]);
      expect(answers.map(({ body }) => body.changed).sort()).toEqual([0, 1]);
      expect(answers.flatMap(({ body }) => body.problems)).toHaveLength(1);
    });

    it('deleting a parent and importing a child below it leaves no child without its parent', async () => {
      const service = await start();
      const company = await newCompany(service);
      await put(service, company, ['p']);
      const [removed, imported] = await Promise.all([
        service.api('DELETE', `${company.path}/codes/p`),
        verb(service, company, 'import', { codes: [{ code: 'c', description: 'C', parent: 'p' }] }),
      ]);
      expect([removed.status, imported.body.added]).toSatisfy(
        ([status, added]) => (status === 204 && added === 0) || (status === 409 && added === 1),
      );
    });
  });
});

onEmbeddedStore('accounts named by people', (start) => {
  const change = async (service: Service, company: Company, name: string, body: object) =>
    (await verb(service, company, name, body)).body;

  it('what accept names stays with the code; accepted ones that are named get others, an entry whose from equals its to', async () => {
    const service = await start();
    const company = await newCompany(service, { expenseAccount: 'Job Expenses' });
    await put(service, company, ['01', '02']);
    await verb(service, company, 'send');
    await change(service, company, 'accept', { codes: ['01'], incomeAccount: '4000 · Service Income' });
    expect(await codeOf(service, company, '01')).toMatchObject({
      incomeAccount: 'Service Income',
      expenseAccount: 'Job Expenses',
    });
    expect(await change(service, company, 'accept', { codes: ['01'], expenseAccount: null })).toEqual({
      accepted: 1,
      refused: [],
    });
    const code = await codeOf(service, company, '01');
    expect(code).toMatchObject({ status: 'accepted', incomeAccount: 'Service Income', expenseAccount: null });
    expect(code.history.at(-1)).toEqual(entry('accepted', 'accepted'));
    expect(await change(service, company, 'accept', { codes: 'all', incomeAccount: 'Other Income' })).toEqual(
      {
        accepted: 1,
        refused: [],
      },
    );
    expect(await codeOf(service, company, '01')).toMatchObject({ incomeAccount: 'Service Income' });
    expect(await codeOf(service, company, '02')).toMatchObject({ incomeAccount: 'Other Income' });
  });

  it('are looked up when the set is built, and an exported code goes on to show those it was exported with', async () => {
    const service = await start();
    const company = await newCompany(service);
    const connector = await Connector.of(service, company);
    await put(service, company, ['01']);
    await accepted(service, company);
    await service.api('PATCH', company.path, {
      body: { incomeAccount: 'Service Income', expenseAccount: 'Job Expenses' },
    });
    const shown = { incomeAccount: 'Service Income', expenseAccount: 'Job Expenses' };
    expect(await codeOf(service, company, '01')).toMatchObject(shown);
    const set = await connector.begin();
    await service.api('PATCH', company.path, {
      body: { incomeAccount: 'Other Income', expenseAccount: null },
    });
    expect(await codeOf(service, company, '01')).toMatchObject({ status: 'exporting', ...shown });
    await connector.answer(set);
    expect(await codeOf(service, company, '01')).toMatchObject({ status: 'synced', ...shown });
    expect(connector.quickbooks.itemByFullName('01')).toMatchObject(shown);
  });

  it('retry names others too', async () => {
    const service = await start();
    const { company, connector, set } = await inAllStates(service);
    expect(
      await change(service, company, 'retry', { codes: ['failed'], incomeAccount: 'Service Income' }),
    ).toEqual({
      retried: 1,
      refused: [],
    });
    expect(await codeOf(service, company, 'failed')).toMatchObject({
      status: 'accepted',
      incomeAccount: 'Service Income',
    });
    await connector.answer(set);
    expect(await codeOf(service, company, 'exporting')).toMatchObject({ status: 'synced' });
  });
});
