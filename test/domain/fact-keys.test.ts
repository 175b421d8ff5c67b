import { expect, test } from 'vitest';
import { type FactDefinition, factKeys, factValueFault, isKnownFactKey } from '../../src/domain/fact-keys.ts';

test.each([
  ['os.build', 20348],
  ['os.revision', null],
  ['roles', ['domainController', 'adcs']],
  ['service.Sense', 'startPending'],
  ['mdi.migrationState', 'readyForMigration'],
  ['device.id', null],
  ['tls12.enabled', false],
  ['mdi.healthIssues', []],
])('%s may be %j', (key, value) => {
  expect(factValueFault(key, value)).toBeUndefined();
});

test.each([
  ['os.build', '20348'],
  ['os.build', null],
  ['os.build', Number.NaN],
  ['roles', 'domainController'],
  ['roles', ['fileServer']],
  ['service.Sense', 'RUNNING'],
  ['mdi.migrationState', 'rolledBack'],
  ['tls12.enabled', 'yes'],
  ['host.fqdn', 'x'.repeat(1_025)],
  ['mdi.dnsNames', [1]],
  ['mdi.dnsNames', Array.from({ length: 501 }, () => 'x')],
  ['host.fqdn', { nested: true }],
  ['anything.else', { nested: true }],
])('%s may not be %j', (key, value) => {
  expect(factValueFault(key, value)).toContain(key);
});

test('a key that is not in the catalogue is kept, with any value that a fact can have', () => {
  expect(isKnownFactKey('vendor.extra')).toBe(false);
  expect(isKnownFactKey('constructor')).toBe(false);
  expect(factValueFault('vendor.extra', 'kept')).toBeUndefined();
});

test('every key has a title, and every choice key has its choices', () => {
  for (const [key, definition] of Object.entries<FactDefinition>(factKeys)) {
    expect(definition.title.length, key).toBeGreaterThan(3);
    if (definition.type === 'choice') expect(definition.choices?.length ?? 0, key).toBeGreaterThan(1);
  }
});
