import { expect, test } from 'vitest';
import type { FactDocument } from '../../src/domain/fact.ts';
import type { Verdict } from '../../src/domain/verdict.ts';
import { exclusion } from '../../src/domain/waves/exclusion.ts';
import type { HostFilter } from '../../src/engine/ports/store.ts';
import { aTenant, forEveryStore } from '../support/stores.ts';
import { aDocument, aHost, aMove, aVerdict, seen } from './estate.ts';

const nul = String.fromCharCode(0);
/** What one source says of each host. */
const estate: Readonly<Record<string, FactDocument['facts']>> = {
  OLD: { 'os.productName': 'Windows Server 2019 Datacenter', roles: ['domainController'] },
  NEW: {
    'os.productName': 'Windows Server 2022',
    'device.tags': ['Tier 0', 'Ring-A (x)'],
    roles: ['domainController'],
    operationsMasters: ['pdcEmulator'],
  },
  ODD: { 'load.note': `2019 ${nul} "roles"`, 'os.productName': 'A "quoted" [2022] \\ name', roles: ['adfs'] },
  MUTE: { 'os.productName': null, 'os.build': 20348 },
};

const cases: readonly { readonly of: HostFilter; readonly finds: readonly string[] }[] = [
  { of: { system: ['2019'] }, finds: ['OLD'] },
  { of: { system: ['windows-server-2022', '2019-data'] }, finds: ['NEW', 'OLD'] },
  { of: { system: ['server'], role: ['pdcEmulator'] }, finds: ['NEW'] },
  { of: { system: ['"quoted"'] }, finds: ['ODD'] },
  { of: { system: ['[2022]-\\-name'] }, finds: ['ODD'] },
  { of: { system: ['.*'] }, finds: [] },
  { of: { system: ['20348'] }, finds: ['MUTE'] },
  { of: { system: ['2034'] }, finds: [] },
  { of: { system: ['é('] }, finds: [] },
  { of: { tag: ['tier-0'] }, finds: ['NEW'] },
  { of: { tag: ['ring-a', 'tier'] }, finds: [] },
  { of: { tag: ['ring-a', 'ring-a-(x)'] }, finds: ['NEW'] },
  { of: { role: ['adfs', 'pdcEmulator'] }, finds: ['NEW', 'ODD'] },
  { of: { role: ['rid'] }, finds: [] },
  { of: { check: ['sense-running'] }, finds: ['MUTE', 'OLD'] },
  { of: { check: ['sense-running'], role: ['domainController'] }, finds: ['OLD'] },
  { of: { check: ['sense'] }, finds: [] },
];

forEveryStore((under) => {
  test('hosts are found by role, by a part of the name of their system, by a whole tag, and by a check that does not pass', async () => {
    const store = under.store();
    const tenantId = await aTenant(store);
    const writes = Object.entries(estate).map(([name, facts]) => ({ write: aHost({ name }), facts }));
    const hosts = writes.map(({ write }) => write);
    const facts = writes.map(({ write, facts: said }) => aDocument(write.host.hostId, said));
    await store.commit({ tenantId, at: 2_000, hosts, facts });
    const due = await store.hostsToEvaluate(tenantId, null, 10);
    const judged = { OLD: 'fail', NEW: 'pass', ODD: 'notApplicable', MUTE: 'unknown' } as const;
    const verdict = (name: string) => ({ check: 'sense-running', verdict: judged[name as keyof typeof judged] });
    await store.commit({
      tenantId,
      at: 2_000,
      eligibilities: due.map(({ host, factsDigest }) =>
        aVerdict(host.hostId, factsDigest, { verdict: 'unknown', verdicts: [verdict(host.name) as Verdict] }),
      ),
    });
    for (const { of, finds } of cases) {
      const { value } = await store.hosts(tenantId, of, { top: 10 });
      expect([of, value.map((host) => host.name).sort()]).toEqual([of, finds]);
    }
  });

  test('portal 3 who could go is found by the store as a plan would take them, whatever the verdict, what is to become of them, a pin, a hold or an attempt', async () => {
    const store = under.store();
    const tenantId = await aTenant(store);
    const kept = [
      { isPinned: false, hold: null },
      { isPinned: true, hold: null },
      { isPinned: false, hold: { since: 1, by: 'user:anna', because: 'Racks are moved.' } },
    ];
    const ways = (['pass', 'fail', 'unknown', null] as const).flatMap((verdict) =>
      (['moves', 'stays', 'unsupported'] as const).flatMap((disposition) =>
        kept.flatMap((keptBack) =>
          (['requested', 'ended', null] as const).map((move) => ({ verdict, disposition, keptBack, move })),
        ),
      ),
    );
    const hosts = ways.map(({ keptBack }, at) =>
      aHost({ name: `DC-${at}` }, { ...keptBack, seen: seen('unknown', at) }),
    );
    await store.commit({ tenantId, at: 2_000, hosts });
    const due = new Map((await store.hostsToEvaluate(tenantId, 2_000, 200)).map((one) => [one.host.hostId, one]));
    const all = hosts.map(({ host }, at) => ({ ...ways[at], hostId: host.hostId }));
    const eligibilities = all.flatMap(({ hostId, verdict, disposition }) =>
      verdict
        ? [aVerdict(hostId, due.get(hostId)?.factsDigest ?? '', { verdict, ...(disposition && { disposition }) })]
        : [],
    );
    const moves = all.flatMap(({ hostId, move }) => (move ? [aMove(null, hostId, move, { origin: 'external' })] : []));
    await store.commit({ tenantId, at: 2_000, eligibilities, moves });
    const found = async (of: HostFilter) =>
      (await store.hosts(tenantId, of, { top: 200 })).value.map(({ hostId }) => hostId).sort();
    const rows = await store.hostsById(tenantId, [...due.keys()]);
    const isBusy = new Set((await store.activeMoves(tenantId, [...due.keys()])).map(({ hostId }) => hostId));
    const able = rows.filter((row) => exclusion({ ...row, isBusy: isBusy.has(row.hostId) }) === undefined);
    expect([rows.length, able.length]).toEqual([ways.length, 2]);
    expect(await found({ isAble: true })).toEqual(able.map(({ hostId }) => hostId).sort());
    const [one, two] = able.map(({ hostId }) => hostId);
    if (one === undefined || two === undefined) throw new Error('Nobody is able.');
    expect(await found({ isAble: true, otherThan: [one] })).toEqual([two]);
    expect(await found({ seenBefore: 3 })).toEqual(
      hosts
        .slice(0, 3)
        .map(({ host }) => host.hostId)
        .sort(),
    );
    expect(await found({ hostIds: [one], within: { otherThan: [one] } })).toEqual([]);
  });
});
