import { describe, expect, it } from 'vitest';
import { isSetUp, type SetupFacts, setupSteps } from '../../server/pages/company/setup-steps.ts';
import { duration } from '../../server/pages/sessions/session-words.ts';
import { indented, shown } from '../../server/pages/sessions/xml-shown.ts';

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

describe('the steps of the setup', () => {
  const none = { unsynced: 0, pending: 0, accepted: 0, exporting: 0, synced: 0, failed: 0, rejected: 0 };
  const fresh: SetupFacts = {
    incomeAccount: 'Income',
    createdAt: '2026-01-01T00:00:00.000Z',
    lastSeenAt: null,
    wrongPassword: null,
    fileAlarm: null,
    fileVerified: false,
    companyFile: '',
    counts: none,
    wasSent: false,
  };
  const states = (facts: Partial<SetupFacts>) =>
    setupSteps({ ...fresh, ...facts })
      .map(({ state }) => state[0])
      .join('');

  it('have one that is next, also where people went ahead', () => {
    expect(states({})).toBe('dnlllll');
    expect(states({ counts: { ...none, unsynced: 3 } })).toBe('dndllll');
    expect(states({ lastSeenAt: '2026-01-01T00:00:00.000Z' })).toBe('ddnllll');
    expect(states({ counts: { ...none, rejected: 3 }, wasSent: true })).toBe('dnddlll');
  });

  it('need somebody where a code failed before any was synced, another file is open or a wrong password came', () => {
    const seen = { lastSeenAt: '2026-01-01T00:00:00.000Z', wasSent: true, fileVerified: true };
    expect(states({ ...seen, counts: { ...none, failed: 1 } })).toBe('ddddddt');
    expect(states({ ...seen, counts: { ...none, failed: 1, synced: 1 } })).toBe('ddddddd');
    const fileAlarm = { title: 'Another file', companyFile: null, advice: 'Open the right one' };
    expect(states({ ...seen, fileAlarm, counts: { ...none, synced: 1 } })).toBe('dddddtd');
    const wrongPassword = { at: '2026-01-01T00:00:00.000Z', address: '127.0.0.1' };
    expect(states({ wrongPassword })).toBe('dtlllll');
    expect(states({ ...seen, wrongPassword, counts: { ...none, synced: 1 } })).toBe('dtddddd');
  });

  it('are all done once a code is synced into the right file', () => {
    const counts = { ...none, synced: 1 };
    const facts = {
      ...fresh,
      lastSeenAt: '2026-01-01T00:00:00.000Z',
      wasSent: true,
      fileVerified: true,
      counts,
    };
    expect(isSetUp(setupSteps(facts))).toBe(true);
  });
});
