import type { EngineContext } from './context.ts';
import type { Control } from './control.ts';
import type { Runner } from './runner.ts';
import { sealsOf } from './seal-log.ts';
import { parseSelector } from './select.ts';
import { decideOnPlan, savedPlan, savedPlans, withdrawFromPlan } from './uses/approvals.ts';
import { applyPlan, handInPlan, shadowScore } from './uses/campaigns.ts';
import { check } from './uses/checks.ts';
import { diagnose, factsOf } from './uses/estate.ts';
import { overview } from './uses/estate-overview.ts';
import { importEvidence } from './uses/evidence.ts';
import { hold } from './uses/hold.ts';
import { holdHost } from './uses/hold-server.ts';
import { makeLatePlan, selectionSince } from './uses/late-waves.ts';
import { rollback, verify } from './uses/moves.ts';
import { coverage, status, verifyLog } from './uses/overview.ts';
import { draftPlan, makePlan } from './uses/plans.ts';
import { queryRuns } from './uses/query-runs.ts';
import { addReceiver, changeReceiver, removeReceiver, testReceiver } from './uses/receivers.ts';
import { keepRehearsal, rehearsalOf } from './uses/rehearsals.ts';
import { publishReportKey } from './uses/report-keys.ts';
import { standings } from './uses/standings.ts';
import { completeTask, declineTask } from './uses/tasks.ts';
import { archiveTenant, deleteTenant, exportTenant, recordAccess, reopenTenant } from './uses/tenant-life.ts';
import { changeTenant, connect, diagnoseConnection, makeTenant, moveConnection, setArmed } from './uses/tenants.ts';
import { receiveUpload } from './uses/uploads.ts';
import { watchesOf } from './uses/watches.ts';

/** Binds the use cases to one engine; what changes anything wakes the loop, so that a person sees the effect at once. */
export function createControl(
  context: EngineContext,
  runner: Pick<Runner, 'wake' | 'isRunning'> = { wake: () => undefined, isRunning: false },
): Control {
  const waking = async <T>(work: Promise<T>): Promise<T> => {
    const outcome = await work;
    runner.wake();
    return outcome;
  };
  return {
    store: context.store,
    makeTenant: (actor, name) => makeTenant(context, actor, name),
    changeTenant: (actor, tenantId, change, version) => waking(changeTenant(context, actor, tenantId, change, version)),
    archiveTenant: (actor, tenantId, because) => archiveTenant(context, actor, tenantId, because),
    reopenTenant: (actor, tenantId, because) => waking(reopenTenant(context, actor, tenantId, because)),
    deleteTenant: (actor, tenantId, given) => deleteTenant(context, actor, tenantId, given),
    exportTenant: (actor, tenantId, path, signer) => exportTenant(context, actor, tenantId, { path, signer }),
    connect: (actor, tenantId, request) => waking(connect(context, actor, tenantId, request)),
    setArmed: (actor, tenantId, isArmed, because, acceptsUnsafeStore) =>
      waking(setArmed(context, actor, tenantId, isArmed, because, acceptsUnsafeStore)),
    moveConnection: (actor, tenantId, url) => waking(moveConnection(context, actor, tenantId, url)),
    diagnoseConnection: (tenantId) => diagnoseConnection(context, tenantId),
    select: parseSelector,
    importEvidence: (actor, tenantId, upload) =>
      waking(importEvidence(context, actor, tenantId, upload, runner.isRunning)),
    receiveUpload: (tenantId, token, upload) =>
      waking(receiveUpload(context, tenantId, token, upload, runner.isRunning)),
    check: (_actor, tenantId, selector, refresh, within) => check(context, tenantId, selector, refresh, within),
    facts: (tenantId, hostId) => factsOf(context, tenantId, hostId),
    diagnose: (tenantId, hostId) => diagnose(context, tenantId, hostId),
    watches: (tenantId, host) => watchesOf(context, tenantId, host),
    queryRuns: (tenantId, within) => queryRuns(context, tenantId, within),
    makePlan: (actor, tenantId, request) => makePlan(context, actor, tenantId, request),
    draftPlan: (actor, tenantId, request) => draftPlan(context, actor, tenantId, request),
    makeLatePlan: (actor, tenantId, campaignId) => makeLatePlan(context, actor, tenantId, campaignId),
    handInPlan: (actor, tenantId, plan) => handInPlan(context, actor, tenantId, plan),
    plans: (tenantId, page) => savedPlans(context, tenantId, {}, page),
    plan: (tenantId, digest) => savedPlan(context, tenantId, digest),
    decideOnPlan: (actor, tenantId, digest, decision, dryRun) =>
      waking(decideOnPlan(context, actor, tenantId, digest, decision, dryRun)),
    withdrawFromPlan: (actor, tenantId, digest, withdrawal, dryRun) =>
      waking(withdrawFromPlan(context, actor, tenantId, digest, withdrawal, dryRun)),
    keepRehearsal: (actor, tenantId, rehearsal) => keepRehearsal(context, actor, tenantId, rehearsal),
    rehearsal: (tenantId, planDigest) => rehearsalOf(context, tenantId, planDigest),
    apply: (actor, tenantId, plan, dryRun) => waking(applyPlan(context, actor, tenantId, plan, dryRun)),
    hold: (actor, tenantId, campaignId, order, dryRun) =>
      waking(hold(context, actor, tenantId, campaignId, order, dryRun)),
    holdHost: (actor, tenantId, hostId, order, dryRun) =>
      waking(holdHost(context, actor, tenantId, hostId, order, dryRun)),
    selectionSince: (tenantId, campaignId) => selectionSince(context, tenantId, campaignId),
    shadowScore: (tenantId, campaignId) => shadowScore(context, tenantId, campaignId),
    rollback: (actor, tenantId, selector, because, dryRun, within) =>
      waking(rollback(context, actor, tenantId, selector, because, dryRun, within)),
    verify: (_actor, tenantId, selector, refresh, within) => verify(context, tenantId, selector, refresh, within),
    completeTask: (actor, tenantId, taskId, answer) => waking(completeTask(context, actor, tenantId, taskId, answer)),
    declineTask: (actor, tenantId, taskId, because) => waking(declineTask(context, actor, tenantId, taskId, because)),
    addReceiver: (actor, tenantId, request) => addReceiver(context, actor, tenantId, request),
    changeReceiver: (actor, tenantId, id, change) => changeReceiver(context, actor, tenantId, id, change),
    removeReceiver: (actor, tenantId, id) => removeReceiver(context, actor, tenantId, id),
    testReceiver: (actor, tenantId, id) => testReceiver(context, actor, tenantId, id),
    status: (tenantId) => status(context, tenantId),
    overview: (tenantId) => overview(context, tenantId),
    standings: (tenants) => standings(context, tenants),
    coverage: (tenantId, hostIds) => coverage(context, tenantId, hostIds),
    verifyLog: (tenantId) => verifyLog(context, tenantId),
    logSeals: (tenantId) => sealsOf(context, tenantId),
    recordAccess: (actor, tenantId, what, detail) => recordAccess(context, actor, tenantId, what, detail),
    publishReportKey: (actor, tenantId, key) => publishReportKey(context, actor, tenantId, key),
    now: (tenantId) => context.clocks.tenantNow(tenantId),
  };
}
