/** What is below a code goes below its item: not below what holds its name, and below what takes its item's place in QuickBooks. */
import { expect, it } from 'vitest';
import { type Desktop, newDesktop } from '../support/desktop.ts';
import { onBothStores, onEmbeddedStore } from '../support/service.ts';

const INCOME = { incomeAccount: 'Construction Income' } as const;
const CHILDREN = ['03-100', '03-200', '03-300'];
const accepted = (parent: string, codes: readonly string[]) =>
  codes.map((code) => `${parent} > ${code} Code`);
const below = (desktop: Desktop, parent: string): string[] =>
  desktop.quickbooks.items.flatMap(({ fullName }) =>
    fullName.startsWith(`${parent}:`) ? [fullName.slice(parent.length + 1)] : [],
  );

onBothStores('a parent whose name is held by a stranger', (start) => {
  it.each<[string, (desktop: Desktop) => void]>([
    [
      'an inactive item',
      ({ quickbooks }) => {
        quickbooks.addItem('03', INCOME);
        quickbooks.deactivateItem('03');
      },
    ],
    ['an item of another type', ({ quickbooks }) => quickbooks.addItem('03', { kind: 'NonInventory' })],
    ["another code's item", ({ quickbooks }) => quickbooks.renameItem('09', '03')],
  ])('that is %s: no child is added below it', async (_, taken) => {
    const desktop = await newDesktop(await start(), {}, { takesInactive: true });
    await desktop.accept('09 Finishes');
    await desktop.session();
    taken(desktop);
    await desktop.accept('03 Concrete', ...accepted('03', CHILDREN));
    await desktop.session();
    expect(await desktop.codes()).toMatchObject({
      '03': 'failed',
      ...Object.fromEntries(CHILDREN.map((code) => [code, 'accepted'])),
    });
    expect(below(desktop, '03')).toEqual([]);
    expect((await desktop.code('03-100')).waitingFor).toBe('03');
  });
});

onEmbeddedStore('a parent whose name is free', (start) => {
  it('costs one more exchange for each level, however many codes it has', async () => {
    const desktop = await newDesktop(await start());
    const divisions = ['01', '02', '03', '04'];
    await desktop.accept(
      ...divisions.map((code) => `${code} Division`),
      ...divisions.flatMap((code) => accepted(code, [`${code}-100`])),
    );
    expect((await desktop.session()).exchanges).toBe(2);
    expect(new Set(Object.values(await desktop.codes()))).toEqual(new Set(['synced']));
  });
});

onEmbeddedStore('a parent whose item has a name with letters that cannot be sent', (start) => {
  it('keeps nobody waiting: an item below it is asked for by what of its name can be', async () => {
    const desktop = await newDesktop(await start());
    await desktop.accept('03 Concrete', '04 Masonry');
    await desktop.session();
    desktop.quickbooks.renameItem('03', 'Concrete \u2013 old');
    const { listID } = desktop.quickbooks.addItem('Concrete \u2013 old:03-300', INCOME);
    desktop.quickbooks.renameItem('04', '\u0107\u0107');
    await desktop.accept('03 > 03-300 Footings', '03 > 03-400 Walls', '04 > 04-100 Brick');
    await desktop.session();
    expect(await desktop.codes()).toMatchObject({
      '03-300': 'synced',
      '03-400': 'synced',
      '04-100': 'synced',
    });
    expect((await desktop.code('03-300')).listId).toBe(listID);
  });
});

onBothStores('a parent whose item was made anew', (start) => {
  it('is found out by the first children, and all others go through without a word', async () => {
    const desktop = await newDesktop(await start());
    await desktop.accept('03 Concrete');
    await desktop.session();
    const { listID } = desktop.quickbooks.replaceItem('03');
    await desktop.accept(
      ...accepted('03', [...CHILDREN, ...Array.from({ length: 20 }, (_, n) => `03-4${n + 10}`)]),
    );
    await desktop.session();
    expect(new Set(Object.values(await desktop.codes()))).toEqual(new Set(['synced']));
    expect(await desktop.code('03')).toMatchObject({ status: 'synced', listId: listID });
    expect((await desktop.code('03')).history.at(-1).why).toMatch(/made anew in QuickBooks: 03, ListID /);
    expect(below(desktop, '03')).toHaveLength(23);
    // The second set went by what the first one had found out.
    const refused = (await desktop.code('03-429')).history.filter(({ why }: { why: string }) =>
      /invalid/.test(why),
    );
    expect(refused).toEqual([]);
  });
});

onEmbeddedStore('a parent whose item was made anew, in detail', (start) => {
  async function withDeadParent(): Promise<Desktop> {
    const desktop = await newDesktop(await start());
    await desktop.accept('03 Concrete');
    await desktop.session();
    desktop.quickbooks.deleteItem('03');
    await desktop.accept(...accepted('03', CHILDREN));
    await desktop.session();
    expect(await desktop.codes()).toEqual({
      '03': 'synced',
      '03-100': 'failed',
      '03-200': 'failed',
      '03-300': 'failed',
    });
    expect((await desktop.code('03-100')).problem.advice).toMatch(
      /see that the parent is there.*merge.*#parent\)\.$/,
    );
    return desktop;
  }

  it.each<[string, (desktop: Desktop) => Promise<unknown>]>([
    ['a retry', (desktop) => desktop.do('retry', { codes: 'all' })],
    [
      'a retry before that and one after it',
      async (desktop) => {
        await desktop.do('retry', { codes: 'all' });
        await desktop.session();
        return desktop.do('retry', { codes: 'all' });
      },
    ],
    [
      'an edit',
      async (desktop) => {
        await desktop.accept('03 > 03-100 Other', '03 > 03-200 Other', '03 > 03-300 Other');
      },
    ],
    [
      'a recall',
      async (desktop) => {
        await desktop.do('recall', { codes: 'all' });
        await desktop.do('send');
        await desktop.do('accept', { codes: 'all' });
      },
    ],
  ])('is named by the next child after %s, made anew before or after', async (_, deed) => {
    for (const order of ['before', 'after']) {
      const desktop = await withDeadParent();
      if (order === 'before') desktop.quickbooks.addItem('03', INCOME);
      await deed(desktop);
      if (order === 'after') desktop.quickbooks.addItem('03', INCOME);
      await desktop.session();
      if (order === 'after') await desktop.do('retry', { codes: 'all' });
      await desktop.session();
      expect(new Set(Object.values(await desktop.codes()))).toEqual(new Set(['synced']));
      expect(below(desktop, '03').sort()).toEqual(CHILDREN);
    }
  });

  it('is found below a division that has been renamed meanwhile', async () => {
    const desktop = await newDesktop(await start());
    await desktop.accept('03 Concrete', '03 > 03-300 Footings');
    await desktop.session();
    desktop.quickbooks.renameItem('03', 'Concrete');
    desktop.quickbooks.replaceItem('Concrete:03-300');
    await desktop.accept('03-300 > 03-310 Strip');
    await desktop.session();
    expect(await desktop.code('03-310')).toMatchObject({
      status: 'synced',
      fullName: 'Concrete:03-300:03-310',
    });
  });

  it('goes by the name of what it was merged with, once that has its name', async () => {
    const desktop = await newDesktop(await start());
    await desktop.accept('03 Concrete');
    await desktop.session();
    desktop.quickbooks.addItem('Concrete', INCOME);
    desktop.quickbooks.mergeItem('03', 'Concrete');
    await desktop.accept('03 > 03-300 Footings');
    await desktop.session();
    expect((await desktop.code('03-300')).problem.advice).toMatch(
      /after a merge, make it again or give its name/,
    );
    desktop.quickbooks.renameItem('Concrete', '03');
    await desktop.do('retry', { codes: 'all' });
    await desktop.session();
    expect(await desktop.code('03-300')).toMatchObject({ status: 'synced', fullName: '03:03-300' });
  });

  it.each<[string, RegExp, (desktop: Desktop) => void]>([
    [
      'of another type',
      /another type/,
      ({ quickbooks }) => quickbooks.addItem('03', { kind: 'NonInventory' }),
    ],
    ['of another code', /another code, 09/, ({ quickbooks }) => quickbooks.renameItem('09', '03')],
  ])('is not what is %s', async (_, why, taken) => {
    const desktop = await newDesktop(await start());
    await desktop.accept('03 Concrete', '09 Finishes');
    await desktop.session();
    desktop.quickbooks.deleteItem('03');
    taken(desktop);
    await desktop.accept('03 > 03-300 Footings');
    await desktop.session();
    expect(await desktop.code('03-300')).toMatchObject({ status: 'failed' });
    expect((await desktop.code('03-300')).problem.advice).toMatch(/#parent\)\.$/);
    expect((await desktop.code('03-300')).history.at(-1).why).toMatch(why);
    expect(below(desktop, '03')).toEqual([]);
  });
});
