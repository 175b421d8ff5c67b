import { factKeys, type IdentityRole } from '../../domain/fact-keys.ts';
import type { MigrationState } from '../../domain/host.ts';
import type { HealthIssueReading } from '../../engine/ports/service.ts';

/**
 * The one table between Microsoft's words and ours. Where the spellings are the same, the catalogue of facts is the table.
 * A member that is not listed, and Microsoft's own placeholder for members to come, is `unknown`: it never stops the reading and never passes a check.
 * Enumerations: Microsoft's metadata of 2026-08, seen 2026-09.
 */
type ChoiceKey =
  | 'mdi.migrationState'
  | 'mdi.sensorType'
  | 'mdi.healthStatus'
  | 'mdi.serviceStatus'
  | 'mdi.deploymentStatus';

const ourChoices: Readonly<Record<ChoiceKey, ReadonlyMap<string, string>>> = {
  'mdi.migrationState': byFoldedSpelling('mdi.migrationState'),
  'mdi.sensorType': byFoldedSpelling('mdi.sensorType'),
  'mdi.healthStatus': byFoldedSpelling('mdi.healthStatus'),
  'mdi.serviceStatus': byFoldedSpelling('mdi.serviceStatus'),
  'mdi.deploymentStatus': byFoldedSpelling('mdi.deploymentStatus'),
};

function byFoldedSpelling(key: ChoiceKey): ReadonlyMap<string, string> {
  return new Map(factKeys[key].choices.map((choice) => [choice.toLowerCase(), choice]));
}

/** Our value of an enumeration member; case is ignored because pages and answers differ in it. */
export function choiceOf(key: ChoiceKey, word: unknown): string {
  if (typeof word !== 'string') return 'unknown';
  return ourChoices[key].get(word.toLowerCase()) ?? 'unknown';
}

export function migrationStateOf(word: unknown): MigrationState {
  return choiceOf('mdi.migrationState', word) as MigrationState;
}

const severities: ReadonlyMap<string, HealthIssueReading['severity']> = new Map([
  ['low', 'low'],
  ['medium', 'medium'],
  ['high', 'high'],
]);

export function severityOf(word: unknown): HealthIssueReading['severity'] {
  return (typeof word === 'string' ? severities.get(word.toLowerCase()) : undefined) ?? 'unknown';
}

/** Only these two say that an issue no longer matters; a status we do not know keeps it open. */
const endedStatuses: ReadonlySet<string> = new Set(['closed', 'suppressed']);

export function isOpenStatus(word: unknown): boolean {
  return typeof word !== 'string' || !endedStatuses.has(word.toLowerCase());
}

/** Roles as `deviceType` flags and as `DeviceRoles` name them, letters only and in lower case. The latter's spellings are not published; these are the plausible ones. */
const roleWords: ReadonlyMap<string, IdentityRole> = new Map([
  ['domaincontroller', 'domainController'],
  ['activedirectorydomaincontroller', 'domainController'],
  ['adfs', 'adfs'],
  ['adfsserver', 'adfs'],
  ['activedirectoryfederationservices', 'adfs'],
  ['adcs', 'adcs'],
  ['adcsserver', 'adcs'],
  ['certificateauthority', 'adcs'],
  ['activedirectorycertificateservices', 'adcs'],
  ['entraconnect', 'entraConnect'],
  ['entraconnectserver', 'entraConnect'],
  ['adconnect', 'entraConnect'],
  ['azureadconnect', 'entraConnect'],
]);

export function roleOf(word: string): IdentityRole | undefined {
  return roleWords.get(word.replace(/[^a-z]/gi, '').toLowerCase());
}
