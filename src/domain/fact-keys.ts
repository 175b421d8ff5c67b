import type { FactKey, FactValue } from './fact.ts';

/** The shape of a fact's value. `list` is a list of texts; `service` is one of the five states a Windows service can be seen in. */
type FactType = 'text' | 'number' | 'yesNo' | 'list' | 'service' | 'choice';

export interface FactDefinition {
  readonly type: FactType;
  readonly title: string;
  readonly unit?: string;
  /** Whether null ("looked, and it is not there") is a possible answer. */
  readonly isNullable?: true;
  /** For `choice` only: the spellings that rules know; importers translate everything else. */
  readonly choices?: readonly string[];
}

/** How a Windows service can be seen. `disabled` and `absent` are kept apart, because only one of them can be started. */
export const serviceStates = ['running', 'stopped', 'startPending', 'absent', 'disabled'] as const;
export type ServiceState = (typeof serviceStates)[number];

/** Roles that the migration rules tell apart. */
export const identityRoles = ['domainController', 'adfs', 'adcs', 'entraConnect'] as const;
export type IdentityRole = (typeof identityRoles)[number];

/**
 * Every fact that a rule reads. Importers validate against it, so that a rule never has to doubt a shape.
 * A key that is not here is kept as evidence and decides nothing.
 */
export const factKeys = {
  'os.family': { type: 'choice', title: 'Kind of operating system', choices: ['windows', 'linux', 'macos'] },
  'os.build': { type: 'number', title: 'Windows build' },
  'os.revision': { type: 'number', title: 'Windows build revision', isNullable: true },
  'os.productName': { type: 'text', title: 'Operating system', isNullable: true },
  'os.installationType': { type: 'text', title: 'Installation type', isNullable: true },
  'os.bootAt': { type: 'number', title: 'Last boot', unit: 'epoch ms', isNullable: true },
  'os.hotpatch': { type: 'yesNo', title: 'Receives hotpatches' },
  roles: { type: 'list', title: 'Identity roles', choices: identityRoles },
  operationsMasters: {
    type: 'list',
    title: 'Operations master roles',
    choices: ['schemaMaster', 'domainNamingMaster', 'ridMaster', 'pdcEmulator', 'infrastructureMaster'],
  },
  'host.fqdn': { type: 'text', title: 'Fully qualified name' },
  site: { type: 'text', title: 'Active Directory site' },
  'service.AATPSensorUpdater': { type: 'service', title: 'Service AATPSensorUpdater' },
  'service.AATPSensor': { type: 'service', title: 'Service AATPSensor' },
  'service.Sense': { type: 'service', title: 'Service Sense' },
  'service.DiagTrack': { type: 'service', title: 'Service DiagTrack' },
  'service.WinDefend': { type: 'service', title: 'Service WinDefend' },
  'mdi.v2.version': { type: 'text', title: 'Sensor v2.x version', isNullable: true },
  'mdi.v2.installed': { type: 'yesNo', title: 'Sensor v2.x installed' },
  'mdi.v3.version': { type: 'text', title: 'Sensor v3.x version', isNullable: true },
  'mdi.sensorId': { type: 'text', title: 'Sensor id', isNullable: true },
  'mdi.sensorType': {
    type: 'choice',
    title: 'Sensor type',
    choices: [
      'domainControllerIntegrated',
      'domainControllerStandalone',
      'adfsIntegrated',
      'adcsIntegrated',
      'adConnectIntegrated',
      'unknown',
    ],
  },
  'mdi.migrationState': {
    type: 'choice',
    title: 'Migration state',
    choices: ['readyForMigration', 'notReadyForMigration', 'migrating', 'migrationFailed', 'upToDate', 'unknown'],
  },
  'mdi.healthStatus': {
    type: 'choice',
    title: 'Sensor health',
    choices: ['healthy', 'notHealthyLow', 'notHealthyMedium', 'notHealthyHigh', 'unknown'],
  },
  'mdi.serviceStatus': {
    type: 'choice',
    title: 'Sensor service',
    choices: ['stopped', 'starting', 'running', 'disabled', 'onboarding', 'unknown'],
  },
  'mdi.deploymentStatus': {
    type: 'choice',
    title: 'Sensor deployment',
    choices: [
      'upToDate',
      'outdated',
      'updating',
      'updateFailed',
      'notConfigured',
      'unreachable',
      'disconnected',
      'startFailure',
      'syncing',
      'unknown',
    ],
  },
  'mdi.openHealthIssues': { type: 'number', title: 'Open health issues' },
  'mdi.healthIssues': { type: 'list', title: 'Open health issues, as id|severity|title' },
  'mdi.delayedUpdate': { type: 'yesNo', title: 'Delayed update of the sensor' },
  'mdi.networkAdapters': { type: 'list', title: 'Captured network adapters' },
  'mdi.description': { type: 'text', title: 'Sensor description', isNullable: true },
  'mdi.dnsNames': { type: 'list', title: 'Domain controllers of the sensor' },
  'mdi.log.errors': { type: 'list', title: 'Errors in the log of sensor v2.x, as component|count|last text' },
  'mdi.log.lastErrorAt': { type: 'number', title: 'Last error in the log of sensor v2.x', unit: 'epoch ms' },
  'mdi.deployment.failed': { type: 'yesNo', title: 'Deployment of sensor v2.x failed' },
  'mdi.deployment.error': { type: 'text', title: 'Error of the deployment of sensor v2.x', isNullable: true },
  'mdi.readiness.serverRequirements': { type: 'yesNo', title: 'Readiness report: server requirements' },
  'mdi.readiness.powerSettings': { type: 'yesNo', title: 'Readiness report: power settings' },
  'mdi.readiness.advancedAuditing': { type: 'yesNo', title: 'Readiness report: advanced auditing' },
  'mdi.readiness.ntlmAuditing': { type: 'yesNo', title: 'Readiness report: NTLM auditing' },
  'mdi.readiness.rootCertificates': { type: 'yesNo', title: 'Readiness report: root certificates' },
  'sense.version': { type: 'text', title: 'Defender for Endpoint sensor version', isNullable: true },
  'sense.startType': { type: 'text', title: 'Start type of Sense', isNullable: true },
  'sense.configVersion': { type: 'text', title: 'Configuration of Sense', isNullable: true },
  'sense.imagePathTampered': { type: 'yesNo', title: 'Image path of Sense changed by somebody' },
  'sense.startedAt': { type: 'number', title: 'Sense started (event 1)', unit: 'epoch ms' },
  'sense.contactAt': { type: 'number', title: 'Last contact with the service (event 4)', unit: 'epoch ms' },
  'sense.contactHost': { type: 'text', title: 'Host of the last contact (event 4)' },
  'sense.streamlinedContactAt': {
    type: 'number',
    title: 'Last contact with a streamlined host that nothing took back since',
    unit: 'epoch ms',
  },
  'sense.failureAt': { type: 'number', title: 'Last failed contact (event 5 or 67)', unit: 'epoch ms' },
  'sense.failureHost': { type: 'text', title: 'Host of the last failed contact' },
  'sense.failureCode': { type: 'text', title: 'Code of the last failed contact' },
  'sense.reonboardedAt': { type: 'number', title: 'Onboarding completed (event 11)', unit: 'epoch ms' },
  'sense.offboardedAt': { type: 'number', title: 'Offboarding completed (event 44)', unit: 'epoch ms' },
  'sense.events': { type: 'list', title: 'Events of SENSE, as id|level|count|last seen|meaning' },
  'onboarding.policyPresent': { type: 'yesNo', title: 'Onboarding policy (Policies key)' },
  'onboarding.statusKeyPresent': { type: 'yesNo', title: 'Onboarding status key' },
  'onboarding.onboardedInfoPresent': { type: 'yesNo', title: 'Active onboarding info (without Policies)' },
  'onboarding.state': { type: 'number', title: 'Onboarding state in the registry', isNullable: true },
  'onboarding.policyStreamlined': { type: 'yesNo', title: 'Onboarding policy is of the streamlined package' },
  'onboarding.activeStreamlined': { type: 'yesNo', title: 'Active onboarding is streamlined' },
  'onboarding.policyGeo': { type: 'text', title: 'Geography in the onboarding policy', isNullable: true },
  'onboarding.activeGeo': { type: 'text', title: 'Geography of the active onboarding', isNullable: true },
  'onboarding.restartOutstanding': { type: 'yesNo', title: 'New package applied, restart outstanding' },
  'onboarding.keysAgree': { type: 'yesNo', title: 'Policy and active onboarding are of the same tenant' },
  'onboarding.offboardingPresent': { type: 'yesNo', title: 'Offboarding policy present' },
  'onboarding.lastConnectedAt': { type: 'number', title: 'Last connected, in the registry', unit: 'epoch ms' },
  'onboarding.streamlinedReady': { type: 'yesNo', title: 'Ready for streamlined connectivity' },
  'onboarding.vdi': { type: 'yesNo', title: 'Tagged as non-persistent VDI' },
  'device.id': { type: 'text', title: 'Device id', isNullable: true },
  'device.idForm': { type: 'choice', title: 'Form of the device id', choices: ['hex40', 'guid', 'other'] },
  'device.onboardingStatus': { type: 'text', title: 'Defender for Endpoint onboarding' },
  'device.records': { type: 'list', title: 'Live device records of this name' },
  'device.fqdn': { type: 'text', title: 'Name in Defender for Endpoint', isNullable: true },
  'device.tags': { type: 'list', title: 'Tags in Defender for Endpoint' },
  'device.health': { type: 'text', title: 'Defender for Endpoint sensor health' },
  'device.name': { type: 'text', title: 'Device name' },
  'activity.events1h': { type: 'number', title: 'Identity events in the last hour', unit: 'events' },
  'activity.lastSeenAt': { type: 'number', title: 'Last identity event', unit: 'epoch ms', isNullable: true },
  'tls12.enabled': { type: 'yesNo', title: 'TLS 1.2 enabled' },
  'proxy.mode': { type: 'choice', title: 'Proxy', choices: ['none', 'configured', 'inspecting'] },
  'proxy.address': { type: 'text', title: 'Address of the proxy', isNullable: true },
  'proxy.needsCredentials': { type: 'yesNo', title: 'The proxy wants credentials (407)' },
  'tls.rootIssuer': { type: 'text', title: 'Root issuer seen for a service URL', isNullable: true },
  'npcap.installed': { type: 'yesNo', title: 'Npcap installed' },
  'npcap.usedByOthers': { type: 'yesNo', title: 'Npcap used by other programs' },
  'connectivity.endpoint443': { type: 'yesNo', title: 'Reaches Defender for Endpoint on 443' },
  'connectivity.identity443': { type: 'yesNo', title: 'Reaches Defender for Identity on 443' },
  'connectivity.urlSet': {
    type: 'choice',
    title: 'Which URLs were tested',
    choices: ['standard', 'streamlined', 'mixed'],
  },
  'connectivity.urls': { type: 'list', title: 'URLs tested, as outcome|code|function|URL' },
  'connectivity.blocked': { type: 'list', title: 'URLs not reached, as code|function|URL' },
  'connectivity.standard': { type: 'yesNo', title: 'Reaches the standard URLs' },
  'connectivity.streamlined': { type: 'yesNo', title: 'Reaches the streamlined URLs' },
  'connectivity.nameResolution': { type: 'yesNo', title: 'Resolves the names of the service' },
  'connectivity.toolVerdict': { type: 'list', title: 'The analyzer’s own findings on connectivity' },
  'collector.version': { type: 'text', title: 'Collector and its version' },
  'analyzer.version': { type: 'text', title: 'Version of the Client Analyzer' },
  'analyzer.ranAt': { type: 'text', title: 'Run time as the Client Analyzer wrote it' },
  'analyzer.findings': { type: 'list', title: 'Findings of the Client Analyzer, as id|severity|text' },
  'antivirus.state': { type: 'text', title: 'State of Defender Antivirus', isNullable: true },
  'antivirus.thirdParty': { type: 'list', title: 'Other protection software' },
  'mdatp.version': { type: 'text', title: 'Version of mdatp', isNullable: true },
  'mdatp.healthy': { type: 'yesNo', title: 'mdatp is healthy' },
  'mdatp.healthIssues': { type: 'list', title: 'Health issues of mdatp' },
  'mdatp.licensed': { type: 'yesNo', title: 'mdatp has a licence' },
  'mdatp.onboarded': { type: 'yesNo', title: 'mdatp is onboarded' },
  'mdatp.realTimeProtection': { type: 'yesNo', title: 'Real-time protection of mdatp' },
  'mdatp.passiveMode': { type: 'yesNo', title: 'Passive mode of mdatp' },
  'mdatp.definitionsStatus': { type: 'text', title: 'Definitions of mdatp' },
  'edr.partnerGeo': { type: 'text', title: 'Partner geography (edr_partner_geo_location)', isNullable: true },
  'edr.preferredGeo': { type: 'text', title: 'Preferred geography', isNullable: true },
  'policy.blocksNewServices': { type: 'yesNo', title: 'Policy blocks new services' },
  'load.cpuPercent': { type: 'number', title: 'Processor load', unit: '%' },
  'clock.skewed': { type: 'yesNo', title: 'The analyzer finds the clock wrong' },
  'clock.skewSeconds': { type: 'number', title: 'Clock skew', unit: 's' },
} as const satisfies Record<string, FactDefinition>;

export type KnownFactKey = keyof typeof factKeys;

export function isKnownFactKey(key: FactKey): key is KnownFactKey {
  return Object.hasOwn(factKeys, key);
}

/** Bounds of a single value; beyond them a document is refused rather than stored. */
export const factTextLimit = 1_024;
export const factListLimit = 500;

/**
 * Whether a value has the shape its key demands.
 * @returns undefined when it fits, or when the key is not in the catalogue but the value is a fact value at all;
 * otherwise one sentence saying what is wrong.
 */
export function factValueFault(key: FactKey, value: unknown): string | undefined {
  if (!isFactValue(value)) return `${key} is not a text, number, yes or no, list of texts, or null.`;
  if (!isKnownFactKey(key)) return undefined;
  const definition: FactDefinition = factKeys[key];
  if (value === null)
    return definition.isNullable === true ? undefined : `${key} cannot be null; leave it out instead.`;
  switch (definition.type) {
    case 'text':
      return typeof value === 'string' ? undefined : `${key} must be a text.`;
    case 'number':
      return typeof value === 'number' ? undefined : `${key} must be a number.`;
    case 'yesNo':
      return typeof value === 'boolean' ? undefined : `${key} must be true or false.`;
    case 'list':
      return listFault(key, value, definition.choices);
    case 'service':
      return choiceFault(key, value, serviceStates);
    case 'choice':
      return choiceFault(key, value, definition.choices ?? []);
  }
}

function isFactValue(value: unknown): value is FactValue {
  if (value === null || typeof value === 'boolean') return true;
  if (typeof value === 'number') return Number.isFinite(value);
  if (typeof value === 'string') return value.length <= factTextLimit;
  if (!Array.isArray(value) || value.length > factListLimit) return false;
  return value.every((item) => typeof item === 'string' && item.length <= factTextLimit);
}

function choiceFault(key: FactKey, value: FactValue, choices: readonly string[]): string | undefined {
  if (typeof value === 'string' && choices.includes(value)) return undefined;
  return `${key} must be one of ${choices.join(', ')}.`;
}

function listFault(key: FactKey, value: FactValue, choices: readonly string[] | undefined): string | undefined {
  if (typeof value !== 'object' || value === null) return `${key} must be a list of texts.`;
  const stranger = choices === undefined ? undefined : value.find((item) => !choices.includes(item));
  return stranger === undefined ? undefined : `${key} holds "${stranger}"; it may hold ${choices?.join(', ')}.`;
}
