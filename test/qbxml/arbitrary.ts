/** Made-up items, as wild as the import lets them through. */
import fc from 'fast-check';
import type { ItemServiceAdd } from '../../qbxml/item-service.ts';

const ascii = Array.from({ length: 94 }, (_, i) => String.fromCharCode(33 + i));
const latin1 = Array.from({ length: 95 }, (_, i) => String.fromCharCode(161 + i)).filter(
  (c) => c !== '\u00ad',
);
/** What looks like markup or references is as likely as a letter. */
const traps = [
  '&',
  '<',
  '>',
  '"',
  "'",
  '&amp;',
  '&lt;',
  '&#65;',
  '&#233;',
  '&eacute;',
  ']]>',
  '<![CDATA[',
  '<!--',
];

const text = (units: string[], maxLength: number): fc.Arbitrary<string> =>
  fc
    .array(fc.constantFrom(...units, ...traps, ' '), { minLength: 1, maxLength })
    .map((parts) => parts.join('').replace(/ +/g, ' ').slice(0, maxLength).trim())
    .filter((joined) => joined !== '');

const name = text(ascii, 31)
  .map((each) => each.replaceAll(':', ''))
  .filter((each) => each.trim() !== '');
const account = text([...ascii, ...latin1], 159);

export const anItem: fc.Arbitrary<ItemServiceAdd> = fc
  .record(
    {
      name,
      isActive: fc.constant(true as const),
      class: fc.option(account),
      parent: fc.oneof(
        fc.constant(null),
        fc.record({ listID: fc.stringMatching(/^[0-9A-F]{1,8}-\d{9,10}$/) }),
        fc.record({
          fullName: fc.array(name, { minLength: 1, maxLength: 4 }).map((names) => names.join(':')),
        }),
      ),
      desc: fc.oneof(fc.constant(''), text([...ascii, ...latin1], 300)),
      incomeAccount: account,
      expenseAccount: fc.option(account),
      externalGUID: fc.uuid().map((uuid) => `{${uuid}}`),
    },
    { requiredKeys: ['name', 'class', 'parent', 'desc', 'incomeAccount', 'expenseAccount'] },
  )
  .map((item) => item as ItemServiceAdd);
