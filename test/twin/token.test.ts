import { describe, expect, test } from 'vitest';
import { sampleCredentials } from '../../src/twin/twin.ts';
import { aDesk, aTwin, Desk, dayMs, startAt } from './client.ts';

const list = '/beta/security/identities/sensorMigration';

describe('the token endpoint', () => {
  test('gives a bearer token whose payload carries the consented roles and a life of 3599 s', async () => {
    const answer = await new Desk(aTwin({ permissions: ['ThreatHunting.Read.All'] })).token();
    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({ token_type: 'Bearer', expires_in: 3599 });
    const payload = JSON.parse(
      Buffer.from(String(answer.body.access_token).split('.')[1] ?? '', 'base64url').toString(),
    );
    expect(payload).toMatchObject({ roles: ['ThreatHunting.Read.All'], tid: sampleCredentials.tenantId });
    expect(payload.exp - payload.iat).toBe(3599);
  });

  test.each([
    ['a wrong secret', { client_secret: 'wrong' }, 401, 'invalid_client', 'AADSTS7000215'],
    ['an unknown application', { client_id: 'nobody' }, 400, 'unauthorized_client', 'AADSTS700016'],
    ['another grant', { grant_type: 'password' }, 400, 'unsupported_grant_type', 'AADSTS70003'],
    ['a scope of single permissions', { scope: 'User.Read' }, 400, 'invalid_scope', 'AADSTS1002012'],
  ])('refuses %s as Entra does', async (_what, form, status, error, code) => {
    const answer = await new Desk(aTwin()).token(form);
    expect(answer.status).toBe(status);
    expect(answer.body.error).toBe(error);
    expect(answer.body.error_description).toContain(code);
    expect(answer.text).not.toContain('wrong');
  });

  test('does not know another tenant', async () => {
    const answer = await new Desk(aTwin()).token({}, 'another.example');
    expect(answer.status).toBe(400);
    expect(answer.body.error_description).toContain('AADSTS90002');
  });

  test('a token ages with the machine, not with the turned clock of the tenant', async () => {
    const machine = { at: startAt };
    const desk = await aDesk({ machineNow: () => machine.at });
    desk.turn(7 * dayMs);
    expect((await desk.get(list)).status).toBe(200);
    machine.at += 3_599_000;
    const expired = await desk.get(list);
    expect(expired.status).toBe(401);
    expect(expired.body.error?.code).toBe('InvalidAuthenticationToken');
  });

  test.each(['', 'Bearer', 'Bearer a.b.c', 'Basic dXNlcjpwYXNz'])('"%s" is no token', async (authorization) => {
    const answer = await new Desk(aTwin()).ask(list, { headers: { authorization } });
    expect(answer.status).toBe(401);
  });

  test('a token with a changed payload is refused', async () => {
    const desk = new Desk(aTwin());
    const [head, body, signature] = String((await desk.token()).body.access_token).split('.');
    const payload = JSON.parse(Buffer.from(body ?? '', 'base64url').toString());
    const forged = Buffer.from(JSON.stringify({ ...payload, exp: payload.exp + 1 })).toString('base64url');
    const answer = await desk.ask(list, { headers: { authorization: `Bearer ${head}.${forged}.${signature}` } });
    expect(answer.status).toBe(401);
  });

  test.each([
    ['GET', list, 'SecurityIdentitiesMigration.Read.All'],
    ['POST', `${list}/migrate`, 'SecurityIdentitiesMigration.ReadWrite.All'],
    ['GET', '/v1.0/security/identities/sensors', 'SecurityIdentitiesSensors.Read.All'],
    ['GET', '/v1.0/security/identities/healthIssues', 'SecurityIdentitiesHealth.Read.All'],
    ['POST', '/v1.0/security/runHuntingQuery', 'ThreatHunting.Read.All'],
  ])('%s %s without %s is 403 and changes nothing', async (method, path) => {
    const desk = await aDesk({ permissions: ['Something.Else'] });
    const answer = method === 'GET' ? await desk.get(path) : await desk.send(method, path, { sensorIds: ['x'] });
    expect(answer.status).toBe(403);
    expect(answer.body.error?.code).toBe('Authorization_RequestDenied');
  });
});
