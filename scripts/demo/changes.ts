// What becomes of codes once they are in QuickBooks: a change, one that meets somebody else's, what people do there, and a company file
// that was restored from a backup; how each ends, as the service and the simulated QuickBooks tell it.
import { SimulatedQuickBooks } from '../quickbooks/simulated-quickbooks.ts';
import type { Client, Detail } from '../services/client.ts';
import { colour, table } from '../terminal.ts';
import { addApplication, type QwcFile, runSession } from '../web-connector.ts';

const MOST_SESSIONS = 10;
/** So many that a tenth of the items and more than twenty are gone at once. */
const ADDED_AFTER_BACKUP = 25;

interface Place {
  readonly api: Client;
  readonly company: string;
  readonly password: string;
  readonly qwc: QwcFile;
  readonly quickbooks: SimulatedQuickBooks;
  /** What was not as it should be. */
  readonly problems: string[];
}

/** The demonstration; returns what was not as it should be. */
export async function changes(api: Client): Promise<string[]> {
  const { id, connector } = await api.createCompany({
    name: 'Sample Builders',
    incomeAccount: 'Construction Income',
  });
  const qwc = await addApplication(await api.qwc(id));
  const quickbooks = new SimulatedQuickBooks({ companyName: 'Sample Builders' });
  const place: Place = { api, company: id, password: connector.password, qwc, quickbooks, problems: [] };
  await api.importCodes(id, [
    { code: '03', description: 'Concrete' },
    { code: '03-300', description: 'Footings', parent: '03' },
    { code: '03-400', description: 'Precast', parent: '03' },
    { code: '04', description: 'Masonry' },
    { code: '05', description: 'Metals' },
  ]);
  await approve(place);
  await sync(place);
  console.log('Five codes are in QuickBooks.');

  await change(place);
  await conflict(place);
  await drift(place);
  await backup(place);
  return place.problems;
}

async function change(place: Place): Promise<void> {
  heading('A change: another description, another division, one no longer used');
  const { api, company, quickbooks } = place;
  await api.change(company, '03-300', { description: 'Strip footings' });
  await api.change(company, '03-400', { parent: '04' });
  await api.change(company, '05', { active: false });
  await told(place, ['03-300', '03-400', '05']);
  await approve(place);
  const sets = await sync(place);
  console.log(`Accepted, and told to QuickBooks in ${sets} message set${sets === 1 ? '' : 's'}:`);
  await ended(place, ['03-300', '03-400', '05']);
  expect(place, quickbooks.changes.length === 3, 'three items were to be changed once each');
  expect(place, quickbooks.itemByFullName('04:03-400') !== undefined, '03-400 was to be below 04');
}

async function conflict(place: Place): Promise<void> {
  heading('A conflict: somebody changes the same in QuickBooks before it is told');
  const { api, company, quickbooks } = place;
  await api.change(company, '04', { description: 'Brick' });
  await approve(place);
  quickbooks.editItem('04', { description: 'Blockwork' });
  console.log('Ours is accepted: "Brick". In QuickBooks somebody writes "Blockwork" meanwhile.');
  await sync(place);
  await ended(place, ['04']);
  expect(
    place,
    quickbooks.itemByFullName('04')?.description === 'Blockwork',
    'nothing was to be written over',
  );
  console.log('\nAn approver has seen both and retries it:');
  await api.retry(company, ['04']);
  await sync(place);
  await ended(place, ['04']);
  expect(place, quickbooks.itemByFullName('04')?.description === 'Brick', 'ours was to be written then');
}

async function drift(place: Place): Promise<void> {
  heading('A drift: people rename, rewrite and delete in QuickBooks, and a reading finds it');
  const { api, company, quickbooks } = place;
  quickbooks.renameItem('04', 'Masonry');
  quickbooks.editItem('03:03-300', { description: 'Foundations' });
  quickbooks.deleteItem('05');
  await read(place);
  await drifts(place);
  console.log(
    '\nThe text is followed; the name is to be as it was; the deleted item is followed, which unlinks it.',
  );
  await api.follow(company, ['03-300', '05']);
  await api.restore(company, ['04']);
  await api.send(company, ['04']);
  await api.accept(company, ['04']);
  await sync(place);
  await ended(place, ['03-300', '04', '05']);
  expect(place, quickbooks.itemByFullName('04') !== undefined, '04 was to have its name again');
  expect(place, quickbooks.itemByFullName('05') === undefined, '05 was to stay deleted');
}

async function backup(place: Place): Promise<void> {
  heading('A backup: the company file is restored, as it was before 25 codes came');
  const { api, company, quickbooks } = place;
  const before = quickbooks.backup();
  const added = Array.from({ length: ADDED_AFTER_BACKUP }, (_, index) => `10-${index + 10}`);
  await api.importCodes(
    company,
    added.map((code) => ({ code, description: `Work ${code}` })),
  );
  await api.send(company, added);
  await api.accept(company, added);
  await sync(place);
  const items = quickbooks.items.length;
  quickbooks.restoreBackup(before);
  console.log(`${items} items in QuickBooks, ${quickbooks.items.length} after the restore.`);
  await read(place);
  for (const { code, message } of (await api.status(company)).alarms)
    console.log(`Alarm ${code}: ${message}`);
  await api.change(company, '03', { description: 'Concrete works' });
  await api.send(company, ['03']);
  await api.accept(company, ['03']);
  await sync(place);
  expect(place, quickbooks.itemByFullName('03')?.description === 'Concrete', 'nothing was to be written');
  console.log(
    'Nothing is added or changed meanwhile. An admin says that it was so, and what is missing is restored:',
  );
  await api.restore(company, added);
  await api.send(company, added);
  await api.accept(company, added);
  await api.retry(company);
  await sync(place);
  const codes = await api.codes(company);
  const isThere = (code: string) => codes.find((each) => each.code === code)?.status === 'synced';
  console.log(`${added.filter(isThere).length} of ${added.length} are in QuickBooks again, each once.`);
  expect(place, added.every(isThere) && isThere('03'), 'all were to be in QuickBooks again');
  expect(place, quickbooks.items.length === items, `there were to be ${items} items again`);
  expect(place, (await api.status(company)).alarms.length === 0, 'no alarm was to be left');
}

async function approve({ api, company }: Place): Promise<void> {
  await api.send(company);
  await api.accept(company);
}

/** Sessions until there is no work; how many sets were exchanged. */
async function sync({ qwc, password, quickbooks }: Place): Promise<number> {
  let sets = 0;
  for (let number = 0; number < MOST_SESSIONS; number++) {
    const { outcome, exchanges } = await runSession({ qwc, password, quickbooks });
    if (outcome === 'noWork') return sets;
    sets += exchanges;
  }
  throw new Error(`there is still work after ${MOST_SESSIONS} sessions`);
}

async function read(place: Place): Promise<void> {
  await place.api.ask('POST', `/companies/${place.company}/quickbooks/read`);
  await sync(place);
}

const shown = (value: unknown): string => (value === null || value === '' ? 'none' : String(value));

interface Differing {
  readonly field: string;
  readonly ours: unknown;
  readonly quickBooks: unknown;
}
type Shown = Detail & { readonly change: { fields: string[] } | null; readonly drift: Differing[] | null };

const codeOf = async ({ api, company }: Place, code: string) => (await api.code(company, code)) as Shown;

async function told(place: Place, codes: readonly string[]): Promise<void> {
  const rows = await Promise.all(codes.map((code) => codeOf(place, code)));
  console.log(
    table(
      ['code', 'status', 'is to change'],
      rows.map(({ code, status, change }) => [code, status, change?.fields.join(', ') ?? '']),
    ),
  );
}

async function ended(place: Place, codes: readonly string[]): Promise<void> {
  const rows = await Promise.all(codes.map((code) => codeOf(place, code)));
  console.log(
    table(
      ['code', 'status', 'what happened last'],
      rows.map(({ code, status, history, problem }) => [
        code,
        status,
        problem ? 'see below' : (history.at(-1)?.why ?? ''),
      ]),
      100,
    ),
  );
  for (const { code, problem } of rows)
    if (problem) console.log(`${code}: ${problem.message} ${problem.advice}`);
}

async function drifts(place: Place): Promise<void> {
  const { codes } = (await place.api.ask('GET', `/companies/${place.company}/codes?drift=true`)).body as {
    codes: Shown[];
  };
  console.log(
    table(
      ['code', 'field', 'ours', 'in QuickBooks'],
      codes.flatMap(({ code, drift }) =>
        (drift ?? []).map(({ field, ours, quickBooks }) => [code, field, shown(ours), shown(quickBooks)]),
      ),
    ),
  );
}

function heading(text: string): void {
  console.log(`\n${colour(text, 'bold')}`);
}

function expect({ problems }: Place, isSo: boolean, what: string): void {
  if (!isSo) problems.push(what);
}
