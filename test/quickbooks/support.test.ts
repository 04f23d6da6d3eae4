import { expect, it } from 'vitest';
import { supportOf } from '../../server/quickbooks/support.ts';

it.each([
  [
    'QuickBooks Pro 2023',
    '33.0',
    '2026-05-31',
    'Intuit supports QuickBooks Desktop 2023 until May 31, 2026.',
  ],
  [
    'QuickBooks Pro 2023',
    '33.0',
    '2026-06-01',
    'Intuit has not supported QuickBooks Desktop 2023 since May 31, 2026, and it gets no updates.',
  ],
  [
    'QuickBooks Premier 2024',
    '34.0',
    '2026-11-28',
    'Intuit is expected to end its support of QuickBooks Desktop 2024 in 2027; it is the last Pro and Premier, after it there is only Enterprise.',
  ],
  [
    'QuickBooks Enterprise Solutions 24.0',
    '34.0',
    '2026-11-28',
    'Intuit is expected to end its support of QuickBooks Desktop 2024 in 2027.',
  ],
  ['QuickBooks Enterprise Solutions 23.0', '33.0', '2025-01-28', null],
  [
    'QuickBooks Enterprise 22',
    null,
    '2026-11-28',
    'Intuit has not supported QuickBooks Desktop 2022 since May 31, 2025, and it gets no updates.',
  ],
  [
    'QuickBooks Pro 2014',
    '24.0',
    '2026-11-28',
    'Intuit does not support QuickBooks Desktop 2014 any more, and it gets no updates.',
  ],
  ['QuickBooks Enterprise', '36.0', '2026-11-28', null],
  ['QuickBooks', null, '2026-11-28', null],
  [null, null, '2026-11-28', null],
])('what is said of %s (%s) on %s', (product, version, day, sentence) => {
  expect(supportOf({ product, version }, new Date(`${day}T12:00:00Z`))).toBe(sentence);
});
