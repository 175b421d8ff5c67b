import type { HostId } from './ids.ts';

/** Microsoft's own states of a sensor migration, as the wire spells them; anything else on the wire is read as `unknown`. */
export type MigrationState =
  | 'readyForMigration'
  | 'notReadyForMigration'
  | 'migrating'
  | 'migrationFailed'
  | 'upToDate'
  | 'unknown';

/** The portal's names, shown as Microsoft's. Source: mission page "Migration states", seen 2026-11-21. */
export const migrationStateNames: Readonly<Record<MigrationState, string>> = {
  readyForMigration: 'Ready for migration',
  notReadyForMigration: 'Not ready for migration',
  migrating: 'Migrating',
  migrationFailed: 'Migration failed',
  upToDate: 'Up to date',
  unknown: 'Unknown',
};

/** A server or device that we know of. Everything that can change about it is a fact, not a member here. */
export interface Host {
  readonly hostId: HostId;
  /** Short computer name, upper case as Active Directory shows it. */
  readonly name: string;
  /** Lower-case DNS name; the key by which sources are joined. */
  readonly fqdn: string;
  readonly domain: string;
  /** Active Directory site; empty when no source told it. */
  readonly site: string;
  /** Id of the Defender for Identity sensor, once seen. */
  readonly sensorId?: string | undefined;
}
