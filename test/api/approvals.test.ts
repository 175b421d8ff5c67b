import { describe, expect, test } from 'vitest';
import { type Plan, planDigest } from '../../src/domain/plan/document.ts';
import { aPlan } from '../cli/support/samples.ts';
import { aPrincipal, ask, aWorld, storeOfFile, testIdentity, type World } from './world.ts';

const store = storeOfFile();

/** A world in which every request says who asks, and a plan of anna that takes one other person. */
async function aPlanned(approval: Partial<Plan['rules']['approval']> = {}) {
  const world = await aWorld(store(), {
    api: {
      trust: (request) => {
        const [door, name, role] = String(request.headers['x-who'] ?? '').split(' ');
        if (!door || !name) return undefined;
        const actor = `${door}:${name}`;
        return aPrincipal({ actor, credential: actor, role: (role ?? 'approver') as 'approver' });
      },
    },
  });
  const { digest: _, ...sample } = aPlan({ tenantId: world.tenantId }) as unknown as Plan;
  const rules = { ...sample.rules, approval: { people: 1, perWave: false, validMs: 86_400_000, ...approval } };
  const body = { ...sample, rules };
  const plan: Plan = { ...body, digest: planDigest(body, testIdentity.sha256) };
  const handedIn = await send(world, 'user anna operator', 'PUT', `/plans/${plan.digest}`, { plan });
  expect(handedIn.status).toBe(200);
  return { world, plan, path: `/plans/${plan.digest.slice(0, 12)}` };
}

const send = (world: World, who: string, method: string, path: string, body?: unknown, key?: string) =>
  ask(world.app, method, path, { tenant: world.tenantId, headers: { 'x-who': who }, body, ...(key ? { key } : {}) });

describe('approving by the API', () => {
  test('X-09 who approved what, until when and with which ticket is answered, and stands in the log', async () => {
    const { world, plan, path } = await aPlanned();
    const shown = await send(world, 'user ben', 'GET', path);
    expect(shown.body).toMatchObject({
      digest: plan.digest,
      plan,
      standings: [{ wave: 0, state: 'missing', left: 1 }],
      rules: expect.arrayContaining([expect.stringContaining('Approved by one person other than the author')]),
    });
    const given = { comment: 'Seen', ticket: 'CHG0001', validMs: 3_600_000, plan };
    const answer = await send(world, 'user ben', 'POST', `${path}/approve`, given);
    expect(answer.body).toMatchObject({
      standings: [{ state: 'granted', words: 'approved', until: '2026-05-04T09:00:00.000Z' }],
      approvals: [{ person: 'user:ben', decision: 'approve', comment: 'Seen', ticket: 'CHG0001', counts: true }],
    });
    const listed = await send(world, 'user ben viewer', 'GET', '/plans');
    expect(listed.body.value).toEqual([answer.body]);
    const log = await send(world, 'user ben viewer', 'GET', '/log?top=1');
    expect(log.body.value[0]).toMatchObject({
      kind: 'approval-given',
      sentence: `user:ben approved the plan ${plan.digest.slice(0, 12)}, ticket CHG0001 (Seen).`,
    });
    const { breaks, differences } = await world.control.verifyLog(world.tenantId);
    expect({ breaks, differences }).toEqual({ breaks: [], differences: [] });
    await world.close();
  });

  test.each(['user anna', 'token Anna', 'os anna'])('X-09 %s is refused as the author of the plan', async (who) => {
    const { world, path } = await aPlanned();
    const answer = await send(world, who, 'POST', `${path}/approve`, {});
    expect([answer.status, answer.body.code]).toEqual([409, 'approval-own']);
    await world.close();
  });

  test('X-09 an administrator who made the plan is not above the rule', async () => {
    const { world, path } = await aPlanned();
    const answer = await send(world, 'user anna administrator', 'POST', `${path}/approve`, {});
    expect(answer.body.code).toBe('approval-own');
    await world.close();
  });

  test('X-09 a document that differs from the saved one is not approved by its digest', async () => {
    const { world, plan, path } = await aPlanned();
    const other = { ...plan, name: 'another' };
    const answer = await send(world, 'user ben', 'POST', `${path}/approve`, { plan: other });
    expect(answer.body.code).toBe('plan-digest-wrong');
    const refused = await send(world, 'user ben', 'POST', `${path}/refuse`, { plan: other, because: 'wrong one' });
    expect(refused.body.code).toBe('plan-digest-wrong');
    await world.close();
  });

  test('X-09 a dry run answers how it would stand and decides nothing', async () => {
    const { world, path } = await aPlanned();
    const dry = await send(world, 'user ben', 'POST', `${path}/approve?dryRun=true`, {});
    expect(dry.body.standings[0].state).toBe('granted');
    expect((await send(world, 'user ben', 'GET', path)).body.approvals).toEqual([]);
    await world.close();
  });

  test('I10 asked twice with one key it is one approval', async () => {
    const { world, path } = await aPlanned();
    const first = await send(world, 'user ben', 'POST', `${path}/approve`, {}, 'approve-once');
    const second = await send(world, 'user ben', 'POST', `${path}/approve`, {}, 'approve-once');
    expect(second.text).toBe(first.text);
    expect((await send(world, 'user ben', 'GET', path)).body.approvals).toHaveLength(1);
    await world.close();
  });

  test('X-09 a refusal needs a reason and is taken back by who refused', async () => {
    const { world, path } = await aPlanned();
    expect((await send(world, 'user ben', 'POST', `${path}/refuse`, {})).status).toBe(400);
    const refused = await send(world, 'user ben', 'POST', `${path}/refuse`, { because: 'Not this week' });
    expect(refused.body.standings[0]).toMatchObject({ state: 'refused', words: 'refused by user:ben' });
    const because = 'It is another week';
    const foreign = await send(world, 'user carl', 'POST', `${path}/withdraw`, { because });
    expect(foreign.body.code).toBe('approval-none-own');
    const taken = await send(world, 'token ben', 'POST', `${path}/withdraw`, { because });
    expect(taken.body).toMatchObject({
      standings: [{ state: 'missing' }],
      approvals: [{ withdrawn: { by: 'token:ben', because }, counts: false }],
    });
    await world.close();
  });

  test('X-09 a plan is handed in under its own digest, with sound rules, and once', async () => {
    const { world, plan } = await aPlanned();
    const wrong = await send(world, 'user anna operator', 'PUT', `/plans/${'0'.repeat(64)}`, { plan });
    expect(wrong.body.code).toBe('plan-digest-wrong');
    const forged = { ...plan, author: 'user:zoe' };
    const notIts = await send(world, 'user anna operator', 'PUT', `/plans/${plan.digest}`, { plan: forged });
    expect(notIts.body.code).toBe('plan-digest-wrong');
    const again = await send(world, 'user mallory operator', 'PUT', `/plans/${plan.digest}`, { plan });
    expect(again.body).toMatchObject({ savedBy: 'user:anna' });
    await world.close();
  });

  test.each([
    ['a sign that is no text', { comment: 'a\0b' }],
    ['too short a time', { validMs: 1 }],
    ['wave 0', { wave: 0 }],
  ])('an approval with %s is not understood', async (_, body) => {
    const { world, path } = await aPlanned();
    const answer = await send(world, 'user ben', 'POST', `${path}/approve`, body);
    expect([answer.status, answer.body.code]).toEqual([400, 'request-invalid']);
    await world.close();
  });
});
