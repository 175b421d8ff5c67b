import { expect, test } from 'vitest';
import { instantFormat } from '../../src/web/time/instant-format.ts';

const now = Date.parse('2026-03-30T09:00:00Z');

test.each([
  ['en-GB', 'UTC', '2026-04-06T06:29:00Z', /Mon,? 6 Apr, 06:29 UTC/],
  ['en-GB', 'UTC', '2027-01-04T06:29:00Z', /Mon,? 4 Jan 2027/],
  ['en-GB', 'UTC', '2025-12-29T06:29:00Z', /Mon,? 29 Dec 2025/],
  ['de', 'UTC', '2027-01-04T06:29:00Z', /Mo\.?,? 4\. Jan\.? 2027/],
  // Where it is read it is another year already.
  ['en-GB', 'Europe/Berlin', '2026-12-31T23:30:00Z', /Fri,? 1 Jan 2027/],
  ['en-GB', 'UTC', '2026-12-31T23:30:00Z', /Thu,? 31 Dec, 23:30/],
] as const)('%s in %s writes %s with its year where it is another', (tag, timeZone, instant, written) => {
  expect(instantFormat(tag, now, { timeZone }).full(instant)).toMatch(written);
});

test('a day of this year is written without it, of another with it', () => {
  const { day } = instantFormat('en-GB', now, { timeZone: 'UTC' });
  expect(day('2026-04-06T06:29:00Z')).not.toContain('2026');
  expect(day('2027-04-06T06:29:00Z')).toContain('2027');
});
