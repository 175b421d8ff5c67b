import { type Campaign, wavesOf } from '../domain/campaign/campaign.ts';
import type { MoveStep } from '../domain/campaign/move-steps.ts';
import { as, type HostId, type TenantId } from '../domain/ids.ts';
import type { LogEvent } from '../domain/log.ts';
import type { Task } from '../domain/task.ts';
import type { Instant } from '../domain/time.ts';
import type { MoveRow } from '../engine/ports/store.ts';
import { campaignReportShape } from '../report/campaign-report.ts';
import type { DocumentInput } from '../report/document.ts';
import type { ApiContext } from './context.ts';
import { allPages, hostNames } from './handlers/references.ts';

/** What a report of one campaign is made of. */
export type CampaignStory = Omit<DocumentInput['chapters'][number], 'entries'> & {
  readonly entries: readonly LogEvent[];
};

/** What the log tells of attempts: the steps of each campaign, and when each attempt was first seen migrating, which a later state no longer carries. */
interface StepsTold {
  readonly byCampaign: ReadonlyMap<string, readonly MoveStep[]>;
  readonly starts: ReadonlyMap<string, Instant>;
}

const eventsAtOnce = 5_000;

/** Reads the steps of all attempts once, however many campaigns are told of. */
export async function stepsTold({ control }: ApiContext, tenantId: TenantId): Promise<StepsTold> {
  const byCampaign = new Map<string, MoveStep[]>();
  const starts = new Map<string, Instant>();
  const kinds = ['move-created', 'move-changed'];
  for (let afterSeq = 0; ; ) {
    const events = await control.store.events(tenantId, { afterSeq, kinds, subjectType: 'move' }, eventsAtOnce);
    for (const { at, subjectId: moveId, payload } of events) {
      const { state, campaignId } = (payload ?? {}) as {
        state?: { kind?: unknown; startedAt?: unknown } | null;
        campaignId?: unknown;
      };
      if (typeof state?.startedAt === 'number' && !starts.has(moveId)) starts.set(moveId, state.startedAt);
      if (typeof campaignId !== 'string' || typeof state?.kind !== 'string') continue;
      const steps = byCampaign.get(campaignId);
      const step = { at, moveId, kind: state.kind };
      if (steps) steps.push(step);
      else byCampaign.set(campaignId, [step]);
    }
    const last = events.at(-1);
    if (last === undefined || events.length < eventsAtOnce) return { byCampaign, starts };
    afterSeq = last.seq;
  }
}

/** Everything that is told of one campaign, as it is now. */
export async function campaignStory(
  { control }: ApiContext,
  tenantId: TenantId,
  campaign: Campaign,
  { byCampaign, starts }: StepsTold,
): Promise<CampaignStory> {
  const { store } = control;
  const { campaignId, plan, late } = campaign;
  const planned = wavesOf(campaign).flatMap((wave) => wave.hosts.map(({ hostId }) => hostId));
  const [rows, coverage, head, open, since, approvals, entries] = await Promise.all([
    allPages((page) => store.moves(tenantId, { campaignId }, page)),
    planned.length === 0 ? [] : control.coverage(tenantId, planned),
    store.logHead(tenantId),
    allPages((page) => store.tasks(tenantId, { state: ['open'] }, page)),
    control.selectionSince(tenantId, campaignId),
    store.approvals(
      tenantId,
      [plan, ...late].map(({ digest }) => digest),
    ),
    entriesOf(control.store, tenantId, campaign),
  ]);
  const hostIds = [...new Set(rows.map((row) => row.hostId))];
  const names = await hostNames(store, tenantId, hostIds);
  const now = control.now(tenantId);
  const tasks = open.filter(isAbout(campaignId, new Set(hostIds)));
  const moves = rows.map((move) => ({ move, server: names.get(move.hostId)?.name ?? move.hostId })).sort(byServer);
  const report = campaignReportShape({
    campaign,
    moves: moves.map((row) => ({ ...row, startedAt: starts.get(row.move.moveId) ?? null })),
    openTasks: tasks.length,
    ...since,
    coverage,
    head,
    now,
  });
  return { campaign, report, moves, steps: byCampaign.get(campaignId) ?? [], approvals, tasks, entries, now };
}

function byServer(
  a: { readonly move: MoveRow; readonly server: string },
  b: { readonly move: MoveRow; readonly server: string },
): number {
  return a.server < b.server ? -1 : a.server > b.server ? 1 : a.move.attempt - b.move.attempt;
}

function isAbout(campaignId: string, hosts: ReadonlySet<HostId>) {
  return (task: Task) => task.campaignId === campaignId || (task.hostId !== undefined && hosts.has(task.hostId));
}

/** What the log says of a campaign itself and of its plans: few, however many servers it has. */
async function entriesOf(
  store: ApiContext['control']['store'],
  tenantId: TenantId,
  { campaignId, plan, late }: Campaign,
): Promise<readonly LogEvent[]> {
  const subjects = [
    { subjectType: 'campaign', subjectId: campaignId as string },
    ...[plan, ...late].map(({ digest }) => ({ subjectType: 'plan', subjectId: digest })),
  ];
  const told: LogEvent[] = [];
  for (const subject of subjects) told.push(...(await store.events(tenantId, subject, eventsAtOnce)));
  return told.sort((a, b) => a.seq - b.seq || a.ordinal - b.ordinal);
}

/** Whether anything happened to a campaign in a period, or it ran through it. */
export function isInPeriod(
  { campaign, steps, entries }: CampaignStory,
  { from, to }: { readonly from: Instant; readonly to: Instant },
): boolean {
  if (campaign.createdAt >= to) return false;
  const isWithin = ({ at }: { readonly at: Instant }) => at >= from && at < to;
  return steps.some(isWithin) || entries.some(isWithin) || campaign.state === 'running';
}

/** The names that a pack without names hides. */
export async function namesOf({ control }: ApiContext, tenantId: TenantId) {
  const hosts = await allPages((page) => control.store.hosts(tenantId, {}, page));
  return {
    servers: hosts.flatMap(({ name, fqdn }) => [name, fqdn]),
    domains: hosts.map(({ domain }) => domain),
    sites: hosts.map(({ site }) => site),
  };
}

/** Every server of a tenant, for what is told of a period. */
export async function allHostIds({ control }: ApiContext, tenantId: TenantId): Promise<readonly HostId[]> {
  return (await control.store.hostIndex(tenantId)).map(({ hostId }) => as<HostId>(hostId));
}
