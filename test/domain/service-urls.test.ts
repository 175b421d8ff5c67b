import { describe, expect, test } from 'vitest';
import { geographies, givenUrl, identityUrl, serviceUrls } from '../../src/domain/service-urls.ts';

const sets = ['standard', 'streamlined'] as const;
const everything = geographies.flatMap((geo) => sets.map((set) => ({ geo, set, urls: serviceUrls(set, geo) })));

describe.each(everything)('the list $set in $geo', ({ geo, set, urls }) => {
  test('S3-14 has every function that the list has, each URL once, all https on 443', () => {
    const functions = new Set(urls.map((one) => one.function));
    for (const one of [
      'command and control',
      'automated investigation',
      'sample storage',
      'antivirus cloud',
      'updates',
    ])
      expect(functions).toContain(one);
    if (set === 'standard') expect(functions).toContain('cyber data');
    expect(new Set(urls.map((one) => one.url)).size).toBe(urls.length);
    for (const { url } of urls) expect(url).toBe(new URL(url).href);
    for (const { url } of urls) expect(new URL(url)).toMatchObject({ protocol: 'https:', port: '' });
  });

  test('carries where each host name is from, and names no other geography', () => {
    for (const one of urls) {
      expect(one.sources.length).toBeGreaterThan(0);
      expect([geo, null]).toContain(one.geo);
      expect([set, null]).toContain(one.set);
    }
  });

  test('demands no host whose name is a guess, and none that only some need', () => {
    for (const one of urls) {
      if (one.hostIs === 'guessed') expect(one.isNeeded).toBe(false);
      if (one.onlyFor !== undefined) expect(one.isNeeded).toBe(false);
    }
  });

  test('takes no proxy’s demand and no fault of a server for an answer', () => {
    for (const one of urls)
      for (const status of [302, 407, 500, 503]) {
        if (status !== 302 || one.statusIs !== 'guessed') expect(one.statuses).not.toContain(status);
      }
  });
});

test('the streamlined hosts stand below the one wildcard of the page', () => {
  const hosts = geographies.flatMap((geo) =>
    serviceUrls('streamlined', geo)
      .filter((one) => one.set === 'streamlined')
      .map((one) => [geo, new URL(one.url).hostname] as const),
  );
  for (const [geo, host] of hosts)
    expect(host).toMatch(new RegExp(`^(mdav|edr-[a-z0-9]+)\\.${geo}\\.endpoint\\.security\\.microsoft\\.com$`));
});

test('S3-14 the sensor address of Defender for Identity is the workspace’s own; 503 counts as reached', () => {
  expect(identityUrl('Contoso-Corp')).toMatchObject({
    url: 'https://contoso-corpsensorapi.atp.azure.com/tri/sensor/api/ping',
    statuses: [200, 503],
    isNeeded: true,
  });
});

test('a given URL is judged as its list says, and must be reached', () => {
  const listed = 'https://mdav.us.endpoint.security.microsoft.com/xplat/api/report';
  expect(givenUrl(listed)).toMatchObject({
    url: listed,
    function: 'antivirus cloud',
    isNeeded: true,
    onlyFor: undefined,
  });
  expect(givenUrl('https://edr-x.eu.endpoint.security.microsoft.com/')).toMatchObject({
    function: 'own',
    isNeeded: true,
  });
});
