import { describe, expect, test } from 'vitest';
import type { ProblemCode } from '../../../src/domain/problem.ts';
import { diagnose } from '../../../src/journeys/sensor-v3/diagnosis.ts';
import { diagnosisRows } from '../../../src/journeys/sensor-v3/diagnosis-rows.ts';
import { evaluate } from '../../../src/journeys/sensor-v3/evaluate.ts';
import { anInput, eligible, type FactValues, factsOf, without } from './support.ts';

function diagnosed(facts: FactValues, problem?: ProblemCode, withChecks = true) {
  const table = factsOf(facts);
  return diagnose({ facts: table, problem, eligibility: withChecks ? evaluate(anInput(table)) : undefined });
}

function first(facts: FactValues, problem?: ProblemCode) {
  return diagnosed(facts, problem)[0];
}

describe('the scenarios of the page', () => {
  test.each<[string, FactValues, ProblemCode, string, string]>([
    ['S3-16 network time-out', { 'connectivity.endpoint443': false }, 'timed-out', 'endpoint-unreachable', '443'],
    ['S3-16 TLS 1.2 not enabled', { 'tls12.enabled': false }, 'migration-failed', 'tls12-off', 'Enable TLS 1.2'],
    ['S3-16 FQDN mismatch', { 'device.fqdn': 'old.corp.example' }, 'migration-failed', 'renamed', 'onboard it again'],
    [
      'S3-16 Group Policy blocks the service',
      { 'policy.blocksNewServices': true },
      'timed-out',
      'policy-blocks-service',
      'Group Policy',
    ],
    [
      'S3-13 network to Defender for Endpoint',
      { 'connectivity.endpoint443': false },
      'migration-failed',
      'endpoint-unreachable',
      'Defender for Endpoint',
    ],
    [
      'S3-13 Sense unresponsive',
      { 'service.Sense': 'startPending' },
      'timed-out',
      'sense-unresponsive',
      'Client Analyzer',
    ],
    [
      'S3-14 Defender for Identity endpoints',
      { 'connectivity.identity443': false },
      'timed-out',
      'identity-unreachable',
      'Defender for Identity',
    ],
    [
      'S3-14 the proxy inspects TLS',
      { 'proxy.mode': 'inspecting' },
      'migration-failed',
      'proxy-inspects-tls',
      'Exempt',
    ],
    [
      'S3-15 renamed after onboarding',
      { 'device.fqdn': 'old.corp.example' },
      'timed-out',
      'renamed',
      'onboard it again',
    ],
    [
      'S3-15 re-onboarded with a new id',
      { 'device.records': ['2a5bc9d7e413ddd7902c2932e418702b84d0cc99'] },
      'migration-failed',
      're-onboarded',
      'stale record',
    ],
    [
      'S3-15 several device records',
      { 'device.records': ['a', 'b'] },
      'migration-failed',
      'several-device-records',
      'stale records',
    ],
    ['S3-15 no device record', { 'device.records': [] }, 'migration-failed', 'no-device-record', 'onboard it again'],
    [
      'S3-03 not onboarded',
      { 'device.onboardingStatus': 'Can be onboarded' },
      'migration-failed',
      'endpoint-not-onboarded',
      'Onboard',
    ],
    [
      'S3-03 delayed update',
      { 'mdi.v2.version': '2.251.1.1', 'mdi.delayedUpdate': true },
      'migrate-refused',
      'update-delayed',
      'delayed update',
    ],
    [
      'S3-17 the sensor stopped after the commit',
      { 'mdi.v3.version': '3.0.8.1', 'mdi.serviceStatus': 'stopped' },
      'commit-passed-unproven',
      'v3-unhealthy',
      'support case',
    ],
    [
      'S3-17 health issues after the commit',
      {
        'mdi.v3.version': '3.0.8.1',
        'mdi.healthStatus': 'notHealthyHigh',
        'mdi.healthIssues': ['1|high|Sensor stopped communicating'],
      },
      'commit-passed-unproven',
      'v3-unhealthy',
      'health issues',
    ],
  ])('%s is proven and comes first', (_name, change, problem, code, remedy) => {
    const diagnosis = first({ ...eligible, ...change }, problem);
    expect(diagnosis).toMatchObject({ code, confidence: 'proven' });
    expect(diagnosis?.remedy).toContain(remedy);
    expect(diagnosis?.evidence.length).toBeGreaterThan(0);
  });

  test.each<[string, FactValues, ProblemCode, string]>([
    ['S3-13 high load points there and proves nothing', { 'load.cpuPercent': 97 }, 'timed-out', 'high-load'],
    [
      'S3-13 a sensor that Defender for Endpoint calls inactive',
      { 'device.health': 'Inactive' },
      'timed-out',
      'sense-unresponsive',
    ],
    ['S3-09 a request without effect', {}, 'accepted-never-started', 'request-without-effect'],
    ['S3-14 a clock that is off', { 'clock.skewSeconds': -301 }, 'migration-failed', 'clock-skewed'],
    ['S3-14 S3-13 an answer that was lost', {}, 'request-lost', 'request-without-effect'],
  ])('%s: likely', (_name, change, problem, code) => {
    expect(first({ ...eligible, ...change }, problem)).toMatchObject({ code, confidence: 'likely' });
  });

  test('S3-14 a proxy that lets one of the two through is likely beside what is proven', () => {
    const all = diagnosed({ ...eligible, 'proxy.mode': 'configured', 'connectivity.identity443': false }, 'timed-out');
    expect(all.map((one) => [one.code, one.confidence])).toEqual([
      ['identity-unreachable', 'proven'],
      ['proxy-misses-a-service', 'likely'],
    ]);
  });

  test('S3-19 an onboarding by Defender for Cloud alone is recognised', () => {
    expect(first({ ...eligible, 'onboarding.policyPresent': false })).toMatchObject({
      code: 'onboarded-by-cloud-only',
      unlocks: 1,
    });
  });

  test('S3-13 S3-14 S3-15 after a time-out of which nothing is known, every cause is a candidate with how to tell', () => {
    const all = diagnosed({}, 'timed-out', false);
    expect(all.map((one) => one.code)).toEqual([
      'endpoint-unreachable',
      'proxy-inspects-tls',
      'tls12-off',
      'sense-unresponsive',
      'identity-unreachable',
      'high-load',
      'policy-blocks-service',
      'renamed',
      'evidence-missing',
    ]);
    expect(all.every((one) => one.confidence === 'possible' && (one.howToProve ?? '') !== '')).toBe(true);
  });

  test('S3-13 evidence tells causes apart: what is excluded is not named', () => {
    expect(diagnosed(without(eligible, 'load.cpuPercent'), 'timed-out').map((one) => one.code)).toEqual([
      'high-load',
      'support-case',
    ]);
  });

  test('S3-21 a prerequisite lost on the way is named as such', () => {
    const lost = diagnosed({ ...eligible, 'mdi.migrationState': 'migrating', 'service.AATPSensorUpdater': 'stopped' });
    expect(lost[0]).toMatchObject({ code: 'v2-updater-not-running', confidence: 'proven' });
    expect(lost[0]?.requirements).toContain('S3-21');
    expect(lost[0]?.symptom).toContain('held at the start');
    const later = diagnosed({ ...eligible, 'mdi.v2.version': '2.1.1.1' }, 'prerequisite-lost');
    expect(later[0]?.requirements).toContain('S3-21');
  });
});

describe('the order', () => {
  test('S3-12 what explains most failed checks comes first', () => {
    const bare = {
      ...eligible,
      'device.onboardingStatus': 'Can be onboarded',
      'service.Sense': 'absent',
      'onboarding.policyPresent': false,
      'onboarding.onboardedInfoPresent': false,
      'device.id': null,
      'service.AATPSensorUpdater': 'stopped',
      'mdi.migrationState': 'notReadyForMigration',
    };
    const all = diagnosed(bare);
    expect(all[0]).toMatchObject({ code: 'endpoint-not-onboarded', unlocks: 5 });
    expect(all.map((one) => one.code)).toContain('v2-updater-not-running');
    expect(all.map((one) => one.code)).not.toContain('device-id-missing');
  });

  test('of two proven causes the one that unlocks a check comes first', () => {
    const all = diagnosed(
      { ...eligible, 'tls12.enabled': false, 'device.fqdn': 'old.corp.example' },
      'migration-failed',
    );
    expect(all.map((one) => [one.code, one.unlocks])).toEqual([
      ['renamed', 1],
      ['tls12-off', 0],
    ]);
  });

  test.each(['host.fqdn', 'device.fqdn', 'device.records', 'device.id'])(
    'S3-15 without %s a mismatch is not excluded',
    (key) => {
      expect(diagnosed(without(eligible, key), 'migration-failed', false).map((one) => one.code)).toContain('renamed');
    },
  );

  test('S3-04 every failed check is explained by a row or stands for itself', () => {
    const table = factsOf({
      ...eligible,
      'os.build': 14393,
      'sense.version': '10.1',
      roles: ['domainController', 'adcs'],
      'mdi.migrationState': 'notReadyForMigration',
    });
    const eligibility = evaluate(anInput(table));
    const explained = diagnose({ facts: table, eligibility }).flatMap((one) => one.explains);
    for (const verdict of eligibility.verdicts) {
      if (verdict.verdict === 'fail') expect(explained).toContain(verdict.check);
    }
  });
});

describe('when nothing is found', () => {
  test.each<ProblemCode>(['timed-out', 'migration-failed', 'commit-passed-unproven'])(
    'S3-12 S3-17 after %s, with a sensor that runs, is healthy and sends events: a support case with its bundle',
    (problem) => {
      const all = diagnosed(eligible, problem);
      expect(all).toHaveLength(1);
      expect(all[0]).toMatchObject({ code: 'support-case', confidence: 'likely' });
      expect(all[0]?.remedy).toContain('Client Analyzer');
    },
  );

  test.each(['service.Sense', 'device.health', 'activity.events1h'])(
    'S3-12 without %s the sensor is not known to be fine: no support case yet',
    (key) => {
      const codes = diagnosed(without(eligible, key), 'commit-passed-unproven').map((one) => one.code);
      expect(codes).toContain('evidence-missing');
      expect(codes).not.toContain('support-case');
    },
  );

  const ofSensor = 'Not known of the Defender for Endpoint sensor:';
  test.each<[string, FactValues, string]>([
    ['nothing', {}, `${ofSensor} whether it is running, whether it is healthy, whether it is sending events.`],
    [
      'that Sense runs',
      { 'service.Sense': 'running' },
      `${ofSensor} whether it is healthy, whether it is sending events.`,
    ],
    [
      'that its health is unknown to Defender for Endpoint',
      { 'service.Sense': 'running', 'device.health': 'Unknown', 'activity.events1h': 3 },
      `${ofSensor} whether it is healthy.`,
    ],
    [
      'that Sense runs and no event came',
      { 'service.Sense': 'running', 'activity.events1h': 0 },
      `No identity event was seen in the last hour. ${ofSensor} whether it is healthy.`,
    ],
    [
      'everything, and no event came',
      { 'service.Sense': 'running', 'device.health': 'Active', 'activity.events1h': 0 },
      'No identity event was seen in the last hour.',
    ],
  ])('S3-12 of a sensor of which is known %s, only what lacks is called not known', (_name, facts, proof) => {
    const last = diagnosed(facts, 'commit-passed-unproven', false).at(-1);
    expect([last?.code, last?.proof]).toEqual(['evidence-missing', proof]);
  });

  test('a host without a problem has no diagnosis', () => {
    expect(diagnosed(eligible)).toEqual([]);
  });
});

test('every row names symptom, remedy, how to prove it, and a requirement, and has a code of its own', () => {
  expect(new Set(diagnosisRows.map((row) => row.code)).size).toBe(diagnosisRows.length);
  for (const row of diagnosisRows) {
    for (const text of [row.title, row.symptom, row.remedy, row.howToProve])
      expect(text.length, row.code).toBeGreaterThan(15);
    expect(row.requirements.every((id) => /^(S3|SC)-\d\d$/.test(id))).toBe(true);
  }
});
