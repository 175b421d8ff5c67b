import type { CloudFeature } from '../../domain/cloud.ts';

/** Something the connection is used for, and the application permissions of which any one suffices, least first. */
export interface PermissionNeed {
  readonly feature: CloudFeature;
  readonly title: string;
  readonly anyOf: readonly string[];
  /** Without an optional one the journey goes on, with less evidence or a guided task. */
  readonly isOptional: boolean;
}

/**
 * From the permission tables of the reference pages (learn.microsoft.com/graph/api/security-*, dates in the reference, seen 2026-09).
 * The read permission of the auditing switch stands on the page of reading it (security-autoauditingconfiguration-get, seen 2026-11-28).
 */
export const permissionNeeds = {
  readMigration: {
    feature: 'migration',
    title: 'Read migration states',
    anyOf: ['SecurityIdentitiesMigration.Read.All', 'SecurityIdentitiesMigration.ReadWrite.All'],
    isOptional: false,
  },
  migrate: {
    feature: 'migration',
    title: 'Start migrations',
    anyOf: ['SecurityIdentitiesMigration.ReadWrite.All'],
    isOptional: true,
  },
  readSensors: {
    feature: 'sensors',
    title: 'Read sensors',
    anyOf: ['SecurityIdentitiesSensors.Read.All', 'SecurityIdentitiesSensors.ReadWrite.All'],
    isOptional: false,
  },
  readCandidates: {
    feature: 'candidates',
    title: 'Read servers without a sensor, and the activation mode',
    anyOf: ['SecurityIdentitiesSensors.Read.All', 'SecurityIdentitiesSensors.ReadWrite.All'],
    isOptional: true,
  },
  readHealth: {
    feature: 'health',
    title: 'Read health issues',
    anyOf: ['SecurityIdentitiesHealth.Read.All', 'SecurityIdentitiesHealth.ReadWrite.All'],
    isOptional: false,
  },
  hunt: {
    feature: 'hunting',
    title: 'Run hunting queries',
    anyOf: ['ThreatHunting.Read.All'],
    isOptional: false,
  },
  readAuditing: {
    feature: 'auditing',
    title: 'Read whether auditing is automatic',
    anyOf: ['SecurityIdentitiesAutoConfig.Read.All', 'SecurityIdentitiesAutoConfig.ReadWrite.All'],
    isOptional: true,
  },
} as const satisfies Record<string, PermissionNeed>;

export function isGranted(need: PermissionNeed, roles: readonly string[]): boolean {
  return need.anyOf.some((permission) => roles.includes(permission));
}

/** "A or B", for a sentence. */
export function permissionsInWords(need: PermissionNeed): string {
  return need.anyOf.join(' or ');
}
