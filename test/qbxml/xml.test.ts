/** What is written: elements in their order, escaped as a well-kept library escapes them. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { create } from 'xmlbuilder2';
import type { XMLBuilder } from 'xmlbuilder2/lib/interfaces.js';
import { type Element, writeDocument } from '../../qbxml/xml.ts';

const printable = fc.string({
  unit: fc.constantFrom(...' aZ09&<>"\'/=;#x:-_]!', '&amp;', '&#65;', ']]>', '<!--'),
});
const name = fc.constantFrom('QBXML', 'Name', 'ItemServiceAdd', 'Desc');
const attributes = fc.dictionary(fc.constantFrom('requestID', 'onError'), printable, { maxKeys: 2 });

const { anElement } = fc.letrec<{ anElement: Element }>((tie) => ({
  anElement: fc.record({
    name,
    attributes,
    content: fc.oneof({ depthSize: 'small' }, printable, fc.array(tie('anElement'), { maxLength: 4 })),
  }),
}));

function append(parent: XMLBuilder, { name, attributes, content }: Element): void {
  const node = parent.ele(name);
  for (const [key, value] of Object.entries(attributes)) node.att(key, value.replaceAll('&', '&amp;'));
  if (typeof content === 'string') node.txt(content.replaceAll('&', '&amp;'));
  else for (const child of content) append(node, child);
}

it('a message set is, to the byte, what xmlbuilder2 would write of it', () => {
  fc.assert(
    fc.property(anElement, (root) => {
      const document = create({ version: '1.0' }).ins('qbxml', 'version="13.0"');
      append(document, root);
      expect(writeDocument(root, { target: 'qbxml', content: 'version="13.0"' })).toBe(
        document.end({ allowEmptyTags: true }),
      );
    }),
  );
});
