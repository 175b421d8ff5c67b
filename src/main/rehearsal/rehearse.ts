import { CourseRecorder } from '../../domain/rehearsal/course.ts';
import type { EstateKind, FaultWish, Rehearsal, SeedRun } from '../../domain/rehearsal/result.ts';
import { summarise } from '../../domain/rehearsal/summary.ts';
import type { Instant } from '../../domain/time.ts';
import type { Address } from '../../store/local/address.ts';
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

/** Which of the seeds of an order are played here, where several threads share them: every `of`-th, from the `at`-th on. */
export interface Part {
  readonly at: number;
  readonly of: number;
}

interface Tools {
  readonly sha256: (text: string) => string;
  /** All seeds without it. */
  readonly part?: Part | undefined;
  /** A PostgreSQL for what may be lost; without one everything is played in memory. */
  readonly server?: Address | undefined;
  readonly onProgress?: (progress: RehearsalProgress) => void;
}

/**
 * While the server of one seed works, the thread goes on with another: two keep two processors busy. A database in memory works in this very thread, and a
 * second one would only take memory.
 */
const mostAtOnce = 2;

/** Plays a plan so many times as there are seeds, and says what came of it. Touches nothing but twins and stores of its own. */
export async function rehearse(order: RehearsalOrder, tools: Tools): Promise<Rehearsal> {
  const scratches: Scratch[] = [];
  try {
    const atOnce = tools.server === undefined ? 1 : Math.min(mostAtOnce, seedsOf(order, tools.part).length);
    while (scratches.length < atOnce) scratches.push(await openScratch(tools.server));
    return await rehearseOn(scratches, order, tools);
  } finally {
    for (const scratch of scratches) await scratch.close();
  }
}

function seedsOf({ seed, seeds }: RehearsalOrder, part: Part = { at: 0, of: 1 }): readonly number[] {
  return Array.from({ length: seeds }, (_, at) => seed + at).filter((_, at) => at % part.of === part.at);
}

async function rehearseOn(
  scratches: readonly Scratch[],
  order: RehearsalOrder,
  { sha256, onProgress, part }: Tools,
): Promise<Rehearsal> {
  const { faults, isAnonymous } = order;
  const seeds = seedsOf(order, part);
  const [first] = scratches;
  if (first === undefined) throw new Error('A rehearsal has no store.');
  const snapshot = await chosenSnapshot(first, order, sha256);
  const estate = twinEstate(snapshot, { isAnonymous });
  const runs: SeedRun[] = [];
  const recorder = new CourseRecorder();
  let [next, done] = [0, 0];
  const playOn = async (scratch: Scratch) => {
    for (let seed = seeds[next]; seed !== undefined; seed = seeds[next]) {
      const at = next;
      next += 1;
      const onStop = (clockAt: Instant) => onProgress?.({ done, of: seeds.length, clockAt });
      runs[at] = await play(scratch, {
        snapshot,
        twinEstate: estate,
        faults,
        seed,
        onStop,
        recorder: seed === order.seed ? recorder : undefined,
      });
      done += 1;
      onProgress?.({ done, of: seeds.length, clockAt: snapshot.at });
    }
  };
  const ends = await Promise.allSettled(
    scratches.map((scratch) => playOn(scratch).finally(() => (next = seeds.length))),
  );
  for (const end of ends) if (end.status === 'rejected') throw end.reason;
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
    course: recorder.course(order.seed),
  };
}

/** What all parts of an order say together, as if one had played every seed. */
export function joined(parts: readonly Rehearsal[]): Rehearsal {
  const [first] = parts;
  if (first === undefined) throw new Error('No part of the rehearsal was played.');
  const runs = parts.flatMap((part) => part.runs).sort((a, b) => a.seed - b.seed);
  return { ...first, runs, summary: summarise(runs) };
}

async function chosenSnapshot(scratch: Scratch, order: RehearsalOrder, sha256: Tools['sha256']): Promise<Snapshot> {
  if (order.estate !== 'mine') return sampleSnapshot(scratch, order.estate, order.snapshot);
  return order.isAnonymous ? anonymous(order.snapshot, sha256) : order.snapshot;
}
