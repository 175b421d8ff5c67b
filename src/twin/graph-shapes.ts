import { type HealthIssue, issueKinds } from './health.ts';
import { fqdnOf, type ServerFacts } from './server.ts';
import type { SensorRow, TwinServer } from './server-state.ts';

export type GraphVersion = 'v1.0' | 'beta';

/** The JSON of each entity, property by property as in Microsoft's metadata of 2026-08 (v1.0 and beta). */
export function sensorMigrationJson(row: SensorRow): object {
  return {
    id: row.id,
    displayName: row.displayName,
    domainName: row.domainName,
    sensorType: row.sensorType,
    version: row.version,
    createdDateTime: graphTime(row.createdAt),
    healthStatus: row.healthStatus,
    serviceStatus: row.serviceStatus,
    migrationState: row.migrationState,
  };
}

export function sensorJson(row: SensorRow, facts: ServerFacts, version: GraphVersion): object {
  return {
    id: row.id,
    displayName: row.displayName,
    sensorType: row.sensorType,
    deploymentStatus: row.deploymentStatus,
    domainName: row.domainName,
    version: row.version,
    createdDateTime: graphTime(row.createdAt),
    openHealthIssuesCount: row.openHealthIssuesCount,
    healthStatus: row.healthStatus,
    serviceStatus: row.serviceStatus,
    // Only beta has it on the sensor.
    ...(version === 'beta' ? { migrationState: row.migrationState } : {}),
    settings: {
      description: facts.description,
      domainControllerDnsNames: [fqdnOf(facts)],
      isDelayedDeploymentEnabled: facts.delayedUpdate,
      networkAdapters: facts.adapters.map((adapter) => ({ ...adapter })),
    },
  };
}

export function healthIssueJson(issue: HealthIssue, server: TwinServer): object {
  const kind = issueKinds[issue.kind];
  return {
    id: issue.id,
    displayName: kind.displayName,
    healthIssueType: 'sensor',
    issueTypeId: kind.typeId,
    severity: kind.severity,
    status: issue.status,
    createdDateTime: graphTime(issue.createdAt),
    lastModifiedDateTime: graphTime(issue.modifiedAt),
    domainNames: [server.facts.domain],
    sensorDNSNames: [fqdnOf(server.facts)],
    description: kind.description,
    additionalInformation: [],
    recommendations: [kind.recommendation],
    recommendedActionCommands: [],
  };
}

export function candidateJson(server: TwinServer, version: GraphVersion, at: number): object {
  const { facts } = server;
  return {
    id: facts.deviceId ?? '',
    computerDnsName: fqdnOf(facts),
    domainName: facts.domain,
    lastSeenDateTime: graphTime(server.reportingStoppedAt ?? at),
    senseClientVersion: facts.senseVersion ?? '',
    ...(version === 'beta' ? { sensorTypes: facts.roles.map((role) => role) } : {}),
  };
}

/** An estate has few instants of creation, and every page of every reading tells them again. */
const told = new Map<number, string>();
const mostTold = 20_000;

function graphTime(at: number): string {
  const known = told.get(at);
  if (known !== undefined) return known;
  const text = new Date(at).toISOString();
  if (told.size >= mostTold) told.clear();
  told.set(at, text);
  return text;
}
