import { describe, expect, test } from 'vitest';
import { deviceIdentityQuery } from '../../src/twin/queries.ts';
import { aServer } from '../../src/twin/server.ts';
import { aDesk, anEstate, type Desk, minuteMs, type Row } from './client.ts';
import { expectShape } from './schemas.ts';

const identities = 'security/identities';

function withCandidate() {
  const server = { domain: 'small.example', site: 'One', os: 'ws2022', seed: 1 } as const;
  return anEstate([
    aServer({ ...server, name: 'DC1' }),
    aServer({ ...server, name: 'DC2', but: { sensorType: null, v2Installed: false, sensorService: 'absent' } }),
  ]);
}

describe('answers and accepted requests have the shapes of Microsoft metadata', () => {
  test.each(['v1.0', 'beta'] as const)('every list and entity of %s', async (version) => {
    const desk = await aDesk();
    const base = `/${version}/${identities}`;
    const sensors = await desk.get(`${base}/sensors`);
    expectShape(version, 'sensor.collection', sensors.body);
    const id = String(sensors.body.value?.find((row) => row.displayName === 'MUC-DC2')?.id);
    expectShape(version, 'sensor', (await desk.get(`${base}/sensors/${id}`)).body);
    const ofSensor = await desk.get(`${base}/sensors/${id}/healthIssues`);
    expectShape(version, 'healthIssue.collection', ofSensor.body);
    expect(ofSensor.body.value).toHaveLength(1);
    const issues = await desk.get(`${base}/healthIssues`);
    expectShape(version, 'healthIssue.collection', issues.body);
    const issueId = String(issues.body.value?.[0]?.id);
    expectShape(version, 'healthIssue', (await desk.get(`${base}/healthIssues/${issueId}`)).body);
    const activation = await desk.get(`${base}/sensorCandidateActivationConfiguration`);
    expectShape(version, 'sensorCandidateActivationConfiguration', activation.body);
    const auditing = await desk.get(`${base}/settings/autoAuditingConfiguration`);
    expectShape(version, 'autoAuditingConfiguration', auditing.body);
    const query = { query: deviceIdentityQuery };
    expectShape(version, 'runHuntingQuery.request', query);
    expectShape(
      version,
      'huntingQueryResults',
      (await desk.send('POST', `/${version}/security/runHuntingQuery`, query)).body,
    );
  });

  test.each(['v1.0', 'beta'] as const)(
    'a server without a v2 sensor is a candidate in %s and no sensor',
    async (version) => {
      const desk = await aDesk({ estate: withCandidate() });
      const candidates = await desk.get(`/${version}/${identities}/sensorCandidates`);
      expectShape(version, 'sensorCandidate.collection', candidates.body);
      expect(candidates.body.value?.map((row) => row.computerDnsName)).toEqual(['DC2.small.example']);
      expect((await desk.sensors()).map((sensor) => sensor.displayName)).toEqual(['DC1']);
    },
  );

  test('the migration list and the migrate answer, in both spellings, in every state', async () => {
    const desk = await aDesk({ times: { afterDeadline: 'failed' } });
    const states = new Set<string>();
    const look = async () => {
      const list = await desk.get(`/beta/${identities}/sensorMigration`);
      expectShape('beta', 'sensorMigration.collection', list.body);
      for (const row of list.body.value ?? []) states.add(String(row.migrationState));
    };
    await look();
    for (const spelling of ['migrate', 'microsoft.graph.security.migrate']) {
      const name = spelling === 'migrate' ? 'BER-DC1' : 'MUC-DC3';
      const request = { sensorIds: [(await desk.sensor(name)).id] };
      expectShape('beta', 'migrate.request', request);
      const answer = await desk.send('POST', `/beta/${identities}/sensorMigration/${spelling}`, request);
      expect(answer.status).toBe(200);
      expectShape('beta', 'migrateSensorsResult', answer.body);
      expect(answer.body).toMatchObject({
        successfulMigrationSensorIds: request.sensorIds,
        failedMigrationSensorIds: [],
      });
    }
    await look();
    desk.turn(125 * minuteMs);
    await look();
    expect([...states].sort()).toEqual([
      'migrating',
      'migrationFailed',
      'notReadyForMigration',
      'readyForMigration',
      'upToDate',
    ]);
  });

  test('migrationState of a sensor is in beta only', async () => {
    const desk = await aDesk();
    expect((await desk.get(`/beta/${identities}/sensors`)).body.value?.[0]).toHaveProperty('migrationState');
    expect((await desk.get(`/v1.0/${identities}/sensors`)).body.value?.[0]).not.toHaveProperty('migrationState');
  });
});

describe('paging and query options', () => {
  async function pages(desk: Desk, path: string): Promise<Row[][]> {
    const found: Row[][] = [];
    for (let next: string | undefined = path; next !== undefined; ) {
      const page: Awaited<ReturnType<Desk['get']>> = await desk.get(next);
      expect(page.status).toBe(200);
      found.push([...(page.body.value ?? [])]);
      next = page.body['@odata.nextLink'] as string | undefined;
    }
    return found;
  }

  test('next links are absolute, opaque, and lead through every sensor exactly once', async () => {
    const desk = await aDesk({ pageSize: 7 });
    const first = await desk.get(`/beta/${identities}/sensorMigration`);
    expect(first.body['@odata.nextLink']).toMatch(/^https:\/\/graph\.example\/beta\/.*\$skiptoken=[\w-]+$/);
    const found = await pages(desk, `/beta/${identities}/sensorMigration`);
    expect(found.map((page) => page.length)).toEqual([7, 7, 7, 7, 2]);
    expect(new Set(found.flat().map((row) => row.id)).size).toBe(30);
  });

  test('$top bounds the whole, $skip leaves out, $count counts all, over several pages', async () => {
    const desk = await aDesk({ pageSize: 4 });
    const whole = (await pages(desk, `/v1.0/${identities}/sensors`)).flat();
    const part = await pages(desk, `/v1.0/${identities}/sensors?$skip=3&$top=10`);
    expect(part.map((page) => page.length)).toEqual([4, 4, 2]);
    expect(part.flat()).toEqual(whole.slice(3, 13));
    expect((await desk.get(`/v1.0/${identities}/sensors?$count=true&$top=1`)).body['@odata.count']).toBe(30);
    expect((await desk.get(`/v1.0/${identities}/sensors`)).body).not.toHaveProperty('@odata.count');
  });

  test('health issues are filtered as documented and selected', async () => {
    const desk = await aDesk();
    const ask = async (filter: string) =>
      (await desk.get(`/v1.0/${identities}/healthIssues?$filter=${encodeURIComponent(filter)}`)).body.value?.length;
    expect(await ask("Status eq 'open'")).toBe(3);
    expect(await ask("Status eq 'closed'")).toBe(0);
    expect(await ask("severity eq 'medium' and status eq 'open'")).toBe(2);
    expect(await ask("healthIssueType eq 'global'")).toBe(0);
    expect(await ask("sensorDNSNames/any(s:endswith(s,'muc-dc2.nordufer.example'))")).toBe(1);
    const selected = await desk.get(`/v1.0/${identities}/healthIssues?$select=severity`);
    expect(Object.keys(selected.body.value?.[0] ?? {})).toEqual(['id', 'severity']);
  });

  test.each([
    `/beta/${identities}/sensorMigration?$filter=migrationState eq 'migrating'`,
    `/beta/${identities}/sensorMigration?$top=1`,
    `/v1.0/${identities}/healthIssues?$orderby=severity`,
    `/v1.0/${identities}/healthIssues?$filter=startswith(displayName,'S')`,
    `/v1.0/${identities}/sensors?$top=-1`,
    `/v1.0/${identities}/sensors?$skiptoken=bm8`,
  ])('what no page documents is a 400: %s', async (path) => {
    const answer = await (await aDesk()).get(path);
    expect(answer.status).toBe(400);
    expectShape('v1.0', 'odataError', answer.body);
  });
});

describe('errors', () => {
  test.each([
    ['GET', '/v1.0/security/identities/sensorMigration'],
    ['GET', '/beta/security/identities/sensorMigration/rollback'],
    ['POST', '/beta/security/identities/sensorMigration/rollback'],
    ['DELETE', '/beta/security/identities/sensorMigration'],
    ['GET', '/beta/security/identities/sensors/unknown-id'],
    ['GET', '/v2.0/me'],
    ['GET', '/'],
  ])('%s %s is a 404 in the shape of Graph with both ids', async (method, path) => {
    const desk = await aDesk();
    const headers = { 'client-request-id': 'c11e7700-0000-4000-8000-000000000001' };
    const answer = method === 'GET' ? await desk.get(path, headers) : await desk.send(method, path, {});
    expect(answer.status).toBe(404);
    expectShape('beta', 'odataError', answer.body);
    const inner = answer.body.error?.innerError as Row;
    expect(answer.headers.get('request-id')).toBe(inner['request-id']);
    if (method === 'GET') {
      expect(inner['client-request-id']).toBe(headers['client-request-id']);
      expect(answer.headers.get('client-request-id')).toBe(headers['client-request-id']);
    }
  });

  test.each(['not json', '[]', '{}', '{"sensorIds":[]}', '{"sensorIds":"x"}', '{"sensorIds":["x"],"force":true}'])(
    'migrate with the body %s is a 400',
    async (body) => {
      const answer = await (await aDesk()).send('POST', `/beta/${identities}/sensorMigration/migrate`, body);
      expect(answer.status).toBe(400);
      expect(answer.body.error?.code).toBe('BadRequest');
    },
  );
});

describe('what can be written', () => {
  test('the status of a health issue', async () => {
    const desk = await aDesk();
    const [issue] = (await desk.get(`/v1.0/${identities}/healthIssues`)).body.value ?? [];
    const patch = { status: 'suppressed' };
    const answer = await desk.send('PATCH', `/v1.0/${identities}/healthIssues/${issue?.id}`, patch);
    expect(answer.body.status).toBe('suppressed');
    expectShape('v1.0', 'healthIssue', answer.body);
    expect((await desk.sensor('MUC-DC2')).healthStatus).toBe('healthy');
  });

  test('automatic auditing', async () => {
    const desk = await aDesk();
    const path = `/v1.0/${identities}/settings/autoAuditingConfiguration`;
    expect((await desk.get(path)).body.isAutomatic).toBe(false);
    expect((await desk.send('PATCH', path, { isAutomatic: true })).status).toBe(200);
    expect((await desk.get(path)).body.isAutomatic).toBe(true);
    expect((await desk.send('PATCH', path, { isAutomatic: 'yes' })).status).toBe(400);
  });
});
