import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { factValueFault } from '../../src/domain/fact-keys.ts';
import { mergeFacts } from '../../src/domain/merge-facts.ts';
import { type ProbeOutcome, type ProbeResult, probeFacts, probeOutcomes } from '../../src/domain/probe.ts';
import { identityUrl, type ServiceUrl, serviceUrls } from '../../src/domain/service-urls.ts';
import { sensorV3 } from '../../src/journeys/sensor-v3/journey.ts';
import { aDocument, anInput, hostId, now } from '../journeys/sensor-v3/support.ts';

const everything = [...serviceUrls('standard', 'us'), ...serviceUrls('streamlined', 'us'), identityUrl('contoso')];

function aResult(target: ServiceUrl, outcome: ProbeOutcome = 'reached', more: Partial<ProbeResult> = {}): ProbeResult {
  return {
    target,
    outcome,
    code: outcome === 'reached' ? 'http-200' : 'ECODE',
    dns: { ipv4: ['192.0.2.1'], ipv6: [] },
    tcp: null,
    proxy: { mode: 'direct', address: null, status: null, schemes: [] },
    tls: null,
    certificate: null,
    http: null,
    ...more,
  };
}

describe('the results in the words of facts', () => {
  test('fit the catalogue', () => {
    const facts = probeFacts([
      ...everything.map((one) => aResult(one)),
      ...everything.map((one) => aResult(one, 'inspected')),
      aResult(everything[0] as ServiceUrl, 'proxy-wants-credentials'),
    ]);
    expect(Object.entries(facts).map(([key, value]) => factValueFault(key, value))).toEqual(
      Object.keys(facts).map(() => undefined),
    );
  });

  test('S3-14 each set is told by itself, and one that was not asked is not told', () => {
    const all = probeFacts(everything.map((one) => aResult(one)));
    expect(all).toMatchObject({
      'connectivity.standard': true,
      'connectivity.streamlined': true,
      'connectivity.identity443': true,
      'connectivity.urlSet': 'mixed',
      'connectivity.blocked': [],
    });
    const one = probeFacts(serviceUrls('streamlined', 'eu').map((url) => aResult(url)));
    expect(one).toMatchObject({ 'connectivity.streamlined': true, 'connectivity.urlSet': 'streamlined' });
    expect(Object.keys(one)).not.toContain('connectivity.standard');
    expect(Object.keys(one)).not.toContain('connectivity.identity443');
    expect(probeFacts([])).toEqual({ 'connectivity.urls': [], 'connectivity.blocked': [] });
  });

  test('one needed URL that is not reached makes its set a no; one that some need does not', () => {
    const failing = (fails: (one: ServiceUrl) => boolean) =>
      probeFacts(everything.map((one) => aResult(one, fails(one) ? 'refused' : 'reached')));
    const needed = everything.find((one) => one.set === 'standard' && one.isNeeded);
    expect(failing((one) => one === needed)).toMatchObject({
      'connectivity.standard': false,
      'connectivity.streamlined': true,
      'connectivity.blocked': [`ECODE|command and control|${needed?.url}`],
    });
    expect(failing((one) => !one.isNeeded)).toMatchObject({ 'connectivity.standard': true });
  });

  test('names that do not resolve are told; behind a proxy nobody here knows', () => {
    const [first] = everything as [ServiceUrl];
    expect(probeFacts([aResult(first, 'name-not-found')])).toMatchObject({ 'connectivity.nameResolution': false });
    expect(probeFacts([aResult(first)])).toMatchObject({ 'connectivity.nameResolution': true });
    const proxy = { mode: 'connect', address: 'proxy.example:8080', status: 200, schemes: [] } as const;
    const behind = probeFacts([aResult(first, 'reached', { dns: null, proxy })]);
    expect(behind).toMatchObject({ 'proxy.mode': 'configured', 'proxy.address': 'proxy.example:8080' });
    expect(Object.keys(behind)).not.toContain('connectivity.nameResolution');
  });

  test('inspection stands above a proxy; that none was seen is not said', () => {
    const [first] = everything as [ServiceUrl];
    expect(probeFacts([aResult(first, 'inspected')])).toMatchObject({ 'proxy.mode': 'inspecting' });
    expect(Object.keys(probeFacts([aResult(first)]))).not.toContain('proxy.mode');
  });
});

test('S3-14 what the probe says makes no check of a server pass, even if somebody stored it as facts', () => {
  const facts = probeFacts(everything.map((one) => aResult(one)));
  const table = mergeFacts(hostId, [aDocument(facts, { source: 'probe' })], now);
  const probed = sensorV3.evaluate(anInput(table)).verdicts;
  const without = sensorV3.evaluate(anInput(mergeFacts(hostId, [], now))).verdicts;
  expect(probed.map((one) => [one.check, one.verdict])).toEqual(without.map((one) => [one.check, one.verdict]));
});

test('every outcome but the good one says what to do next', () => {
  for (const [outcome, { title, remedy }] of Object.entries(probeOutcomes)) {
    expect(title).not.toBe('');
    expect(remedy === '').toBe(outcome === 'reached');
  }
});

test('every outcome and its word stand in the words', async () => {
  const text = await readFile(new URL('../../docs/concepts/words.md', import.meta.url), 'utf8');
  for (const [outcome, { title }] of Object.entries(probeOutcomes))
    expect(text).toContain(`| \`${outcome}\` | ${title} |`);
});
