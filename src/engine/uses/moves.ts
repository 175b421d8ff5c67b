import type { MoveId, TenantId } from '../../domain/ids.ts';
import { ProblemError, type ProblemRef, problem } from '../../domain/problem.ts';
import type { Task } from '../../domain/task.ts';
import { advance, advanceBatch } from '../advance-moves.ts';
import { type EngineContext, journeyOf, tenantOf } from '../context.ts';
import type { Actor, RollbackOutcome, VerifyOutcome } from '../control.ts';
import { draft } from '../events.ts';
import { changeMove } from '../moves.ts';
import type { HostFilter, HostRow, MoveRow, Tenant } from '../ports/store.ts';
import { selectHosts } from '../select.ts';
import { readStatesIfOld } from '../tick.ts';
import { beginWaysBack, foreseeWaysBack } from '../ways-back.ts';
import { refreshed } from './checks.ts';

/**
 * Asks for the way back of each selected server. It begins where the floor bears it, and then a task says what to press, and reading proves it; what the
 * floor keeps waits, and a task says that. What is refused is logged with its reason.
 */
export async function rollback(
  context: EngineContext,
  actor: Actor,
  tenantId: TenantId,
  selector: string,
  because: string,
  dryRun: boolean,
  within?: HostFilter,
): Promise<readonly RollbackOutcome[]> {
  const tenant = await tenantOf(context, tenantId);
  const selected = await selectHosts(context, tenantId, selector, within);
  const pairs = await newestMoves(context, tenantId, selected);
  if (pairs.length === 0)
    throw new ProblemError('rollback-not-observing', 'None of the selected servers was ever moved.');
  // The floor is asked on what is so now, also by whoever only wants to know: an observed estate is read once an hour.
  await readStatesIfOld(context, tenant);
  const asked: RollbackOutcome[] = [];
  const order = { because, dryRun, isNamed: selected.length === 1 };
  for (const pair of pairs) asked.push(await askOne(context, actor, tenant, pair, order));
  if (dryRun) return asForeseen(context, tenant, asked);
  await beginWaysBack(context, tenant);
  const outcomes: RollbackOutcome[] = [];
  for (const one of asked) outcomes.push(one.problem === null ? await asStored(context, one) : one);
  return outcomes;
}

/** What each would wait for: somebody in the portal, the floor, or its turn where nobody can say. */
async function asForeseen(
  context: EngineContext,
  tenant: Tenant,
  asked: readonly RollbackOutcome[],
): Promise<readonly RollbackOutcome[]> {
  const able = asked.filter(({ problem }) => problem === null);
  const foreseen = await foreseeWaysBack(context, tenant, able);
  const outcomes: RollbackOutcome[] = [];
  for (const one of asked) {
    const { move, host } = one;
    const waitingFor = foreseen.has(move.moveId)
      ? (foreseen.get(move.moveId) ?? 'rollback-in-portal')
      : journeyOf(context, move.journey).waitingFor(move.state);
    const told = { ...one, move: { ...move, waitingFor }, task: await taskOf(context, move, host) };
    outcomes.push(one.problem === null ? told : one);
  }
  return outcomes;
}

async function askOne(
  context: EngineContext,
  actor: Actor,
  tenant: Tenant,
  { host, move }: Pair,
  { because, dryRun, isNamed }: { readonly because: string; readonly dryRun: boolean; readonly isNamed: boolean },
): Promise<RollbackOutcome> {
  const { tenantId } = tenant;
  const now = context.clocks.tenantNow(tenantId);
  const journey = journeyOf(context, move.journey);
  const event = { kind: 'rollback-asked', at: now, waits: true, ...(isNamed ? { isNamed } : {}) };
  const outcome = journey.next(move.state, event);
  if (!outcome.ok) {
    // The table only says that it cannot happen; here the person is told why it cannot.
    const refusal =
      outcome.problem.code === 'move-transition-illegal'
        ? problem(
            'rollback-not-observing',
            `The move of ${host.name} is not under observation (${inWords(move.state.kind)}).`,
          )
        : outcome.problem;
    if (!dryRun) await recordRefusal(context, actor, tenant, move, refusal, because);
    return { move, host, task: null, problem: refusal };
  }
  const { state } = outcome;
  const after = { move: { ...move, state }, host, task: null, problem: null };
  if (dryRun || !outcome.changed) return after;
  const change = { state, event, waitingFor: journey.waitingFor(state), because, actor };
  const write = changeMove(context, journey, move, change, now);
  const committed = await context.store.commit({ tenantId, at: now, isWhole: true, moves: [write] });
  context.onCommit(tenantId);
  if (!committed.lost.includes(move.moveId)) return after;
  const outdated = problem('version-outdated', 'The move changed in the same moment; look at it and ask again.');
  return { move, host, task: null, problem: outdated };
}

/** The move as it is after the floor was asked. */
async function asStored(context: EngineContext, asked: RollbackOutcome): Promise<RollbackOutcome> {
  const { move, host } = asked;
  const stored = (await context.store.move(move.tenantId, move.moveId)) ?? move;
  return { ...asked, move: stored, task: await taskOf(context, stored, host) };
}

/** The task that says what to press, or why the way back waits. */
function taskOf(context: EngineContext, move: MoveRow, host: HostRow): Promise<Task | null> {
  const journey = journeyOf(context, move.journey);
  const isKept = journey.waitingBack(move.state) !== undefined;
  const draft = isKept ? journey.rollbackKeptTask(move, host) : journey.rollbackTask(move, host);
  return taskByKey(context, move.tenantId, draft.key);
}

interface Pair {
  readonly host: HostRow;
  readonly move: MoveRow;
}

async function recordRefusal(
  context: EngineContext,
  actor: Actor,
  tenant: Tenant,
  move: MoveRow,
  refusal: ProblemRef,
  because: string,
): Promise<void> {
  await context.store.commit({
    tenantId: tenant.tenantId,
    at: context.clocks.tenantNow(tenant.tenantId),
    events: [
      draft(context.identity, actor, {
        kind: 'refused',
        subjectType: 'move',
        subjectId: move.moveId,
        payload: { asked: 'rollback', code: refusal.code },
        personal: { because, detail: refusal.detail },
      }),
    ],
  });
  context.onCommit(tenant.tenantId);
}

async function taskByKey(context: EngineContext, tenantId: TenantId, key: string): Promise<Task | null> {
  const page = await context.store.tasks(tenantId, { keys: [key] }, { top: 1 });
  return page.value[0] ?? null;
}

/** Collects evidence and judges the proofs of the newest move of each selected server. */
export async function verify(
  context: EngineContext,
  tenantId: TenantId,
  selector: string,
  refresh: boolean,
  within?: HostFilter,
): Promise<VerifyOutcome> {
  const tenant = await tenantOf(context, tenantId);
  const hosts = await selectHosts(context, tenantId, selector, within);
  const problems = await refreshed(context, tenant, refresh);
  const proving = (await newestMoves(context, tenantId, hosts))
    .map(({ move }) => move)
    .filter((move) => isAskedForProof(context, move));
  for (let at = 0; at < proving.length; at += advanceBatch) {
    await advance(context, tenant, proving.slice(at, at + advanceBatch));
  }
  const judged = await newestMoves(context, tenantId, await selectHosts(context, tenantId, selector, within));
  return { moves: judged.filter(({ move }) => isAskedForProof(context, move)), problems };
}

/** A move that went back, or was given up, has nothing left to prove. */
function isAskedForProof(context: EngineContext, move: MoveRow): boolean {
  return move.schedule.isActive || journeyOf(context, move.journey).isProving(move.state);
}

async function newestMoves(
  context: EngineContext,
  tenantId: TenantId,
  hosts: readonly HostRow[],
): Promise<readonly Pair[]> {
  const wanted = new Map<MoveId, HostRow>();
  for (const host of hosts) if (host.moveId) wanted.set(host.moveId, host);
  const rows = await context.store.movesById(tenantId, [...wanted.keys()]);
  return rows.flatMap((move) => {
    const host = wanted.get(move.moveId);
    return host ? [{ host, move }] : [];
  });
}

/** `rolledBack` as "rolled back". */
function inWords(kind: string): string {
  return kind.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}
