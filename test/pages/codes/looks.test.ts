import { expect, it } from 'vitest';
import { item } from '../../quickbooks/has.ts';
import { follow, inBrowser, looksRight, looksRightEverywhere, signIn } from '../../support/browser.ts';
import { inAllStates, put, verb } from '../../support/codes.ts';
import { Connector } from '../../support/connector.ts';
import { reading } from '../../support/readings.ts';
import { newCompany, newUser, type Service } from '../../support/service.ts';

const CSV = `code,description,parent
01,General Requirements,
01-100,Project Management,01
01-500,"Temporary Facilities, Fences & Signs",01
03,Concrete,
03-100,Formwork,03
03-300,Footings,03
03-300-10,Footings: Rebar,03-300
03-310,Slab on Grade,03
26,Electrical,
26-050,Basic Electrical Materials and Methods,26
26-100,Service Entrance,26
`;

/** A company that is in the middle of its work: every state, an alarm, a rejection. */
async function busyCompany(service: Service) {
  const company = await newCompany(service, {
    name: 'Acme Builders',
    accountRules: [{ prefix: '26', incomeAccount: 'Electrical Income', expenseAccount: 'Job Expenses' }],
  });
  const connector = await Connector.of(service, company);
  const api = (method: string, path: string, body?: unknown) =>
    service.api(method, company.path + path, body === undefined ? {} : { body });
  await service.api('POST', `${company.path}/import`, { body: CSV, type: 'text/csv' });
  await verb(service, company, 'send');
  await verb(service, company, 'accept', { codes: ['01', '01-100', '03', '26'] });
  const repair = connector.quickbooks.faults.add({ kind: 'status', names: ['26'], code: '3070' });
  await connector.session();
  repair();
  await verb(service, company, 'accept', { codes: ['26-050'], incomeAccount: 'Construction Income' });
  await verb(service, company, 'reject', {
    codes: ['01-500'],
    reason: 'Use 01-510, the sign shop bills apart',
  });
  await put(service, company, ['31', '32']);
  await api('POST', '/lists', { name: 'Owner codes' });
  return { company, connector };
}

inBrowser('every page of the desk', (start, open) => {
  it('reads well and has no violation on any window and in any colors', async () => {
    const service = await start();
    const { company } = await busyCompany(service);
    const id = company.path.split('/').at(-1);
    await newUser(service, 'vera', { roles: { [String(id)]: 'viewer' } });
    const page = await open();
    const at = async (path: string, name: string) => {
      await page.goto(service.url + path);
      await looksRightEverywhere(page, name);
    };
    await at('/', 'sign-in');
    await follow(page.getByRole('button', { name: 'Sign in' }));
    await looksRightEverywhere(page, 'sign-in-errors');
    await signIn(page, service);
    const desk = `/companies/${id}`;
    await at(desk, 'desk-pending');
    await page.getByText('Accept…').click();
    await page.getByLabel('These accounts').check();
    await looksRightEverywhere(page, 'desk-accept');
    await page.goto(`${service.url}${desk}`);
    await page.getByText('Reject…').click();
    await follow(page.getByRole('button', { name: 'Reject selected codes' }));
    await looksRightEverywhere(page, 'desk-reject-error');
    for (const tab of ['all', 'accepted', 'exporting', 'synced', 'failed', 'rejected', 'unsynced'])
      await at(`${desk}?status=${tab}`, `desk-${tab}`);
    await reading(service, company, {
      items: [item('31'), item('Old site:32'), item('01-500', { isActive: false })],
    });
    await at(`${desk}?status=all`, 'desk-preflight');
    await at(`${desk}/match`, 'match');
    await at(`${desk}?status=all&verdict=similar`, 'desk-verdict');
    await at(`${desk}?status=all&search=zzz`, 'desk-no-match');
    const lists = (await service.api('GET', `${company.path}/lists`)).body.lists;
    await at(`${desk}?list=${lists[1].id}`, 'desk-other-list');
    for (const code of ['26', '01-500', '03', '03-300-10', '26-050'])
      await at(`${desk}/codes/${code}`, `code-${code}`);
    await at(`${desk}/lists`, 'lists');
    await at(`${desk}/add`, 'add');
    await at(`${desk}/import`, 'import');
    await page
      .getByLabel('Or paste the rows')
      .fill(
        `${CSV.replace('Footings,', 'Spread Footings,')}\n,no code,\n33,Utilities,99\n32,Site,31\n40,New,03\n`,
      );
    await follow(page.getByRole('button', { name: 'Show what it would do' }));
    await looksRightEverywhere(page, 'import-preview');
    await follow(page.getByRole('button', { name: /^Import \d/ }));
    await looksRightEverywhere(page, 'desk-result');
    await at('/account', 'account');
    await follow(page.getByRole('button', { name: 'Change the password' }));
    await looksRightEverywhere(page, 'account-errors');
    await page.getByLabel('Name of a new token').fill('nightly import');
    await follow(page.getByRole('button', { name: 'Make a token' }));
    await looksRightEverywhere(page, 'account-token');
    await at('/nothing-here', 'error-404');
    const other = await newCompany(service, { name: 'Zenith Homes, Inc.' });
    await at('/', 'home');
    await at(other.path.replace('/api', ''), 'desk-empty');
    expect(await page.title()).toContain('Zenith Homes');
  });
});

inBrowser('every state of a code', (start, open) => {
  it('has its tab and its page', async () => {
    const service = await start();
    const { company } = await inAllStates(service);
    const page = await open();
    await signIn(page, service);
    for (const state of ['unsynced', 'pending', 'accepted', 'exporting', 'synced', 'failed', 'rejected']) {
      await page.goto(`${service.url}${company.path.replace('/api', '')}?status=${state}`);
      await follow(page.getByRole('link', { name: state, exact: true }));
      expect(await page.getByRole('heading', { level: 1 }).textContent()).toContain(state);
      await looksRight(page, `state-${state}`);
    }
  });
});
