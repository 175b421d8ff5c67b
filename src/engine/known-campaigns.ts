import type { Campaign } from '../domain/campaign/campaign.ts';
import type { CampaignId, TenantId } from '../domain/ids.ts';
import type { Task, TaskKind } from '../domain/task.ts';
import type { EngineContext } from './context.ts';
import type { Agenda, Unfinished } from './ports/store.ts';

/** The campaigns of a tenant, and what is known of all of them at once, as of an agenda. */
export interface KnownCampaigns {
  /** Where the log was before any of it was read. */
  readonly seq: number;
  readonly campaigns: readonly Campaign[];
  /** Open tasks about what nothing may start beside: a commit that nobody decided, a cap that is exceeded. */
  readonly alarms: readonly Task[];
  /** Of campaigns that are under way; what stands here of a move is a state, which changes with an entry of the log alone. */
  readonly unfinished: ReadonlyMap<CampaignId, Unfinished>;
}

interface Memory extends KnownCampaigns {
  /** Versions and slots of the campaigns, as the agenda had them. */
  readonly versions: string;
}

/** By context, since a worker has one; what a worker knows ends with it. */
const memories = new WeakMap<EngineContext, Map<TenantId, Memory>>();

/**
 * Reads of the campaigns what may have changed since this worker read it last: the agenda, which was read before, tells their versions and the place
 * of the log, whoever wrote there. What is read now may be newer than the agenda; then the next one says so, and it is read once more.
 */
export async function knownCampaigns(
  context: EngineContext,
  tenantId: TenantId,
  agenda: Pick<Agenda, 'seq' | 'campaigns'>,
): Promise<KnownCampaigns> {
  const { store } = context;
  const memory = memories.get(context)?.get(tenantId);
  const isSame = memory?.versions === agenda.campaigns;
  if (memory && isSame && memory.seq === agenda.seq) return memory;
  const hasNone = agenda.campaigns === '';
  const [read, alarms, unfinished] = await Promise.all([
    hasNone ? [] : memory && isSame ? memory.campaigns : store.campaigns(tenantId),
    hasNone ? [] : openAlarms(context, tenantId),
    hasNone ? [] : store.unfinished(tenantId),
  ]);
  const known: Memory = {
    versions: agenda.campaigns,
    seq: agenda.seq,
    campaigns: read,
    alarms,
    unfinished: new Map(unfinished.map((one) => [one.campaignId, one])),
  };
  memories.set(context, (memories.get(context) ?? new Map<TenantId, Memory>()).set(tenantId, known));
  return known;
}

/** The campaigns as this worker has seen them last, however long ago: of those that it knows, the plans are what they are. */
export function rememberedCampaigns(context: EngineContext, tenantId: TenantId): readonly Campaign[] {
  return memories.get(context)?.get(tenantId)?.campaigns ?? [];
}

const alarming: readonly TaskKind[] = ['commit-unproven', 'cap-exceeded'];

/** All of them: one that is overlooked would let something start. */
async function openAlarms({ store }: EngineContext, tenantId: TenantId): Promise<readonly Task[]> {
  const alarms: Task[] = [];
  for (let after: string | undefined, isLast = false; !isLast; ) {
    const page = await store.tasks(tenantId, { state: ['open'], kind: alarming }, { top: 200, after });
    alarms.push(...page.value);
    after = page.after;
    isLast = after === undefined;
  }
  return alarms;
}
