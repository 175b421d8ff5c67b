import { describe, expect, test } from 'vitest';
import type { FactTable } from '../../../src/domain/fact.ts';
import { mergeFacts } from '../../../src/domain/merge-facts.ts';
import { isComplete } from '../../../src/domain/proof.ts';
import { hourMs, minuteMs } from '../../../src/domain/time.ts';
import { proofs } from '../../../src/journeys/sensor-v3/proof.ts';
import type { ProofInput } from '../../../src/journeys/sensor-v3/proof-finding.ts';
import { reasonTitles } from '../../../src/journeys/sensor-v3/reasons.ts';
import { rulebookFor } from '../../../src/journeys/sensor-v3/rulebook.ts';
import { aDocument, eligible, type FactValues, factsOf, hostId, now, without } from './support.ts';

const switchedAt = now - 3 * hourMs;
const migrated: FactValues = {
  ...eligible,
  'mdi.migrationState': 'upToDate',
  'mdi.v3.version': '3.0.8.1021',
  'service.AATPSensor': 'disabled',
  'service.AATPSensorUpdater': 'disabled',
  'activity.events1h': 390,
};

function judge(after: FactValues, more: Partial<ProofInput> = {}) {
  const input: ProofInput = {
    switchedAt,
    isCommitted: false,
    before: factsOf(eligible),
    after: factsOf(after),
    rules: rulebookFor('2026-03', []),
    at: now,
    ...more,
  };
  const verdicts = proofs(input);
  return { verdicts, of: (id: string) => verdicts.find((proof) => proof.proof === id) };
}

describe('a move', () => {
  test('S3-06 S3-10 I9 is done when v3.x runs healthy, the configuration is kept, v2.x is off and events arrive', () => {
    const { verdicts } = judge(migrated);
    expect(verdicts.map((proof) => [proof.proof, proof.verdict])).toEqual([
      ['v3-running', 'pass'],
      ['sensor-health', 'pass'],
      ['configuration-kept', 'pass'],
      ['v2-disabled-still-installed', 'pass'],
      ['detection-coverage', 'pass'],
    ]);
    expect(isComplete(verdicts)).toBe(true);
  });

  test('I9 before the switch was seen nothing is proved, whatever the facts say', () => {
    const { verdicts } = judge(migrated, { switchedAt: undefined });
    expect(verdicts.every((proof) => proof.verdict === 'unknown' && proof.reason === 'not-switched-yet')).toBe(true);
  });

  test('I9 evidence from before the switch proves nothing', () => {
    const after = mergeFacts(hostId, [aDocument(migrated, { observedAt: switchedAt - minuteMs })], now);
    const { verdicts } = judge(migrated, { after });
    expect(verdicts.filter((proof) => proof.verdict !== 'unknown')).toEqual([]);
  });

  test.each([
    ['mdi.v3.version', 'v3-running'],
    ['mdi.serviceStatus', 'v3-running'],
    ['mdi.healthStatus', 'sensor-health'],
    ['mdi.healthIssues', 'sensor-health'],
    ['mdi.description', 'configuration-kept'],
    ['mdi.dnsNames', 'configuration-kept'],
    ['mdi.networkAdapters', 'configuration-kept'],
    ['service.AATPSensor', 'v2-disabled-still-installed'],
    ['mdi.v2.installed', 'v2-disabled-still-installed'],
    ['activity.events1h', 'detection-coverage'],
  ])('I9 %s from before the switch leaves %s unknown', (key, id) => {
    const old = { [key]: migrated[key] ?? null };
    const documents = [
      aDocument(without(migrated, key)),
      aDocument(old, { source: 'client-analyzer', observedAt: switchedAt - 1 }),
    ];
    const { verdicts, of } = judge(migrated, { after: mergeFacts(hostId, documents, now) });
    expect(of(id)?.verdict).toBe('unknown');
    expect(verdicts.filter((proof) => proof.verdict === 'pass')).toHaveLength(4);
    const exactly = [
      aDocument(without(migrated, key)),
      aDocument(old, { source: 'client-analyzer', observedAt: switchedAt }),
    ];
    const atTheSwitch = judge(migrated, { after: mergeFacts(hostId, exactly, now) }).of(id);
    expect(atTheSwitch?.verdict).toBe(id === 'detection-coverage' ? 'unknown' : 'pass');
  });

  test('X-01 I9 taking any fact away never completes it, and no facts at all leave all unknown', () => {
    for (const key of Object.keys(migrated)) {
      const broken = { ...migrated, 'mdi.serviceStatus': 'stopped' };
      expect(isComplete(judge(without(broken, key)).verdicts), key).toBe(false);
    }
    const { verdicts } = judge({});
    expect(verdicts.every((proof) => proof.verdict === 'unknown')).toBe(true);
    expect(verdicts.every((proof) => (proof.howToGet ?? '') !== '')).toBe(true);
  });

  test('every reason that a proof gives has a title', () => {
    const inputs: FactValues[] = [
      {},
      migrated,
      eligible,
      { ...migrated, 'activity.events1h': 0, 'mdi.healthStatus': 'unknown' },
    ];
    for (const facts of inputs) {
      for (const proof of judge(facts).verdicts)
        if (proof.reason !== '') expect(Object.keys(reasonTitles)).toContain(proof.reason);
    }
  });
});

describe('v3-running', () => {
  test.each([
    [{ 'mdi.serviceStatus': 'stopped' }, 'fail', 'v3-service-not-running'],
    [{ 'mdi.serviceStatus': 'disabled' }, 'fail', 'v3-service-not-running'],
    [{ 'mdi.serviceStatus': 'onboarding' }, 'unknown', 'v3-service-starting'],
    [{ 'mdi.serviceStatus': 'unknown' }, 'unknown', 'v3-service-unknown'],
    [{ 'mdi.v3.version': '2.254.1.1' }, 'fail', 'still-v2'],
    [{ 'mdi.v3.version': '30.1' }, 'fail', 'still-v2'],
    [{ 'mdi.v3.version': null }, 'unknown', 'v3-version-unknown'],
  ])('%j: %s, %s', (change, verdict, reason) => {
    expect(judge({ ...migrated, ...change }).of('v3-running')).toMatchObject({ verdict, reason });
  });

  test('a server that went back to v2.x after the switch fails', () => {
    const back = { ...without(migrated, 'mdi.v3.version'), 'mdi.migrationState': 'readyForMigration' };
    expect(judge(back).of('v3-running')).toMatchObject({ verdict: 'fail', reason: 'still-v2' });
  });
});

describe('sensor-health', () => {
  const rpc = '1042|medium|Sensor v3.x RPC Audit Misconfigured';
  const ntlm = '1031|medium|NTLM Auditing is not enabled';
  const capture = '1008|medium|Some network traffic could not be analyzed';
  const dsa = '1005|medium|Directory services user credentials are incorrect';
  const snapshot = (issues: readonly string[]): FactTable => factsOf({ ...eligible, 'mdi.healthIssues': issues });

  test('S3-10 a new issue fails and is named with its severity', () => {
    const proof = judge({ ...migrated, 'mdi.healthIssues': [rpc], 'mdi.healthStatus': 'notHealthyMedium' }).of(
      'sensor-health',
    );
    expect(proof).toMatchObject({ verdict: 'fail', reason: 'health-issues-new' });
    expect(proof?.summary).toContain('RPC Audit Misconfigured (medium)');
  });

  test('S3-10 a new issue fails even while the status still says healthy', () => {
    expect(judge({ ...migrated, 'mdi.healthIssues': [rpc] }).of('sensor-health')?.verdict).toBe('fail');
  });

  test('like with like: an issue that stood before is not held against v3.x', () => {
    const proof = judge(
      { ...migrated, 'mdi.healthIssues': [ntlm], 'mdi.healthStatus': 'notHealthyMedium' },
      { before: snapshot([ntlm]) },
    ).of('sensor-health');
    expect(proof).toMatchObject({ verdict: 'pass', reason: 'health-as-before' });
    expect(proof?.summary).toContain('NTLM');
  });

  test('an issue of v2.x alone that is gone is an ended watch and no merit', () => {
    const proof = judge(migrated, { before: snapshot([capture]) }).of('sensor-health');
    expect(proof?.verdict).toBe('pass');
    expect(proof?.summary).toContain('ended watches of v2.x: Some network traffic could not be analyzed');
  });

  test('an issue that a mixed estate brings with it is named and not counted', () => {
    const proof = judge({ ...migrated, 'mdi.healthIssues': [dsa] }).of('sensor-health');
    expect(proof?.verdict).toBe('pass');
    expect(proof?.summary).toContain('expected: Directory services user credentials');
  });

  test('without a snapshot an open issue is unknown, none is healthy', () => {
    expect(judge({ ...migrated, 'mdi.healthIssues': [ntlm] }, { before: undefined }).of('sensor-health')?.reason).toBe(
      'health-no-snapshot',
    );
    expect(judge(migrated, { before: undefined }).of('sensor-health')?.verdict).toBe('pass');
  });

  test('a status without its list is unknown', () => {
    expect(judge(without(migrated, 'mdi.healthIssues')).of('sensor-health')).toMatchObject({
      verdict: 'unknown',
      reason: 'health-unknown',
    });
  });

  test('not healthy without any named issue is unknown', () => {
    expect(judge({ ...migrated, 'mdi.healthStatus': 'notHealthyHigh' }).of('sensor-health')?.verdict).toBe('unknown');
  });
});

describe('configuration-kept', () => {
  test('S3-06 a lost description, other domain controllers and other adapters are all listed', () => {
    const proof = judge({
      ...migrated,
      'mdi.description': '',
      'mdi.dnsNames': ['other.corp.example'],
      'mdi.networkAdapters': [],
    }).of('configuration-kept');
    expect(proof).toMatchObject({ verdict: 'fail', reason: 'configuration-changed' });
    expect(proof?.summary).toContain('Sensor description: was first floor');
    expect(proof?.summary).toContain('other.corp.example');
    expect(proof?.summary).toContain('Captured network adapters: was Ethernet0, is none');
  });

  test('a setting read before the switch is no change, however it differs', () => {
    const old = aDocument({ 'mdi.description': 'other' }, { source: 'client-analyzer', observedAt: switchedAt - 1 });
    const after = mergeFacts(hostId, [aDocument(without(migrated, 'mdi.description')), old], now);
    expect(judge(migrated, { after }).of('configuration-kept')).toMatchObject({
      verdict: 'unknown',
      reason: 'configuration-unknown',
    });
  });

  test('S3-06 delayed update belongs to v2.x and is not compared', () => {
    const before = factsOf({ ...eligible, 'mdi.delayedUpdate': true });
    expect(judge({ ...migrated, 'mdi.delayedUpdate': false }, { before }).of('configuration-kept')?.verdict).toBe(
      'pass',
    );
  });

  test('an empty description and none are the same', () => {
    const before = factsOf({ ...eligible, 'mdi.description': null });
    expect(judge({ ...migrated, 'mdi.description': '' }, { before }).of('configuration-kept')?.verdict).toBe('pass');
  });

  test('without a snapshot it is unknown', () => {
    expect(judge(migrated, { before: undefined }).of('configuration-kept')).toMatchObject({
      verdict: 'unknown',
      reason: 'configuration-unknown',
    });
  });
});

describe('v2-disabled-still-installed', () => {
  test.each([
    [{ 'service.AATPSensor': 'running' }, 'fail', 'v2-still-running'],
    [{ 'mdi.v2.installed': false }, 'fail', 'v2-uninstalled-early'],
    [{ 'service.AATPSensor': 'stopped' }, 'pass', ''],
    [{ 'service.AATPSensor': 'absent' }, 'unknown', 'v2-service-unknown'],
  ])('S3-06 %j: %s %s', (change, verdict, reason) => {
    expect(judge({ ...migrated, ...change }).of('v2-disabled-still-installed')).toMatchObject({ verdict, reason });
  });

  test('S3-06 without host facts it is unknown and says how to get them', () => {
    const proof = judge(without(migrated, 'service.AATPSensor')).of('v2-disabled-still-installed');
    expect(proof).toMatchObject({ verdict: 'unknown', reason: 'v2-service-unknown' });
    expect(proof?.howToGet).toContain('host facts');
  });

  test('S3-18 after the commit an uninstalled v2.x is clean-up and no fault', () => {
    const proof = judge({ ...migrated, 'mdi.v2.installed': false }, { isCommitted: true }).of(
      'v2-disabled-still-installed',
    );
    expect(proof).toMatchObject({ verdict: 'notApplicable', reason: 'v2-cleaned-up' });
  });
});

describe('detection-coverage', () => {
  test.each([
    [0, 'fail', 'no-activity'],
    [20, 'unknown', 'activity-dropped'],
    [21, 'pass', ''],
  ])('S3-10 %d events after 420 before: %s %s', (events, verdict, reason) => {
    expect(judge({ ...migrated, 'activity.events1h': events }).of('detection-coverage')).toMatchObject({
      verdict,
      reason,
    });
  });

  test('S3-10 not measured is unknown, before as after', () => {
    expect(judge(without(migrated, 'activity.events1h')).of('detection-coverage')?.reason).toBe('activity-unknown');
    expect(judge(migrated, { before: undefined }).of('detection-coverage')?.reason).toBe('activity-no-snapshot');
  });

  test('a window that reaches back before the switch is too early by the last millisecond', () => {
    const observedAt = now - minuteMs;
    const at = (switched: number) => judge(migrated, { switchedAt: switched }).of('detection-coverage');
    expect(at(observedAt - hourMs + 1)?.reason).toBe('activity-too-early');
    expect(at(observedAt - hourMs)?.verdict).toBe('pass');
  });
});
