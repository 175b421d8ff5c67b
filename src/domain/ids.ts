declare const brand: unique symbol;
/** A string that cannot be swapped with another kind of string by accident. */
type Id<Name extends string> = string & { readonly [brand]: Name };

export type TenantId = Id<'tenant'>;
export type HostId = Id<'host'>;
export type CampaignId = Id<'campaign'>;
export type MoveId = Id<'move'>;
export type TaskId = Id<'task'>;
export type ApprovalId = Id<'approval'>;
export type EffectId = Id<'effect'>;
export type ConnectionId = Id<'connection'>;
export type ReceiverId = Id<'receiver'>;

/** Marks a string that was checked at the door (or comes from our own store) as an id of that kind. */
export function as<K extends Id<string>>(text: string): K {
  return text as K;
}

/** The journeys that exist; each has a room of its own under `journeys/`. */
export type JourneyId = 'sensor-v3' | 'streamlined' | 'from-ata';

/** A dated rulebook. `2026-03` is the mission's pages and the default. */
export type EditionId = '2026-03' | '2026-09';

/** Under this id the log of the installation lies among those of tenants: it tells what concerns no tenant, or one that is archived or gone. Ids of tenants are drawn. */
export const installationLog = as<TenantId>('installation');
