import { describe, expect, test } from 'vitest';
import { deviceIdentityParts, deviceIdentityQuery, identityActivityQuery } from '../../src/twin/queries.ts';
import { aDesk, type Desk, hourMs, minuteMs, type Row, startAt } from './client.ts';

const path = '/v1.0/security/runHuntingQuery';

async function rows(desk: Desk, query: string): Promise<readonly Row[]> {
  const answer = await desk.send('POST', path, { query });
  expect(answer.status).toBe(200);
  return answer.body.results as readonly Row[];
}

describe('hunting', () => {
  test('the texts are the contract: only outer white space may differ, anything else is a 400', async () => {
    const desk = await aDesk();
    expect(await rows(desk, `\n  ${deviceIdentityQuery}\n`)).toHaveLength(31);
    for (const query of [`${deviceIdentityQuery} | take 1`, 'DeviceInfo', 'constructor', '']) {
      expect((await desk.send('POST', path, { query })).status).toBe(400);
    }
  });

  test('the parts of the devices hold each of them once', async () => {
    const desk = await aDesk();
    const whole = await rows(desk, deviceIdentityQuery);
    const parts = [];
    for (const { text } of deviceIdentityParts) parts.push(await rows(desk, text));
    expect(parts.every(({ length }) => length > 0)).toBe(true);
    const ids = (of: readonly Row[]) => of.map(({ DeviceId }) => String(DeviceId)).sort();
    expect(ids(parts.flat())).toEqual(ids(whole));
  });

  test('the pages write Query and the metadata query: both are answered, in both spellings of the route', async () => {
    const desk = await aDesk();
    const other = '/beta/security/microsoft.graph.security.runHuntingQuery';
    expect((await desk.send('POST', other, { Query: deviceIdentityQuery })).status).toBe(200);
  });

  test('device identity names columns and types, and shows duplicates, renames and an invisible revision', async () => {
    const desk = await aDesk();
    const answer = await desk.send('POST', path, { query: deviceIdentityQuery });
    const types = Object.fromEntries((answer.body.schema as Row[]).map((column) => [column.name, column.type]));
    expect(types).toMatchObject({
      DeviceId: 'String',
      Timestamp: 'DateTime',
      OSBuild: 'Int64',
      OsBuildRevision: 'String',
    });
    const found = answer.body.results as Row[];
    const named = (name: string) => found.filter((row) => row.DeviceName === `${name}.nordufer.example`);
    expect(named('muc-dc9')).toHaveLength(2);
    expect(named('muc-dc10')).toHaveLength(2);
    expect(named('ham-dc10')).toHaveLength(0);
    expect(named('ham-old10')).toHaveLength(1);
    expect(named('ber-dc7')).toHaveLength(0);
    expect(named('ham-dc8')[0]).toMatchObject({ OSBuild: 26_100, OsBuildRevision: '' });
    expect(named('ber-ca1')[0]?.DeviceRoles).toBe('["DomainController","ADCS"]');
  });

  test('the device table learns of a change 15 minutes later', async () => {
    const desk = await aDesk();
    const version = async () =>
      (await rows(desk, deviceIdentityQuery)).find((row) => row.DeviceName === 'ber-dc1.nordufer.example')
        ?.ClientVersion;
    const before = await version();
    desk.twin.remedy('BER-DC1', { 'sense.version': '10.9000.1.1' });
    desk.turn(15 * minuteMs - 1);
    expect(await version()).toBe(before);
    desk.turn(1);
    expect(await version()).toBe('10.9000.1.1');
  });

  test('a device reports every 15 minutes; a dark one keeps its last row', async () => {
    const desk = await aDesk();
    const seenAt = async () => {
      const found = (await rows(desk, deviceIdentityQuery)).find(
        (row) => row.DeviceName === 'ber-dc1.nordufer.example',
      );
      return Date.parse(String(found?.Timestamp));
    };
    expect(startAt - (await seenAt())).toBeLessThan(15 * minuteMs);
    desk.twin.inject({ kind: 'host-dark', hosts: ['BER-DC1'] });
    const last = await seenAt();
    desk.turn(5 * hourMs);
    expect(await seenAt()).toBe(last);
  });

  test('identity activity counts what a sensor sent, and an unprotected hour is missing', async () => {
    const desk = await aDesk();
    desk.turn(2 * hourMs);
    const before = await rows(desk, identityActivityQuery);
    const of = (list: readonly Row[]) => list.find((row) => row.DestinationDeviceName === 'ber-dc1.nordufer.example');
    expect(Number(of(before)?.Events)).toBeGreaterThan(0);
    expect(Date.parse(String(of(before)?.LastSeen))).toBeLessThanOrEqual(startAt + 2 * hourMs - 15 * minuteMs);
    desk.twin.inject({ kind: 'host-dark', hosts: ['BER-DC1'] });
    desk.turn(30 * minuteMs);
    expect(Number(of(await rows(desk, identityActivityQuery))?.Events)).toBeLessThan(Number(of(before)?.Events));
    desk.turn(hourMs);
    expect(of(await rows(desk, identityActivityQuery))).toBeUndefined();
  });

  test('the 46th call of a minute is 429 and says when to come back', async () => {
    const desk = await aDesk();
    for (let call = 0; call < 45; call += 1) await rows(desk, identityActivityQuery);
    desk.turn(20_000);
    const refused = await desk.send('POST', path, { query: identityActivityQuery });
    expect(refused.status).toBe(429);
    expect(refused.headers.get('retry-after')).toBe('40');
    desk.turn(40_000);
    expect((await desk.send('POST', path, { query: identityActivityQuery })).status).toBe(200);
  });
});
