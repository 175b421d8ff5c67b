import type { Campaign } from '../../domain/campaign/campaign.ts';
import { as, type CampaignId, type HostId, type TaskId, type TenantId } from '../../domain/ids.ts';
import { ProblemError } from '../../domain/problem.ts';
import type { Task } from '../../domain/task.ts';
import type {
  CampaignStore,
  HostFilter,
  HostRow,
  HostStore,
  Page,
  PageRequest,
  PlanStore,
  TaskStore,
} from '../../engine/ports/store.ts';

/** No collection of one request is read beyond this many rows; a caller who has more pages through it. */
const mostRows = 100_000;
const rowsAtOnce = 200;

/** A host by id, short name or FQDN; one that the caller does not see is not there. @throws ProblemError('not-found' | 'host-ambiguous'). */
export async function hostOf(
  store: HostStore,
  tenantId: TenantId,
  reference: string,
  within?: HostFilter,
): Promise<HostRow> {
  const byId = await store.host(tenantId, as<HostId>(reference));
  if (byId !== undefined && (await isWithin(store, tenantId, byId.hostId, within))) return byId;
  const { value } = await store.hosts(tenantId, { names: [reference], within }, { top: 3 });
  const [first, second] = value;
  if (first === undefined) throw new ProblemError('not-found', `There is no server "${reference}".`);
  if (second !== undefined)
    throw new ProblemError(
      'host-ambiguous',
      `Several servers are called "${reference}": use the full name or the id.`,
      {
        errors: value.map((host) => ({ at: 'id', message: host.fqdn })),
      },
    );
  return first;
}

/** A campaign by id or name; of several with one name the newest. @throws ProblemError('not-found'). */
export async function campaignOf(store: CampaignStore, tenantId: TenantId, reference: string): Promise<Campaign> {
  const byId = await store.campaign(tenantId, as<CampaignId>(reference));
  if (byId !== undefined) return byId;
  const named = (await store.campaigns(tenantId)).filter((campaign) => campaign.name === reference);
  const newest = named.toSorted((a, b) => b.createdAt - a.createdAt)[0];
  if (newest === undefined) throw new ProblemError('not-found', `There is no campaign "${reference}".`);
  return newest;
}

/** To somebody who sees a part of the hosts a campaign without any of them is like one that there is not: neither has moves. */
export async function campaignAsked(
  store: CampaignStore,
  tenantId: TenantId,
  reference: string,
  within: HostFilter | undefined,
): Promise<CampaignId> {
  try {
    return (await campaignOf(store, tenantId, reference)).campaignId;
  } catch (error) {
    if (within === undefined || !(error instanceof ProblemError)) throw error;
    return as<CampaignId>('none');
  }
}

/** The digest of a saved plan, by eight or more of its first signs. @throws ProblemError('not-found' | 'request-invalid') where several begin so. */
export async function digestOf(store: PlanStore, tenantId: TenantId, reference: string): Promise<string> {
  const found = /^[0-9a-f]{8,64}$/.test(reference) ? await store.digestsLike(tenantId, reference) : [];
  const [first, second] = found;
  if (first === undefined)
    throw new ProblemError(
      'not-found',
      `No plan "${reference}" is saved here; one that was made elsewhere is handed in first.`,
    );
  if (second !== undefined)
    throw new ProblemError('request-invalid', `Several plans begin with "${reference}": give more of the digest.`);
  return first;
}

/**
 * A task by id, or by its name (`unpin:BER-DC1`): the open one, else the one that was opened last.
 * @throws ProblemError('not-found' | 'request-invalid') where several open tasks have the name.
 */
export async function taskOf(
  store: HostStore & TaskStore,
  tenantId: TenantId,
  reference: string,
  within?: HostFilter,
): Promise<Task> {
  const byId = await store.task(tenantId, as<TaskId>(reference));
  if (byId !== undefined && (await isWithin(store, tenantId, byId.hostId, within))) return byId;
  const [, kind = '', server] = /^([a-z0-9-]+)(?::(.+))?$/.exec(reference) ?? [];
  const hostId = server === undefined ? undefined : (await hostOf(store, tenantId, server, within)).hostId;
  const { value } = await store.tasks(tenantId, { kind: [kind], hostId, within }, { top: 100 });
  const open = value.filter((task) => task.state === 'open');
  if (open.length > 1)
    throw new ProblemError('request-invalid', `Several open tasks are called "${reference}": use the id of one.`, {
      errors: open.map((task) => ({ at: task.taskId, message: task.title })),
    });
  const found = open[0] ?? value.toSorted((a, b) => b.openedAt - a.openedAt)[0];
  if (found === undefined) throw new ProblemError('not-found', `There is no task "${reference}".`);
  return found;
}

/** Whether the caller sees the host; what is about no host is about all of them. */
export async function isWithin(
  store: HostStore,
  tenantId: TenantId,
  hostId: HostId | undefined,
  within: HostFilter | undefined,
): Promise<boolean> {
  if (within === undefined) return true;
  if (hostId === undefined) return false;
  return (await store.hosts(tenantId, { hostIds: [hostId], within }, { top: 1 })).value.length === 1;
}

/** Every host that the caller sees, page by page. */
export async function hostsWithin(store: HostStore, tenantId: TenantId, within: HostFilter): Promise<HostRow[]> {
  return allPages((page) => store.hosts(tenantId, { within }, page));
}

/** Hosts by id, for rows that carry only the id: their short names, and the sites whose times such a row is told in. */
export async function hostNames(
  store: HostStore,
  tenantId: TenantId,
  hostIds: readonly (HostId | undefined)[],
): Promise<ReadonlyMap<HostId, Named>> {
  const ids = [...new Set(hostIds.filter((id) => id !== undefined))];
  const rows = ids.length === 0 ? [] : await store.hostsById(tenantId, ids);
  return new Map(rows.map((host) => [host.hostId, host]));
}

/** A host as far as a row about it tells of it. */
export type Named = Pick<HostRow, 'name' | 'site'>;

/** Every row of a paged list. @throws ProblemError('payload-too-large') rather than leave rows out in silence. */
export async function allPages<T>(read: (page: PageRequest) => Promise<Page<T>>): Promise<T[]> {
  const rows: T[] = [];
  for await (const page of pages(read)) rows.push(...page);
  return rows;
}

export async function* pages<T>(read: (page: PageRequest) => Promise<Page<T>>): AsyncGenerator<readonly T[]> {
  let count = 0;
  for (let after: string | undefined; ; ) {
    const page = await read({ top: rowsAtOnce, after });
    yield page.value;
    count += page.value.length;
    if (page.after === undefined) return;
    if (count >= mostRows) throw new ProblemError('payload-too-large', `The answer has more than ${mostRows} rows.`);
    after = page.after;
  }
}
