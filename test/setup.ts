// The network is off in tests but for this machine; what a test mocks has to be used up.
import nock from 'nock';
import { afterAll, afterEach, beforeAll, expect } from 'vitest';

beforeAll(() => {
  nock.disableNetConnect();
  nock.enableNetConnect(/^(127\.0\.0\.1|localhost|\[?::1\]?)(:\d+)?$/);
});
afterEach(() => {
  expect(nock.pendingMocks()).toEqual([]);
});
afterAll(() => {
  nock.cleanAll();
  nock.restore();
});
