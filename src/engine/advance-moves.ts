import type { Campaign } from '../domain/campaign/campaign.ts';
import type { CommitGuard } from '../domain/campaign/rules.ts';
import type { FactTable } from '../domain/fact.ts';
import { as, type CampaignId, type HostId, type TaskId, type TenantId } from '../domain/ids.ts';
import type { Journey, RulesInForce } from '../domain/journey.ts';
import { mergeFacts } from '../domain/merge-facts.ts';
import { isComplete, missingProofs, type ProofVerdict, sinceWhen } from '../domain/proof.ts';
import type { Task, TaskDraft } from '../domain/task.ts';
import type { Instant } from '../domain/time.ts';
import type { Eligibility } from '../domain/verdict.ts';
import { type EngineContext, journeyOf, rulesOf } from './context.ts';
import { draft, hostEvent, taskEvent } from './events.ts';
import { guardCommit } from './guard-commit.ts';
import { rememberedCampaigns } from './known-campaigns.ts';
import { knownDocuments } from './known-documents.ts';
import { changeMove, sightingOf, waitOf } from './moves.ts';
import { pinnedDocuments } from './pinned-documents.ts';
import type { HostRow, HostWrite, MoveRow, MoveWrite, PinnedDocument, TaskWrite, Tenant } from './ports/store.ts';

/** Moves a transaction. */
export const advanceBatch = 500;

/** Everything that the decisions about a batch of moves need, gathered before any is made. */
interface Gathered {
  /** Those that the plan of a move was made with: a campaign ends under the edition that it was approved under. */
  readonly rulesFor: (move: MoveRow) => RulesInForce;
  readonly hosts: ReadonlyMap<HostId, HostRow>;
  readonly facts: ReadonlyMap<HostId, FactTable>;
  /** Of hosts in flight: what fails there now. */
  readonly eligibility: ReadonlyMap<HostId, Eligibility>;
  readonly pinned: ReadonlyMap<string, PinnedDocument>;
  /** What the plans say about commits, where a move comes to one. */
  readonly guards: ReadonlyMap<CampaignId, CommitGuard>;
  /** A list of the service could not be read just now, or another worker reads it. */
  readonly isAwaited: boolean;
  readonly now: Instant;
}

/** What tells what happened to a move. */
type Judging = Pick<Gathered, 'rulesFor' | 'eligibility' | 'isAwaited' | 'now'>;

/** Moves to look at, and everything that is known about them. */
export interface DueMoves {
  readonly moves: readonly MoveRow[];
  readonly gathered: Gathered;
}

/** Every move that is due, and those of `alsoHosts`, with what the decisions about them need. Changes nothing. */
export async function gatherDueMoves(
  context: EngineContext,
  tenant: Tenant,
  /** Whether any is due; without, nothing is asked. */
  hasDue: boolean,
  alsoHosts: readonly HostId[],
  isAwaited: boolean,
): Promise<DueMoves> {
  const { tenantId } = tenant;
  const now = context.clocks.tenantNow(tenantId);
  const [due, also] = await Promise.all([
    hasDue ? context.store.dueMoves(tenantId, now, advanceBatch) : [],
    alsoHosts.length === 0 ? [] : context.store.activeMoves(tenantId, alsoHosts),
  ]);
  const known = new Set(due.map((move) => move.moveId));
  const moves = [...due, ...also.filter((move) => !known.has(move.moveId))];
  return { moves, gathered: { ...(await gather(context, tenant, moves, now)), isAwaited } };
}

/** How many moves changed, and whether anything was logged at all. */
interface Advanced {
  readonly moves: number;
  readonly isLogged: boolean;
}

/** Records what the last reading and the clock mean to these moves. */
export async function advanceMoves(
  context: EngineContext,
  tenant: Tenant,
  { moves, gathered }: DueMoves,
): Promise<Advanced> {
  return moves.length === 0 ? { moves: 0, isLogged: false } : recordAdvance(context, tenant, moves, gathered);
}

/** Looks at these moves now, due or not. Whether a commit passed unproven is decided by the tick, which knows what it has just read and what it has not. */
export async function advance(context: EngineContext, tenant: Tenant, moves: readonly MoveRow[]): Promise<void> {
  const now = context.clocks.tenantNow(tenant.tenantId);
  const gathered = { ...(await gather(context, tenant, moves, now)), isAwaited: true };
  await advanceMoves(context, tenant, { moves, gathered });
}

async function gather(
  context: EngineContext,
  tenant: Tenant,
  moves: readonly MoveRow[],
  now: Instant,
): Promise<Omit<Gathered, 'isAwaited'>> {
  const hostIds = [...new Set(moves.map((move) => move.hostId))];
  const [rows, campaigns] = await Promise.all([
    hostIds.length === 0 ? [] : context.store.hostsById(tenant.tenantId, hostIds),
    campaignsOf(context, tenant, moves),
  ]);
  const hosts = new Map(rows.map((host) => [host.hostId, host]));
  // A whole verdict is read only where the host's reasons name something that can be lost on the way.
  const underWay = moves
    .filter((move) => move.schedule.phase === 'inFlight')
    .filter((move) => hosts.get(move.hostId)?.reasons.some(journeyOf(context, move.journey).canBeLost))
    .map((move) => move.hostId);
  const judged = underWay.length === 0 ? [] : await context.store.eligibility(tenant.tenantId, underWay, 'sensor-v3');
  const rulesFor = rulesByCampaign(tenant, campaigns);
  const eligibility = new Map(judged.map((one) => [one.hostId, one]));
  // Documents are read for moves whose proofs are asked for now or after this reading: most due moves only wait.
  const proving = moves.filter((move) => {
    const host = hosts.get(move.hostId);
    return (
      host !== undefined &&
      mayProve(journeyOf(context, move.journey), move, host, { rulesFor, eligibility, isAwaited: false, now })
    );
  });
  const provingHosts = [...new Set(proving.map((move) => move.hostId))];
  const digests = [...new Set(proving.flatMap((move) => move.snapshot))];
  const [documents, pinned] = await Promise.all([
    knownDocuments(context, tenant.tenantId, provingHosts),
    pinnedDocuments(context, tenant.tenantId, digests),
  ]);
  const facts = new Map([...documents].map(([hostId, own]) => [hostId, mergeFacts(hostId, own, now)]));
  return {
    rulesFor,
    hosts,
    facts,
    eligibility,
    pinned,
    guards: new Map(campaigns.map(({ campaignId, plan }) => [campaignId, plan.rules.commitGuard])),
    now,
  };
}

function rulesByCampaign(tenant: Tenant, campaigns: readonly Campaign[]): (move: MoveRow) => RulesInForce {
  const own = rulesOf(tenant);
  const byCampaign = new Map(campaigns.map(({ campaignId, edition }) => [campaignId, rulesOf(tenant, edition)]));
  return ({ campaignId }) => (campaignId === null ? own : (byCampaign.get(campaignId) ?? own));
}

/** For what their plans say, which never changes: whoever has seen the campaigns of all these moves once need not look again. */
async function campaignsOf(
  context: EngineContext,
  { tenantId }: Tenant,
  moves: readonly MoveRow[],
): Promise<readonly Campaign[]> {
  const seen = rememberedCampaigns(context, tenantId);
  const known = new Set<CampaignId | null>([null, ...seen.map(({ campaignId }) => campaignId)]);
  return moves.every(({ campaignId }) => known.has(campaignId)) ? seen : context.store.campaigns(tenantId);
}

async function recordAdvance(
  context: EngineContext,
  tenant: Tenant,
  moves: readonly MoveRow[],
  gathered: Gathered,
): Promise<Advanced> {
  const writes: MoveWrite[] = [];
  const tasks: TaskDraft[] = [];
  const hosts: HostWrite[] = [];
  const moot: string[] = [];
  const alarms = [];
  for (const move of moves) {
    const host = gathered.hosts.get(move.hostId);
    if (!host) continue;
    const journey = journeyOf(context, move.journey);
    const advanced = advanceOne(context, journey, move, host, gathered);
    const guard = move.campaignId === null ? undefined : gathered.guards.get(move.campaignId);
    const guarded = guard && guardCommit(context, journey, { move, ...advanced, guard, now: gathered.now });
    const { write, proofs, state } = guarded ? { ...advanced, ...guarded } : advanced;
    writes.push(write);
    if (guarded?.isSettled) moot.push(`commit-decision:${move.moveId}`);
    const after = { ...move, state };
    const facts = gathered.facts.get(move.hostId);
    const view = {
      move: after,
      host,
      proofs,
      facts,
      tenant: tenant.facts,
      rules: gathered.rulesFor(move),
      now: gathered.now,
    };
    tasks.push(...journey.tasks(view));
    if (write.events.length > 0) moot.push(...journey.mootTasks(after));
    // As it comes to it, and not at every look: whoever releases the host meanwhile has released it.
    if (journey.isPinning(state) && !journey.isPinning(move.state) && !host.isPinned) {
      hosts.push({
        host,
        isPinned: true,
        events: [hostEvent(context.identity, 'engine', 'host-changed', host, { isPinned: true })],
      });
    }
    if (write.events.length > 0 && journey.isUndeclaredCommit(state)) alarms.push(unprovenEvent(context, move, proofs));
  }
  const outcome = await context.store.commit({
    tenantId: tenant.tenantId,
    at: gathered.now,
    moves: writes,
    tasks: [
      ...(await openNew(context, tenant, tasks, gathered.now)),
      ...(await withdrawn(context, tenant, moot, gathered.now)),
    ],
    hosts,
    events: alarms,
  });
  if (outcome.seq !== null) context.onCommit(tenant.tenantId);
  const lost = new Set<string>(outcome.lost);
  const changed = writes.filter((write) => write.events.length > 0 && !lost.has(write.moveId));
  return { moves: changed.length, isLogged: outcome.seq !== null };
}

/** One move: what was seen first, then what the clock says; one event a pass, so that each stands in the log with its own state. */
function advanceOne(context: EngineContext, journey: Journey, move: MoveRow, host: HostRow, gathered: Gathered) {
  const { now } = gathered;
  const proofs = journey.isProving(move.state) ? prove(journey, move, gathered) : move.proofs;
  const event = eventOf(journey, move, host, gathered, proofs);
  const outcome = event && journey.next(move.state, event);
  const state = outcome?.ok ? outcome.state : move.state;
  const write = changeMove(
    context,
    journey,
    move,
    {
      state,
      event: outcome?.ok && outcome.changed ? event : undefined,
      waitingFor:
        move.schedule.phase === 'waiting' && state === move.state ? move.waitingFor : waitOf(journey, move, state),
      proofs:
        journey.isProving(state) && !journey.isProving(move.state)
          ? prove(journey, { ...move, state }, gathered)
          : proofs,
      actor: 'engine',
    },
    now,
  );
  return { write, proofs: write.proofs, state };
}

/** What the last reading or else the clock means to a move. */
function eventOf(
  journey: Journey,
  move: MoveRow,
  host: HostRow,
  { rulesFor, eligibility, isAwaited, now }: Judging,
  proofs: readonly ProofVerdict[],
) {
  const judged = eligibility.get(move.hostId);
  const sighting = sightingOf(host, judged ? journey.lostPrerequisites(judged) : []);
  const isFollowed = host.moveId !== null && host.moveId !== move.moveId;
  const seen = sighting && journey.observe(move.state, { ...sighting, isFollowed }, rulesFor(move));
  if (seen) return seen;
  const due = journey.due(move.state, now, { isProven: isComplete(proofs), isAwaited });
  // Whether somebody had decided it depends on what was missing then.
  return due?.kind === 'commit-due' ? { ...due, missing: missingProofs(proofs) } : due;
}

/** Whether proofs are asked for in the move's state or in the one that it comes to now; only these depend on facts. */
function mayProve(journey: Journey, move: MoveRow, host: HostRow, known: Judging): boolean {
  if (journey.isProving(move.state)) return true;
  const event = eventOf(journey, move, host, known, move.proofs);
  const outcome = event && journey.next(move.state, event);
  return outcome?.ok === true && journey.isProving(outcome.state);
}

function prove(journey: Journey, move: MoveRow, gathered: Gathered): readonly ProofVerdict[] {
  const now = gathered.facts.get(move.hostId);
  if (!now) return move.proofs;
  const before = snapshotTable(move, gathered.pinned);
  const { now: at } = gathered;
  const rules = gathered.rulesFor(move);
  return sinceWhen(move.proofs, journey.proofs({ move, earlier: move.proofs, before, after: now, rules, at }));
}

/** The facts as they were when the move was granted; each document counts as fresh at that instant, since the grant demanded it. */
export function snapshotTable(move: MoveRow, pinned: ReadonlyMap<string, PinnedDocument>): FactTable | undefined {
  const documents = move.snapshot.flatMap((digest) => pinned.get(digest) ?? []);
  if (documents.length === 0) return undefined;
  return mergeFacts(
    move.hostId,
    documents.map((document) => ({ ...document, hostId: move.hostId, observedAt: move.createdAt })),
    move.createdAt,
  );
}

function unprovenEvent(context: EngineContext, move: MoveRow, proofs: readonly ProofVerdict[]) {
  return draft(context.identity, 'engine', {
    kind: 'commit-passed-unproven',
    subjectType: 'move',
    subjectId: move.moveId,
    payload: {
      missing: missingProofs(proofs),
    },
  });
}

export function openTask(context: EngineContext, tenant: Tenant, given: TaskDraft, now: Instant): TaskWrite {
  const task: Task = {
    ...given,
    tenantId: tenant.tenantId,
    taskId: as<TaskId>(context.identity.newId()),
    state: 'open',
    owner: '',
    openedAt: now,
    version: 1,
  };
  return { task, expectedVersion: 0, events: [taskEvent(context.identity, 'engine', 'task-opened', task)] };
}

/** Open tasks that nobody needs to do any more are closed in the name of the engine. */
export async function withdrawn(
  context: EngineContext,
  tenant: Tenant,
  keys: readonly string[],
  now: Instant,
): Promise<readonly TaskWrite[]> {
  const writes: TaskWrite[] = [];
  for (let at = 0; at < keys.length; at += 200) {
    const page = await context.store.tasks(
      tenant.tenantId,
      { keys: keys.slice(at, at + 200), state: ['open'] },
      { top: 200 },
    );
    for (const task of page.value) writes.push(withdraw(context, task, now));
  }
  return writes;
}

export function withdraw(context: EngineContext, task: Task, now: Instant): TaskWrite {
  const closed: Task = { ...task, state: 'withdrawn', closedAt: now, closedBy: 'engine', version: task.version + 1 };
  const events = [taskEvent(context.identity, 'engine', 'task-closed', closed)];
  return { task: closed, expectedVersion: task.version, events };
}

/** A task is never taken away again: a key that was seen once need not be asked for. No more than these are kept in mind of a tenant. */
const mostKeys = 20_000;
const knownKeys = new WeakMap<EngineContext, Map<TenantId, Set<string>>>();

function keysOf(context: EngineContext, tenantId: TenantId): Set<string> {
  const tenants = knownKeys.get(context) ?? new Map<TenantId, Set<string>>();
  knownKeys.set(context, tenants);
  const keys = tenants.get(tenantId) ?? new Set<string>();
  if (keys.size > mostKeys) keys.clear();
  tenants.set(tenantId, keys);
  return keys;
}

/**
 * Opens the tasks that nobody has opened yet. To open one twice is harmless, but asking once for all keys spares the store the writes, and a move asks
 * for its tasks at every look: what is there already is not even drawn up.
 */
export async function openNew(
  context: EngineContext,
  tenant: Tenant,
  drafts: readonly TaskDraft[],
  now: Instant,
): Promise<readonly TaskWrite[]> {
  const known = keysOf(context, tenant.tenantId);
  const keys = [...new Set(drafts.map(({ key }) => key))].filter((key) => !known.has(key));
  for (let at = 0; at < keys.length; at += 200) {
    const page = await context.store.tasks(tenant.tenantId, { keys: keys.slice(at, at + 200) }, { top: 200 });
    for (const task of page.value) known.add(task.key);
  }
  const fresh = new Map<string, TaskDraft>();
  for (const draft of drafts) if (!known.has(draft.key)) fresh.set(draft.key, draft);
  return [...fresh.values()].map((draft) => openTask(context, tenant, draft, now));
}
