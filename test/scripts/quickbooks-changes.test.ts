// ItemServiceMod of the simulated QuickBooks: only what is named changes, over the EditSequence that is named, or nothing at all.
import { describe, expect, it } from 'vitest';
import type { SimulatedQuickBooks } from '../../scripts/quickbooks/simulated-quickbooks.ts';
import { add, answerOf, messageOf, quickbooks, REFUSED, set, statuses, statusesOf } from './message-sets.ts';

const BOTH_SIDES =
  '<SalesAndPurchase><SalesDesc>S</SalesDesc><IncomeAccountRef><FullName>Construction Income</FullName></IncomeAccountRef>' +
  '<PurchaseDesc>P</PurchaseDesc><ExpenseAccountRef><FullName>Job Expenses</FullName></ExpenseAccountRef></SalesAndPurchase>';

function filled(): SimulatedQuickBooks {
  const simulated = quickbooks();
  const texts = ONE_SIDE_WITH('Footings');
  const added = add('03') + add('03-300', { parent: '03', sides: texts }) + add('04', { sides: BOTH_SIDES });
  expect(statuses(simulated, set(added))).toEqual(['0', '0', '0']);
  return simulated;
}

const ONE_SIDE_WITH = (desc: string) =>
  `<SalesOrPurchase><Desc>${desc}</Desc><AccountRef><FullName>Construction Income</FullName></AccountRef></SalesOrPurchase>`;

function mod(
  simulated: SimulatedQuickBooks,
  fullName: string,
  change: string,
  editSequence?: string,
): string {
  const item = simulated.itemByFullName(fullName);
  const edit = editSequence ?? item?.editSequence ?? '';
  return `<ItemServiceModRq requestID="m"><ItemServiceMod><ListID>${item?.listID}</ListID><EditSequence>${edit}</EditSequence>${change}</ItemServiceMod></ItemServiceModRq>`;
}

describe('a change', () => {
  it('changes what it names and nothing else, and the EditSequence with it', () => {
    const simulated = filled();
    const before = simulated.itemByFullName('03:03-300');
    const change = '<SalesOrPurchaseMod><Desc>Piers</Desc></SalesOrPurchaseMod>';
    const response = answerOf(simulated, set(mod(simulated, '03:03-300', change)));
    const after = simulated.itemByFullName('03:03-300');
    expect(after).toEqual({
      ...before,
      description: 'Piers',
      editSequence: after?.editSequence,
      modified: after?.modified,
    });
    expect(after?.editSequence).not.toBe(before?.editSequence);
    expect(response).toContain(`<EditSequence>${after?.editSequence}</EditSequence>`);
    expect(simulated.changes).toMatchObject([{ after: { description: 'Piers' } }]);
  });

  it.each<[string, string, string, object]>([
    ['a description', '03:03-300', '<SalesOrPurchaseMod><Desc/></SalesOrPurchaseMod>', { description: '' }],
    ['a parent', '03:03-300', '<ParentRef><ListID></ListID></ParentRef>', { parent: null }],
    ['a parent, named in no way', '03:03-300', '<ParentRef/>', { parent: null }],
  ])('takes away %s by an empty element', (_, fullName, change, expected) => {
    const simulated = filled();
    const { listID } = simulated.itemByFullName(fullName) ?? {};
    expect(statuses(simulated, set(mod(simulated, fullName, change)))).toEqual(['0']);
    expect(simulated.items.find((item) => item.listID === listID)).toMatchObject(expected);
  });

  it('takes a class away, and gives one', () => {
    const simulated = filled();
    simulated.addClass({ fullName: 'East' });
    const given = '<ClassRef><FullName>East</FullName></ClassRef>';
    expect(statuses(simulated, set(mod(simulated, '03', given)))).toEqual(['0']);
    expect(simulated.itemByFullName('03')).toMatchObject({ class: 'East' });
    expect(statuses(simulated, set(mod(simulated, '03', '<ClassRef><ListID/></ClassRef>')))).toEqual(['0']);
    expect(simulated.itemByFullName('03')).toMatchObject({ class: null });
  });

  it('of a name gives those below another FullName, and leaves their EditSequence', () => {
    const simulated = filled();
    const { editSequence } = simulated.itemByFullName('03:03-300') ?? {};
    expect(statuses(simulated, set(mod(simulated, '03', '<Name>Concrete</Name>')))).toEqual(['0']);
    expect(simulated.itemByFullName('Concrete:03-300')).toMatchObject({ editSequence });
  });

  it.each<[string, string, string, string, string]>([
    ['an EditSequence that is not the present one', '3200', '03', '<Name>X</Name>', '1'],
    ['a name in use', '3100', '03', '<Name>04</Name>', ''],
    ['an unknown parent', '3000', '03', '<ParentRef><ListID>9-9</ListID></ParentRef>', ''],
    ['a parent below itself', '3130', '03', '<ParentRef><FullName>03:03-300</FullName></ParentRef>', ''],
    ['that an item with active ones below it is inactive', '3180', '03', '<IsActive>false</IsActive>', ''],
    [
      'an unknown account',
      '3140',
      '03:03-300',
      '<SalesOrPurchaseMod><AccountRef><FullName>None</FullName></AccountRef></SalesOrPurchaseMod>',
      '',
    ],
    [
      'another number of sides',
      '3180',
      '03:03-300',
      '<SalesAndPurchaseMod><SalesDesc>S</SalesDesc></SalesAndPurchaseMod>',
      '',
    ],
  ])('is refused for %s, and nothing of it is done', (_, code, fullName, change, edit) => {
    const simulated = filled();
    const before = simulated.items;
    const response = answerOf(simulated, set(mod(simulated, fullName, change, edit || undefined)));
    expect(statusesOf(response)).toEqual([code]);
    expect(simulated.items).toEqual(before);
    expect(simulated.changes).toEqual([]);
  });

  it('says of a stale EditSequence what was recorded', () => {
    const simulated = filled();
    expect(messageOf(answerOf(simulated, set(mod(simulated, '03', '', '17'))))).toBe(
      'The provided edit sequence "17" is out-of-date. ',
    );
  });

  it('of an item that is gone finds none', () => {
    const simulated = filled();
    const text = set(mod(simulated, '04', '<Name>X</Name>'));
    simulated.deleteItem('04');
    expect(statuses(simulated, text)).toEqual(['3120']);
  });

  it('of an account is unknown below 7.0, of a class below 12.0, and in another order at all', () => {
    const simulated = filled();
    const account =
      '<SalesOrPurchaseMod><AccountRef><FullName>Construction Income</FullName></AccountRef></SalesOrPurchaseMod>';
    const processed = (change: string, version: string) =>
      simulated.processRequest(set(mod(simulated, '03:03-300', change), '', version));
    expect(processed(account, '6.0')).toMatchObject(REFUSED);
    expect(processed('<ClassRef><FullName>East</FullName></ClassRef>', '11.0')).toMatchObject(REFUSED);
    expect(processed('<IsActive>true</IsActive><Name>X</Name>', '13.0')).toMatchObject(REFUSED);
    expect(processed(account, '7.0')).not.toMatchObject(REFUSED);
  });
});
