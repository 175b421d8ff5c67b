import type { EstateKind, FaultWish, Rehearsal, SeedRun } from '../../domain/rehearsal/result.ts';
import { summarise } from '../../domain/rehearsal/summary.ts';
import { anonymous } from './anonymous.ts';
import { bankSnapshot } from './bank-snapshot.ts';
import { policy } from './people.ts';
import { play } from './play.ts';
import type { Snapshot } from './snapshot.ts';
import { twinEstate } from './twin-estate.ts';

export interface RehearsalOrder {
  readonly snapshot: Snapshot;
  readonly estate: EstateKind;
  readonly isAnonymous: boolean;
  /** The first seed, and how many from there on. */
  readonly seed: number;
  readonly seeds: number;
  readonly faults: readonly FaultWish[];
  readonly rehearsedBy: string;
}

/** Told after every seed, and while one runs how far its clock has come. */
export interface RehearsalProgress {
  readonly done: number;
  readonly of: number;
  readonly clockAt: number;
}

/** Plays a plan so many times as there are seeds, one after the other, and says what came of it. Touches nothing but a twin and a store of its own. */
export async function rehearse(
  order: RehearsalOrder,
  { sha256, onProgress }: { sha256: (text: string) => string; onProgress?: (progress: RehearsalProgress) => void },
): Promise<Rehearsal> {
  const { plan } = order.snapshot;
  const isOwn = order.estate === 'mine';
  const snapshot = !isOwn
    ? await bankSnapshot(order.snapshot)
    : order.isAnonymous
      ? anonymous(order.snapshot, sha256)
      : order.snapshot;
  const estate = twinEstate(snapshot, { isAnonymous: order.isAnonymous });
  const runs: SeedRun[] = [];
  for (let done = 0; done < order.seeds; done += 1) {
    const tell = (clockAt: number) => onProgress?.({ done, of: order.seeds, clockAt });
    runs.push(
      await play({ snapshot, twinEstate: estate, faults: order.faults, seed: order.seed + done, onStop: tell }),
    );
    onProgress?.({ done: done + 1, of: order.seeds, clockAt: snapshot.at });
  }
  return {
    schema: 'changeguard.rehearsal/1',
    planDigest: plan.digest,
    planName: order.isAnonymous ? snapshot.plan.name : plan.name,
    estate: {
      kind: order.estate,
      isAnonymous: order.isAnonymous,
      servers: snapshot.hosts.length,
      moving: snapshot.plan.waves.reduce((sum, wave) => sum + wave.hosts.length, 0),
    },
    startAt: snapshot.at,
    rehearsedBy: order.rehearsedBy,
    faults: order.faults,
    assumptions: estate.assumptions,
    policy,
    runs,
    summary: summarise(runs),
  };
}
