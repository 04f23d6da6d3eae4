/** A document of the store that cannot be read costs what needs that very document, and nothing else. */
import { expect, it } from 'vitest';
import { CODES, type CostCode } from '../../server/codes/model.ts';
import { USERS } from '../../server/identity/people.ts';
import { CONNECTIONS, SESSIONS } from '../../server/sync/model.ts';
import { purge } from '../../server/sync/retention.ts';
import { accepted, exported, put, statesOf } from '../support/codes.ts';
import { Connector } from '../support/connector.ts';
import {
  ADMIN_PASSWORD,
  damage,
  newCompany,
  newUser,
  onBothStores,
  pageOf,
  problemShape,
  type Service,
  USER_PASSWORD,
} from '../support/service.ts';

const idOf = ({ path }: { path: string }) => path.split('/').at(-1)!;

const codeNamed = async (service: Service, company: { path: string }, code: string): Promise<CostCode> => {
  const { store } = service;
  const { id: list } = (await service.api('GET', `${company.path}/lists`)).body.lists[0];
  return (await store.get(CODES, `${idOf(company)}/${list}/${code}`))!;
};

const page = async (service: Service, path: string, user = 'admin', password = ADMIN_PASSWORD) => {
  const { headers } = await pageOf(service, { user, password });
  const answer = await fetch(service.url + path, { headers: { ...headers, accept: 'text/html' } });
  return { status: answer.status, text: await answer.text() };
};

onBothStores('a damaged code', (start) => {
  it('is left out, refused by its name with what to do, and not written over; the others go on', async () => {
    const service = await start();
    const company = await newCompany(service);
    const connector = await Connector.of(service, company);
    await put(service, company, ['01', '02', '03']);
    const { id } = await codeNamed(service, company, '02');
    await damage(service, CODES, id);

    expect(Object.keys(await statesOf(service, company))).toEqual(['01', '03']);
    const refused = await service.api('GET', `${company.path}/codes/02`);
    expect(refused.body).toMatchObject(problemShape(500, 'internal'));
    expect(refused.body.detail).toMatch(/damaged.+nothing was written over it\. An admin .+ restores/);
    const again = await service.api('POST', `${company.path}/import`, { body: 'code,description\n02,New\n' });
    expect(again.body).toMatchObject(problemShape(500, 'internal'));
    await expect(service.store.get(CODES, id)).rejects.toMatchObject({ name: 'DamagedDocument', id });

    await accepted(service, company, ['01', '03']);
    await connector.session();
    expect(await statesOf(service, company)).toEqual({ '01': 'synced', '03': 'synced' });
    expect((await service.api('GET', '/readyz', { anonymous: true })).text).toBe(
      'ready, but damaged documents in the store: 1\n',
    );
  });

  it('is named at the top of the pages of admins of the service, and of nobody else', async () => {
    const service = await start();
    const company = await newCompany(service);
    await put(service, company, ['01', '<b>2</b>']);
    const viewer = await newUser(service, 'viewer', { roles: { [idOf(company)]: 'viewer' } });
    const desk = company.path.replace('/api', '');
    expect((await page(service, desk)).text).not.toContain('cannot be read');
    await damage(service, CODES, (await codeNamed(service, company, '<b>2</b>')).id);

    expect((await page(service, desk)).status).toBe(200);
    const shown = await page(service, '/users');
    expect(shown.text).toContain('1 document in the store cannot be read');
    expect(shown.text).toMatch(/<li>codes, [^<]+&lt;b&gt;2&lt;\/b&gt;: its rev is no whole number<\/li>/);
    const { status, text } = await page(service, desk, viewer.user, viewer.password);
    expect(status).toBe(200);
    expect(text).not.toContain('cannot be read');
  });
});

onBothStores('a damaged document of one company', (start) => {
  it('stops neither the exchange nor the pages of another one, nor the page that shows both', async () => {
    const service = await start();
    const company = await newCompany(service, { name: 'Damaged Builders' });
    const other = await newCompany(service, { name: 'Sound Builders' });
    const [connector, sound] = [await Connector.of(service, company), await Connector.of(service, other)];
    await exported(service, company, connector, ['01']);
    await damage(service, CONNECTIONS, idOf(company));

    await exported(service, other, sound, ['01']);
    expect(await statesOf(service, other)).toEqual({ '01': 'synced' });
    expect((await service.api('GET', `${company.path}/status`)).body.detail).toContain('damaged');
    expect((await service.api('GET', `${other.path}/status`)).status).toBe(200);
    const home = await page(service, '/');
    expect(home.status).toBe(200);
    expect(home.text).toMatch(
      /Damaged Builders[\s\S]+A document of it is damaged[\s\S]+Sound Builders[\s\S]+Nothing waits/,
    );
  });

  it('does not keep what is old of another one from being deleted', async () => {
    const service = await start();
    const company = await newCompany(service, { name: 'Damaged Builders' });
    const other = await newCompany(service, { name: 'Sound Builders' });
    const [connector, sound] = [await Connector.of(service, company), await Connector.of(service, other)];
    await exported(service, company, connector, ['01']);
    await exported(service, other, sound, ['01']);
    await put(service, other, ['02']);
    await accepted(service, other, ['02']);
    await damage(service, CONNECTIONS, idOf(company));
    service.advance(100 * 24 * 3_600_000);
    await sound.session();

    await purge(service.store, 90);
    expect(await service.store.count(SESSIONS, 'byOrder', [idOf(other)])).toBe(1);
  });
});

onBothStores('a damaged user', (start) => {
  it('cannot sign in; others can, and see the rest', async () => {
    const service = await start();
    const jane = await newUser(service, 'jane');
    await newUser(service, 'john', { admin: true });
    await damage(service, USERS, 'jane');

    expect((await service.api('GET', '/api/companies', jane)).status).toBe(500);
    const users = await service.api('GET', '/api/users');
    expect(users.body.users.map((user: { userName: string }) => user.userName)).toEqual(['admin', 'john']);
    const anew = await service.api('POST', '/api/users', {
      body: { userName: 'jane', password: USER_PASSWORD },
    });
    expect(anew.body).toMatchObject(problemShape(500, 'internal'));
  });
});
