import type { ApplyResult, Campaign as CampaignShape } from '../contract/campaigns.ts';
import type { Campaign, Plan } from '../domain/plan.ts';
import { toRfc3339 } from '../domain/time.ts';
import type { ApplyOutcome, ShadowRow } from '../engine/ports/outcomes.ts';
import { type IrreversibleInput, irreversibleShape } from './irreversible.ts';

/** A campaign with its moves counted by state; `planned` is frozen with the plan. */
export function campaignShape(campaign: Campaign, counts: Readonly<Record<string, number>>): CampaignShape {
  return {
    id: campaign.campaignId,
    name: campaign.name,
    journey: campaign.journey,
    edition: campaign.edition,
    state: campaign.state,
    planDigest: campaign.plan.digest,
    createdAt: toRfc3339(campaign.createdAt),
    createdBy: campaign.createdBy,
    cap: campaign.cap,
    inFlight: campaign.inFlight,
    counts: { ...counts },
    planned: campaign.plan.waves.reduce((sum, wave) => sum + wave.hosts.length, 0),
    version: campaign.version,
  };
}

/** The plan document as it travels: the same members, so that its digest still holds. */
export function planShape(plan: Plan) {
  return {
    ...plan,
    waves: plan.waves.map((wave) => ({ ...wave, hosts: wave.hosts.map((host) => ({ ...host })) })),
    excluded: plan.excluded.map((host) => ({ ...host })),
  };
}

/** What applying would do, or did. Where nothing is sent nothing can become final, so `irreversible` is null. */
export function applyResultShape(
  outcome: ApplyOutcome,
  counts: Readonly<Record<string, number>>,
  rules: IrreversibleInput,
): ApplyResult {
  return {
    campaign: outcome.campaign === null ? null : campaignShape(outcome.campaign, counts),
    isDryRun: outcome.isDryRun,
    isShadow: outcome.isShadow,
    wouldSend: outcome.wouldSend.map((request) => ({ ...request, servers: [...request.servers] })),
    warnings: [...outcome.warnings],
    irreversible: outcome.isShadow ? null : irreversibleShape(rules),
  };
}

/** How our verdicts fared: a row without an outcome yet is undecided, never agreement. */
export function shadowScoreShape(rows: readonly ShadowRow[]) {
  return {
    agreed: rows.filter((row) => row.agrees === true).length,
    disagreed: rows.filter((row) => row.agrees === false).length,
    undecided: rows.filter((row) => row.agrees === null).length,
    rows: rows.map((row) => ({ ...row })),
  };
}
