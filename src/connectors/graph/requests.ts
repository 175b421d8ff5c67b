import type { GraphCall } from './client.ts';
import { permissionNeeds } from './permissions.ts';

const identities = '/security/identities';

/**
 * Every call we make, spelled as on the reference pages (learn.microsoft.com/graph/api/security-*, seen 2026-09).
 * `sensorMigration` exists in beta only, which Microsoft does not support for production: everything else stays on v1.0.
 * No `$filter` on lists whose pages do not document one; health issues have a documented one.
 */
export const requests = {
  sensorMigrations: {
    resource: 'sensorMigration',
    path: `/beta${identities}/sensorMigration`,
    need: permissionNeeds.readMigration,
  },
  sensors: { resource: 'sensors', path: `/v1.0${identities}/sensors`, need: permissionNeeds.readSensors },
  // Beta, because only there a candidate says which roles it has.
  sensorCandidates: {
    resource: 'sensorCandidates',
    path: `/beta${identities}/sensorCandidates`,
    need: permissionNeeds.readCandidates,
  },
  openHealthIssues: {
    resource: 'healthIssues',
    path: `/v1.0${identities}/healthIssues?$filter=${encodeURIComponent("Status eq 'open'")}`,
    need: permissionNeeds.readHealth,
  },
  autoAuditingConfiguration: {
    resource: 'autoAuditingConfiguration',
    path: `/v1.0${identities}/settings/autoAuditingConfiguration`,
    need: permissionNeeds.readAuditing,
  },
  sensorCandidateActivationConfiguration: {
    resource: 'sensorCandidateActivationConfiguration',
    path: `/v1.0${identities}/sensorCandidateActivationConfiguration`,
    need: permissionNeeds.readCandidates,
  },
} as const satisfies Record<string, GraphCall>;

export function migrateRequest(sensorIds: readonly string[], clientRequestId: string): GraphCall {
  return {
    resource: 'sensorMigration',
    path: `/beta${identities}/sensorMigration/migrate`,
    need: permissionNeeds.migrate,
    body: { sensorIds },
    hasEffect: true,
    clientRequestId,
  };
}

export function huntingRequest(query: string, timeoutMs: number): GraphCall {
  return {
    resource: 'runHuntingQuery',
    path: '/v1.0/security/runHuntingQuery',
    need: permissionNeeds.hunt,
    body: { query },
    timeoutMs,
  };
}
