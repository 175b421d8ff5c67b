import { as, type CampaignId, type HostId } from '../../domain/ids.ts';
import type { Plan } from '../../domain/plan/document.ts';
import type { Decision, FaultRun, SeedRun, WaveRun } from '../../domain/rehearsal/result.ts';
import type { Task } from '../../domain/task.ts';
import type { Instant } from '../../domain/time.ts';
import { brakesOf } from './brakes.ts';
import { siteLows, unprotectedOf } from './coverage.ts';
import type { LaidFault } from './fault-orders.ts';
import type { Stage } from './stage.ts';

/** What a run was about, and who took part. */
export interface Played {
  readonly plan: Plan;
  readonly campaignId: CampaignId;
  readonly seed: number;
  readonly faults: readonly LaidFault[];
  readonly approvals: number;
  /** Names of servers by the id of the host. */
  readonly names: ReadonlyMap<string, string>;
}

const namesTold = 10;

/** What came of a run, read from the log, from what is stored, and from the twin's own ledger. */
export async function runOf(stage: Stage, played: Played): Promise<SeedRun> {
  const { store, tenantId, twin } = stage;
  const { plan, campaignId, seed, names } = played;
  const [campaign, counts, waits, tasks, log] = await Promise.all([
    store.campaign(tenantId, campaignId),
    newestStates(stage, played),
    store.waitCounts(tenantId, campaignId),
    store.views(tenantId).then((views) => views.tasks),
    store.logHead(tenantId),
  ]);
  if (!campaign) throw new Error('The campaign of the rehearsal is gone.');
  const { steering } = campaign.progress;
  const isOver = steering.kind === 'finished' || steering.kind === 'stopped';
  const brakes = await brakesOf(stage, played);
  const waves = wavesOf(stage, plan);
  return {
    seed,
    outcome: steering.kind === 'finished' ? 'finished' : steering.kind === 'stopped' ? 'stopped' : 'open',
    because: steering.kind === 'stopped' ? steering.because : isOver ? null : waitsInWords(waits),
    startedAt: earliest(waves.map((wave) => wave.startedAt)),
    switchedAt: latest(waves.map((wave) => wave.switchedAt)),
    finishedAt: isOver ? steering.since : null,
    waves,
    states: counts,
    sites: siteLows(twin),
    unprotected: unprotectedOf(twin, new Set(plan.waves.flatMap((wave) => wave.hosts.map((host) => host.name)))),
    faults: faultRuns(played.faults, twin.faultsFired(), brakes),
    brakes,
    decisions: decisionsOf(tasks, played.approvals, names, campaign.createdAt),
    log,
  };
}

function waitsInWords(waits: Readonly<Record<string, number>>): string {
  return Object.entries(waits)
    .map(([reason, moves]) => `${moves} ${reason}`)
    .join(', ');
}

/** A server that was tried twice counts once, by its last attempt. */
async function newestStates({ store, tenantId }: Stage, { plan, campaignId }: Played) {
  const hostIds = plan.waves.flatMap((wave) => wave.hosts.map((host) => host.hostId));
  const counts: Record<string, number> = {};
  for (const move of await store.newestAttempts(tenantId, campaignId, hostIds))
    counts[move.state.kind] = (counts[move.state.kind] ?? 0) + 1;
  return Object.fromEntries(Object.entries(counts).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** By the service's side: when it took the first start of a wave, and when the last server had its new sensor. */
function wavesOf({ twin }: Stage, plan: Plan): readonly WaveRun[] {
  const ledger = twin.ledger().servers;
  const starts = new Map<string, Instant>();
  const switches = new Map<string, Instant>();
  twin.estate().forEach(({ originalName, attempts }, at) => {
    const [first] = attempts;
    if (first !== undefined) starts.set(originalName, Date.parse(first.startedAt));
    const switched = ledger[at]?.intervals.find((interval) => interval.by === 'v3');
    if (switched !== undefined) switches.set(originalName, switched.fromAt);
  });
  return plan.waves.map(({ hosts }, at) => ({
    wave: at + 1,
    startedAt: earliest(hosts.map((host) => starts.get(host.name) ?? null)),
    switchedAt: latest(hosts.map((host) => switches.get(host.name) ?? null)),
  }));
}

function earliest(instants: readonly (Instant | null)[]): Instant | null {
  const known = instants.filter((at) => at !== null);
  return known.length === 0 ? null : Math.min(...known);
}

function latest(instants: readonly (Instant | null)[]): Instant | null {
  const known = instants.filter((at) => at !== null);
  return known.length === 0 ? null : Math.max(...known);
}

function faultRuns(
  laid: readonly LaidFault[],
  fired: Readonly<Record<string, number>>,
  brakes: SeedRun['brakes'],
): readonly FaultRun[] {
  return [...new Set(laid.map((fault) => fault.kind))].sort().map((kind) => ({
    kind,
    fired: fired[kind] ?? 0,
    servers: laid.flatMap((fault) => (fault.kind === kind && fault.server !== null ? [fault.server] : [])).sort(),
    stoppedBy: [...new Set(brakes.filter((brake) => brake.faults.includes(kind)).map((brake) => brake.kind))],
  }));
}

/** Every kind of task that was opened, and how the stand-ins closed it; `moot` is what the engine took back, since nobody needed to do it any more. */
function decisionsOf(
  tasks: readonly Task[],
  approvals: number,
  names: ReadonlyMap<string, string>,
  startedAt: Instant,
): readonly Decision[] {
  const kinds = new Map<string, Task[]>();
  for (const task of tasks) kinds.set(task.kind, [...(kinds.get(task.kind) ?? []), task]);
  const decisions = [...kinds].map(([task, own]): Decision => {
    const choices: Record<string, number> = {};
    const count = (choice: string) => {
      choices[choice] = (choices[choice] ?? 0) + 1;
    };
    for (const { choice, state } of own) {
      if (state === 'done' && choice !== undefined) count(choice);
      else if (state === 'withdrawn') count('moot');
    }
    const servers = own.flatMap(({ hostId }) => (hostId && names.get(as<HostId>(hostId))) ?? []);
    return {
      task,
      asked: own.length,
      choices,
      firstAt: Math.min(...own.map((one) => one.openedAt)),
      servers: [...new Set(servers)].sort().slice(0, namesTold),
    };
  });
  const approval = {
    task: 'approval',
    asked: approvals,
    choices: { approve: approvals },
    firstAt: startedAt,
    servers: [],
  };
  return [...(approvals > 0 ? [approval] : []), ...decisions].sort(
    (a, b) => a.firstAt - b.firstAt || (a.task < b.task ? -1 : 1),
  );
}
