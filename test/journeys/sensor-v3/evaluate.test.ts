import { describe, expect, test } from 'vitest';
import type { FactValue } from '../../../src/domain/fact.ts';
import { mergeFacts } from '../../../src/domain/merge-facts.ts';
import { proofOnly } from '../../../src/domain/source.ts';
import { dayMs, hourMs, minuteMs } from '../../../src/domain/time.ts';
import { evaluate } from '../../../src/journeys/sensor-v3/evaluate.ts';
import { editions } from '../../../src/journeys/sensor-v3/rulebook.ts';
import { aDocument, anInput, eligible, type FactValues, factsOf, hostId, now, without } from './support.ts';

const remote = Object.fromEntries(Object.entries(eligible).filter(([key]) => !/^(service|onboarding)\./.test(key)));

function verdictOf(eligibility: ReturnType<typeof evaluate>, check: string) {
  return eligibility.verdicts.find((verdict) => verdict.check === check);
}

describe('the whole', () => {
  test('S3-01 S3-02 S3-03 a clean domain controller is eligible on host evidence', () => {
    const result = evaluate(anInput(factsOf(eligible)));
    expect(result).toMatchObject({ verdict: 'pass', disposition: 'moves', reasons: [], edition: '2026-03' });
    expect(result.verdicts).toHaveLength(15);
  });

  test('X-01 without any fact everything is unknown and nothing passes', () => {
    for (const edition of editions) {
      const result = evaluate(anInput(factsOf({}), { edition, tenant: {}, demand: 'service' }));
      expect(result.verdict).toBe('unknown');
      expect(result.verdicts.filter((verdict) => verdict.verdict === 'pass' || verdict.verdict === 'fail')).toEqual([]);
    }
  });

  test('X-01 on host evidence, taking any fact away from a host never makes it eligible', () => {
    const faults = { ...eligible, 'service.Sense': 'stopped', 'os.revision': 4776, 'device.records': ['a', 'b'] };
    for (const facts of [eligible, faults, { ...eligible, 'mdi.migrationState': 'notReadyForMigration' }]) {
      for (const edition of editions) {
        const whole = evaluate(anInput(factsOf(facts), { edition }));
        if (whole.verdict === 'pass') continue;
        for (const key of Object.keys(facts)) {
          expect(evaluate(anInput(factsOf(without(facts, key)), { edition })).verdict, key).not.toBe('pass');
        }
      }
    }
  });

  test('X-01 the same holds for 400 hosts put together at random, fact by fact', () => {
    const dice = seeded(20_260_320);
    let judged = 0;
    for (let round = 0; round < 400; round += 1) {
      const facts = randomFacts(dice);
      const before = evaluate(anInput(factsOf(facts))).verdict;
      if (before === 'pass') continue;
      for (const key of Object.keys(facts)) {
        judged += 1;
        expect(evaluate(anInput(factsOf(without(facts, key)))).verdict, `round ${round}, ${key}`).not.toBe('pass');
      }
    }
    expect(judged).toBeGreaterThan(3_000);
  });

  test('X-01 what a source says that is asked only for proof changes no verdict, whatever it says', () => {
    const dice = seeded(20_260_321);
    for (let round = 0; round < 200; round += 1) {
      const { 'activity.events1h': _own, ...facts } = randomFacts(dice);
      const edition = editions[round % editions.length];
      const judged = (...values: FactValues[]) => {
        const proof = values.flatMap((value) => proofOnly.map((source) => aDocument(value, { source })));
        return evaluate(anInput(mergeFacts(hostId, [aDocument(facts), ...proof], now), edition ? { edition } : {}));
      };
      const without = judged();
      expect(judged({ 'activity.events1h': 0, 'activity.lastSeenAt': null })).toEqual(without);
      expect(judged({ 'activity.events1h': 420, 'activity.lastSeenAt': now })).toEqual(without);
    }
  });

  test('S3-04 every reason that blocks is listed, worst first', () => {
    const result = evaluate(
      anInput(
        factsOf({
          ...without(eligible, 'sense.version'),
          'os.build': 14393,
          'service.Sense': 'stopped',
          'mdi.migrationState': 'notReadyForMigration',
          roles: ['domainController', 'adcs'],
        }),
      ),
    );
    expect(result.verdict).toBe('fail');
    expect(result.reasons).toEqual([
      'os-unsupported',
      'additional-role',
      'sense-not-running',
      'update-unknown',
      'sense-version-unknown',
    ]);
  });

  test('S3-03 a server with another role stays, so that the campaign can finish without it', () => {
    const result = evaluate(
      anInput(
        factsOf({ ...eligible, roles: ['domainController', 'adcs'], 'mdi.migrationState': 'notReadyForMigration' }),
      ),
    );
    expect(result).toMatchObject({ verdict: 'fail', disposition: 'stays', reasons: ['additional-role'] });
  });

  test('S3-20 a tenant that uses syslog and accepted nothing blocks every host', () => {
    const tenant = { usesVpnIntegration: false, usesSyslog: true };
    expect(evaluate(anInput(factsOf(eligible), { tenant })).reasons).toEqual(['feature-loss-not-accepted']);
    expect(
      evaluate(anInput(factsOf(eligible), { tenant: { ...tenant, featureLossAcceptedBy: 'soc lead' } })).verdict,
    ).toBe('pass');
  });

  test('a conflict between sources is shown in the verdict with the one believed and why', () => {
    const documents = [
      aDocument(eligible),
      aDocument({ 'os.build': 20348, 'os.revision': 4773 }, { source: 'hunting-device-identity' }),
    ];
    const verdict = verdictOf(evaluate(anInput(mergeFacts(hostId, documents, now))), 'cumulative-update');
    expect(verdict?.verdict).toBe('pass');
    expect(verdict?.conflict).toMatch(/believed 4893 .* over 4773 .* nearer to the server/);
  });

  test('I4 S3-03 the revision of the build before an upgrade is no evidence of the build after it', () => {
    const documents = [
      aDocument(without(eligible, 'os.revision'), { source: 'os-version' }),
      aDocument({ 'os.build': 17763, 'os.revision': 8755 }, { source: 'hunting-device-identity' }),
    ];
    const verdict = verdictOf(evaluate(anInput(mergeFacts(hostId, documents, now))), 'cumulative-update');
    expect([verdict?.verdict, verdict?.reason]).toEqual(['unknown', 'update-unknown']);
    expect(verdict?.summary).toContain('that of another build');
  });

  test('I4 the verdict expires with the first fact that it rests on', () => {
    const documents = [
      aDocument(remote, { source: 'graph-sensor-migration', observedAt: now - 5 * minuteMs }),
      aDocument(eligible, { observedAt: now - 2 * hourMs }),
    ];
    const states = documents.map((document, index) =>
      index === 0
        ? { ...document, facts: { 'mdi.migrationState': 'readyForMigration' } }
        : { ...document, facts: without(eligible, 'mdi.migrationState') },
    );
    const result = evaluate(anInput(mergeFacts(hostId, states, now)));
    expect(result.verdict).toBe('pass');
    expect(result.validUntil).toBe(now + 10 * minuteMs);
  });
});

describe('the service’s own verdict', () => {
  test('is accepted for services and registry when the plan accepts it, and is named as the evidence', () => {
    const result = evaluate(anInput(factsOf(remote), { demand: 'service' }));
    expect(result.verdict).toBe('pass');
    const verdict = verdictOf(result, 'sense-running');
    expect(verdict).toMatchObject({ verdict: 'pass', reason: 'service-verdict' });
    expect(verdict?.evidence[0]).toMatchObject({ source: 'service-verdict', value: 'readyForMigration' });
    expect(verdict?.validUntil).toBe(now - minuteMs + 15 * minuteMs);
  });

  test('is not accepted when the plan demands host evidence', () => {
    const result = evaluate(anInput(factsOf(remote), { demand: 'host' }));
    expect(result.verdict).toBe('unknown');
    expect(result.reasons).toEqual(['v2-updater-unknown', 'sense-unknown', 'onboarding-policy-unknown']);
  });

  test('is accepted only for the checks that the rulebook lists', () => {
    const overrides = [{ rule: 'serviceVerdictChecks', value: ['sense-running'], because: 'we collect the rest' }];
    const result = evaluate(anInput(factsOf(remote), { demand: 'service', overrides }));
    expect(verdictOf(result, 'sense-running')?.verdict).toBe('pass');
    expect(result.reasons).toEqual(['v2-updater-unknown', 'onboarding-policy-unknown']);
  });

  test('is not accepted once it is older than 15 minutes', () => {
    const state = { 'mdi.migrationState': 'readyForMigration' };
    const at = (ageMs: number) =>
      mergeFacts(
        hostId,
        [
          aDocument(without(remote, 'mdi.migrationState')),
          aDocument(state, { source: 'csv-sensors', observedAt: now - ageMs }),
        ],
        now,
      );
    expect(evaluate(anInput(at(15 * minuteMs), { demand: 'service' })).verdict).toBe('pass');
    expect(evaluate(anInput(at(15 * minuteMs + 1), { demand: 'service' })).verdict).toBe('unknown');
  });

  test.each(['notReadyForMigration', 'migrating', 'migrationFailed', 'upToDate', 'unknown'])(
    'is no evidence when it says %s',
    (state) => {
      const result = evaluate(anInput(factsOf({ ...remote, 'mdi.migrationState': state }), { demand: 'service' }));
      expect(result.verdicts.filter((verdict) => verdict.reason === 'service-verdict')).toEqual([]);
      expect(result.verdict).not.toBe('pass');
    },
  );

  test('does not replace evidence that is there: a stopped service stays failed', () => {
    const result = evaluate(anInput(factsOf({ ...remote, 'service.Sense': 'stopped' }), { demand: 'service' }));
    expect(verdictOf(result, 'sense-running')?.verdict).toBe('fail');
  });

  test('is not accepted for what can be seen from outside', () => {
    for (const key of [
      'roles',
      'os.revision',
      'mdi.v2.version',
      'sense.version',
      'device.onboardingStatus',
      'device.records',
    ]) {
      expect(evaluate(anInput(factsOf(without(remote, key)), { demand: 'service' })).verdict, key).toBe('unknown');
    }
  });

  test('S3-01 a hotpatch whose revision is unknown stays unknown even when the service says ready', () => {
    const result = evaluate(
      anInput(factsOf({ ...eligible, 'os.build': 26100, 'os.revision': null, 'os.hotpatch': true }), {
        demand: 'service',
      }),
    );
    expect(result).toMatchObject({ verdict: 'unknown', reasons: ['hotpatch-revision-unknown'] });
  });

  test('that disagrees with ours decides nothing: ready, and a check of ours fails', () => {
    const result = evaluate(anInput(factsOf({ ...eligible, 'service.AATPSensorUpdater': 'stopped' })));
    expect(result).toMatchObject({ verdict: 'unknown', reasons: ['service-disagrees', 'v2-updater-not-running'] });
  });

  test('that disagrees with ours decides nothing: not ready, and every check of ours passes', () => {
    const result = evaluate(anInput(factsOf({ ...eligible, 'mdi.migrationState': 'notReadyForMigration' })));
    expect(result).toMatchObject({ verdict: 'unknown', reasons: ['service-disagrees'] });
  });
});

describe('hosts that are on their way, or there', () => {
  test('a migrated server is told so, and its disabled v2.x is not held against it', () => {
    const migrated = {
      ...eligible,
      'mdi.migrationState': 'upToDate',
      'mdi.v3.version': '3.0.8.1',
      'service.AATPSensorUpdater': 'disabled',
    };
    expect(evaluate(anInput(factsOf(migrated)))).toMatchObject({ verdict: 'fail', reasons: ['already-migrated'] });
  });

  test('S3-21 a migrating server is told so, and a prerequisite lost meanwhile is named beside it', () => {
    const migrating = { ...eligible, 'mdi.migrationState': 'migrating' };
    expect(evaluate(anInput(factsOf(migrating)))).toMatchObject({ verdict: 'fail', reasons: ['migration-running'] });
    const lost = evaluate(anInput(factsOf({ ...migrating, 'service.Sense': 'stopped' })));
    expect(lost.reasons).toEqual(['sense-not-running', 'migration-running']);
  });

  test('S3-09 a failed server can be retried while the state still says failed', () => {
    expect(evaluate(anInput(factsOf({ ...eligible, 'mdi.migrationState': 'migrationFailed' }))).verdict).toBe('pass');
  });
});

describe('editions', () => {
  test('a host whose overall verdict differs says in which edition', () => {
    const result = evaluate(anInput(factsOf(eligible)));
    expect(result.differsIn).toEqual(['2026-09']);
    expect(evaluate(anInput(factsOf(eligible), { edition: '2026-09' }))).toMatchObject({ differsIn: ['2026-03'] });
  });

  test('a host that both editions judge alike differs in none', () => {
    const both = { ...eligible, 'os.build': 17763, 'os.revision': 9020 };
    for (const edition of editions) {
      expect(evaluate(anInput(factsOf(both), { edition }))).toMatchObject({ verdict: 'pass', differsIn: [] });
    }
  });

  test('comparing by repeating some checks gives what a whole evaluation gives', () => {
    const variants = [
      eligible,
      { ...eligible, roles: ['domainController', 'adcs'], 'os.build': 17763, 'os.revision': 9020 },
      { ...eligible, 'os.build': 20348, 'os.revision': 5386 },
      { ...eligible, 'mdi.deploymentStatus': 'disconnected', 'os.build': 17763, 'os.revision': 9020 },
      { ...remote, 'os.revision': 5386 },
      {},
    ];
    for (const facts of variants) {
      for (const demand of ['service', 'host'] as const) {
        const [a, b] = editions.map((edition) => evaluate(anInput(factsOf(facts), { edition, demand })));
        expect(a?.differsIn.length === 1).toBe(a?.verdict !== b?.verdict);
        expect(b?.differsIn.length === 1).toBe(a?.verdict !== b?.verdict);
      }
    }
  });

  test('edition 2026-09: the service’s word stands in for an update number that we do not know, and only for that', () => {
    const facts = { ...eligible, 'os.revision': 5386 };
    const accepted = evaluate(anInput(factsOf(facts), { edition: '2026-09', demand: 'service' }));
    expect(verdictOf(accepted, 'cumulative-update')).toMatchObject({ verdict: 'pass', reason: 'service-verdict' });
    expect(evaluate(anInput(factsOf(facts), { edition: '2026-09', demand: 'host' })).reasons).toEqual([
      'update-threshold-unknown',
    ]);
  });

  test('an override of a tenant takes effect', () => {
    const overrides = [{ rule: 'leastSenseVersion', value: '10.9000', because: 'internal baseline' }];
    const result = evaluate(anInput(factsOf({ ...eligible, 'mdi.migrationState': 'migrationFailed' }), { overrides }));
    expect(result.reasons).toEqual(['sense-version-too-old']);
  });

  test('local facts older than a day no longer count', () => {
    const old = mergeFacts(hostId, [aDocument(remote), aDocument(eligible, { observedAt: now - dayMs - 1 })], now);
    const result = evaluate(anInput(old));
    expect(result.verdict).toBe('unknown');
    for (const check of ['v2-updater-running', 'sense-running', 'onboarding-policy']) {
      expect(verdictOf(result, check)?.summary).toContain('too old');
    }
  });
});

/** A linear congruential generator: the same numbers on every machine, and a failing round can be run again. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** A clean host in which each fact is, one time in six, missing or replaced by one from the pool of bad values. */
function randomFacts(dice: () => number): FactValues {
  const entries: [string, FactValue][] = [];
  for (const [key, value] of Object.entries(eligible)) {
    const bad = badValues[key];
    if (dice() < 0.04) continue;
    const isBad = bad !== undefined && dice() < 0.12;
    entries.push([key, isBad ? (bad[Math.floor(dice() * bad.length)] ?? null) : value]);
  }
  return Object.fromEntries(entries);
}

const badValues: Readonly<Record<string, readonly FactValue[]>> = {
  'os.build': [14393, 25398, 17763, 26100],
  'os.revision': [null, 1, 4776],
  'os.hotpatch': [true],
  roles: [[], ['adfs'], ['domainController', 'adcs']],
  'host.fqdn': ['other.corp.example'],
  'service.AATPSensorUpdater': ['stopped', 'absent', 'nonsense'],
  'service.Sense': ['stopped', 'startPending'],
  'mdi.v2.version': [null, '2.99.1', 'nonsense'],
  'mdi.v2.installed': [false],
  'mdi.sensorType': ['adfsIntegrated', 'unknown'],
  'mdi.migrationState': ['notReadyForMigration', 'migrating', 'upToDate', 'migrationFailed', 'unknown'],
  'sense.version': [null, '10.1', 'nonsense'],
  'onboarding.policyPresent': [false],
  'device.id': [null, '', 'nonsense', '3f2504e0-4f89-41d3-9a0c-0305e82c3301'],
  'device.onboardingStatus': ['Can be onboarded', 'Insufficient info'],
  'device.records': [[], ['a', 'b'], ['2a5bc9d7e413ddd7902c2932e418702b84d0cc99']],
  'device.fqdn': ['old.corp.example'],
};
