import { describe, expect, test } from 'vitest';
import type { Candidate } from '../../../src/domain/waves/candidate.ts';
import { layOutWaves, type WaveOrder, type WavesOutcome } from '../../../src/domain/waves/lay-out.ts';
import { aCandidate, aFloor, viewOfAll } from '../../support/plan-estates.ts';

const at = (site: string, many: number, more: Partial<Candidate> = {}) =>
  Array.from({ length: many }, (_, index) =>
    aCandidate(`${site.slice(0, 3).toUpperCase()}-DC${index + 1}`, { site, ...more }),
  );

const suggested: WaveOrder = { kind: 'suggested', shareOfGroup: 0.25 };

function laidOut(
  candidates: readonly Candidate[],
  order: WaveOrder,
  hasCanary = false,
  floor = aFloor(),
): WavesOutcome {
  return layOutWaves(candidates, viewOfAll(candidates), floor, { strata: ['system', 'roles'], hasCanary, order });
}

function names(outcome: WavesOutcome): readonly string[] {
  if (!outcome.ok) throw new Error(outcome.faults.map((fault) => fault.message).join(' '));
  return outcome.waves.map((wave) => `${wave.name}: ${wave.hosts.map((host) => host.name).join(' ')}`);
}

describe('waves', () => {
  test('by count take a host of each site in turn', () => {
    expect(names(laidOut([...at('Berlin', 3), ...at('Munich', 2)], { kind: 'count', hosts: 2 }))).toEqual([
      'wave 1: BER-DC1 BER-DC2',
      'wave 2: BER-DC3 MUN-DC1',
      'wave 3: MUN-DC2',
    ]);
  });

  test('by percent have one size, and at least one host', () => {
    const sizes = (percent: number) =>
      names(laidOut(at('Berlin', 10), { kind: 'percent', percent })).map((wave) => wave.split(' ').length - 2);
    expect(sizes(30)).toEqual([3, 3, 3, 1]);
    expect(sizes(1)).toEqual(Array(10).fill(1));
    expect(sizes(100)).toEqual([10]);
    expect(sizes(70)).toEqual([7, 3]);
  });

  test('as suggested move a quarter of a site at once, tight sites later, operations masters and single-server sites last', () => {
    const estate = [
      ...at('Oslo', 1),
      ...at('Munich', 2),
      ...at('Berlin', 8),
      aCandidate('BER-PDC', { roles: ['domain-controller', 'pdc-emulator'] }),
    ];
    expect(names(laidOut(estate, suggested))).toEqual([
      'wave 1: BER-DC1 BER-DC2 BER-DC3',
      'wave 2: BER-DC4 BER-DC5 BER-DC6',
      'wave 3: BER-DC7 BER-DC8',
      'wave 4: MUN-DC1',
      'wave 5: MUN-DC2',
      'wave 6: BER-PDC',
      'wave 7: OSL-DC1',
    ]);
  });

  test('as suggested go one by one where the floor leaves one', () => {
    expect(names(laidOut(at('Berlin', 4), suggested, false, aFloor({ share: 0.75 })))).toHaveLength(4);
  });

  test('as suggested pass over a wave in which the site has room and the domain has none', () => {
    const of = (site: string, letters: string) =>
      [...letters].map((domain, index) => aCandidate(`${site}${index + 1}${domain}`, { site, domain }));
    expect(names(laidOut([...of('S', 'XYXY'), ...of('T', 'XXXY'), ...of('V', 'YYXY')], suggested))).toEqual([
      'wave 1: S1X T1X V1Y',
      'wave 2: S2Y T2X V2Y',
      'wave 3: S3X T3X V4Y',
      'wave 4: S4Y T4Y V3X',
    ]);
  });

  test('as suggested start where most can be spared', () => {
    const estate = [...at('Aachen', 4), ...at('Berlin', 12), ...at('Celle', 6)];
    expect(names(laidOut(estate, { kind: 'suggested', shareOfGroup: 0.1 }))[0]).toBe(
      'wave 1: BER-DC1 CEL-DC1 BER-DC10',
    );
  });
});

describe('the canary', () => {
  test('is one host of each stratum, and its waves are numbered with it', () => {
    const estate = [...at('Berlin', 3), ...at('Munich', 3, { system: 'Windows Server 2019' })];
    expect(names(laidOut(estate, { kind: 'count', hosts: 9 }, true))).toEqual([
      'canary: BER-DC1 MUN-DC1',
      'wave 2: BER-DC2 MUN-DC2 BER-DC3 MUN-DC3',
    ]);
  });

  test.each<[string, readonly Candidate[], string]>([
    [
      'an operations master only when there is no other',
      [aCandidate('A', { roles: ['domain-controller', 'rid-master'] }), aCandidate('B')],
      'B',
    ],
    [
      'the only server of a site only when there is no other',
      [aCandidate('A', { site: 'Oslo' }), ...at('Berlin', 2)],
      'BER-DC1',
    ],
    [
      'an operations master rather than the only server',
      [
        aCandidate('A', { site: 'Oslo' }),
        aCandidate('B', { roles: ['domain-controller', 'pdc-emulator'] }),
        aCandidate('C', { verdict: 'fail' }),
      ],
      'B',
    ],
    [
      'the only server, when there is no other',
      [aCandidate('A', { site: 'Oslo' }), aCandidate('C', { verdict: 'fail' })],
      'A',
    ],
    ['a host of the larger site', [...at('Aachen', 2), ...at('Berlin', 3)], 'BER-DC1'],
  ])('has %s', (_, candidates, chosen) => {
    expect(names(laidOut(candidates, { kind: 'count', hosts: 99 }, true))[0]).toBe(`canary: ${chosen}`);
  });
});

describe('explicit waves', () => {
  const estate = [
    ...at('Berlin', 3),
    aCandidate('BER-DC9', { isPinned: true }),
    aCandidate('DC1', { domain: 'a.example' }),
    aCandidate('DC1', { hostId: 'other' as Candidate['hostId'], domain: 'b.example' }),
  ];
  const explicit = (...waves: readonly (readonly string[])[]): WaveOrder => ({
    kind: 'explicit',
    waves: waves.map((hosts, index) => ({ name: `list ${index + 1}`, hosts })),
  });

  test('are as they are listed, by name, with the domain, or by id, and who is in none is left out', () => {
    const outcome = laidOut(estate, explicit(['ber-dc2', 'dc1.B.example'], ['BER-DC1']));
    expect(names(outcome)).toEqual(['list 1: BER-DC2 DC1', 'list 2: BER-DC1']);
    expect(outcome.ok && outcome.excluded.map((host) => `${host.name} ${host.domain} ${host.reason}`)).toEqual([
      'BER-DC9 corp.example host-pinned',
      'BER-DC3 corp.example not-listed',
      'DC1 a.example not-listed',
    ]);
  });

  test('give up what the canary takes', () => {
    expect(names(laidOut(estate, explicit(['BER-DC2'], ['BER-DC3', 'BER-DC1']), true))).toEqual([
      'canary: BER-DC1',
      'list 1: BER-DC2',
      'list 2: BER-DC3',
    ]);
  });

  test.each<[string, WaveOrder, string, string]>([
    [
      'a name that nobody has',
      explicit(['BER-DC1', 'NOBODY']),
      'order.waves[0].hosts[1]',
      '"NOBODY" is not among the selected servers.',
    ],
    [
      'a host that is left out',
      explicit(['ber-dc9']),
      'order.waves[0].hosts[0]',
      '"ber-dc9" is left out: It was rolled back; somebody has to release it first. (host-pinned)',
    ],
    [
      'a name of two hosts',
      explicit(['DC1']),
      'order.waves[0].hosts[0]',
      '"DC1" fits 2 servers; say which: DC1.a.example, DC1.b.example.',
    ],
    [
      'a host in two waves',
      explicit(['BER-DC1'], ['BER-DC1']),
      'order.waves[1].hosts[0]',
      '"BER-DC1" is in wave "list 1" already.',
    ],
    ['a wave without hosts', explicit([]), 'order.waves[0].hosts', 'Wave "list 1" names nobody.'],
    ['no wave', explicit(), 'order.waves', 'No wave is listed.'],
    [
      'a wave without a name',
      { kind: 'explicit', waves: [{ name: ' ', hosts: ['BER-DC1'] }] },
      'order.waves[0].name',
      'A wave needs a name.',
    ],
  ])('are refused with %s', (_, order, place, message) => {
    expect(laidOut(estate, order)).toEqual({ ok: false, faults: [{ at: place, message }] });
  });

  test('are refused when two of them have one name, or one takes that of the canary', () => {
    const waves = (name: string) => [
      { name, hosts: ['BER-DC1'] },
      { name, hosts: ['BER-DC2'] },
    ];
    expect(laidOut(estate, { kind: 'explicit', waves: waves('x') })).toMatchObject({
      faults: [{ at: 'order.waves[1].name' }],
    });
    expect(laidOut(estate, { kind: 'explicit', waves: waves('canary').slice(1) }, true)).toMatchObject({
      faults: [{ at: 'order.waves' }],
    });
  });
});

test.each<[WaveOrder]>([
  [{ kind: 'count', hosts: 0 }],
  [{ kind: 'count', hosts: 1.5 }],
  [{ kind: 'count', hosts: Number.NaN }],
  [{ kind: 'percent', percent: 0 }],
  [{ kind: 'percent', percent: 101 }],
  [{ kind: 'percent', percent: Number.NaN }],
  [{ kind: 'suggested', shareOfGroup: 0 }],
  [{ kind: 'suggested', shareOfGroup: Number.NaN }],
])('a size that is none is refused, and never one big wave: %o', (order) => {
  expect(laidOut(at('Berlin', 3), order).ok).toBe(false);
});

test('each host that does not go is told with the rule that keeps it', () => {
  const estate = [
    aCandidate('A', { isPinned: true, isBusy: true }),
    aCandidate('B', { isBusy: true, disposition: 'stays' }),
    aCandidate('C', { disposition: 'stays', reasons: ['adcs'] }),
    aCandidate('D', { disposition: 'unsupported', reasons: ['old'] }),
    aCandidate('E', { verdict: null }),
    aCandidate('F', { verdict: 'fail', reasons: ['x', 'y'] }),
    aCandidate('G', { verdict: 'unknown' }),
  ];
  const outcome = laidOut(estate, suggested, true);
  expect(outcome.ok && outcome.waves).toEqual([]);
  expect(outcome.ok && outcome.excluded.map((host) => host.reason)).toEqual([
    'host-pinned',
    'host-busy',
    'stays',
    'unsupported',
    'verdict-missing',
    'not-eligible',
    'evidence-missing',
  ]);
});
