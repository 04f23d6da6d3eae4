import { XMLValidator } from 'fast-xml-parser';
import { expect, it } from 'vitest';
import { accepted, type Company, codeOf, codesOf, inAllStates, put, STATES, verb } from '../support/codes.ts';
import { Connector } from '../support/connector.ts';
import { newCompany, onBothStores, onEmbeddedStore, problemShape, type Service } from '../support/service.ts';

const text = expect.stringMatching(/\S/);
const previewOf = async (service: Service, company: Company, code: string) =>
  (await service.api('GET', `${company.path}/codes/${encodeURIComponent(code)}/preview`)).text.replace(
    />\s+</g,
    '><',
  );
const namesIn = (page: { codes: { code: string }[] }) => page.codes.map(({ code }) => code);

/** Follows `next` to the end. */
async function allPages(service: Service, company: Company, query: string) {
  const pages: string[][] = [];
  let after = '';
  for (;;) {
    const page = await codesOf(
      service,
      company,
      `?${query}${after && `&after=${encodeURIComponent(after)}`}`,
    );
    pages.push(namesIn(page));
    if (page.next === null) return pages;
    after = page.next;
  }
}

onBothStores('codes', (start) => {
  it('come in natural order, a page at a time, with what is filtered', async () => {
    const service = await start();
    const company = await newCompany(service);
    const order = ['1', '2', '10', '03-1', '03-2', '03-10', 'a2', 'A10', 'b'].sort(() => 0);
    await put(service, company, order.toReversed());
    const [all] = await allPages(service, company, 'limit=1000');
    expect(all?.filter((code) => /^\d+$/.test(code))).toEqual(['1', '2', '10']);
    expect(all?.filter((code) => /^03/.test(code))).toEqual(['03-1', '03-2', '03-10']);
    expect(all?.filter((code) => /^[ab]/i.test(code))).toEqual(['a2', 'A10', 'b']);
    expect(await allPages(service, company, 'limit=2')).toEqual([
      all?.slice(0, 2),
      all?.slice(2, 4),
      all?.slice(4, 6),
      all?.slice(6, 8),
      all?.slice(8),
    ]);
    expect(await allPages(service, company, 'limit=3')).toHaveLength(3);
    await verb(service, company, 'send', { codes: ['03-2', 'a2', '10'] });
    const pending = all?.filter((code) => ['03-2', 'a2', '10'].includes(code));
    expect((await allPages(service, company, 'status=pending&limit=2')).flat()).toEqual(pending);
    expect((await allPages(service, company, 'status=unsynced&limit=1')).flat()).toEqual(
      all?.filter((code) => !pending?.includes(code)),
    );
  });

  it('that come or go between pages make it neither skip nor repeat others', async () => {
    const service = await start();
    const company = await newCompany(service);
    await put(service, company, ['01', '02', '03', '04', '05', '06']);
    const first = await codesOf(service, company, '?limit=3');
    expect(namesIn(first)).toEqual(['01', '02', '03']);
    await service.api('DELETE', `${company.path}/codes/03`);
    await service.api('DELETE', `${company.path}/codes/01`);
    await service.api('DELETE', `${company.path}/codes/04`);
    await put(service, company, ['00', '02-1', '03-1', '05-1']);
    const second = await codesOf(service, company, `?limit=3&after=${first.next}`);
    expect(namesIn(second)).toEqual(['03-1', '05', '05-1']);
    await verb(service, company, 'send', { codes: ['05'] });
    expect(namesIn(await codesOf(service, company, `?limit=3&after=${second.next}`))).toEqual(['06']);
    expect(namesIn(await codesOf(service, company, `?limit=3&status=unsynced&after=${first.next}`))).toEqual([
      '03-1',
      '05-1',
      '06',
    ]);
  });
});

onEmbeddedStore('the list of codes', (start) => {
  it('has every field of a code, null where there is nothing, and no history', async () => {
    const service = await start();
    const { company } = await inAllStates(service);
    const { codes, next } = await codesOf(service, company);
    expect(next).toBeNull();
    const parts = ['waitingFor', 'listId', 'rejection', 'problem', 'preflight', 'parent', 'change', 'drift'];
    const nothing = Object.fromEntries(parts.map((part) => [part, null]));
    for (const status of STATES) {
      const shown = codes.find((each: { code: string }) => each.code === status);
      const expected = {
        code: status,
        description: `About ${status}`,
        status,
        itemName: status,
        fullName: status,
        incomeAccount: 'Construction Income',
        expenseAccount: null,
        class: null,
        active: true,
        updatedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
        ...nothing,
        ...(status === 'synced' ? { listId: text } : {}),
        ...(status === 'rejected' ? { rejection: { reason: 'Wrong division', by: 'admin', at: text } } : {}),
        ...(status === 'failed' ? { problem: { statusCode: '3070', message: text, advice: text } } : {}),
      };
      expect(shown).toEqual(expected);
      expect(await codeOf(service, company, status)).toEqual({ ...expected, history: expect.any(Array) });
      expect(namesIn(await codesOf(service, company, `?status=${status}`))).toEqual([status]);
    }
  });

  it('has 100 by default and 1,000 at most; other limits, states and made-up cursors are 422', async () => {
    const service = await start();
    const company = await newCompany(service);
    await put(
      service,
      company,
      Array.from({ length: 1001 }, (_, index) => `${index}`),
    );
    const page = await codesOf(service, company);
    expect(page.codes).toHaveLength(100);
    expect((await codesOf(service, company, '?limit=1000')).codes).toHaveLength(1000);
    expect((await codesOf(service, company, '?limit=1')).codes).toHaveLength(1);
    const sessionsAfter = Buffer.from(JSON.stringify(['sessions', '0'])).toString('base64url');
    for (const query of [
      'limit=0',
      'limit=1001',
      'limit=-1',
      'limit=1.5',
      'limit=x',
      'limit=',
      'limit=NaN',
      'limit=1&limit=2',
      'status=open',
      'status=',
      'status=Pending',
      'status=pending&status=failed',
      'after=x',
      'after=0',
      'after=null',
      `after=${page.next}x`,
      `after=${page.next.slice(0, -1)}`,
      `after=${sessionsAfter}`,
      `after=${encodeURIComponent(JSON.stringify(['codes', 'a']))}`,
    ]) {
      const answer = await service.api('GET', `${company.path}/codes?${query}`);
      expect(answer, query).toMatchObject({ status: 422, body: problemShape(422, 'not-valid') });
      expect(answer.body.errors[0].field, query).toBe(query.split('=')[0]);
    }
    expect(await codesOf(service, company, '?unknown=1')).toMatchObject({ next: text });
  });

  it('search looks into code and description, in any letter case, together with status and pages', async () => {
    const service = await start();
    const company = await newCompany(service);
    await put(service, company, [
      { code: '03-300', description: 'Footings' },
      { code: '03-310', description: 'Slab on grade' },
      { code: 'FOOT-1', description: 'Other' },
      { code: '09', description: '100% of a_b (c.d) \\ [x]' },
      { code: '10', description: 'Größe' },
    ]);
    const found = async (search: string, more = '') =>
      (await allPages(service, company, `search=${encodeURIComponent(search)}${more}`)).flat();
    expect((await found('foot')).sort()).toEqual(['03-300', 'FOOT-1']);
    expect((await found('FOOT', '&limit=1')).sort()).toEqual(['03-300', 'FOOT-1']);
    expect(await found('03-3')).toEqual(['03-300', '03-310']);
    expect(await found('on GRADE')).toEqual(['03-310']);
    expect(await found('GRÖSSE')).toEqual([]);
    expect(await found('GRÖ')).toEqual(['10']);
    for (const sign of ['100%', 'a_b', '(c.d)', '\\', '[x]']) expect(await found(sign), sign).toEqual(['09']);
    for (const none of ['.*', '%25', 'nobody', '%00']) expect(await found(none), none).toEqual([]);
    expect(await found('')).toHaveLength(5);
    await verb(service, company, 'send', { codes: ['FOOT-1'] });
    expect(await found('foot', '&status=pending')).toEqual(['FOOT-1']);
  });

  it('of another list is shown by ?list=: codes, one code, its preview, delete and status', async () => {
    const service = await start();
    const company = await newCompany(service);
    const { id } = (await verb(service, company, 'lists', { name: 'Other' })).body;
    await put(service, company, ['01']);
    await put(service, company, [{ code: '01', description: 'of the other' }, '02'], `?list=${id}`);
    const get = (path: string) => service.api('GET', `${company.path}${path}`);
    expect(namesIn((await get(`/codes?list=${id}`)).body)).toEqual(['01', '02']);
    expect((await get(`/codes/01?list=${id}`)).body.description).toBe('of the other');
    expect((await get('/codes/01')).body.description).toBe('About 01');
    expect((await get('/codes/02')).status).toBe(404);
    expect((await get(`/codes/02/preview?list=${id}`)).text).toContain('<Name>02</Name>');
    expect((await get(`/status?list=${id}`)).body.counts.unsynced).toBe(2);
    expect((await get('/status')).body.counts.unsynced).toBe(1);
    expect((await service.api('DELETE', `${company.path}/codes/01?list=${id}`)).status).toBe(204);
    expect(namesIn((await get(`/codes?list=${id}`)).body)).toEqual(['02']);
    expect((await codeOf(service, company, '01')).description).toBe('About 01');
    const quickbooks = (await get('/lists')).body.lists.find(
      (list: { quickBooks: boolean }) => list.quickBooks,
    );
    expect(namesIn((await get(`/codes?list=${quickbooks.id}`)).body)).toEqual(['01']);
    for (const path of ['/codes?list=x', '/codes/01?list=x', '/codes/01/preview?list=x', '/status?list=x'])
      expect((await get(path)).status, path).toBe(404);
    expect((await service.api('DELETE', `${company.path}/codes/01?list=x`)).status).toBe(404);
  });

  it('of another list are never sent: everything else means the QuickBooks list', async () => {
    const service = await start();
    const company = await newCompany(service);
    const { id } = (await verb(service, company, 'lists', { name: 'Other' })).body;
    await put(service, company, ['02'], `?list=${id}`);
    expect((await verb(service, company, 'send')).status).toBe(409);
    expect((await verb(service, company, `send?list=${id}`, { codes: ['02'] })).body).toEqual({
      sent: 0,
      refused: [{ code: '02', reason: text }],
    });
    expect((await verb(service, company, 'gate', { codes: ['02'] })).body).toEqual({
      ready: false,
      missing: [{ code: '02', status: null }],
    });
  });
});

onEmbeddedStore('naming codes in calls', (start) => {
  it('upper and lower case are the same, in the path and in bodies; twice is once', async () => {
    const service = await start();
    const company = await newCompany(service);
    await put(service, company, ['Ab-1', 'É2']);
    expect((await codeOf(service, company, 'aB-1')).code).toBe('Ab-1');
    expect((await codeOf(service, company, 'é2')).code).toBe('É2');
    expect((await codeOf(service, company, 'e\u03012')).code).toBe('É2');
    expect(
      (await verb(service, company, 'send', { codes: ['AB-1', 'ab-1', 'Ab-1', ' ab-1 '] })).body,
    ).toEqual({
      sent: 1,
      refused: [],
    });
    expect((await verb(service, company, 'accept', { codes: ['ab-1'] })).body.accepted).toBe(1);
    expect((await service.api('DELETE', `${company.path}/codes/AB-1`)).status).toBe(204);
  });

  const SPELLINGS: [stored: string, others: string[]][] = [
    ['03 100', ['03\u00a0100', ' 03  100 ', '03\t100', '03\u2003\u3000100', '\u00a003 100\r\n']],
    ['É2 Ångström', ['E\u03012 A\u030angstro\u0308m', 'é2  ångström']],
    ['5\u2126', ['5\u03a9', '5ω', ' 5\u2126\u00a0']],
  ];

  it('are cleaned as an import cleans them: in the path, in bodies and in a search', async () => {
    const service = await start();
    const company = await newCompany(service);
    await put(
      service,
      company,
      SPELLINGS.map(([code]) => code),
    );
    for (const [code, others] of SPELLINGS)
      for (const other of [code, ...others]) {
        const label = JSON.stringify(other);
        expect((await codeOf(service, company, other)).code, label).toBe(code);
        const address = `${company.path}/codes/${encodeURIComponent(other)}`;
        expect((await service.api('GET', `${address}/preview`)).status, label).toBe(200);
        expect(
          namesIn(await codesOf(service, company, `?search=${encodeURIComponent(other)}`)),
          label,
        ).toEqual([code]);
        expect((await verb(service, company, 'gate', { codes: [other] })).body.missing, label).toEqual([
          { code: expect.any(String), status: 'unsynced' },
        ]);
        for (const [name, count] of [
          ['send', { sent: 1 }],
          ['accept', { accepted: 1 }],
          ['recall', { recalled: 1 }],
          ['send', { sent: 1 }],
          ['reject', { rejected: 1 }],
        ] as const) {
          const body = { codes: [other], ...(name === 'reject' && { reason: 'no' }) };
          expect((await verb(service, company, name, body)).body, `${name} ${label}`).toEqual({
            ...count,
            refused: [],
          });
        }
        await verb(service, company, 'recall', { codes: [other] });
        expect((await put(service, company, [{ code: other, description: `About ${code}` }])).unchanged).toBe(
          1,
        );
      }
    expect(await allPages(service, company, 'search=%C2%A0%20&limit=2')).toHaveLength(2);
    for (const [, others] of SPELLINGS) {
      const address = `${company.path}/codes/${encodeURIComponent(others[0] ?? '')}`;
      expect((await service.api('DELETE', address)).status, address).toBe(204);
    }
    expect((await codesOf(service, company)).codes).toEqual([]);
  });

  it('keep their signs, and are no other code for how a sign is typed', async () => {
    const service = await start();
    const company = await newCompany(service);
    const import_ = (code: string, description: string) =>
      service.api('POST', `${company.path}/import`, { body: { codes: [{ code, description }] } });
    await import_('R1', 'Resistor 5\u2126');
    expect(await codeOf(service, company, 'R1')).toMatchObject({ description: 'Resistor 5\u2126' });
    expect(await previewOf(service, company, 'R1')).toContain('<SalesOrPurchase><Desc>Resistor 5 ohm</Desc>');
    // A list from before has the Greek letter; the same file again changes nothing.
    expect((await import_('R1', 'Resistor 5\u03a9')).body).toMatchObject({ changed: 0, unchanged: 1 });
    await import_('⌀12', 'Bars ⌀12, ∠50×50, 6″');
    const preview = await previewOf(service, company, '⌀12');
    expect(preview).toContain('<Name>dia 12</Name>');
    expect(preview).toContain('<Desc>Bars dia 12, angle 50&#215;50, 6"</Desc>');
  });

  it('a code may hold what means something in an address, in JSON or in XML', async () => {
    const service = await start();
    const company = await newCompany(service);
    const codes = [
      'a/b',
      'a%b',
      '100%',
      'a#b',
      'a?b',
      'a&b=c',
      'a b',
      'ü/ß',
      '..',
      '.',
      'a+b',
      '%2F',
      "it's",
      '<x>',
    ];
    codes.push('__proto__', 'constructor', '\\', '"', 'preview', 'A;b=1');
    await put(service, company, codes);
    expect((await codesOf(service, company)).codes).toHaveLength(codes.length);
    // "." and ".." are cut out of a path by every client.
    for (const code of codes.filter((each) => !/^\.+$/.test(each))) {
      expect((await codeOf(service, company, code)).code).toBe(code);
      const address = `${company.path}/codes/${encodeURIComponent(code)}`;
      expect((await service.api('GET', `${address}/preview`)).status, code).toBe(200);
      expect((await verb(service, company, 'gate', { codes: [code] })).body.missing).toEqual([
        { code, status: 'unsynced' },
      ]);
      expect((await service.api('DELETE', address)).status, code).toBe(204);
    }
  });

  it('codes must be texts in an array, or "all" where that is a choice', async () => {
    const service = await start();
    const company = await newCompany(service);
    await put(service, company, ['01']);
    for (const name of ['accept', 'reject', 'retry', 'recall', 'gate', 'send'])
      for (const codes of [
        null,
        5,
        '01',
        'ALL',
        {},
        [1],
        [null],
        [['01']],
        ...(name === 'gate' || name === 'send' ? ['all'] : [undefined]),
      ]) {
        if (name === 'send' && codes === undefined) continue;
        const answer = await verb(service, company, name, { codes, reason: 'x' });
        expect(answer.status, `${name} ${JSON.stringify(codes)}`).toBe(422);
        expect(answer.body.errors[0].field).toMatch(/^(codes|reason)/);
      }
    for (const reason of [undefined, null, '', ' ', 5])
      expect((await verb(service, company, 'reject', { codes: 'all', reason })).status).toBe(422);
    for (const name of ['accept', 'reject', 'retry', 'recall'])
      expect(
        (await verb(service, company, name, { codes: [], ...(name === 'reject' ? { reason: 'x' } : {}) }))
          .body,
      ).toMatchObject({
        refused: [],
      });
  });
});

onEmbeddedStore('gate', (start) => {
  it('is ready if all of the codes are synced, else tells those that are not', async () => {
    const service = await start();
    const { company } = await inAllStates(service);
    const gate = async (codes: string[]) => (await verb(service, company, 'gate', { codes })).body;
    expect(await gate(['synced'])).toEqual({ ready: true, missing: [] });
    expect(await gate(['SYNCED', 'synced'])).toEqual({ ready: true, missing: [] });
    expect(await gate([])).toEqual({ ready: true, missing: [] });
    expect(await gate([...STATES, 'nobody'])).toEqual({
      ready: false,
      missing: [
        ...STATES.filter((status) => status !== 'synced').map((status) => ({ code: status, status })),
        { code: 'nobody', status: null },
      ],
    });
  });
});

onEmbeddedStore('preview', (start) => {
  /** Without what a preview does not have. */
  const bare = (qbxml: string) =>
    qbxml
      .replace(/ (requestID|newMessageSetID|oldMessageSetID)="[^"]*"/g, '')
      .replace(/<ExternalGUID>[^<]*<\/ExternalGUID>/g, '')
      .replace(/>\s+</g, '><')
      .trim();

  it('is exactly what is sent but for requestID, newMessageSetID and ExternalGUID, before and after', async () => {
    const service = await start();
    const company = await newCompany(service, { expenseAccount: 'Job Expenses' });
    const connector = await Connector.of(service, company);
    const preview = () => service.api('GET', `${company.path}/codes/01/preview`);
    // Whether QuickBooks' version is known makes no difference to what this is about.
    await put(service, company, ['00']);
    await accepted(service, company, ['00']);
    await connector.session();
    await put(service, company, [{ code: '01', description: 'A <b> & "c" é “quotes” — 2½' }]);
    await accepted(service, company, ['01']);
    const before = await preview();
    expect(before.status).toBe(200);
    expect(before.headers.get('content-type')).toMatch(/^application\/xml/);
    expect(XMLValidator.validate(before.text)).toBe(true);
    expect(before.text).toMatch(/^<\?xml [^>]*\?>\s*<\?qbxml version="\d+\.\d+"\?>\s*<QBXML>/);
    expect(before.text.match(/<ItemServiceAddRq/g)).toHaveLength(1);
    expect(before.text).not.toMatch(/requestID|essageSetID|ExternalGUID/);

    const set = await connector.begin();
    expect(bare(set)).toBe(bare(before.text));
    await service.api('PATCH', company.path, {
      body: { incomeAccount: 'Service Income', expenseAccount: null },
    });
    expect((await preview()).text).toBe(before.text);
    await connector.answer(set);
    expect((await codeOf(service, company, '01')).status).toBe('synced');
    expect((await preview()).text).toBe(before.text);
  });

  it('names a parent in QuickBooks as it will be sent, and is there for a code in every state', async () => {
    const service = await start();
    const { company } = await inAllStates(service);
    await put(service, company, [
      { code: 'child', parent: 'synced' },
      { code: 'grandchild', parent: 'child' },
    ]);
    for (const code of [...STATES, 'child', 'grandchild']) {
      const answer = await service.api('GET', `${company.path}/codes/${code}/preview`);
      expect(answer.status, code).toBe(200);
      expect(answer.text).toContain(`<Name>${code}</Name>`);
    }
    const { listId } = await codeOf(service, company, 'synced');
    const child = (await service.api('GET', `${company.path}/codes/child/preview`)).text;
    expect(child).toMatch(new RegExp(`<ParentRef>\\s*(<ListID>${listId}|<FullName>synced)<`));
    const grandchild = (await service.api('GET', `${company.path}/codes/grandchild/preview`)).text;
    expect(grandchild).toMatch(/<ParentRef>\s*<FullName>synced:child</);
    expect((await service.api('GET', `${company.path}/codes/nobody/preview`)).status).toBe(404);
  });
});
