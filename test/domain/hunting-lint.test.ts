import { expect, test } from 'vitest';
import { lint } from '../../src/domain/hunting-lint.ts';
import { huntingQueries } from '../../src/domain/hunting-queries.ts';

const verdicts = (kql: string) => Object.fromEntries(lint(kql).map(({ rule, verdict }) => [rule, verdict]));

test.each<readonly [string, string, Readonly<Record<string, string>>]>([
  [
    'takes the largest value where it means the newest row, as one page has it',
    'DeviceInfo | where Timestamp > ago(7d) | summarize arg_max(ConnectivityType, Timestamp) by DeviceId',
    { 'newest-row': 'wrong', time: 'fine', rows: 'look' },
  ],
  [
    'takes the newest row',
    'DeviceInfo | where Timestamp between (ago(7d) .. now()) | summarize arg_max(Timestamp, *) by DeviceId | count',
    { 'newest-row': 'fine', time: 'fine', rows: 'fine' },
  ],
  [
    'asks for a state before it takes the newest row',
    'DeviceInfo | where Timestamp > ago(1d) and OnboardingStatus == "Onboarded" | summarize arg_max(Timestamp, OSBuild) by DeviceId',
    { 'newest-row': 'fine', 'newest-that-fits': 'look', time: 'fine', rows: 'look' },
  ],
  [
    'asks for it behind the newest row, which is no trap',
    'DeviceInfo | where Timestamp > ago(1d) | summarize arg_max(Timestamp, OnboardingStatus) by DeviceId | where OnboardingStatus == "Onboarded"',
    { 'newest-row': 'fine', time: 'fine', rows: 'look' },
  ],
  [
    'compares a name letter by letter and bounds neither time nor rows',
    'DeviceEvents | where DeviceName == "ber-dc1" // | where Timestamp > ago(1d)\n| project Timestamp, ActionType',
    { time: 'look', rows: 'look', 'case-of-names': 'look' },
  ],
  [
    'has signs of the language within a text, where they mean nothing',
    'DeviceEvents | where Timestamp > ago(1h) | where ActionType == "a | summarize arg_max(X, Y)" | take 10',
    { time: 'fine', rows: 'fine' },
  ],
  [
    'adds up everything',
    'DeviceEvents | where Timestamp > ago(1h) | summarize count()',
    { time: 'fine', rows: 'fine' },
  ],
])('portal 4.6 the lint of a query that %s', (_what, kql, expected) => {
  expect(verdicts(kql)).toEqual(expected);
});

test('portal 4.6 no query of the library is wrong, and what is easily misread in it is told', () => {
  const all = Object.values(huntingQueries).flatMap(({ kql }) => lint(kql));
  expect(all.filter(({ verdict }) => verdict === 'wrong')).toEqual([]);
  expect(lint(huntingQueries['device-identity'].kql).map(({ text }) => text)).toContain(
    'OnboardingStatus, MergedToDeviceId: asked before the newest row is taken, so that it is the newest that fits; a newer one may say otherwise.',
  );
});
