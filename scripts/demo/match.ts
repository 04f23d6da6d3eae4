// A company file that has been in use for years: it is read, what will happen to each code is told before anybody accepts it, and codes
// are linked with the items that they are there already.
import { SimulatedQuickBooks } from '../quickbooks/simulated-quickbooks.ts';
import type { Client, Company, CostCode } from '../services/client.ts';
import { colour, table } from '../terminal.ts';
import { addApplication, type QwcFile, runSession } from '../web-connector.ts';
import { wrapped } from './wrapped.ts';

const ITEMS = 2_000;
const SHOWN = 12;
/** QuickBooks has it, and no item can have it. */
const WRONG_ACCOUNT = 'Checking';

interface Preflight {
  readonly code: string;
  readonly verdict: string;
  readonly message: string;
}

interface Match {
  readonly code: string;
  readonly listId: string;
  readonly fullName: string;
  readonly how: string;
  readonly differences: readonly { readonly field: string }[];
}

/** Much that is nobody's cost code, and in between what the list of the demonstration would add once more. */
function usedForYears(companyName: string): SimulatedQuickBooks {
  const quickbooks = new SimulatedQuickBooks({ companyName });
  quickbooks.addItem('01', { description: 'General Conditions' });
  quickbooks.addItem('01:01-100', { description: 'Site Supervision' });
  quickbooks.addItem('01:01-200', { description: 'Permits' });
  quickbooks.addItem('01:01-300', { description: 'Temporary Power and Water', isActive: false });
  quickbooks.addItem('02', { kind: 'NonInventory' });
  quickbooks.addItem('Old list');
  quickbooks.addItem('Old list:03-300', { description: 'Footings' });
  quickbooks.addItem('Bricks', { description: 'Brick Veneer' });
  quickbooks.addItem('Parts');
  for (let at = 1; quickbooks.items.length < ITEMS; at++)
    quickbooks.addItem(`Parts:Part ${at}`, {
      kind: at % 3 === 0 ? 'Inventory' : 'Service',
      description: `As in the catalogue of ${1990 + (at % 30)}, page ${at}`,
      isActive: at % 20 > 0,
    });
  return quickbooks;
}

/** The demonstration; returns what was not as it should be. */
export async function matching(api: Client, listName: string, list: Buffer): Promise<string[]> {
  const problems: string[] = [];
  const must = (isTrue: boolean, problem: string): void => {
    if (!isTrue) problems.push(problem);
  };
  const company = await api.createCompany({ name: 'Sample Builders', incomeAccount: 'Construction Income' });
  const at = (rest: string): string => `/companies/${company.id}${rest}`;
  const quickbooks = usedForYears(company.name);
  const qwc = await addApplication(await api.qwc(company.id));

  step('The first session reads what QuickBooks has, also without a code');
  await session(qwc, company, quickbooks);
  const { reading, product, companyFile } = await api.quickBooks(company.id);
  say(`${product}, ${companyFile}: ${reading.accounts} accounts, ${reading.items} items.`);
  must(reading.items === ITEMS, `${reading.items} of ${ITEMS} items were read`);

  step(`What an import of ${listName} would come to`);
  const { preflight } = (await api.ask('POST', at('/import?dryRun=true'), list, 'text/csv')).body;
  tellVerdicts(preflight);
  const { added } = await api.importList(company.id, list);
  must(preflight.length === added, `${preflight.length} verdicts for ${added} codes`);

  step('Codes that are in QuickBooks already, under whatever name');
  const { matches } = (await api.ask('GET', at('/matches?limit=1000'))).body as { matches: Match[] };
  console.log(
    table(
      ['code', 'item in QuickBooks', 'found by', 'differences'],
      matches.map(({ code, fullName, how, differences }) => [
        code,
        fullName,
        how,
        differences.map(({ field }) => field).join(', '),
      ]),
    ),
  );
  const links = matches.map(({ code, listId }) => ({ code, listId }));
  const { linked } = (await api.ask('POST', at('/link'), { links })).body;
  say(`${linked} codes are linked: they are in QuickBooks, and nothing was written.`);
  must(linked === links.length && linked > 0, `${linked} of ${links.length} codes were linked`);

  step('What an approver sees before accepting the rest');
  await api.send(company.id);
  const told = (await api.codes(company.id)).filter(({ preflight }) => preflight !== null);
  tellVerdicts(told.flatMap(({ code, preflight }) => (preflight ? [{ code, ...preflight }] : [])));
  const blocked = told.flatMap(({ code, preflight }) =>
    preflight?.verdict === 'otherType' || preflight?.verdict === 'parent' ? [code] : [],
  );
  await api.ask('POST', at('/reject'), {
    codes: blocked,
    reason: 'Its name, or that of its division, is taken.',
  });
  say(`${blocked.length} of them are rejected: QuickBooks could not take them.`);
  const some = told.find(({ code }) => !blocked.includes(code))?.code ?? '';
  const wrong = { codes: [some], incomeAccount: WRONG_ACCOUNT };
  const { refused } = (await api.ask('POST', at('/accept'), wrong)).body;
  say(`Accepting ${some} with the account ${WRONG_ACCOUNT} is refused: ${refused[0]?.reason}`);
  must(refused.length === 1, `${some} was accepted with an account that no item can have`);
  await api.accept(company.id);

  step('The next session brings the rest');
  await session(qwc, company, quickbooks);
  const codes = await api.codes(company.id);
  const synced = codes.filter(({ status }) => status === 'synced');
  say(`${synced.length} codes in QuickBooks, ${blocked.length} rejected, ${codes.length} in all.`);
  must(synced.length + blocked.length === codes.length, 'a code is neither in QuickBooks nor rejected');
  for (const code of synced) for (const problem of faultsOf(code, quickbooks, links)) must(false, problem);
  return problems;
}

async function session(qwc: QwcFile, company: Company, quickbooks: SimulatedQuickBooks): Promise<void> {
  const { outcome, exchanges, statusText } = await runSession({
    qwc,
    password: company.connector.password,
    quickbooks,
  });
  say(`Web Connector (${outcome}, ${exchanges} exchanges): ${statusText}`);
}

/** How many there are of each, and those that are not just new by name. */
function tellVerdicts(all: readonly Preflight[]): void {
  const counts = [...Map.groupBy(all, ({ verdict }) => verdict)].map(
    ([verdict, each]) => [verdict, each.length] as const,
  );
  console.log(
    table(
      counts.map(([verdict]) => verdict),
      [counts.map(([, count]) => count)],
    ),
  );
  const notable = all.filter(({ verdict }) => verdict !== 'new');
  if (notable.length > 0)
    console.log(
      `\n${table(
        ['code', 'verdict', 'what will happen'],
        notable.slice(0, SHOWN).map(({ code, verdict, message }) => [code, verdict, message]),
        80,
      )}`,
    );
  if (notable.length > SHOWN) say(`... and ${notable.length - SHOWN} more`);
}

/** A linked code has the item that it was linked with, any other one was added once. */
function faultsOf(
  { code, fullName, listId }: CostCode,
  quickbooks: SimulatedQuickBooks,
  links: readonly { readonly code: string; readonly listId: string }[],
): string[] {
  const item = quickbooks.items.find((each) => each.listID === listId);
  if (!item) return [`${code}: no item with ListID ${listId} in QuickBooks`];
  const link = links.find((each) => each.code === code);
  const adds = quickbooks.addsOf(item.fullName);
  const wanted = link ? 0 : 1;
  return [
    ...(item.fullName === fullName ? [] : [`${code} is ${fullName} here and ${item.fullName} in QuickBooks`]),
    ...(link && link.listId !== listId ? [`${code} has another item than it was linked with`] : []),
    ...(adds === wanted ? [] : [`${item.fullName} was added ${adds} times, not ${wanted}`]),
  ];
}

const step = (title: string): void => console.log(`\n${colour(title, 'bold')}`);
const say = (text: string): void => console.log(wrapped(text, '   '));
