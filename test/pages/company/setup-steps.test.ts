import { describe, expect, it } from 'vitest';
import { isSetUp, type SetupFacts, setupSteps } from '../../../server/pages/company/setup-steps.ts';

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
