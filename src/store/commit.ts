import type { EventDraft } from '../domain/log.ts';
import type { Identity } from '../engine/ports/identity.ts';
import type { Commit, CommitOutcome, ListWrite, MoveWrite, Reading, TaskWrite } from '../engine/ports/store.ts';
import type { Database, Db } from './database.ts';
import { closeLog, holdQuietLog, reopenLog } from './writes/archive.ts';
import { writeCampaigns } from './writes/campaigns.ts';
import { writeConnections } from './writes/connections.ts';
import { FenceLost, settleEffects, writeEffects } from './writes/effects.ts';
import { writeEligibilities } from './writes/eligibilities.ts';
import { pinDocuments, writeFacts } from './writes/facts.ts';
import { writeGateViews } from './writes/gate-views.ts';
import { addHostCounts, type CountDeltas } from './writes/host-counts.ts';
import {
  addHosts,
  asNew,
  changeHosts,
  type HostBefore,
  HostsKnown,
  HostsOutdated,
  lockHosts,
  makeDue,
  refreshBasis,
  refuseOutdated,
  sortHostWrites,
} from './writes/hosts.ts';
import { guardLimits } from './writes/limits.ts';
import { ListOutdated, leaveList, lockList, renewList } from './writes/lists.ts';
import { appendLink, type PreparedLink, prepareLink } from './writes/log.ts';
import { CapExceeded, writeMoves } from './writes/moves.ts';
import { writeApprovals, writePlans } from './writes/plans.ts';
import { writeReadings } from './writes/readings.ts';
import { writeReceivers } from './writes/receivers.ts';
import { writeRehearsals } from './writes/rehearsals.ts';
import { writeTasks } from './writes/tasks.ts';
import { writeTenant } from './writes/tenant.ts';

/** What one kind of write came to: the events of what was written, and the ids of what lost its race. */
export interface Written {
  readonly events: readonly EventDraft[];
  readonly lost: readonly string[];
}

/** Rolls the transaction back: part of a commit that makes sense as a whole alone has lost its race. */
class PartLost extends Error {
  override readonly name = 'PartLost';
  readonly lost: readonly string[];
  constructor(lost: readonly string[]) {
    super('A part of it was changed by somebody else.');
    this.lost = lost;
  }
}

/**
 * One transaction. The number of statements depends on the kinds of writes, never on how many there are.
 * The order is the order of locks, the same for everybody: tenant, list, hosts, plans, approvals, campaigns, moves, tasks, effects, receivers, counts, and
 * last of all the head of the log, which every writer of the tenant wants: it is held for one statement and the commit.
 */
export async function commit(database: Database, identity: Identity, request: Commit): Promise<CommitOutcome> {
  try {
    if (isRenewal(request) && (await database.statement((db) => renewList(db, request)))) return nothingLost;
    const write = (db: Db) => apply(db, identity, request);
    const written = isOneStatement(request) ? database.statement(write) : database.write(write);
    return { ...(await written), capExceeded: false };
  } catch (error) {
    if (error instanceof HostsKnown || error instanceof HostsOutdated)
      return { seq: null, lost: error.hostIds, capExceeded: false };
    if (error instanceof ListOutdated) return { seq: null, lost: [error.resource], capExceeded: false };
    if (error instanceof FenceLost) return { seq: null, lost: error.effectIds, capExceeded: false };
    if (error instanceof PartLost) return { seq: null, lost: error.lost, capExceeded: false };
    if (!(error instanceof CapExceeded)) throw error;
    if (request.isWhole) return { seq: null, lost: movesOf(request), capExceeded: true };
    const rest = withoutMoves(request);
    return { ...(await database.write((db) => apply(db, identity, rest))), capExceeded: true };
  }
}

const nothingLost: CommitOutcome = { seq: null, lost: [], capExceeded: false };

type Renewal = Commit & { readonly list: ListWrite; readonly readings: readonly [Reading] };

/** A list that says again all that it said, and nothing else. */
function isRenewal(request: Commit): request is Renewal {
  const { tenantId: _tenant, at: _at, list, readings = [], ...rest } = request;
  if (list === undefined || list.gone === 'others' || list.gone.length > 0 || list.maxAgeMs === Infinity) return false;
  const [reading] = readings;
  if (readings.length !== 1 || reading?.resource !== list.resource || reading.problem !== null) return false;
  return isNothing(rest);
}

function isNothing(rest: Omit<Commit, 'tenantId' | 'at'>): boolean {
  return Object.values(rest).every((part) => Array.isArray(part) && part.length === 0);
}

/** Readings alone, or looks alone, are one statement: that is a transaction by itself, and needs no round trips to begin and end one. */
function isOneStatement({ tenantId: _tenant, at: _at, readings = [], moves = [], ...rest }: Commit): boolean {
  if (!isNothing(rest)) return false;
  const isLooks = moves.every(({ isLook, events, slotDelta }) => isLook && events.length === 0 && slotDelta === 0);
  return isLooks && (moves.length === 0 || readings.length === 0);
}

function movesOf({ moves = [] }: Commit): readonly string[] {
  return moves.map((move) => move.moveId);
}

/** @throws PartLost */
function refusePart({ tasks = [] }: Commit, lost: readonly string[]): void {
  const opened = new Set<string>(
    tasks.flatMap(({ task, expectedVersion }) => (expectedVersion === 0 ? task.taskId : [])),
  );
  if (lost.some((id) => !opened.has(id))) throw new PartLost(lost);
}

/** What is left of a commit whose starts found no room: everything but its moves, their effects, and what is asked about them: nobody is to press a start that was not granted. */
function withoutMoves({ moves = [], effects = [], tasks = [], limits: _limits, ...rest }: Commit): Commit {
  const refused = new Set(movesOf({ ...rest, moves }));
  return {
    ...rest,
    tasks: withoutLost(tasks, [...refused]),
    effects: effects.filter((effect) => !effect.moveIds.some((moveId) => refused.has(moveId))),
  };
}

async function apply(
  db: Db,
  identity: Identity,
  request: Commit,
): Promise<{ readonly seq: number | null; readonly lost: readonly string[] }> {
  const { tenantId, at } = request;
  const tenant = await writeTenant(db, identity, request);
  // Whatever else the commit holds was decided with this tenant in view; its events would tell what did not happen.
  if (tenant === 'lost') return { seq: null, lost: [tenantId] };
  // Who registers hosts holds the tenant from then on, so that the link is made ready before, of what is likely to be all of it.
  let foreseen: PreparedLink | undefined;
  const foresee = (events: readonly EventDraft[]) => {
    foreseen = prepareLink(identity, { tenantId, at, events: [...events, ...(request.events ?? [])] });
  };
  const { written: hosts, deltas, before } = await writeEstate(db, request, tenant === 'rules-changed', foresee);
  const plans = await writePlans(db, tenantId, request.plans ?? []);
  const approvals = await writeApprovals(db, tenantId, request.approvals ?? []);
  const rehearsals = await writeRehearsals(db, tenantId, request.rehearsals ?? []);
  await writeGateViews(db, tenantId, request.gateViews ?? []);
  const campaigns = await writeCampaigns(db, tenantId, request.campaigns ?? []);
  const { begun, dropped } = withCampaigns(request.moves ?? [], campaigns.lost, before);
  const moves = await writeMoves(db, tenantId, at, begun);
  const tasks = await writeTasks(db, tenantId, withoutLost(request.tasks ?? [], [...dropped, ...moves.lost]));
  await settleEffects(db, tenantId, request.settled ?? []);
  await writeEffects(db, tenantId, request.effects ?? [], new Set([...moves.lost, ...dropped]));
  const connections = await writeConnections(db, tenantId, request.connections ?? []);
  const receivers = await writeReceivers(db, tenantId, request.receivers ?? []);
  await writeReadings(db, tenantId, request.readings ?? []);
  await addHostCounts(db, tenantId, deltas);
  await guardLimits(db, tenantId, request.limits ?? []);
  const all = [...hosts, plans, approvals, rehearsals, campaigns, moves, tasks, connections, receivers];
  const lost = [...all.flatMap((written) => written.lost), ...dropped];
  if (request.isWhole) refusePart(request, lost);
  const events = [...all.flatMap((written) => written.events), ...(request.events ?? [])];
  const link = isOf(foreseen, events) ? foreseen : prepareLink(identity, { tenantId, at, events });
  if (request.life === 'archive') await holdQuietLog(db, tenantId);
  if (request.life === 'reopen') await reopenLog(db, tenantId);
  const seq = events.length === 0 ? null : await appendLink(db, tenantId, at, link);
  if (request.life === 'archive') await closeLog(db, tenantId);
  return { seq, lost };
}

/**
 * A new attempt was begun for a campaign as it was seen; where somebody else changed the campaign meanwhile, it may have no place in it. A start was granted
 * to a host as it was seen; where a person holds the host by now, or it was pinned, it is not granted.
 */
function withCampaigns(moves: readonly MoveWrite[], lost: readonly string[], before: ReadonlyMap<string, HostBefore>) {
  const isDropped = ({ expectedVersion, campaignId, grantedAt, hostId }: MoveWrite) =>
    (expectedVersion === 0 && campaignId !== null && lost.includes(campaignId)) ||
    (grantedAt !== undefined && before.get(hostId)?.is_kept_back === true);
  const dropped = moves.filter(isDropped).map((move) => move.moveId);
  return { begun: dropped.length === 0 ? moves : moves.filter((move) => !isDropped(move)), dropped };
}

/** Nobody is asked to press a start that was not granted, and no question is taken back for a change that did not come about. */
function withoutLost(tasks: readonly TaskWrite[], moveIds: readonly string[]): readonly TaskWrite[] {
  if (moveIds.length === 0) return tasks;
  const lost = new Set(moveIds);
  return tasks.filter(({ task }) => task.moveId === undefined || !lost.has(task.moveId));
}

function isOf(link: PreparedLink | undefined, events: readonly EventDraft[]): link is PreparedLink {
  return link?.events.length === events.length && events.every((event, at) => event === link.events[at]);
}

interface Estate {
  readonly written: readonly Written[];
  readonly deltas: CountDeltas;
  /** The hosts that were there, as they were when they were locked. */
  readonly before: ReadonlyMap<string, HostBefore>;
}

/** Hosts, their documents and their verdicts, under one lock of all rows concerned. */
async function writeEstate(
  db: Db,
  request: Commit,
  rulesChanged: boolean,
  foresee: (events: readonly EventDraft[]) => void,
): Promise<Estate> {
  const { tenantId, at, hosts = [], facts = [], eligibilities = [] } = request;
  const deltas: CountDeltas = new Map();
  const renewed = request.list ? await lockList(db, { tenantId, at, list: request.list }) : [];
  const starts = (request.moves ?? []).filter((move) => move.expectedVersion === 0 || move.grantedAt !== undefined);
  const fresh = new Set(hosts.filter((write) => write.isNew).map((write) => write.host.hostId));
  const concerned = [
    ...hosts.map((write) => write.host.hostId),
    ...facts.map((write) => write.hostId),
    ...eligibilities.map((write) => write.eligibility.hostId),
    ...starts.map((write) => write.hostId),
    ...renewed.map(({ hostId }) => hostId),
    ...(request.list && request.list.gone !== 'others' ? request.list.gone : []),
  ];
  if (rulesChanged) await lockHosts(db, tenantId, 'all');
  const stored = fresh.size === 0 ? concerned : concerned.filter((hostId) => !fresh.has(hostId));
  const before = await lockHosts(db, tenantId, stored);
  refuseOutdated(hosts, before);
  const { added, known, events } = sortHostWrites(hosts, before);
  if (added.length > 0) foresee(events);
  await changeHosts(db, tenantId, known, before, deltas);
  const { changed, revived, documentsOf } = await asNew(fresh, () => writeFacts(db, tenantId, facts, before));
  const named = facts.map((write) => write.hostId);
  if (request.list) await leaveList(db, { tenantId, list: request.list, named });
  await asNew(fresh, () => addHosts(db, { tenantId, at, writes: added, documentsOf, deltas }));
  // New hosts got their basis when they were added.
  const rested = [...known.map((write) => write.host.hostId), ...changed.filter((hostId) => before.has(hostId))];
  await refreshBasis(db, tenantId, at, rulesChanged ? 'all' : [...new Set(rested)]);
  await makeDue(db, tenantId, at, [...revived, ...renewed]);
  const judged = await writeEligibilities(db, { tenantId, writes: eligibilities, before, deltas });
  await pinDocuments(db, tenantId, request.pins ?? []);
  return { written: [{ events, lost: [] }, judged], deltas, before };
}
