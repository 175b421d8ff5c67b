import { expect, test } from 'vitest';
import { compareVersions, parseVersion } from '../../src/domain/version.ts';

test.each([
  ['2.254.19112.470', '2.254.19112.470', 0],
  ['2.254.19112.470', '2.254.19112.471', -1],
  ['2.99', '2.254', -1],
  ['10.10000', '10.8735', 1],
  ['10.8735', '10.8735.0.0', 0],
  ['10.8735.1', '10.8735', 1],
  ['007.1', '7.1', 0],
])('%s against %s is %d', (a, b, sign) => {
  expect(Math.sign(compareVersions(a, b) ?? Number.NaN)).toBe(sign);
  expect(Math.sign(compareVersions(b, a) ?? Number.NaN)).toBe(sign === 0 ? 0 : -sign);
});

test.each(['', '.', '1.', '.1', '1..2', '1.2-beta', ' 1.2', '1,2', 'v3', '-1.2', '1.2.3.4.5.6.7.8.9', '1.1234567890'])(
  '"%s" is no version and compares with nothing',
  (text) => {
    expect(parseVersion(text)).toBeUndefined();
    expect(compareVersions(text, '1.0')).toBeUndefined();
    expect(compareVersions('1.0', text)).toBeUndefined();
  },
);
