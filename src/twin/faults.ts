/**
 * How a kind acts. `request`: on a call as a whole. `read`: on what a read shows. `act`: on what the service does with
 * an accepted migration. `host`: on the server itself, at a moment.
 */
type FaultAct = 'request' | 'read' | 'act' | 'host';

/** Where a host fault can be noticed: in a list of sensors, in hunting, by the collector on the host, or by a migration that stumbles over it. */
export type Sight = 'list' | 'hunting' | 'host-facts' | 'migration';

interface FaultEntry {
  readonly act: FaultAct;
  /** `host` needs or draws hosts; `cloud` has none; `either` strikes named hosts, or all when none is named. */
  readonly scope: 'host' | 'cloud' | 'either';
  readonly description: string;
  /** Host faults only. */
  readonly seenIn?: readonly Sight[];
}

/**
 * The one catalogue of what goes wrong on Microsoft's side and on the servers. Names are shared with rehearsals and
 * reports. Faults of our own side (clock jump, full disk, kill, two controllers) are not the twin's to inject.
 */
export const faultCatalogue = {
  'throttle-with-retry-after': {
    act: 'request',
    scope: 'cloud',
    description: 'A call is answered 429 with Retry-After in seconds.',
  },
  'throttle-without-retry-after': {
    act: 'request',
    scope: 'cloud',
    description: 'A call is answered 429 and does not say when to come back.',
  },
  'service-unavailable-503': {
    act: 'request',
    scope: 'cloud',
    description: 'A call is answered 503 serviceNotAvailable; nothing was done.',
  },
  timeout: {
    act: 'request',
    scope: 'cloud',
    description: 'A call gets no answer. Whether it took effect before the silence is seeded, or set by `moment`.',
  },
  'connection-reset': {
    act: 'request',
    scope: 'cloud',
    description: 'The connection breaks, before or after the effect, seeded or set by `moment`.',
  },
  'slow-response': {
    act: 'request',
    scope: 'cloud',
    description: 'The answer is right and late by `delayMs` of the wall clock.',
  },
  'token-expired': {
    act: 'request',
    scope: 'cloud',
    description: 'All tokens issued so far stop working: 401 InvalidAuthenticationToken.',
  },
  'consent-revoked': {
    act: 'request',
    scope: 'cloud',
    description: 'An administrator takes back consent for `permission`, or for all: 403, and new tokens lack the role.',
  },
  'stale-read': {
    act: 'read',
    scope: 'cloud',
    description: 'A whole read shows the estate as it was `lagMs` ago, a day at most.',
  },
  'hunting-row-limit': {
    act: 'read',
    scope: 'cloud',
    description: 'A hunting result is cut at `rows` rows and does not say so.',
  },
  'late-state': {
    act: 'read',
    scope: 'either',
    description: 'Changes of a sensor show only `lagMs` later, a day at most.',
  },
  'flapping-state': {
    act: 'read',
    scope: 'either',
    description:
      'Some reads, half of them unless `rate` says otherwise, show another migration state than the true one.',
  },
  'unknown-enum-member': {
    act: 'read',
    scope: 'either',
    description: 'A sensor shows an enum member that no published schema knows.',
  },
  'partial-failure': {
    act: 'act',
    scope: 'either',
    description: 'A 200 names a sensor as failed although it could have been migrated.',
  },
  'accepted-never-started': {
    act: 'act',
    scope: 'either',
    description: 'The sensor goes to migrating, nothing ever begins, and the deadline reverts it.',
  },
  'accepted-and-lost': {
    act: 'act',
    scope: 'either',
    description: 'A 200 names the sensor as accepted, and the service forgets it: the state never changes.',
  },
  'changed-sensor-id': {
    act: 'act',
    scope: 'either',
    description: 'The finished v3 sensor has another sensor id than the v2 sensor had.',
  },
  'commit-reported-early': {
    act: 'act',
    scope: 'either',
    description:
      'The service commits before its stated week is over (after `afterCompletionMs`). Graph shows no commit at all; it shows when the portal refuses the rollback.',
  },
  'duplicate-device-record': {
    act: 'host',
    seenIn: ['hunting', 'migration'],
    scope: 'host',
    description: 'A second live device record appears under the name of the server.',
  },
  'host-dark': {
    act: 'host',
    seenIn: ['list', 'hunting', 'migration'],
    scope: 'host',
    description: 'The server is gone: no sensor, no report, no collector.',
  },
  reboot: {
    act: 'host',
    seenIn: ['list', 'migration'],
    scope: 'host',
    description: 'The server restarts and is away for some minutes.',
  },
  'proxy-inspects-tls': {
    act: 'host',
    seenIn: ['host-facts', 'migration'],
    scope: 'host',
    description: 'The proxy begins to break and inspect TLS.',
  },
  'tls12-off': {
    act: 'host',
    seenIn: ['host-facts', 'migration'],
    scope: 'host',
    description: 'TLS 1.2 is switched off on the server.',
  },
  'group-policy-blocks-service': {
    act: 'host',
    seenIn: ['host-facts', 'migration'],
    scope: 'host',
    description: 'A Group Policy stops new services from being created or started.',
  },
  'high-load': {
    act: 'host',
    seenIn: ['host-facts', 'migration'],
    scope: 'host',
    description: 'The server is too busy for the new sensor to start.',
  },
  rename: {
    act: 'host',
    seenIn: ['list', 'hunting', 'host-facts', 'migration'],
    scope: 'host',
    description: 'The server gets another name; Defender for Endpoint keeps the old one.',
  },
  'reonboarded-new-id': {
    act: 'host',
    seenIn: ['hunting', 'host-facts', 'migration'],
    scope: 'host',
    description: 'The server was offboarded and onboarded again: a new device id, the old record stays.',
  },
  'prerequisite-lost': {
    act: 'host',
    seenIn: ['list', 'host-facts', 'migration'],
    scope: 'host',
    description: 'A prerequisite goes away: `prerequisite` names it, otherwise it is drawn.',
  },
  'network-blocked': {
    act: 'host',
    seenIn: ['hunting', 'host-facts', 'migration'],
    scope: 'host',
    description: 'Outbound 443 to the cloud is closed.',
  },
  'sense-unresponsive': {
    act: 'host',
    seenIn: ['list', 'hunting', 'host-facts', 'migration'],
    scope: 'host',
    description: 'The Sense service hangs while starting.',
  },
  'service-disagrees': {
    act: 'host',
    seenIn: ['list'],
    scope: 'host',
    description: 'The service calls the server ready when it is not, or the reverse.',
  },
  'external-start': {
    act: 'host',
    seenIn: ['list'],
    scope: 'host',
    description: 'Somebody starts the migration in the portal.',
  },
} as const satisfies Record<string, FaultEntry>;

export type FaultKind = keyof typeof faultCatalogue;

export const faultKinds = Object.keys(faultCatalogue).filter(isFaultKind);

export function isFaultKind(text: string): text is FaultKind {
  return Object.hasOwn(faultCatalogue, text);
}

/** What a Graph or token call is called in a fault order. */
export const operations = [
  'token',
  'listMigration',
  'migrate',
  'listSensors',
  'getSensor',
  'listSensorHealthIssues',
  'listHealthIssues',
  'getHealthIssue',
  'setHealthIssue',
  'listCandidates',
  'getActivationMode',
  'getAutoAuditing',
  'setAutoAuditing',
  'hunt',
] as const;

export type Operation = (typeof operations)[number];

export const prerequisites = ['sense', 'policy', 'updater', 'deviceId'] as const;
export type Prerequisite = (typeof prerequisites)[number];

/** Details of one fault; every one has a default. */
export interface FaultSettings {
  readonly retryAfterSeconds?: number;
  readonly delayMs?: number;
  readonly lagMs?: number;
  readonly rows?: number;
  readonly moment?: 'before' | 'after';
  readonly permission?: string;
  readonly newName?: string;
  readonly says?: 'ready' | 'notReady';
  readonly prerequisite?: Prerequisite;
  /** How long a host fault lasts once it struck; without it, until `untilAt`, or for ever. */
  readonly lastsMs?: number;
  readonly afterCompletionMs?: number;
  /** The property and the member that no schema knows. */
  readonly property?: 'migrationState' | 'serviceStatus' | 'healthStatus';
  readonly member?: string;
}

export interface FaultOrder {
  readonly kind: FaultKind;
  /** Names or FQDNs. Without hosts a host fault draws them: each host with probability `rate`, at most `count`. */
  readonly hosts?: readonly string[];
  /** Only calls of this name; without it, every Graph call (never the token endpoint). */
  readonly operation?: Operation;
  /** Probability for each chance to fire, 0 to 1; 1 by default. */
  readonly rate?: number;
  /** Fires at most so often. */
  readonly count?: number;
  readonly untilAt?: number;
  /** When a host fault strikes: at once, or after the host began to migrate or was found up to date. */
  readonly when?: 'now' | 'migrating' | 'observing';
  /** How long after that moment. */
  readonly afterMs?: number;
  readonly settings?: FaultSettings;
}
