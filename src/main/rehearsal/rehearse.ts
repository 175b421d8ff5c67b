import type { EstateKind, FaultWish, Rehearsal, SeedRun } from '../../domain/rehearsal/result.ts';
import { summarise } from '../../domain/rehearsal/summary.ts';
import type { Instant } from '../../domain/time.ts';
import { anonymous } from './anonymous.ts';
import { policy } from './people.ts';
import { play } from './play.ts';
import { sampleSnapshot } from './sample-snapshot.ts';
import type { Snapshot } from './snapshot.ts';
import { openScratch, type Scratch } from './stage.ts';
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

/** Plays a plan so many times as there are seeds, one after the other, and says what came of it. Touches nothing but twins and a store of its own. */
export async function rehearse(order: RehearsalOrder, tools: Tools): Promise<Rehearsal> {
  const scratch = await openScratch();
  try {
    return await rehearseOn(scratch, order, tools);
  } finally {
    await scratch.close();
  }
}

interface Tools {
  readonly sha256: (text: string) => string;
  readonly onProgress?: (progress: RehearsalProgress) => void;
}

async function rehearseOn(scratch: Scratch, order: RehearsalOrder, { sha256, onProgress }: Tools): Promise<Rehearsal> {
  const { faults, isAnonymous, seeds } = order;
  const snapshot = await chosenSnapshot(scratch, order, sha256);
  const estate = twinEstate(snapshot, { isAnonymous });
  const runs: SeedRun[] = [];
  for (let done = 0; done < seeds; done += 1) {
    const onStop = (clockAt: Instant) => onProgress?.({ done, of: seeds, clockAt });
    runs.push(await play(scratch, { snapshot, twinEstate: estate, faults, seed: order.seed + done, onStop }));
    onProgress?.({ done: done + 1, of: seeds, clockAt: snapshot.at });
  }
  return {
    schema: 'changeguard.rehearsal/1',
    planDigest: order.snapshot.plan.digest,
    planName: snapshot.plan.name,
    estate: {
      kind: order.estate,
      isAnonymous,
      servers: snapshot.hosts.length,
      moving: snapshot.plan.waves.reduce((sum, wave) => sum + wave.hosts.length, 0),
    },
    startAt: snapshot.at,
    rehearsedBy: order.rehearsedBy,
    faults,
    assumptions: estate.assumptions,
    policy,
    runs,
    summary: summarise(runs),
  };
}

async function chosenSnapshot(scratch: Scratch, order: RehearsalOrder, sha256: Tools['sha256']): Promise<Snapshot> {
  if (order.estate !== 'mine') return sampleSnapshot(scratch, order.estate, order.snapshot);
  return order.isAnonymous ? anonymous(order.snapshot, sha256) : order.snapshot;
}
