import { expect } from 'vitest';
import { hourMs } from '../../src/domain/time.ts';
import type { World } from './world.ts';

/*
 * Checkers outside the engine: they read the store and the twin's own ledger and share no code with what they check.
 */

/** What must hold at every instant of any campaign. */
export async function expectInvariantsNow(world: World): Promise<void> {
  const { store, tenantId } = world;
  const views = await store.views(tenantId);
  for (const campaign of views.campaigns) {
    const inFlight = views.moves.filter((move) => move.campaignId === campaign.campaignId && move.schedule.inFlight);
    expect(inFlight.length, `I2 the cap of ${campaign.name}`).toBeLessThanOrEqual(campaign.cap);
    expect(campaign.inFlight, 'I2 the counter is the count').toBe(inFlight.length);
  }
  const active = views.moves.filter((move) => move.schedule.isActive).map((move) => move.hostId);
  expect(new Set(active).size, 'I5 one change in flight a host').toBe(active.length);
  const now = world.twin.clock.now();
  for (const move of views.moves) {
    const { deadlineAt, phase } = move.schedule;
    if (phase === 'inFlight' && deadlineAt !== null)
      expect(now, `I7 ${move.state.kind} past its deadline`).toBeLessThanOrEqual(deadlineAt + hourMs);
  }
}

/** What must hold when all is said: the log is the truth, and the twin's ledger agrees with what we think happened. */
export async function expectInvariantsAtTheEnd(world: World): Promise<void> {
  await expectInvariantsNow(world);
  const log = await world.control.verifyLog(world.tenantId);
  expect(log.breaks, 'I12 the chain').toEqual([]);
  expect(log.differences, 'I16 folding the log gives the stored state').toEqual([]);
  await expectLedgerAgrees(world);
}

async function expectLedgerAgrees(world: World): Promise<void> {
  const { store, tenantId, twin } = world;
  const ledger = new Map(twin.ledger().servers.map((server) => [server.host.toLowerCase(), server]));
  const { moves } = await store.views(tenantId);
  for (const { host, intervals } of await world.control.coverage(tenantId)) {
    const truth = ledger.get(host.fqdn);
    expect(truth, `the ledger knows ${host.fqdn}`).toBeDefined();
    if (!truth) continue;
    const attempts = moves.filter((move) => move.hostId === host.hostId && move.origin === 'campaign').length;
    expect(truth.migrateCalls, `I10 requests for ${host.name}`).toBeLessThanOrEqual(
      Math.max(attempts, truth.migrateCalls === 0 ? 0 : attempts + externalCalls(world, host.name)),
    );
    expect(truth.restarts, `I10 a running migration of ${host.name} was never started again`).toBe(0);
    expect(truth.duplicateMs, `S3-06 no duplicate data of ${host.name}`).toBe(0);
    for (const seen of intervals) {
      if (seen.by === 'unknown') continue;
      const there = truth.intervals.find(
        (interval) => interval.fromAt <= seen.from && (interval.toAt === null || seen.from < interval.toAt),
      );
      expect([seen.by, 'both'], `who protected ${host.name} at ${new Date(seen.from).toISOString()}`).toContain(
        there?.by,
      );
    }
  }
}

/** Requests that a person made in the portal count in the twin and are none of ours. */
function externalCalls(world: World, name: string): number {
  return world.portalStarts.filter((server) => server === name).length;
}
