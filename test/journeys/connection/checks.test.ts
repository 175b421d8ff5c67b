import { describe, expect, test } from 'vitest';
import { runChecks } from '../../../src/domain/evaluate.ts';
import { connectionChecks, connectionReasons } from '../../../src/journeys/connection/checks.ts';
import { aHost, type FactValues, factsOf, now } from '../sensor-v3/support.ts';

function verdicts(facts: FactValues) {
  const input = { host: aHost(), facts: factsOf(facts), tenant: {}, rules: {}, edition: '2026-03', now } as const;
  return new Map(runChecks(connectionChecks, input, undefined).map((one) => [one.check, one]));
}

const streamlinedHost = 'edr-neu.eu.endpoint.security.microsoft.com';
const standardHost = 'winatp-gw-neu.microsoft.com';

describe('each proof of a streamlined connection', () => {
  test.each<[string, string, FactValues, string, string]>([
    ['SC-10 a streamlined package', 'streamlined-package', { 'onboarding.policyStreamlined': true }, 'pass', ''],
    [
      'SC-10 a standard package',
      'streamlined-package',
      { 'onboarding.policyStreamlined': false },
      'fail',
      'package-standard',
    ],
    ['X-01 no package seen', 'streamlined-package', {}, 'unknown', 'package-unknown'],
    [
      'SC-05 an active streamlined connection',
      'streamlined-active',
      { 'onboarding.activeStreamlined': true },
      'pass',
      '',
    ],
    [
      'SC-02 a restart outstanding',
      'streamlined-active',
      { 'onboarding.activeStreamlined': false },
      'fail',
      'active-standard',
    ],
    ['SC-06 a partner geography', 'streamlined-active', { 'edr.partnerGeo': 'GW_US' }, 'pass', ''],
    ['SC-06 an empty partner geography', 'streamlined-active', { 'edr.partnerGeo': null }, 'fail', 'active-standard'],
    [
      'SC-06 a geography without the prefix',
      'streamlined-active',
      { 'edr.partnerGeo': 'FFL4' },
      'fail',
      'active-standard',
    ],
    ['X-01 nothing known', 'streamlined-active', {}, 'unknown', 'active-unknown'],
    [
      'SC-05 event 4 of a streamlined host',
      'streamlined-contact',
      { 'sense.streamlinedContactAt': 5, 'sense.contactAt': 5 },
      'pass',
      '',
    ],
    [
      'SC-05 a newer failure of a streamlined host',
      'streamlined-contact',
      { 'sense.streamlinedContactAt': 5, 'sense.failureAt': 6, 'sense.failureHost': streamlinedHost },
      'fail',
      'contact-failed-since',
    ],
    [
      'SC-05 a newer failure that names no host',
      'streamlined-contact',
      { 'sense.streamlinedContactAt': 5, 'sense.failureAt': 6 },
      'fail',
      'contact-failed-since',
    ],
    [
      'SC-05 a newer failure of an old host takes nothing back',
      'streamlined-contact',
      { 'sense.streamlinedContactAt': 5, 'sense.failureAt': 6, 'sense.failureHost': 'winatp-gw-neu.microsoft.com' },
      'pass',
      '',
    ],
    [
      'SC-05 a newer failure of a host that only looks like one takes nothing back',
      'streamlined-contact',
      {
        'sense.streamlinedContactAt': 5,
        'sense.failureAt': 6,
        'sense.failureHost': 'evil-endpoint.security.microsoft.com.example',
      },
      'pass',
      '',
    ],
    [
      'SC-05 contacts with old hosts alone',
      'streamlined-contact',
      { 'sense.contactAt': 5 },
      'fail',
      'contact-not-seen',
    ],
    [
      'SC-05 an onboarding that is newer than the contact',
      'streamlined-contact',
      { 'sense.streamlinedContactAt': 5, 'sense.reonboardedAt': 6 },
      'fail',
      'contact-outdated',
    ],
    [
      'SC-05 an offboarding that is newer than the contact',
      'streamlined-contact',
      { 'sense.streamlinedContactAt': 5, 'sense.reonboardedAt': 4, 'sense.offboardedAt': 6 },
      'fail',
      'contact-outdated',
    ],
    [
      'SC-05 a contact behind the onboarding that it shall prove',
      'streamlined-contact',
      { 'sense.offboardedAt': 3, 'sense.reonboardedAt': 4, 'sense.streamlinedContactAt': 5, 'sense.contactAt': 5 },
      'pass',
      '',
    ],
    [
      'SC-07 a newer contact with the standard connection: moved back',
      'streamlined-contact',
      { 'sense.streamlinedContactAt': 5, 'sense.contactAt': 6, 'sense.contactHost': standardHost },
      'fail',
      'contact-standard',
    ],
    [
      'SC-07 moved back by an onboarding in between',
      'streamlined-contact',
      {
        'sense.streamlinedContactAt': 5,
        'sense.reonboardedAt': 6,
        'sense.contactAt': 7,
        'sense.contactHost': standardHost,
      },
      'fail',
      'contact-standard',
    ],
    [
      'SC-05 contact with the standard connection before the onboarding, and none since',
      'streamlined-contact',
      { 'sense.contactAt': 5, 'sense.contactHost': standardHost, 'sense.reonboardedAt': 6 },
      'fail',
      'contact-outdated',
    ],
    [
      'SC-07 contact with the standard connection alone',
      'streamlined-contact',
      { 'sense.contactAt': 5, 'sense.contactHost': standardHost },
      'fail',
      'contact-standard',
    ],
    [
      'SC-05 a streamlined contact that failed since, so that the log does not count it',
      'streamlined-contact',
      {
        'sense.contactAt': 5,
        'sense.contactHost': streamlinedHost,
        'sense.failureAt': 6,
        'sense.failureHost': streamlinedHost,
      },
      'fail',
      'contact-failed-since',
    ],
    ['X-01 no log', 'streamlined-contact', {}, 'unknown', 'contact-unknown'],
    ['SC-09 the streamlined URLs reached', 'streamlined-reach', { 'connectivity.streamlined': true }, 'pass', ''],
    [
      'SC-09 one not reached',
      'streamlined-reach',
      { 'connectivity.streamlined': false, 'connectivity.blocked': ['407|cyber data|https://x.example/'] },
      'fail',
      'urls-blocked',
    ],
    [
      'SC-09 a run against the old URLs is no proof of the new ones',
      'streamlined-reach',
      { 'connectivity.standard': true, 'connectivity.urlSet': 'standard', 'connectivity.endpoint443': true },
      'unknown',
      'urls-not-tested',
    ],
    ['X-01 no test', 'streamlined-reach', {}, 'unknown', 'urls-not-tested'],
  ])('%s', (_name, check, facts, verdict, reason) => {
    const one = verdicts(facts).get(check);
    expect([one?.verdict, one?.reason]).toEqual([verdict, reason]);
    if (reason !== '') expect(Object.keys(connectionReasons)).toContain(reason);
    if (verdict === 'unknown') expect((one?.howToGet ?? '').length).toBeGreaterThan(15);
    if (verdict === 'fail') expect((one?.remedy ?? '').length).toBeGreaterThan(15);
  });
});

test('X-01 taking a fact away never makes a proof pass that did not', () => {
  const facts: FactValues = {
    'onboarding.policyStreamlined': false,
    'onboarding.activeStreamlined': false,
    'sense.streamlinedContactAt': 5,
    'sense.failureAt': 6,
    'connectivity.streamlined': false,
  };
  for (const key of ['onboarding.policyStreamlined', 'onboarding.activeStreamlined', 'connectivity.streamlined']) {
    const less = Object.fromEntries(Object.entries(facts).filter(([one]) => one !== key));
    for (const one of verdicts(less).values()) expect(one.verdict).not.toBe('pass');
  }
});
