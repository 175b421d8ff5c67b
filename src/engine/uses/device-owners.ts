import { ownDeviceId } from '../../domain/device-id.ts';
import type { SourceId } from '../../domain/fact.ts';
import type { TenantId } from '../../domain/ids.ts';
import type { EvidenceRow } from '../../evidence/reading.ts';
import type { EngineContext } from '../context.ts';
import type { DeviceOwner } from '../ports/store.ts';

/** Sources that know the devices of the whole estate. Where one of them knows a device id, what single hosts said of themselves does not count. */
const authorities: readonly SourceId[] = ['hunting-device-identity', 'csv-device-inventory'];

const nobody: readonly DeviceOwner[] = [];

/** Device ids a question to the store. */
const idsAtOnce = 10_000;

export interface Owners {
  /** The known hosts with the device id of whom a row is about; empty when the file tells none, or nobody knows it. */
  of(row: Pick<EvidenceRow, 'name' | 'fqdn'>): readonly DeviceOwner[];
}

/**
 * Whose device ids the rows of a file tell. All rows of a host share them: a log that says nothing of the device, from a file that does, must not be
 * filed where the file does not belong. Files without device ids, nearly all lists, cost nothing.
 */
export async function ownersOfRows(
  context: EngineContext,
  tenantId: TenantId,
  rows: readonly EvidenceRow[],
): Promise<Owners> {
  const idsBySubject = new Map<string, Set<string>>();
  for (const row of rows) {
    const id = ownDeviceId(row.facts);
    if (id === undefined) continue;
    const known = idsBySubject.get(subjectOf(row));
    if (known) known.add(id);
    else idsBySubject.set(subjectOf(row), new Set([id]));
  }
  const owners = await ownersOfDevices(
    context,
    tenantId,
    [...idsBySubject.values()].flatMap((ids) => [...ids]),
  );
  const bySubject = new Map(
    [...idsBySubject].map(([subject, ids]) => [subject, [...ids].flatMap((id) => owners.get(id) ?? [])]),
  );
  return { of: (row) => (bySubject.size === 0 ? nobody : (bySubject.get(subjectOf(row)) ?? nobody)) };
}

/** Gives rows that do not say whose they are to the one known host that has their device id. */
export async function nameByDevice(
  context: EngineContext,
  tenantId: TenantId,
  rows: readonly EvidenceRow[],
): Promise<readonly EvidenceRow[]> {
  const nameless = rows.filter((row) => row.name === undefined);
  const ids = new Set(nameless.flatMap((row) => ownDeviceId(row.facts) ?? []));
  const [id] = ids;
  // A file is of one host; with two device ids in it nobody can tell which rows belong to which.
  if (id === undefined || ids.size > 1) return rows;
  const owners = (await ownersOfDevices(context, tenantId, [id])).get(id) ?? [];
  const [owner] = owners;
  if (owner === undefined || owners.some((other) => other.hostId !== owner.hostId)) return rows;
  const [name = owner.fqdn] = owner.fqdn.split('.');
  const identity = { name: name.toUpperCase(), ...(owner.fqdn.includes('.') ? { fqdn: owner.fqdn } : {}) };
  return rows.map((row) => (row.name === undefined ? { ...row, ...identity } : row));
}

function subjectOf(row: Pick<EvidenceRow, 'name' | 'fqdn'>): string {
  return row.fqdn ?? row.name?.toUpperCase() ?? '';
}

async function ownersOfDevices(
  context: EngineContext,
  tenantId: TenantId,
  deviceIds: readonly string[],
): Promise<ReadonlyMap<string, readonly DeviceOwner[]>> {
  const owners = new Map<string, DeviceOwner[]>();
  for (let at = 0; at < deviceIds.length; at += idsAtOnce) {
    for (const owner of await context.store.deviceOwners(tenantId, deviceIds.slice(at, at + idsAtOnce))) {
      const others = owners.get(owner.deviceId);
      if (others) others.push(owner);
      else owners.set(owner.deviceId, [owner]);
    }
  }
  for (const [id, all] of owners) {
    const certain = all.filter(({ source }) => authorities.includes(source));
    if (certain.length > 0) owners.set(id, certain);
  }
  return owners;
}
