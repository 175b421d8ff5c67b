import { expect, test } from 'vitest';
import { measureQuery } from '../../../src/domain/gate/queries.ts';
import type { HostId } from '../../../src/domain/ids.ts';
import { hourMs } from '../../../src/domain/time.ts';

const at = Date.UTC(2026, 2, 30, 12);
const switchedAt = at - 2 * hourMs;
const host = (name: string, protectedAt: number | null = switchedAt) => ({
  hostId: name.toLowerCase() as HostId,
  name,
  fqdn: `${name.toLowerCase()}.bank.example`,
  protectedByNew: protectedAt === null ? null : { earliest: protectedAt - 1, latest: protectedAt },
});
const row = (name: string, health: string, observedAt: number | undefined = at - hourMs) => ({
  name,
  fqdn: `${name.toLowerCase()}.bank.example`,
  facts: { 'device.health': health, 'device.records': health === 'Twice' ? ['a', 'b'] : ['a'] },
  ...(observedAt === undefined ? {} : { observedAt }),
});

const cases: readonly {
  readonly rule: string;
  readonly hosts: readonly ReturnType<typeof host>[];
  readonly rows: readonly ReturnType<typeof row>[];
  readonly finds: readonly string[];
  readonly coversUntil: number;
}[] = [
  { rule: 'an active device', hosts: [host('A')], rows: [row('A', 'Active')], finds: [], coversUntil: at - hourMs },
  { rule: 'one that is not', hosts: [host('A')], rows: [row('A', 'Inactive')], finds: ['a'], coversUntil: at - hourMs },
  {
    rule: 'a row from before the switch is neither good nor bad',
    hosts: [host('A')],
    rows: [row('A', 'Inactive', switchedAt - 1)],
    finds: [],
    coversUntil: switchedAt - 1,
  },
  {
    rule: 'a host without a row was never seen',
    hosts: [host('A')],
    rows: [row('B', 'Active')],
    finds: [],
    coversUntil: 0,
  },
  {
    rule: 'the host that was seen longest ago says how far it reaches',
    hosts: [host('A'), host('B')],
    rows: [row('A', 'Active'), row('B', 'Active', at - 3 * hourMs)],
    finds: [],
    coversUntil: at - 3 * hourMs,
  },
  {
    rule: 'other machines are not asked for',
    hosts: [host('A')],
    rows: [row('A', 'Active'), row('PC', 'Inactive')],
    finds: [],
    coversUntil: at - hourMs,
  },
  {
    rule: 'nor hosts that are not switched',
    hosts: [host('A', null)],
    rows: [row('A', 'Inactive')],
    finds: [],
    coversUntil: at,
  },
];

test.each(cases)('a query measures $rule', ({ hosts, rows, finds, coversUntil }) => {
  expect(measureQuery('inactive-devices', hosts, rows, at)).toMatchObject({ hosts: finds, coversUntil });
});

test('several records of one server are found by their number', () => {
  expect(measureQuery('several-devices', [host('A')], [row('A', 'Twice')], at)).toMatchObject({ hosts: ['a'] });
  expect(measureQuery('several-devices', [host('A')], [row('A', 'Active')], at)).toMatchObject({ hosts: [] });
});
