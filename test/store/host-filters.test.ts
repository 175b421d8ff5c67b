import { expect, test } from 'vitest';
import type { EvidenceAge } from '../../src/domain/evidence-age.ts';
import type { ProofVerdict } from '../../src/domain/proof.ts';
import type { Verdict } from '../../src/domain/verdict.ts';
import type { HostFilter } from '../../src/engine/ports/store.ts';
import { aTenant, forEveryStore } from '../support/stores.ts';
import { aCampaign, aDocument, aHost, aMove, aVerdict } from './estate.ts';

const nul = String.fromCharCode(0);
const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const now = 30 * 24 * hourMs;

function aProof(verdict: ProofVerdict['verdict'], isRequired = true, value = 'x'): ProofVerdict {
  const evidence = [{ key: 'sense.version', value, source: 'host-facts', observedAt: 1_000 }] as const;
  const told = { proof: 'p', title: 'P', reason: 'r', summary: '"verdict":"fail"' };
  return { ...told, verdict, isRequired, evidence, judgedAt: 1_000 };
}

/** The newest attempt at each host: its wave, null for one that somebody else began, and its proofs. */
const attempts = {
  FIRST: { wave: 1, proofs: [aProof('pass'), aProof('notApplicable'), aProof('fail', false)] },
  SECOND: { wave: 2, proofs: [aProof('pass'), aProof('unknown')] },
  TWELFTH: { wave: 12, proofs: [aProof('unknown'), aProof('fail')] },
  ODD: { wave: 2, proofs: [aProof('pass', true, `${nul} "verdict":"fail" "isRequired":true`)] },
  WAITING: { wave: 2, proofs: [] },
  OPTIONAL: { wave: 1, proofs: [aProof('fail', false)] },
  FOREIGN: { wave: null, proofs: [aProof('pass')] },
  ALONE: undefined,
} as const;

forEveryStore((under) => {
  test('portal 4.2 hosts are found by the wave of their newest attempt and by what its required proofs come to', async () => {
    const store = under.store();
    const tenantId = await aTenant(store);
    const campaign = aCampaign(tenantId);
    const { campaignId } = campaign.campaign;
    const hosts = Object.keys(attempts).map((name) => aHost({ name }));
    const moves = hosts.flatMap(({ host: { hostId, name } }) => {
      const attempt = attempts[name as keyof typeof attempts];
      if (attempt === undefined) return [];
      const { wave, proofs } = attempt;
      if (wave === null) return [aMove(null, hostId, 'requested', { origin: 'external', proofs })];
      return [aMove(campaignId, hostId, 'queued', { wave, proofs })];
    });
    await store.commit({ tenantId, at: 2_000, hosts, campaigns: [campaign] });
    await store.commit({ tenantId, at: 2_000, moves });
    const found = async (of: HostFilter) =>
      (await store.hosts(tenantId, of, { top: 100 })).value.map(({ name }) => name).join(' ');
    const cases: readonly (readonly [HostFilter, string])[] = [
      [{ wave: ['1'] }, 'FIRST OPTIONAL'],
      [{ wave: ['2'] }, 'ODD SECOND WAITING'],
      [{ wave: ['12', '1'] }, 'FIRST OPTIONAL TWELFTH'],
      [{ wave: ['3'] }, ''],
      [{ wave: ['none'] }, 'ALONE FOREIGN'],
      [{ proof: ['pass'] }, 'FIRST FOREIGN ODD'],
      [{ proof: ['fail'] }, 'TWELFTH'],
      [{ proof: ['unknown'] }, 'SECOND'],
      [{ proof: ['none'] }, 'ALONE OPTIONAL WAITING'],
      [{ proof: ['fail', 'unknown'], wave: ['2'] }, 'SECOND'],
      [{ wave: ['2'], within: { names: ['ODD', 'FIRST'] } }, 'ODD'],
    ];
    for (const [of, names] of cases) expect([of, await found(of)]).toEqual([of, names]);
    const counted = await store.hosts(tenantId, { wave: ['2'] }, { top: 1, isCounted: true });
    expect([counted.value.length, counted.total]).toEqual([1, 3]);
    expect((await store.hosts(await aTenant(store), { wave: ['none'] }, { top: 9 })).value).toEqual([]);
  });

  test('portal 4.2 hosts are found by the age of the oldest evidence that their verdict cites', async () => {
    const store = under.store();
    const tenantId = await aTenant(store);
    const list = 'sensor-migrations';
    /** What each source of a host said how long ago, and which of them the verdict cites; a list goes on saying it. */
    const estate: Readonly<Record<string, { said: Readonly<Record<string, number>>; cites: readonly string[] }>> = {
      NOW: { said: { 'host-facts': 15 * minuteMs }, cites: ['host-facts'] },
      HOUR: { said: { 'host-facts': 15 * minuteMs + 1, registry: minuteMs }, cites: ['host-facts', 'registry'] },
      // What is older is not cited.
      DAY: { said: { 'host-facts': 2 * hourMs, registry: 400 * hourMs }, cites: ['host-facts'] },
      WEEK: { said: { 'host-facts': 25 * hourMs }, cites: ['host-facts'] },
      OLD: { said: { 'host-facts': 8 * 24 * hourMs, registry: minuteMs }, cites: ['registry', 'host-facts'] },
      // Cited by the name that the word of the service has in a verdict.
      SERVICE: { said: { 'graph-sensor-migration': 2 * hourMs }, cites: ['service-verdict'] },
      LISTED: { said: { 'graph-sensor-migration': 900 * hourMs }, cites: ['graph-sensor-migration'] },
      BARE: { said: { 'host-facts': minuteMs }, cites: [] },
      UNJUDGED: { said: { 'host-facts': minuteMs }, cites: [] },
    };
    const hosts = Object.keys(estate).map((name) => aHost({ name }));
    const facts = hosts.flatMap(({ host: { hostId, name } }) =>
      Object.entries(estate[name]?.said ?? {}).map(([source, age]) =>
        aDocument(
          hostId,
          { 'os.build': 20348 },
          {
            source: source as never,
            observedAt: now - age,
            ...(name === 'LISTED' ? { list } : {}),
          },
        ),
      ),
    );
    const reading = { tenantId, resource: list, readAt: now - minuteMs, dueAt: now, problem: null, failures: 0 };
    await store.commit({ tenantId, at: now, hosts, facts, readings: [reading] });
    const due = await store.hostsToEvaluate(tenantId, null, 100);
    const eligibilities = due.flatMap(({ host, factsDigest }) => {
      const { cites = [] } = estate[host.name] ?? {};
      const evidence = cites.map((source) => ({ key: 'os.build', value: 20348, source, observedAt: now }));
      const verdict = { check: 'operating-system', verdict: 'pass', evidence } as unknown as Verdict;
      return host.name === 'UNJUDGED' ? [] : [aVerdict(host.hostId, factsDigest, { verdicts: [verdict] })];
    });
    expect(eligibilities.length).toBe(hosts.length - 1);
    await store.commit({ tenantId, at: now, eligibilities });
    const found = async (...which: EvidenceAge[]) =>
      (await store.hosts(tenantId, { evidenceAge: { which, now } }, { top: 100 })).value
        .map(({ name }) => name)
        .join(' ');
    expect(await found('15m')).toBe('LISTED NOW');
    expect(await found('1h')).toBe('HOUR');
    expect(await found('1d')).toBe('DAY SERVICE');
    expect(await found('7d')).toBe('WEEK');
    expect(await found('older')).toBe('OLD');
    expect(await found('none')).toBe('BARE UNJUDGED');
    expect(await found('older', '15m', 'none')).toBe('BARE LISTED NOW OLD UNJUDGED');
  });
});
