import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import { as, type ReceiverId, type TenantId } from '../../src/domain/ids.ts';
import { minuteMs } from '../../src/domain/time.ts';
import { aHook, answering } from '../connectors/notify-desk.ts';
import { anEvent } from '../store/estate.ts';
import { newId } from '../support/identity.ts';
import { aTenant, onLocal, type StoreUnderTest } from '../support/stores.ts';
import { kindsOf } from './notify-world.ts';
import type { NotifyOrder } from './notifying-child.ts';

const begunAt = 1_790_000_000_000;

function aChild(under: StoreUnderTest, tenantId: TenantId, at: number): ChildProcess {
  const hooks = new URL('../support/run-typescript.mjs', import.meta.url).href;
  const program = new URL('./notifying-child.ts', import.meta.url).pathname;
  const order: NotifyOrder = { place: under.place(), tenantId, at };
  return spawn(process.execPath, ['--import', hooks, program, JSON.stringify(order)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}

onLocal((under) => {
  test('X-10 a worker that is killed between sending and recording: the next one sends the same bytes under the same id, once', async () => {
    await using hook = await aHook();
    const tenantId = await aTenant(under.store(), begunAt);
    const receiverId = newId<ReceiverId>();
    const receiver = {
      tenantId,
      receiverId,
      name: 'pager',
      address: { kind: 'webhook', url: hook.url, secretRef: 'env:KEY' },
      host: 'here',
      kinds: null,
      quietHours: null,
      isEnabled: true,
      createdAt: begunAt,
      version: 1,
    } as const;
    const added = [{ receiver, expectedVersion: 0, events: [anEvent('receiver-changed', 'receiver', receiverId)] }];
    await under.store().commit({ tenantId, at: begunAt, receivers: added });
    const stopped = anEvent('campaign-changed', 'campaign', as('c-1'), { state: 'stopped' });
    await under.store().commit({ tenantId, at: begunAt, events: [stopped] });
    await under.store().close();

    // It dies after its message has come wholly, and before it hears that it was taken.
    let child = aChild(under, tenantId, begunAt);
    const gone = once(child, 'exit');
    hook.answers((response) => {
      child.kill('SIGKILL');
      response.writeHead(204);
      response.end();
    }, answering(204));
    await gone;
    expect(child.signalCode).toBe('SIGKILL');
    expect(kindsOf(hook.seen)).toEqual([['campaign-stopped']]);

    const runs: readonly (readonly [number, number])[] = [
      [minuteMs, 1],
      [4 * minuteMs, 2],
      [8 * minuteMs, 2],
    ];
    for (const [after, sent] of runs) {
      child = aChild(under, tenantId, begunAt + after);
      const [code] = await once(child, 'exit');
      expect([after, code, hook.seen.length]).toEqual([after, 0, sent]);
    }
    const [first, second] = hook.seen;
    expect(second?.headers['webhook-id']).toBe(first?.headers['webhook-id']);
    expect(second?.body).toBe(first?.body);
    expect(second?.headers['webhook-timestamp'], 'the try is its own').not.toBe(first?.headers['webhook-timestamp']);
    const store = await under.reopen();
    expect(await store.receivers(tenantId)).toMatchObject([
      { waiting: 0, problem: null, sentAt: begunAt + 4 * minuteMs },
    ]);
  });
});
