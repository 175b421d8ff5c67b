import type { Campaign } from '../domain/campaign/campaign.ts';
import type { CampaignId, TenantId } from '../domain/ids.ts';
import type { TaskDraft } from '../domain/task.ts';
import { openNew, withdraw } from './advance-moves.ts';
import { isUnderWay } from './campaign-changes.ts';
import type { EngineContext } from './context.ts';
import type { KnownCampaigns } from './known-campaigns.ts';
import type { HostRow, Tenant } from './ports/store.ts';

/** More are in flight than the cap allows, by servers that began without a slot. */
interface Excess {
  readonly campaign: Campaign;
  readonly inFlight: number;
  readonly intruders: readonly HostRow[];
}

/**
 * Tells people where more are in flight than a cap allows (I2). No start can do that, but a server can begin although nobody gave it a slot: the
 * service takes up a request that had long counted as failed, or somebody starts it in the portal. It is counted, so that nothing else starts; and it is no
 * secret. Asked again with every entry of the log, since none is in flight or comes to rest without one; the task goes away by itself with its cause.
 */
export async function watchCaps(
  context: EngineContext,
  tenant: Tenant,
  { seq, campaigns, alarms }: KnownCampaigns,
): Promise<void> {
  const { tenantId } = tenant;
  const underWay = campaigns.filter(isUnderWay);
  if (underWay.length === 0 || quiet.get(context)?.get(tenantId) === seq) return;
  const found = await excesses(context, tenant, underWay);
  const open = alarms.filter(({ kind }) => kind === 'cap-exceeded');
  if (found.length === 0 && open.length === 0) {
    quiet.set(context, (quiet.get(context) ?? new Map<TenantId, number>()).set(tenantId, seq));
    return;
  }
  const now = context.clocks.tenantNow(tenantId);
  const over = new Set<CampaignId | undefined>(found.map(({ campaign }) => campaign.campaignId));
  const outcome = await context.store.commit({
    tenantId,
    at: now,
    tasks: [
      ...(await openNew(context, tenant, found.map(capTask), now)),
      ...open.filter((task) => !over.has(task.campaignId)).map((task) => withdraw(context, task, now)),
    ],
  });
  if (outcome.seq !== null) context.onCommit(tenantId);
}

/** Up to which entry of the log a worker has found no cap exceeded; another worker, or this one after a restart, merely counts once more. */
const quiet = new WeakMap<EngineContext, Map<TenantId, number>>();

async function excesses(
  context: EngineContext,
  { tenantId }: Tenant,
  campaigns: readonly Campaign[],
): Promise<readonly Excess[]> {
  const flight = await context.store.inFlight(tenantId, 0);
  const found: Excess[] = [];
  for (const campaign of campaigns) {
    const counted = flight.filter(({ campaignId }) => campaignId === null || campaignId === campaign.campaignId);
    const uninvited = counted.filter(({ grantedAt }) => grantedAt === null).map(({ hostId }) => hostId);
    if (counted.length <= campaign.cap || uninvited.length === 0) continue;
    const intruders = await context.store.hostsById(tenantId, uninvited);
    found.push({ campaign, inFlight: counted.length, intruders });
  }
  return found;
}

function capTask({ campaign, inFlight, intruders }: Excess): TaskDraft {
  const { campaignId, name, cap } = campaign;
  const names = intruders.map((host) => host.name).sort();
  const newest = intruders
    .map((host) => host.moveId ?? '')
    .sort()
    .at(-1);
  return {
    // Told once for each server that comes on top, however often it is looked at.
    key: `cap-exceeded:${campaignId}:${newest}`,
    kind: 'cap-exceeded',
    title: `${name}: ${inFlight} are in flight, and its cap is ${cap}`,
    steps: [
      `Begun without a slot: ${names.slice(0, 20).join(', ')}. The service took up a request late that had counted as failed, or somebody started it in the portal.`,
      `What runs cannot be taken back. Nothing of the campaign starts until fewer than ${cap} are in flight again; then this task closes by itself.`,
      `See where they stand: changeguard status "${name}"`,
    ],
    campaignId,
    choices: [{ choice: 'seen', title: 'I have seen it', needsReason: false }],
  };
}
