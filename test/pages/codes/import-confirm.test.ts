/** What is confirmed on the page is what it showed, and what the HTTP interface takes of the same file. */
import { expect, it } from 'vitest';
import { codeOf } from '../../support/codes.ts';
import { type List, lines, newList } from '../../support/lists.ts';
import { ADMIN } from '../../support/page-calls.ts';
import { newCompany, onEmbeddedStore, pageOf } from '../../support/service.ts';

/** The page's answer to a file, and what a browser would send of the form in it. */
async function previewing({ service, company }: List, file: string) {
  const path = `${company.path.replace('/api', '')}/import`;
  const { headers } = await pageOf(service, ADMIN);
  const send = (to: string, form: FormData) =>
    fetch(service.url + path + to, {
      method: 'POST',
      headers: { cookie: headers.cookie, accept: 'text/html' },
      body: form,
      redirect: 'manual',
    });
  const asked = new FormData();
  asked.set('csrf', headers['x-csrf-token']);
  asked.set('file', new Blob([file]), 'codes.csv');
  const page = await (await send('', asked)).text();
  const fields = new FormData();
  const inForm = /<form[^>]*class="import-file"[^>]*>([\s\S]*?)<\/form>/.exec(page)?.[1] ?? '';
  for (const [, hidden, select, options = ''] of inForm.matchAll(
    /<input type="hidden"([^>]*)>|<select[^>]* name="([^"]*)"[^>]*>([\s\S]*?)<\/select>/g,
  )) {
    const valueIn = (tag: string) => /value="([^"]*)"/.exec(tag)?.[1] ?? '';
    const chosen = options.split('<option').find((option) => / selected/.test(option));
    if (select) fields.append(select, valueIn(chosen ?? options));
    else fields.append(/name="([^"]*)"/.exec(hidden ?? '')?.[1] ?? '', valueIn(hidden ?? ''));
  }
  return { page, send: (to: string) => send(to, fields) };
}

onEmbeddedStore('a file that is confirmed on the page', (start) => {
  it.each([
    ['with Name before Description', lines('code,Name,Description', '1,Short,The long text')],
    [
      'with a sixth level',
      lines(
        'Level 1,Level 2,Level 3,Level 4,Level 5,Level 6,Description',
        '1,,,,,,One',
        '1,2,,,,,Two',
        '1,2,3,,,,Three',
        '1,2,3,4,,,Four',
        '1,2,3,4,5,6,Six',
      ),
    ],
    ['with a level that has no column', lines('Level 1,Level 3,Description', '1,,One', '2,3,Two')],
  ])('%s comes in as it was shown, and as by a program', async (_, file) => {
    const byProgram = await newList(start);
    const byPage = await byProgram.another();
    await byProgram.take(file);
    const { send } = await previewing(byPage, file);
    expect((await send('/confirm')).status).toBe(303);
    expect(await byPage.held()).toEqual(await byProgram.held());
  });

  it('and whose bad rows come back as they were downloaded: they are bad rows still', async () => {
    const list = await newList(start);
    const file = lines('code,description', '1,Doors, frames', '=A1&"x",Formula', '2,Walls');
    const { send } = await previewing(list, file);
    const rows = await (await send('/problems')).text();
    expect(await list.take(rows)).toMatchObject({ added: 0, rows: 2 });
  });

  it('and whose bad rows are imported unmended: a repeated code does not overwrite the first', async () => {
    const list = await newList(start);
    const file = lines('code,description,parent', '03,Concrete,', '100,Forms,03', '100,Other,');
    await list.take(file);
    const before = await list.held();
    const { send } = await previewing(list, file);
    const rows = await (await send('/problems')).text();
    expect(rows).toContain('Other');
    await list.take(rows);
    expect(await list.held()).toEqual(before);
  });
});

onEmbeddedStore('an import by the form', (start) => {
  it('may have 16 MiB; a larger one is refused in words, and one of 3 MiB is carried through its confirmation', async () => {
    const service = await start();
    const company = await newCompany(service);
    const desk = company.path.replace('/api', '');
    const { headers } = await pageOf(service, ADMIN);
    const send = async (path: string, file: string | null, text: string) => {
      const form = new FormData();
      form.set('csrf', headers['x-csrf-token']);
      if (file !== null) form.set('file', new Blob([file]), 'codes.csv');
      form.set('content', text);
      return fetch(service.url + desk + path, {
        method: 'POST',
        headers: { cookie: headers.cookie, accept: 'text/html' },
        body: form,
        redirect: 'manual',
      });
    };
    const refused = await send('/import', 'x'.repeat(17 * 1024 * 1024), '');
    expect([refused.status, await refused.text()]).toEqual([
      413,
      expect.stringContaining('This is too large'),
    ]);
    const filler = 'y'.repeat(1_000);
    const rows = Array.from({ length: 3_000 }, (_, index) => `C-${index},"Text ""${index}"" ${filler}"`);
    const file = ['code,description', ...rows].join('\n');
    const page = await (await send('/import', file, '')).text();
    expect(page).toContain('Import 3,000 codes');
    const carried = /name="content" value="([^"]*)"/.exec(page)?.[1] ?? '';
    expect(Buffer.from(carried, 'base64').toString() === file).toBe(true);
    expect((await send('/import/confirm', null, carried)).status).toBe(303);
    expect((await codeOf(service, company, 'C-2999')).description).toBe(`Text "2999" ${filler}`);
  });
});
