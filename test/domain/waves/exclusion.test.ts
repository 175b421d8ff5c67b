import { expect, test } from 'vitest';
import { exclusion, exclusionTold } from '../../../src/domain/waves/exclusion.ts';
import { reasonTitle, reasonTitles } from '../../../src/journeys/sensor-v3/reasons.ts';

const free = { isPinned: false, isBusy: false, disposition: 'moves', verdict: 'pass', reasons: [] } as const;
const told = (candidate: Parameters<typeof exclusion>[0]) => {
  const out = exclusion(candidate);
  if (out === undefined) throw new Error('It is in a wave.');
  return exclusionTold({ name: 'BER-DC1', ...out }, reasonTitle);
};

test('portal 4.2 whoever is told why a server is left out reads titles, and programs the codes beside them', () => {
  const reasons = ['sense-stopped', 'additional-role'] as const;
  const titles = reasons.map((code) => reasonTitles[code as keyof typeof reasonTitles] ?? code).join(', ');
  expect(told({ ...free, verdict: 'fail', reasons })).toEqual({
    at: 'BER-DC1',
    message: `${titles}.`,
    codes: ['not-eligible', ...reasons],
  });
  expect(told({ ...free, disposition: 'stays', reasons: ['additional-role'] })).toEqual({
    at: 'BER-DC1',
    message: `It stays as it is: ${reasonTitles['additional-role']}.`,
    codes: ['stays', 'additional-role'],
  });
  // What is a sentence already, and a code that nobody knows, stay what they are.
  expect(told({ ...free, isBusy: true })).toEqual({
    at: 'BER-DC1',
    message: 'It has a change in flight.',
    codes: ['host-busy'],
  });
  expect(told({ ...free, verdict: 'unknown', reasons: ['of-another-version'] }).message).toBe('of-another-version.');
});

test('portal 4.3 a server that a person holds is in no wave, with the reason in the words of whoever held it; a pin comes before it', () => {
  const hold = { because: 'sense-stopped.' };
  expect(told({ ...free, hold })).toEqual({
    at: 'BER-DC1',
    message: 'A person holds it: sense-stopped.',
    codes: ['host-held'],
  });
  expect(told({ ...free, hold, isPinned: true }).codes).toEqual(['host-pinned']);
  expect(exclusion({ ...free, hold: null })).toBeUndefined();
});
