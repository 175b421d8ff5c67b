import type { Operation } from './faults.ts';
import {
  activationMode,
  autoAuditing,
  type GraphCall,
  getHealthIssue,
  getSensor,
  listCandidates,
  listHealthIssues,
  listMigration,
  listSensorHealthIssues,
  listSensors,
  migrate,
  runHuntingQuery,
  setAutoAuditing,
  setHealthIssue,
} from './graph-answers.ts';
import type { GraphVersion } from './graph-shapes.ts';

export interface Route {
  readonly versions: readonly GraphVersion[];
  readonly method: 'GET' | 'POST' | 'PATCH';
  readonly path: RegExp;
  readonly operation: Operation;
  /** Any one of these application permissions is enough. */
  readonly permissions: readonly string[];
  readonly answer: (call: GraphCall) => object;
}

const both: readonly GraphVersion[] = ['v1.0', 'beta'];
const migrationRead = ['SecurityIdentitiesMigration.Read.All', 'SecurityIdentitiesMigration.ReadWrite.All'];
const sensorsRead = ['SecurityIdentitiesSensors.Read.All', 'SecurityIdentitiesSensors.ReadWrite.All'];
const healthRead = ['SecurityIdentitiesHealth.Read.All', 'SecurityIdentitiesHealth.ReadWrite.All'];
const auditingRead = ['SecurityIdentitiesAutoConfig.Read.All', 'SecurityIdentitiesAutoConfig.ReadWrite.All'];

/** The routes of the reference pages (seen 2026-09). There is none for rollback, revert or commit, because Graph has none. */
export const graphRoutes: readonly Route[] = [
  {
    versions: ['beta'],
    method: 'GET',
    path: /^\/security\/identities\/sensorMigration$/,
    operation: 'listMigration',
    permissions: migrationRead,
    answer: listMigration,
  },
  {
    versions: ['beta'],
    method: 'POST',
    path: /^\/security\/identities\/sensorMigration\/(?:microsoft\.graph\.security\.)?migrate$/,
    operation: 'migrate',
    permissions: ['SecurityIdentitiesMigration.ReadWrite.All'],
    answer: migrate,
  },
  {
    versions: both,
    method: 'GET',
    path: /^\/security\/identities\/sensors$/,
    operation: 'listSensors',
    permissions: sensorsRead,
    answer: listSensors,
  },
  {
    versions: both,
    method: 'GET',
    path: /^\/security\/identities\/sensors\/([^/]+)\/healthIssues$/,
    operation: 'listSensorHealthIssues',
    permissions: healthRead,
    answer: listSensorHealthIssues,
  },
  {
    versions: both,
    method: 'GET',
    path: /^\/security\/identities\/sensors\/([^/]+)$/,
    operation: 'getSensor',
    permissions: sensorsRead,
    answer: getSensor,
  },
  {
    versions: both,
    method: 'GET',
    path: /^\/security\/identities\/healthIssues$/,
    operation: 'listHealthIssues',
    permissions: healthRead,
    answer: listHealthIssues,
  },
  {
    versions: both,
    method: 'GET',
    path: /^\/security\/identities\/healthIssues\/([^/]+)$/,
    operation: 'getHealthIssue',
    permissions: healthRead,
    answer: getHealthIssue,
  },
  {
    versions: both,
    method: 'PATCH',
    path: /^\/security\/identities\/healthIssues\/([^/]+)$/,
    operation: 'setHealthIssue',
    permissions: ['SecurityIdentitiesHealth.ReadWrite.All'],
    answer: setHealthIssue,
  },
  {
    versions: both,
    method: 'GET',
    path: /^\/security\/identities\/sensorCandidates$/,
    operation: 'listCandidates',
    permissions: sensorsRead,
    answer: listCandidates,
  },
  {
    versions: both,
    method: 'GET',
    path: /^\/security\/identities\/sensorCandidateActivationConfiguration$/,
    operation: 'getActivationMode',
    permissions: sensorsRead,
    answer: activationMode,
  },
  {
    versions: both,
    method: 'GET',
    path: /^\/security\/identities\/settings\/autoAuditingConfiguration$/,
    operation: 'getAutoAuditing',
    permissions: auditingRead,
    answer: autoAuditing,
  },
  {
    versions: both,
    method: 'PATCH',
    path: /^\/security\/identities\/settings\/autoAuditingConfiguration$/,
    operation: 'setAutoAuditing',
    permissions: ['SecurityIdentitiesAutoConfig.ReadWrite.All'],
    answer: setAutoAuditing,
  },
  {
    versions: both,
    method: 'POST',
    path: /^\/security\/(?:microsoft\.graph\.security\.)?runHuntingQuery$/,
    operation: 'hunt',
    permissions: ['ThreatHunting.Read.All'],
    answer: runHuntingQuery,
  },
];
