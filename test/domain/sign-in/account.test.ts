import { expect, test } from 'vitest';
import type { TenantId } from '../../../src/domain/ids.ts';
import { accountName, faultOfAccountName, faultOfPassword } from '../../../src/domain/sign-in/account-name.ts';
import { addressGroup } from '../../../src/domain/sign-in/address.ts';
import { concernedTenants, type Grant, homeOf, withGrant } from '../../../src/domain/sign-in/grants.ts';

const [north, south] = ['north', 'south'] as unknown as [TenantId, TenantId];
const grant = (tenantId: TenantId | null, role: Grant['role'] = 'viewer'): Grant => ({ tenantId, role, hosts: null });

test.each([
  ['Anna', 'anna'],
  [' anna@Bank.Example ', 'anna@bank.example'],
  ['ＡＮＮＡ', 'anna'],
])('%j and its other spellings are the account %j', (typed, name) => {
  expect(accountName(typed)).toBe(name);
});

test.each([
  ['anna', true],
  ['anna@bank.example', true],
  ['jürgen.groß', true],
  ['a'.repeat(100), true],
  ['', false],
  ['a'.repeat(101), false],
  ['.anna', false],
  ['anna lee', false],
  ['anna\u0000', false],
  ['bank\\anna', false],
  // Whoever follows a sign-in link has this name, and counts as the one who sits at the machine.
  ['administrator', false],
])('%j as the name of a new account: %s', (name, isFine) => {
  expect(faultOfAccountName(name) === undefined).toBe(isFine);
});

test.each([
  ['eleven char', false],
  ['twelve chars', true],
  // Characters are counted, not the units in which they are stored.
  ['😀'.repeat(6), false],
  ['Anna-Of-The-Bank', false],
])('%j as a new password: %s', (password, isFine) => {
  expect(faultOfPassword(password, 'anna-of-the-bank') === undefined).toBe(isFine);
});

test.each([
  ['198.51.100.7', '198.51.100.7'],
  ['::ffff:198.51.100.7', '198.51.100.7'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
  ['2001:DB8:0001:2::9', '2001:db8:1:2::/64'],
  ['2001:db8::9', '2001:db8:0:0::/64'],
  ['2001:db8:1:3::9', '2001:db8:1:3::/64'],
  ['fe80::1%eth0', 'fe80:0:0:0::/64'],
  ['::1', '0:0:0:0::/64'],
  ['', ''],
])('X-09 guesses from %s count for %s', (address, group) => {
  expect(addressGroup(address)).toBe(group);
});

test('I18 an account belongs to the care of a tenant when every role of it is there', () => {
  expect(homeOf([grant(north)])).toBe(north);
  expect(homeOf([grant(north), grant(south)])).toBeUndefined();
  expect(homeOf([grant(north), grant(null)])).toBeUndefined();
  expect(homeOf([])).toBeUndefined();
});

test('a role in one tenant leaves those in the others as they are', () => {
  const before = [grant(north), grant(south)];
  expect(withGrant(before, north, grant(north, 'operator'))).toEqual([grant(south), grant(north, 'operator')]);
  expect(withGrant(before, north, undefined)).toEqual([grant(south)]);
});

test('what somebody does is told to the tenants in which the person has a role, and to no other', () => {
  expect(concernedTenants([grant(north), grant(south), grant(north)])).toEqual([north, south]);
  expect(concernedTenants([grant(north), grant(null)])).toEqual([null]);
});
