import type { Instant } from '../time.ts';
import { type Campaign, wavesOf } from './campaign.ts';

/** Who or what holds or ended a campaign, and why. */
export interface Held {
  readonly because: string;
  readonly by: string;
  readonly since: Instant;
  /** Names of the servers that it is about. */
  readonly servers: readonly string[];
}

/** How far a wave is, and its gate as it was last judged. */
export interface WaveStanding {
  readonly name: string;
  readonly servers: number;
  readonly isOpen: boolean;
  /** It joined after the plan was applied, by a plan of its own. */
  readonly isLate: boolean;
  readonly passedAt: Instant | null;
  readonly gate: {
    readonly verdict: 'pass' | 'fail' | 'inconclusive' | 'error';
    readonly summary: string;
    readonly unresolved: readonly string[];
    readonly judgedAt: Instant;
  } | null;
  /** Who let the next wave begin although the gate had not passed. */
  readonly letBy: string | null;
  /** Its moves by state. */
  readonly counts: Readonly<Record<string, number>>;
}

/** null while nothing holds it. */
export function heldBy({ progress: { steering } }: Pick<Campaign, 'progress'>): Held | null {
  if (!('because' in steering)) return null;
  return {
    because: steering.because,
    by: 'by' in steering ? steering.by : 'engine',
    since: steering.since,
    servers: 'names' in steering ? steering.names : [],
  };
}

/**
 * The waves of a campaign in order, those that joined late behind those of the plan. The gate stands behind its wave; the last wave has none.
 * @param counts one a wave, its moves by state
 */
export function waveStandings(
  campaign: Campaign,
  counts: readonly Readonly<Record<string, number>>[],
): readonly WaveStanding[] {
  const { plan, progress } = campaign;
  return wavesOf(campaign).map((wave, at) => {
    const gone = progress.waves[at];
    const gate = gone?.gate ?? null;
    return {
      name: wave.name,
      servers: wave.hosts.length,
      isOpen: progress.openWave === at + 1,
      isLate: at >= plan.waves.length,
      passedAt: gone?.passedAt ?? null,
      gate: gate && {
        verdict: gate.verdict,
        summary: gate.summary,
        unresolved: gate.unresolved,
        judgedAt: gate.judgedAt,
      },
      letBy: gone?.letBy?.by ?? null,
      counts: counts[at] ?? {},
    };
  });
}
