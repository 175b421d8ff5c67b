import { expect, test } from 'vitest';
import { type CloudFeature, type CloudId, clouds } from '../../src/domain/cloud.ts';
import { addressSources, featureSources, lackInWords } from '../../src/domain/cloud-sources.ts';
import { identityUrl } from '../../src/domain/service-urls.ts';

/*
 * A second table, written down from the pages and not from the first one, so that a changed address or feature must be changed by two hands.
 * Addresses: learn.microsoft.com/graph/deployments and defender-endpoint/gov (2026-01-05). Features: the availability tables of the pages of the
 * calls; what they do not list is looked up in Microsoft's metadata (2026-08). All seen 2026-09.
 */

const addresses = [
  ['global', 'login.microsoftonline.com', 'graph.microsoft.com', 'security.microsoft.com', 'atp.azure.com'],
  ['gcc', 'login.microsoftonline.com', 'graph.microsoft.com', 'security.microsoft.com', 'atp.gcc.azure.com'],
  ['gcc-high', 'login.microsoftonline.us', 'graph.microsoft.us', 'security.microsoft.us', 'atp.azure.us'],
  ['dod', 'login.microsoftonline.us', 'dod-graph.microsoft.us', 'security.microsoft.us', 'atp.azure.us'],
  ['china', 'login.chinacloudapi.cn', 'microsoftgraph.chinacloudapi.cn', undefined, undefined],
  ['custom', undefined, undefined, undefined, undefined],
] as const satisfies readonly (readonly [CloudId, ...(string | undefined)[]])[];

const https = (host: string | undefined) => (host === undefined ? '' : `https://${host}`);

test.each(addresses)('the cloud %s has the addresses of the page', (cloud, login, graph, portal, sensors) => {
  const { loginUrl, graphUrl, portalUrl, sensorDomain } = clouds[cloud];
  expect({ loginUrl, graphUrl, portalUrl, sensorDomain }).toEqual({
    loginUrl: https(login),
    graphUrl: https(graph),
    portalUrl: https(portal),
    sensorDomain: sensors === undefined ? '' : `sensorapi.${sensors}`,
  });
  if (sensors !== undefined)
    expect(identityUrl('Contoso', cloud).url).toBe(`https://contososensorapi.${sensors}/tri/sensor/api/ping`);
});

/** A column a cloud: Global, GCC, GCC High, DoD, China, own address. `?`: no page says it. */
const columns = ['global', 'gcc', 'gcc-high', 'dod', 'china', 'custom'] as const satisfies readonly CloudId[];
const features = [
  ['migration', '+ ? - - - ?'],
  ['auditing', '+ ? - - - ?'],
  ['candidates', '+ ? - - - ?'],
  ['sensors', '+ + + + - ?'],
  ['health', '+ + + + - ?'],
  ['hunting', '+ + + + - ?'],
] as const satisfies readonly (readonly [CloudFeature, string])[];

const marks = { yes: '+', no: '-', unverified: '?' } as const;

test.each(features)('%s is offered where the pages say so, and nowhere else', (feature, expected) => {
  expect(columns.map((cloud) => marks[clouds[cloud].features[feature]]).join(' ')).toBe(expected);
});

test('the second table leaves no cloud and no feature out', () => {
  expect(Object.keys(clouds).toSorted()).toEqual(addresses.map(([cloud]) => cloud).toSorted());
  expect(Object.keys(clouds).toSorted()).toEqual(columns.toSorted());
  for (const { features: named } of Object.values(clouds))
    expect(Object.keys(named).toSorted()).toEqual(features.map(([feature]) => feature).toSorted());
});

test('every feature and every address has the page that says which cloud has it, and the day it was seen', () => {
  expect(Object.keys(featureSources).toSorted()).toEqual(features.map(([feature]) => feature).toSorted());
  const pages = [...Object.values(featureSources).flatMap(({ sources }) => sources), ...addressSources];
  for (const { page, title, seenOn, datedOn } of pages) {
    expect([title, page]).toEqual([
      expect.stringMatching(/./),
      expect.stringMatching(/^https:\/\/learn\.microsoft\.com\//),
    ]);
    expect([seenOn, datedOn ?? '2026-01-01']).toEqual(Array(2).fill(expect.stringMatching(/^\d{4}-\d{2}-\d{2}$/)));
  }
  expect(new Set(pages.map(({ page }) => page)).size).toBe(pages.length);
});

test('what a cloud lacks is said with its name and the page', () => {
  expect(lackInWords('gcc-high', 'migration')).toBe(
    'The cloud US Government GCC High has no call for sensor migration (https://learn.microsoft.com/graph/api/security-sensormigration-migrate, seen 2026-11-28).',
  );
});
