import { describe, expect, test } from 'vitest';
import { mergeFacts } from '../../../src/domain/merge-facts.ts';
import { hourMs, minuteMs, toRfc3339 } from '../../../src/domain/time.ts';
import { readEvidence } from '../../../src/evidence/read.ts';
import { diagnose } from '../../../src/journeys/sensor-v3/diagnosis.ts';
import { aDocument, eligible, type FactValues, factsOf, hostId, now, without } from '../sensor-v3/support.ts';

/* What a connectivity test that failed in part is a sign of, as collectors and the analyzer write it. */

const command = 'https://edr-neu.eu.endpoint.security.microsoft.com/edr/commands/test';
const cyber = 'https://eu-v20.events.data.microsoft.com/ping';
const identity = 'https://*sensorapi.atp.azure.com/tri/sensor/api/ping';

const reachCodes = ['endpoint-unreachable', 'names-unresolved', 'proxy-wants-credentials', 'proxy-inspects-tls'];

/** Those causes that are more than possible, each with how sure it is. */
function said(facts: Parameters<typeof diagnose>[0]['facts']): Readonly<Record<string, string>> {
  const found = diagnose({ facts, problem: 'timed-out' }).filter(
    (one) => reachCodes.includes(one.code) && one.confidence !== 'possible',
  );
  return Object.fromEntries(found.map(({ code, confidence }) => [code, confidence]));
}

function proofOf(facts: Parameters<typeof diagnose>[0]['facts'], code: string): string | undefined {
  return diagnose({ facts, problem: 'timed-out' }).find((one) => one.code === code)?.proof;
}

/** What a collector wrote, read as every document is. */
async function collected(facts: FactValues): Promise<ReturnType<typeof factsOf>> {
  const document = {
    schema: 'changeguard.host-facts/1',
    host: 'ber-dc1',
    collectedAt: toRfc3339(now - minuteMs),
    facts,
  };
  const { rows } = await readEvidence(Buffer.from(JSON.stringify(document)), { fileName: 'facts.json' });
  return factsOf({ ...eligible, ...rows[0]?.facts });
}

describe('facts as the collectors write them', () => {
  test.each<[string, FactValues, Readonly<Record<string, string>>]>([
    [
      'S3-14 of Defender for Identity alone say nothing of Defender for Endpoint',
      {
        'connectivity.endpoint443': true,
        'connectivity.identity443': false,
        'connectivity.blocked': [`ConnectFailure|identitySensor|${identity}`],
      },
      {},
    ],
    [
      'S3-13 of a closed way show it',
      { 'connectivity.endpoint443': false, 'connectivity.blocked': [`ConnectFailure|commandAndControl|${command}`] },
      { 'endpoint-unreachable': 'proven' },
    ],
    [
      'S3-14 of a proxy that inspects ask for an exemption, and for no port',
      { 'connectivity.urls': [`inspected|200|commandAndControl|${command}`], 'proxy.mode': 'inspecting' },
      { 'proxy-inspects-tls': 'proven' },
    ],
    [
      'S3-14 of names that Windows does not resolve are no closed port',
      {
        'connectivity.endpoint443': false,
        'connectivity.nameResolution': false,
        'connectivity.blocked': [`NameResolutionFailure|commandAndControl|${command}`],
      },
      { 'names-unresolved': 'proven' },
    ],
    [
      'S3-14 of names that curl does not resolve are no closed port',
      {
        'connectivity.endpoint443': false,
        'connectivity.nameResolution': false,
        'connectivity.blocked': [`curl 6|commandAndControl|${command}`],
      },
      { 'names-unresolved': 'proven' },
    ],
    [
      'S3-14 of a proxy that wants credentials are no closed port',
      {
        'connectivity.endpoint443': false,
        'proxy.needsCredentials': true,
        'connectivity.blocked': [`407|commandAndControl|${command}`],
      },
      { 'proxy-wants-credentials': 'proven' },
    ],
  ])('%s', async (_, facts, expected) => {
    const table = await collected(facts);
    const inspected = facts['proxy.mode'] === 'inspecting';
    // Whose certificate was seen is told, and whether the service answers is not.
    const fresh = inspected
      ? new Map([...table.fresh].filter(([key]) => key !== 'connectivity.endpoint443'))
      : table.fresh;
    expect(said({ ...table, fresh })).toEqual(expected);
  });

  test('S3-13 the words of a collector are those of the other readers', async () => {
    const facts = await collected({
      'connectivity.endpoint443': false,
      'connectivity.blocked': [`Timeout|commandAndControl|${command}`],
    });
    expect(proofOf(facts, 'endpoint-unreachable')).toContain('Not reached: command and control (timed out).');
  });

  test('S3-14 the names that are not resolved are told, whichever connection they belong to', async () => {
    const facts = await collected({
      'connectivity.endpoint443': false,
      'connectivity.nameResolution': false,
      'connectivity.blocked': [
        'NameResolutionFailure|commandAndControl|https://winatp-gw-neu.microsoft.com/commands/test',
      ],
    });
    const cause = diagnose({ facts, problem: 'timed-out' }).find((one) => one.code === 'names-unresolved');
    expect(cause?.proof).toBe('Names of the service are not resolved: winatp-gw-neu.microsoft.com.');
    expect(cause?.remedy).not.toContain('endpoint.security.microsoft.com');
  });
});

test('S3-14 certificate lists that the analyzer does not reach on port 80 close no way to the service', () => {
  const facts: FactValues = {
    ...eligible,
    'connectivity.streamlined': true,
    'connectivity.blocked': ['12029|certificate lists|http://ctldl.windowsupdate.com/x.cab'],
  };
  expect(said(factsOf(facts))).toEqual({});
  expect(said(factsOf(without(facts, 'connectivity.endpoint443')))).toEqual({});
});

test('S3-14 a proxy that wanted credentials is a suspect only, where the service is reached', () => {
  expect(said(factsOf({ ...eligible, 'proxy.needsCredentials': true }))).toEqual({
    'proxy-wants-credentials': 'likely',
  });
});

describe('S3-13 one fresh block shows the cause, whichever source is believed', () => {
  const merged = (own: FactValues, ownAge: number, other: FactValues, otherAge: number) =>
    mergeFacts(
      hostId,
      [
        aDocument({ ...eligible, ...own }, { observedAt: now - ownAge }),
        aDocument(other, { source: 'client-analyzer', observedAt: now - otherAge }),
      ],
      now,
    );
  const reached = { 'connectivity.endpoint443': true, 'connectivity.blocked': [] };
  const blocked = { 'connectivity.endpoint443': false, 'connectivity.blocked': [`12029|cyber data|${cyber}`] };

  test('a newer test of more URLs that was blocked', () => {
    const facts = merged(reached, 10 * hourMs, blocked, 5 * minuteMs);
    expect(said(facts)).toEqual({ 'endpoint-unreachable': 'proven' });
    expect(proofOf(facts, 'endpoint-unreachable')).toContain('cyber data (no connection)');
  });

  test('an older one is a suspect', () => {
    expect(said(merged(reached, 5 * minuteMs, blocked, 10 * hourMs))).toEqual({ 'endpoint-unreachable': 'likely' });
  });

  test('a newer one that names no URL is a suspect', () => {
    const facts = merged({}, 10 * hourMs, { 'connectivity.endpoint443': false }, 5 * minuteMs);
    expect(said(facts)).toEqual({ 'endpoint-unreachable': 'likely' });
  });

  test('a newer one of URLs that the sensor does not use is no proof', () => {
    const facts = merged(
      reached,
      10 * hourMs,
      { 'connectivity.blocked': blocked['connectivity.blocked'] },
      5 * minuteMs,
    );
    expect(said(facts)).toEqual({ 'endpoint-unreachable': 'likely' });
  });
});
