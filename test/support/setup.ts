// The network is off in tests but for this machine; what a test mocks has to be used up. The longest turn of each test is kept for the report.
import nock from 'nock';
import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import { measureTurns, takeLongestTurnMs } from './longest-turn.ts';

beforeAll(() => {
  measureTurns();
  // Another file of this process has restored it.
  if (!nock.isActive()) nock.activate();
  nock.disableNetConnect();
  nock.enableNetConnect(/^(127\.0\.0\.1|localhost|\[?::1\]?)(:\d+)?$/);
});
afterEach(({ task }) => {
  task.meta.longestTurnMs = takeLongestTurnMs();
  expect(nock.pendingMocks()).toEqual([]);
});
afterAll(() => {
  nock.cleanAll();
  nock.restore();
});
