import { describe, expect, it } from 'vitest';
import { duration } from '../../../server/pages/sessions/session-words.ts';
import { indented, shown } from '../../../server/pages/sessions/xml-shown.ts';

describe('xml for the eye', () => {
  it('has one element a line, and those with a text only on one', () => {
    expect(indented('<?xml version="1.0"?><a><b x="1">t &amp; u</b><c/><d></d><e><f>1</f></e></a>')).toBe(
      [
        '<?xml version="1.0"?>',
        '<a>',
        '  <b x="1">t &amp; u</b>',
        '  <c/>',
        '  <d></d>',
        '  <e>',
        '    <f>1</f>',
        '  </e>',
        '</a>',
      ].join('\n'),
    );
  });

  it('is shown as far as it goes where it was cut or is none', () => {
    expect(indented('<a><b>te')).toBe('<a>\n  <b>\n    te');
    expect(indented('<a><b x="')).toBe('<a>\n  <b x="');
    expect(indented('no xml > at all')).toBe('no xml > at all');
    expect(indented('</a></b>')).toBe('</a>\n</b>');
    expect(indented('')).toBe('');
    expect(shown('<a>12345</a>', 100).cutFrom).toBeNull();
    expect(shown('<a>12345</a>', 5)).toEqual({ text: '<a>\n  12', cutFrom: 12 });
  });
});

describe('durations', () => {
  it.each([
    [0, 'under 1 s'],
    [1_400, '1 s'],
    [59_600, '1 min'],
    [125_000, '2 min 5 s'],
    [3_600_000, '1 h'],
    [3_780_000, '1 h 3 min'],
  ])('%i ms are %s', (ms, words) => expect(duration(ms)).toBe(words));
});
