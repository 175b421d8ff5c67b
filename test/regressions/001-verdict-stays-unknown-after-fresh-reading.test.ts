import { expect, test } from 'vitest';
import { aWorld } from '../support/world.ts';

/**
 * A verdict that was made while Graph's readings were too old stayed "unknown" for hours: the next reading said the same,
 * so the documents kept their digests and nobody judged the host again.
 */
test('a host whose facts had grown too old is judged again when they are read anew, though they say the same', async () => {
  await using world = await aWorld();
  await world.turn({ minutes: 40 });
  await world.context.store.commit({ tenantId: world.tenantId, at: world.control.now(world.tenantId) });
  await world.control.check('user:test', world.tenantId, 'BER-DC1', false);
  expect((await world.host('BER-DC1')).verdict).toBe('unknown');
  await world.control.check('user:test', world.tenantId, 'BER-DC1', true);
  expect((await world.host('BER-DC1')).verdict).toBe('pass');
});
