import type { z } from 'zod';
import type { Status } from '../contract/campaigns.ts';
import type { worker } from '../contract/workers.ts';
import { toRfc3339 } from '../domain/time.ts';
import type { WorkerRow } from '../engine/ports/store.ts';
import { goneAfterMs } from '../engine/ports/worker-store.ts';

/** Where its clock shows a time that has not come here, two machines do not agree; a second is the network and the way of writing. */
const mostAheadMs = 5_000;

export function workerShape(row: WorkerRow, now: number): z.infer<typeof worker> {
  const { workerId, kind, host, process, version, startedAt, seenAt } = row;
  return {
    id: workerId,
    kind,
    host,
    process,
    version,
    startedAt: toRfc3339(startedAt),
    seenAt: toRfc3339(seenAt),
    state: now - seenAt >= goneAfterMs ? 'silent' : 'alive',
    isClockAhead: seenAt - now > mostAheadMs,
  };
}

/** Numbers and no names: the machines of the installation are no matter of a tenant (I18). */
export function workersShape(rows: readonly WorkerRow[], now: number): NonNullable<Status['workers']> {
  const alive = rows.filter(({ seenAt }) => now - seenAt < goneAfterMs).length;
  const seenAt = rows.reduce<number | null>((latest, row) => Math.max(latest ?? 0, row.seenAt), null);
  return { alive, silent: rows.length - alive, seenAt: seenAt === null ? null : toRfc3339(seenAt) };
}
