import { describe, expect, test } from 'vitest';
import type { ProblemCode } from '../../../src/domain/problem.ts';
import { connectionCauses } from '../../../src/journeys/connection/causes.ts';
import { diagnose } from '../../../src/journeys/sensor-v3/diagnosis.ts';
import { eligible, type FactValues, factsOf } from '../sensor-v3/support.ts';

/** Codes that are not merely possible, with their proofs. */
function found(facts: FactValues, problem?: ProblemCode) {
  return diagnose({ facts: factsOf(facts), problem }).filter((one) => one.confidence !== 'possible');
}

describe('what the evidence shows is named with its remedy', () => {
  test.each<[string, FactValues, ProblemCode | undefined, string, string, string]>([
    [
      'S3-13 S3-14 URLs that are blocked, by function',
      {
        'connectivity.endpoint443': false,
        'connectivity.blocked': [
          '12029|command and control|https://edr-neu.eu.endpoint.security.microsoft.com/edr/commands/test',
          '12175|cyber data|https://eu.vortex.example/ping',
        ],
      },
      'timed-out',
      'endpoint-unreachable',
      'command and control (no connection); cyber data (TLS failed)',
      '443',
    ],
    [
      'S3-14 a proxy that wants credentials',
      {
        'proxy.needsCredentials': true,
        'proxy.address': 'proxy.bank.example:8080',
        'connectivity.endpoint443': false,
      },
      'timed-out',
      'proxy-wants-credentials',
      '407',
      'without authentication',
    ],
    [
      'S3-14 names that are not resolved',
      { 'connectivity.nameResolution': false },
      'timed-out',
      'names-unresolved',
      'not resolved',
      'DNS',
    ],
    [
      'S3-14 TLS inspection, with the issuer that was seen',
      { 'proxy.mode': 'inspecting', 'tls.rootIssuer': 'CN=Bank Root' },
      'migration-failed',
      'proxy-inspects-tls',
      'CN=Bank Root',
      'Exempt',
    ],
    [
      'S3-12 the newest contact failed, by the log of the sensor',
      {
        'sense.contactAt': 1_000,
        'sense.failureAt': 2_000,
        'sense.failureHost': 'edr-neu.eu.endpoint.security.microsoft.com',
        'sense.failureCode': '12007',
      },
      'timed-out',
      'contact-fails',
      'name not resolved',
      'event 4',
    ],
    [
      'S3-12 a changed image path',
      { 'sense.imagePathTampered': true },
      undefined,
      'image-path-tampered',
      'image path',
      'incident',
    ],
    [
      'S3-02 an offboarding value',
      { 'onboarding.offboardingPresent': true },
      undefined,
      'offboarding-value-present',
      'offboarding',
      'Remove',
    ],
    [
      'S3-02 a key of another tenant',
      { 'onboarding.keysAgree': false },
      undefined,
      'wrong-onboarding-key',
      'another tenant',
      'right tenant',
    ],
    [
      'SC-02 a restart that is outstanding, as the file says',
      { 'onboarding.restartOutstanding': true },
      undefined,
      'restart-outstanding',
      'not yet active',
      'Restart',
    ],
    [
      'SC-02 a restart that is outstanding, from both blobs',
      { 'onboarding.policyStreamlined': true, 'onboarding.activeStreamlined': false },
      undefined,
      'restart-outstanding',
      'active onboarding is not',
      'Restart',
    ],
    [
      'S3-14 a clock that the analyzer finds wrong',
      { 'clock.skewed': true },
      undefined,
      'clock-wrong',
      'clock',
      'time',
    ],
    [
      'SC-06 an mdatp without licence',
      { 'mdatp.licensed': false },
      undefined,
      'mdatp-unlicensed',
      'licence',
      'Onboard',
    ],
    [
      'SC-06 an mdatp that is not healthy',
      { 'mdatp.healthy': false, 'mdatp.healthIssues': ['no active real-time protection'] },
      undefined,
      'mdatp-unhealthy',
      'no active real-time protection',
      'health issues',
    ],
  ])('%s', (_name, facts, problem, code, proof, remedy) => {
    const one = found({ ...eligible, ...facts }, problem).find((candidate) => candidate.code === code);
    expect(one?.confidence).toBe('proven');
    expect(one?.proof).toContain(proof);
    expect(one?.remedy).toContain(remedy);
    expect(one?.evidence.length).toBeGreaterThan(0);
  });

  test('S3-13 other protection software is a suspect after a failed attempt, and none without one', () => {
    const facts = { ...eligible, 'antivirus.thirdParty': ['Other Shield 5'] };
    expect(found(facts, 'timed-out').map((one) => [one.code, one.confidence])).toContainEqual([
      'third-party-protection',
      'likely',
    ]);
    expect(found(facts).map((one) => one.code)).not.toContain('third-party-protection');
  });

  test('SC-09 a good test of the old URLs is named as no proof of the new ones', () => {
    const facts = { 'connectivity.urlSet': 'standard', 'onboarding.policyStreamlined': true };
    expect(found(facts).map((one) => one.code)).toContain('old-urls-tested');
  });

  test('a contact after the failure heals it', () => {
    expect(
      found({ ...eligible, 'sense.contactAt': 2_000, 'sense.failureAt': 2_000 }, 'timed-out').map((one) => one.code),
    ).not.toContain('contact-fails');
  });
});

test('facts that are good, or not there, name none of these causes', () => {
  for (const cause of connectionCauses) {
    expect(cause.look({ facts: factsOf({}) }).says, cause.code).toMatch(/open|excluded/);
    const good = factsOf({
      ...eligible,
      'connectivity.blocked': [],
      'connectivity.nameResolution': true,
      'proxy.needsCredentials': false,
      'onboarding.keysAgree': true,
      'onboarding.offboardingPresent': false,
      'onboarding.restartOutstanding': false,
      'sense.imagePathTampered': false,
      'clock.skewed': false,
      'mdatp.licensed': true,
      'mdatp.healthy': true,
      'antivirus.thirdParty': [],
    });
    expect(cause.look({ facts: good, problem: 'timed-out' }).says, cause.code).toBe('excluded');
  }
});
