import type { GateJudgement } from '../gate/judge-gate.ts';
import type { CampaignId, EditionId, JourneyId, MoveId, TenantId } from '../ids.ts';
import type { Plan } from '../plan/document.ts';
import type { PlannedWave } from '../plan/waves.ts';
import type { Instant } from '../time.ts';
import type { Steering, SteeringKind } from './steering.ts';

/** One run of a journey over a selection: a plan, how far it has come, and who holds it. */
export interface Campaign {
  readonly tenantId: TenantId;
  readonly campaignId: CampaignId;
  readonly name: string;
  readonly journey: JourneyId;
  readonly edition: EditionId;
  /** The kind of `steering`, for lists and guards. */
  readonly state: SteeringKind;
  readonly plan: Plan;
  /** The plans of late waves, in the order in which they joined: each has its own digest and is approved by itself. */
  readonly late: readonly Plan[];
  readonly cap: number;
  /** How many of its moves occupy a slot now. */
  readonly inFlight: number;
  readonly progress: CampaignProgress;
  readonly version: number;
  readonly createdAt: Instant;
  readonly createdBy: string;
}

/** What of a campaign changes by decisions: of people, and of the gates between its waves. */
export interface CampaignProgress {
  readonly steering: Steering;
  /** Which wave may start now, counted from 1; those before it have passed, those after it wait. */
  readonly openWave: number;
  /** One a wave, those that joined late behind those of the plan. */
  readonly waves: readonly WaveProgress[];
  /** When a gate or a window has to be looked at again; null: a change will bring it up. */
  readonly lookAt: Instant | null;
  /** Which plans joined, by whom and when; absent while none has. */
  readonly late?: readonly LateJoin[] | undefined;
  /** What became of the selection since the plan was made; absent while it is what it was. */
  readonly since?: SelectionSince | undefined;
}

interface LateJoin {
  readonly digest: string;
  readonly by: string;
  readonly at: Instant;
}

/** Stands beside the frozen numbers of the plan, and changes none of them. */
export interface SelectionSince {
  /** Chosen by the selector now, and not known to the plan. */
  readonly joined: number;
  /** In no wave, and proven eligible and free: they could go in a late wave. */
  readonly ready: number;
  /** In a wave, and not named by the service any more. */
  readonly gone: number;
}

interface WaveProgress {
  readonly openedAt: Instant | null;
  /** Its gate passed, or a person let the next wave begin. */
  readonly passedAt: Instant | null;
  /** A person let the next wave begin although the gate had not passed. */
  readonly letBy?: { readonly by: string; readonly because: string } | undefined;
  /** Who decided that it starts although no way back is promised; absent where one is, and while nobody has. */
  readonly startDecision?: StartDecision | undefined;
  /** The drill that its gate asked for: once, whatever became of it. */
  readonly drill?: { readonly moveId: MoveId; readonly askedAt: Instant } | undefined;
  /** The gate after it as it was last judged. */
  readonly gate: JudgedGate | null;
}

export interface StartDecision {
  /** `plan`: the plan lets a commit happen on which nobody decides. */
  readonly origin: 'person' | 'plan';
  readonly by: string;
  readonly because: string;
  readonly at: Instant;
}

export interface JudgedGate extends Pick<GateJudgement, 'verdict' | 'summary' | 'findings' | 'unresolved'> {
  readonly judgedAt: Instant;
  /** The digest of what it was judged on; absent where it was judged before that was kept. */
  readonly view?: string | undefined;
}

/** All waves in their order: those of the plan, and behind them those that joined late. */
export function wavesOf({ plan, late }: Pick<Campaign, 'plan' | 'late'>): readonly PlannedWave[] {
  return late.length === 0 ? plan.waves : [plan, ...late].flatMap(({ waves }) => waves);
}

/** The document in which a wave stands, and which of its waves it is: that is what people approve for it. */
export function partOf(
  { plan, late }: Pick<Campaign, 'plan' | 'late'>,
  wave: number,
): { readonly plan: Plan; readonly wave: number } {
  let before = 0;
  for (const part of [plan, ...late]) {
    if (wave <= before + part.waves.length) return { plan: part, wave: wave - before };
    before += part.waves.length;
  }
  return { plan, wave };
}

/** A late wave has joined: behind all others, so that none that has begun or finished changes. */
export function joinedBy(
  { progress }: Pick<Campaign, 'progress'>,
  { digest, waves }: Pick<Plan, 'digest' | 'waves'>,
  { by, at }: Pick<LateJoin, 'by' | 'at'>,
): CampaignProgress {
  return {
    ...progress,
    waves: [...progress.waves, ...waves.map(() => ({ openedAt: null, passedAt: null, gate: null }))],
    late: [...(progress.late ?? []), { digest, by, at }],
    // Behind what was the last wave there is a gate now.
    lookAt: at,
  };
}

/** A campaign that begins now: its first wave is open. */
export function beginning(plan: Plan, steering: Steering, at: Instant): CampaignProgress {
  return {
    steering,
    openWave: 1,
    waves: plan.waves.map((_, wave) => ({ openedAt: wave === 0 ? at : null, passedAt: null, gate: null })),
    lookAt: null,
  };
}

/** Whether a campaign of which no move is active has nothing left to do: no slot is held, and there was something to do. */
export function isOver(campaign: Pick<Campaign, 'inFlight'>, counts: Readonly<Record<string, number>>): boolean {
  const moves = Object.values(counts).reduce((sum, count) => sum + count, 0);
  return moves > 0 && campaign.inFlight === 0;
}
