import { approvedWave, judgeApprovals } from '../domain/campaign/approval.ts';
import {
  type Campaign,
  type CampaignProgress,
  partOf,
  type StartDecision,
  wavesOf,
} from '../domain/campaign/campaign.ts';
import { needsDecisionBeforeStart } from '../domain/commit-guard.ts';
import { isFinalFromStart } from '../domain/plan/prediction.ts';
import type { TaskDraft } from '../domain/task.ts';
import type { Instant } from '../domain/time.ts';
import { openTask } from './advance-moves.ts';
import { changeCampaign } from './campaign-changes.ts';
import { type EngineContext, journeyOf, rulesOf } from './context.ts';
import type { Tenant } from './ports/store.ts';

/** Where no way back is promised the start is the irreversible instant, and whether it may come is decided before it (X-04, I11). */
export function isStartUndecided(context: EngineContext, tenant: Tenant, campaign: Campaign, wave: number): boolean {
  const { observationMs } = journeyOf(context, campaign.journey).durations(rulesOf(tenant, campaign.edition));
  const decision = campaign.progress.waves[wave - 1]?.startDecision;
  return needsDecisionBeforeStart({
    promisesRollback: observationMs !== null,
    decisions: decision === undefined ? [] : [{ kind: 'let-commit', ...decision, covers: 'everything' }],
    guard: campaign.plan.rules.commitGuard,
  });
}

/**
 * Records for the open wave of each running campaign what decides about such a start, and asks a person where nothing does. Whoever approved a plan
 * that said so has decided; so has a plan that lets happen on what nobody decides. @returns how many changed.
 */
export async function keepStartDecisions(
  context: EngineContext,
  tenant: Tenant,
  campaigns: readonly Campaign[],
): Promise<number> {
  const { tenantId } = tenant;
  let changed = 0;
  for (const campaign of campaigns) {
    const { openWave } = campaign.progress;
    if (campaign.state !== 'running' || !isStartUndecided(context, tenant, campaign, openWave)) continue;
    const at = context.clocks.tenantNow(tenantId);
    const decision = await decisionBefore(context, campaign, at);
    if (decision === undefined) changed += await ask(context, tenant, campaign, at);
    else {
      const progress = withStartDecision(campaign.progress, openWave, decision);
      const write = changeCampaign(context, 'engine', campaign, progress, decision.because);
      const outcome = await context.store.commit({ tenantId, at, campaigns: [write] });
      if (outcome.seq !== null) context.onCommit(tenantId);
      changed += outcome.lost.length === 0 ? 1 : 0;
    }
  }
  return changed;
}

export function withStartDecision(
  progress: CampaignProgress,
  wave: number,
  startDecision: StartDecision,
): CampaignProgress {
  const waves = progress.waves.map((one, at) => (at === wave - 1 ? { ...one, startDecision } : one));
  return { ...progress, waves };
}

/** What was decided before anybody is asked. An approval counts for this only where the document that was approved said that nothing can be undone. */
async function decisionBefore(
  context: EngineContext,
  campaign: Campaign,
  at: Instant,
): Promise<StartDecision | undefined> {
  const { tenantId, progress } = campaign;
  const { plan, wave } = partOf(campaign, progress.openWave);
  const { approval, commitGuard } = plan.rules;
  const predicted = plan.prediction.waves[wave - 1];
  if (approval.people > 0 && predicted && isFinalFromStart(predicted)) {
    const [row, approvals] = await Promise.all([
      context.store.planRow(tenantId, plan.digest),
      context.store.approvals(tenantId, [plan.digest]),
    ]);
    const authors = row ? [plan.author, row.savedBy] : [plan.author];
    const standing = judgeApprovals(approval, { digest: plan.digest, authors }, approvals, at, wave);
    const asked = approvedWave(approval, wave);
    const people = approvals.filter(
      (one) => one.decision === 'approve' && one.wave === asked && one.withdrawn === null && one.decidedAt <= at,
    );
    const by = [...new Set(people.map((one) => one.person))].join(', ');
    const because = 'The plan was approved, and it says that no way back is promised.';
    if (standing.kind === 'granted') return { origin: 'person', by, because, at };
  }
  if (commitGuard.whenNobodyDecides !== 'let-commit') return undefined;
  const because = 'The plan lets servers become final on which nobody decides.';
  return { origin: 'plan', by: plan.author, because, at };
}

async function ask(context: EngineContext, tenant: Tenant, campaign: Campaign, at: Instant): Promise<number> {
  const { tenantId } = tenant;
  const draft = question(campaign);
  const known = await context.store.tasks(tenantId, { keys: [draft.key] }, { top: 1 });
  if (known.value.length > 0) return 0;
  const outcome = await context.store.commit({ tenantId, at, tasks: [openTask(context, tenant, draft, at)] });
  if (outcome.seq !== null) context.onCommit(tenantId);
  return outcome.seq === null ? 0 : 1;
}

function question(campaign: Campaign): TaskDraft {
  const { campaignId, name, edition, progress } = campaign;
  const { openWave } = progress;
  const servers = wavesOf(campaign)[openWave - 1]?.hosts.length ?? 0;
  return {
    key: `start-decision:${campaignId}:${openWave}`,
    kind: 'start-decision',
    title: `${name}, wave ${openWave}: no way back is promised; start all the same?`,
    steps: [
      `Edition ${edition} promises no way back: each of its ${servers} servers is final as soon as its request has left.`,
      `See who goes, and what is known of them: changeguard status "${name}"`,
      'Start it only when you would also leave every one of them as it then is.',
    ],
    campaignId,
    choices: [
      {
        choice: 'start',
        title: `Let wave ${openWave} start`,
        needsReason: true,
        warning: 'No server of it can be taken back to its old sensor by anything that is promised.',
      },
      { choice: 'stop', title: 'End it: finish what runs, start no more', needsReason: true },
    ],
  };
}
