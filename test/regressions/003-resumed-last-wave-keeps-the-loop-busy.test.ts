import { expect, test } from 'vitest';
import { aWorld } from '../support/world.ts';

test('X-02 a campaign that is resumed in its last wave leaves no instant behind at which the loop would look again and again', async () => {
  await using world = await aWorld();
  const campaignId = await world.start('MUC-DC1');
  await world.turn({ hours: 1 });
  for (const verb of ['pause', 'resume'] as const)
    await world.control.hold('user:test', world.tenantId, campaignId, { verb, because: 'Testing.' }, false);
  await world.turn({ minutes: 5 });
  const due = await world.store.nextDueAt(world.tenantId);
  expect(due).toBeGreaterThan(world.twin.clock.now());
  expect((await world.store.campaign(world.tenantId, campaignId))?.progress.lookAt).toBeNull();
});
