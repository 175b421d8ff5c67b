import { type HealthIssue, healthStatusOf } from './health.ts';
import { serviceCallsReady } from './readiness.ts';
import { type DeviceRow, operatingSystems, type ServerFacts, type ServerRole } from './server.ts';
import type { SensorRow, TwinServer } from './server-state.ts';

/** What the service shows of a server at this instant, before any fault of reading. */
export function sensorRow(server: TwinServer, openIssues: readonly HealthIssue[]): SensorRow {
  const { facts } = server;
  return {
    id: facts.sensorId,
    displayName: facts.name,
    domainName: facts.domain,
    sensorType: facts.sensorType ?? 'domainControllerIntegrated',
    version: facts.v3Version ?? facts.v2Version,
    createdAt: facts.createdAt,
    healthStatus: healthStatusOf(openIssues),
    serviceStatus: serviceStatus(server),
    migrationState: migrationState(server),
    deploymentStatus: deploymentStatus(server),
    openHealthIssuesCount: openIssues.length,
  };
}

/** Microsoft's five names; there is none for observing, committed or rolled back. */
export function migrationState(server: TwinServer): string {
  switch (server.migration.kind) {
    case 'none':
    case 'rollingBack':
      return serviceCallsReady(server.facts) ? 'readyForMigration' : 'notReadyForMigration';
    case 'migrating':
      return 'migrating';
    case 'failed':
      return 'migrationFailed';
    case 'observing':
    case 'committed':
      return 'upToDate';
  }
}

function serviceStatus({ facts, migration }: TwinServer): string {
  if (!facts.powered) return 'unknown';
  if (facts.v3Version !== null) {
    if (!facts.endpoint443) return 'unknown';
    if (migration.kind === 'migrating') return 'onboarding';
    return facts.v3Running && facts.senseService === 'running' ? 'running' : 'stopped';
  }
  if (!facts.identity443) return 'unknown';
  const words = {
    running: 'running',
    stopped: 'stopped',
    startPending: 'starting',
    disabled: 'disabled',
    absent: 'unknown',
  };
  return words[facts.sensorService];
}

/** How the service judges the deployment; only three versions behind counts as outdated. */
export function deploymentStatus({ facts, migration }: TwinServer): string {
  const isCutOff = facts.v3Version !== null ? !facts.endpoint443 : !facts.identity443;
  if (!facts.powered || isCutOff) return 'disconnected';
  if (migration.kind === 'migrating') return 'updating';
  if (migration.kind === 'rollingBack') return 'syncing';
  // Three or more minor versions behind 2.254, the least that can migrate.
  const minor = Number(facts.v2Version.split('.')[1] ?? 0);
  return facts.v3Version === null && minor <= 251 ? 'outdated' : 'upToDate';
}

const roleWords: Record<ServerRole, string> = {
  domainController: 'DomainController',
  adfs: 'ADFS',
  adcs: 'ADCS',
  entraConnect: 'EntraConnect',
};

/** The rows that Defender for Endpoint would report for a server now. */
export function deviceRows(facts: ServerFacts): DeviceRow[] {
  const os = Object.values(operatingSystems).find((known) => known.build === facts.osBuild);
  return facts.devices
    .filter((device) => device.mergedTo === null)
    .map((device) => ({
      deviceId: device.id,
      deviceName: device.fqdn.toLowerCase(),
      osPlatform: os?.platform ?? (facts.osProductName.startsWith('Windows 11') ? 'Windows11' : 'WindowsServer'),
      osBuild: facts.osBuild,
      osBuildRevision: facts.osRevisionVisible ? String(facts.osRevision) : '',
      clientVersion: facts.senseVersion ?? '',
      sensorHealthState: sensorHealthState(facts),
      deviceRoles: JSON.stringify(facts.roles.map((role) => roleWords[role])),
      connectivityType: facts.connectivityType,
      lastSeenAt: device.lastSeenAt,
    }));
}

function sensorHealthState(facts: ServerFacts): string {
  if (!facts.powered || facts.senseService === 'stopped') return 'Inactive';
  if (!facts.endpoint443 || facts.proxy === 'inspecting') return 'ImpairedCommunication';
  return facts.senseService === 'running' ? 'Active' : 'NoSensorData';
}
