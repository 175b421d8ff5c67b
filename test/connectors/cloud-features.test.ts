import { describe, expect, test } from 'vitest';
import { outboundFetch } from '../../src/connectors/graph/transport.ts';
import { type CloudFeature, type CloudId, clouds } from '../../src/domain/cloud.ts';
import { featureSources } from '../../src/domain/cloud-sources.ts';
import { problems } from '../../src/domain/problem-catalogue.ts';
import type { DefenderService } from '../../src/engine/ports/service.ts';
import { aRig, aScriptedService, failureOf, routes, tokenRoute } from './scripted-service.ts';

/*
 * Every call of the connector in every cloud: where the cloud lacks it, it is refused before anything leaves, and elsewhere it goes to the addresses of
 * that cloud and to no other. Which cloud has what is held by a second table in test/domain/cloud.test.ts.
 */

/** Each call, and whether "nobody knows" is an answer of it. */
const calls = {
  migration: [
    ['the migration states', (of) => of.listSensorMigrations()],
    ['a start', (of) => of.migrate(['a'], 'r')],
  ],
  sensors: [['the sensors', (of) => of.listSensors()]],
  candidates: [
    ['the candidates', (of) => of.listSensorCandidates()],
    ['the activation mode', (of) => of.automaticActivation(), 'told as unknown'],
  ],
  health: [['the health issues', (of) => of.listHealthIssues()]],
  auditing: [['the auditing switch', (of) => of.automaticAuditing(), 'told as unknown']],
  hunting: [
    ['the device records', (of) => of.hunt('device-identity')],
    ['the identity events', (of) => of.hunt('identity-activity')],
  ],
} as const satisfies Record<
  CloudFeature,
  readonly (readonly [string, (service: DefenderService) => Promise<unknown>, 'told as unknown'?])[]
>;

const cases = (Object.keys(clouds) as CloudId[]).flatMap((cloud) =>
  (Object.keys(calls) as CloudFeature[]).flatMap((feature) =>
    calls[feature].map(([what, call, instead]) => ({
      cloud,
      feature,
      what,
      call,
      instead: instead as string | undefined,
    })),
  ),
);

/** What is custom brings its own. */
const own = { loginUrl: 'https://login.example', graphUrl: 'https://graph.example' };

describe.each(cases)('$what in the cloud $cloud', ({ cloud, feature, call, instead }) => {
  const { loginUrl, graphUrl } = cloud === 'custom' ? own : clouds[cloud];

  async function asked() {
    const service = await aScriptedService();
    for (const route of [routes.migrations, routes.sensors, routes.candidates, routes.health])
      service.on(route, { json: { value: [] } });
    service.on(routes.auditing, { json: { isAutomatic: true } });
    service.on(routes.activation, { json: { activationMode: 'manual' } });
    service.on(routes.hunting, { json: { schema: [], results: [] } });
    service.on(routes.migrate, { json: { successfulMigrationSensorIds: ['a'], failedMigrationSensorIds: [] } });
    const urls: string[] = [];
    const send = outboundFetch({});
    // No cloud is reached from here: what would go out is noted, and its path answered by the scripted service.
    const fetch: typeof send = (url, request) => {
      urls.push(url);
      return send(url.replace(new URL(url).origin, service.url), request);
    };
    const { defender } = aRig(service, { connection: { cloud, loginUrl, graphUrl }, deps: { fetch } });
    return { service, urls, defender };
  }

  if (clouds[cloud].features[feature] === 'no')
    test('is refused by code, with the name of the cloud and a remedy, and nothing is asked', async () => {
      const { service, urls, defender } = await asked();
      await using _ = service;
      if (instead === undefined) {
        const failure = await failureOf(call(defender));
        expect(failure).toMatchObject({ name: 'Terminal', code: 'cloud-lacks-feature' });
        const { words, sources } = featureSources[feature];
        expect((failure as Error).message).toBe(
          `The cloud ${clouds[cloud].title} has no call for ${words} (${sources[0].page}, seen ${sources[0].seenOn}).`,
        );
        expect(problems['cloud-lacks-feature'].remedy).toContain('--channel portal');
      } else expect(await call(defender)).toBeUndefined();
      expect(urls).toEqual([]);
    });
  else
    test('is asked of its own Graph with a token of its own sign-in, and of no other cloud', async () => {
      const { service, urls, defender } = await asked();
      await using _ = service;
      await call(defender);
      expect(urls.map((url) => new URL(url).origin)).toEqual([loginUrl, graphUrl]);
      const form = new URLSearchParams(service.seenOn(tokenRoute)[0]?.body);
      expect(form.get('scope')).toBe(`${graphUrl}/.default`);
    });
});
