import type { GateJudgement } from '../gate/judge-gate.ts';
import type { CampaignId, EditionId, JourneyId, TenantId } from '../ids.ts';
import type { Plan } from '../plan/document.ts';
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
  /** One a wave of the plan. */
  readonly waves: readonly WaveProgress[];
  /** When a gate or a window has to be looked at again; null: a change will bring it up. */
  readonly lookAt: Instant | null;
}

interface WaveProgress {
  readonly openedAt: Instant | null;
  /** Its gate passed, or a person let the next wave begin. */
  readonly passedAt: Instant | null;
  /** A person let the next wave begin although the gate had not passed. */
  readonly letBy?: { readonly by: string; readonly because: string } | undefined;
  /** The gate after it as it was last judged. */
  readonly gate: JudgedGate | null;
}

export interface JudgedGate extends Pick<GateJudgement, 'verdict' | 'summary' | 'findings' | 'unresolved'> {
  readonly judgedAt: Instant;
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
