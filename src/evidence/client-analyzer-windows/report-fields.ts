import type { ServiceState } from '../../domain/fact-keys.ts';
import { deviceIdOf } from '../device-id.ts';
import type { FactSheet } from '../fact-sheet.ts';
import { type ProblemList, quoted } from '../reading.ts';
import { withoutPrivate } from './plain-text.ts';
import { foldedName } from './report-text.ts';
import type { ReportField } from './report-xml.ts';
import type { PutFact } from './run-sheet.ts';

/** What a field means: facts of its value, something that another part of this reader takes, or nothing that is kept. */
type Meaning = ((field: ReportField, put: PutInPlace, odd: Odd) => void) | 'elsewhere' | 'notKept';
type PutInPlace = (key: string, value: string | number | boolean) => void;
type Odd = (why: string) => void;

interface FieldRow {
  readonly section: string;
  readonly tag: string;
  readonly names: readonly string[];
  readonly meaning: Meaning;
}

const text =
  (key: string): Meaning =>
  (field, put) =>
    put(key, withoutPrivate(field.value));

const version =
  (key: string): Meaning =>
  ({ value }, put, odd) =>
    /^\d{1,9}(\.\d{1,9}){1,3}$/.test(value) ? put(key, value) : odd('no version');

/**
 * Every field that is known, from the script of May 2024 and the reports of 2025 and 2026 (seen 2026-09). `notKept` are ids of tenants, devices and
 * groups, and what no rule needs.
 */
const rows: readonly FieldRow[] = [
  row('general/scriptVersion', ['Script Version'], text('analyzer.version')),
  row('general/scriptRunTime', ['Script RunTime'], text('analyzer.ranAt')),
  row('general/PSlanguageMode', ['PowerShell Language mode'], 'notKept'),
  row('general/traceStartTime', ['Trace StartTime'], 'notKept'),
  row('general/traceStopTime', ['Trace StopTime'], 'notKept'),
  row('devInfo/deviceName', ['Device name', 'Device Host Name'], 'elsewhere'),
  row('devInfo/OSName', ['Device Operating System'], text('os.productName')),
  row('devInfo/OSBuild', ['OS build number'], putBuild),
  row('devInfo/Edition', ['OS Edition'], text('os.installationType')),
  row('devInfo/Architecture', ['OS Architecture'], 'notKept'),
  row('devInfo/SystemBootTime', ['SystemBootTime'], 'elsewhere'),
  row(
    'devInfo/SimplifiedConnectivity',
    ['Streamlined Connectivity Readiness (Preview)', 'Streamlined Connectivity Readiness'],
    ({ value }, put) => put('onboarding.streamlinedReady', value.toUpperCase() === 'READY'),
  ),
  row('devInfo/SystemWideProxy', ['System-wide WinHTTP proxy'], 'notKept'),
  row(
    'devInfo/CurlProxy',
    ['Curl HTTPS proxy', 'Curl HTTP proxy', 'Curl NO proxy override', 'Curl ALL proxy'],
    'notKept',
  ),
  row('devInfo/AzureResourceId', ['Azure Resource Id'], 'notKept'),
  row('EDRCompInfo/DeviceId', ['Device ID'], putDeviceId),
  row('EDRCompInfo/OrgId', ['Organization Id'], 'notKept'),
  row('EDRCompInfo/SenseVersion', ['Sense version'], version('sense.version')),
  row('EDRCompInfo/SenseConfigVersion', ['Sense Configuration version'], text('sense.configVersion')),
  row('EDRCompInfo/SenseGroupIds', ['Sense GroupIds'], 'notKept'),
  row('EDRCompInfo/SenseServiceStatus', ['Sense service Status'], 'elsewhere'),
  row('EDRCompInfo/SenseStartType', ['Sense service StartType'], text('sense.startType')),
  row('EDRCompInfo/UTCServiceStatus', ['DiagTrack (UTC) Service Status'], 'elsewhere'),
  row('EDRCompInfo/WLIDServiceStartType', ['Microsoft Account Sign-in Assistant Start Type'], 'notKept'),
  row('EDRCompInfo/AFState', ['Anti-Spoofing capability deployed'], 'notKept'),
  row('EDRCompInfo/MachineAuthId', ['MachineAuth ID'], 'notKept'),
  row('EDRCompInfo/StateReg', ['Anti-Spoofing State GUID'], 'notKept'),
  row('EDRCompInfo/SenseProxyConfig', ['Sense Service Discovered Proxy'], 'elsewhere'),
  row('EDRCompInfo/SenseProxyConfig', ['Preferred Telemetry Proxy Server enabled'], 'notKept'),
  row('EDRCompInfo/MDfWSState', ['Unified agent for downlevel servers installed'], 'notKept'),
  row('EDRCompInfo/Location', ['Device Datacenter Location'], 'notKept'),
  row('EDRCompInfo/SimplifiedConnectivity', ['Device Onboarded via Streamlined Connectivity'], putActiveKind),
  row('MDEDevConfig/SwitchMode', ['Version'], 'notKept'),
  row('MDEDevConfig/SenseCMEnrollmentStatus', ['Enrollment Status'], 'notKept'),
  row('MDEDevConfig/DomainJoined', ['Domain Joined'], 'notKept'),
  row('MDEDevConfig/AzureADJoined', ['Azure AD Joined'], 'notKept'),
  row('MDEDevConfig/WorkplaceJoined', ['Workplace Joined'], 'notKept'),
  row('MDEDevConfig/AADDeviceID', ['Azure AD Device ID'], 'notKept'),
  row('MDEDevConfig/IntuneDeviceID', ['Intune Device ID'], 'notKept'),
  row('MDEDevConfig/AADTenantId', ['Azure AD Tenant ID'], 'notKept'),
  row('MDEDevConfig/MDMEnrollmentState', ['MDM Enrollment state'], 'notKept'),
  row('MDEDevConfig/SCPClientSide', ['SCP Configuration Type'], 'notKept'),
  row('MDEDevConfig/SCPTenantName', ['SCP Tenant Name'], 'notKept'),
  row('MDEDevConfig/SCPTenantID', ['SCP Tenant ID'], 'notKept'),
  row('AVCompInfo/DefenderServiceStatus', ['Defender AV Service Status'], 'elsewhere'),
  row('AVCompInfo/DefenderServiceStartType', ['Defender AV StartType'], 'elsewhere'),
  row('AVCompInfo/DefenderState', ['Defender AV mode'], text('antivirus.state')),
  row(
    'AVCompInfo/DefenderState',
    [
      'Defender Is Tamper Protected',
      'Defender Tamper Protection Source',
      'Defender Is Tamper Protection Exclusions Enabled',
    ],
    'notKept',
  ),
  row('AVCompInfo/AVPlatformVersion', ['Defender AV Platform Version'], 'notKept'),
  row('AVCompInfo/AVEngineVersion', ['Defender AV engine Version'], 'notKept'),
  row('AVCompInfo/AVSignatureVersion', ['Defender AV Security Intelligence Version'], 'notKept'),
  row(
    'AVCompInfo/NetworkProtectionState',
    [
      'Defender Network Protection Mode',
      'Defender Network Inspection Service',
      'Defender Network Inspection Driver',
      'URL Custom Indicator Creation Date',
    ],
    'notKept',
  ),
  row('AVCompInfo/WindowsSecurityCenter', ['Windows Security Center Service Status'], 'notKept'),
  row('AVCompInfo/SecurityHealthService', ['Windows Security Health Service Status'], 'notKept'),
  row('AVCompInfo/DefenderAVProxy', ['Defender AV proxy configuration'], 'notKept'),
  row('AVCompInfo/SSLOptions', ['Defender AV SSLOptions configuration'], 'notKept'),
  row('AVCompInfo/PlatformUpdate', ['PreventPlatformUpdate is set in Registry'], 'notKept'),
  row('AVCompInfo/SignatureUpdates', ['SharedSignatureRoot is set in Registry'], 'notKept'),
  row('AVCompInfo/OobeEnableRtpAndSigUpdate', ['OobeEnableRtpAndSigUpdate is set in Registry'], 'notKept'),
];

function row(place: string, names: readonly string[], meaning: Meaning): FieldRow {
  const [section = '', tag = ''] = place.split('/');
  return { section, tag, names, meaning };
}

const rowByField = new Map(
  rows.flatMap((one) => one.names.map((name) => [keyOf({ ...one, displayName: name }), one] as const)),
);

/** The same names for the text report, which has no sections. */
export const fieldByName: ReadonlyMap<string, Pick<ReportField, 'section' | 'tag' | 'displayName'>> = new Map(
  rows.flatMap(({ section, tag, names }) =>
    names.map((displayName) => [foldedName(displayName), { section, tag, displayName }] as const),
  ),
);

function keyOf({ section, tag, displayName }: Pick<ReportField, 'section' | 'tag' | 'displayName'>): string {
  return `${section}/${tag}/${foldedName(displayName)}`.toLowerCase();
}

/** The fields with this place in the report, whatever they are shown as; the whole block of a device can be there twice. */
export function fieldsAt(fields: readonly ReportField[], place: string, displayName?: string): readonly ReportField[] {
  return fields.filter(
    (field) =>
      `${field.section}/${field.tag}`.toLowerCase() === place.toLowerCase() &&
      (displayName === undefined || foldedName(field.displayName) === foldedName(displayName)),
  );
}

/** Facts of the fields. An empty value says that the tool got no answer, which proves nothing. */
export function putFields(
  fields: readonly ReportField[],
  member: string | undefined,
  to: { readonly put: PutFact; readonly sheet: FactSheet; readonly problems: ProblemList },
): void {
  for (const field of fields) {
    if (field.value === '') continue;
    const place = { member, line: field.line };
    const meaning = rowByField.get(keyOf(field))?.meaning;
    if (meaning === undefined) putUnknownField(field, member, to);
    else if (typeof meaning === 'function')
      meaning(
        field,
        (key, value) => to.put(key, value, place),
        (why) =>
          to.problems.addRepeated(`odd ${field.tag}`, 'value-unknown', `${quoted(field.value)} is ${why}.`, field.line),
      );
  }
  for (const service of services) putService(fields, service, member, to);
}

/** Names that say that the value belongs to a tenant or a person, or is a secret. */
const privateName =
  /org|tenant|aad|azure|entra|account|user|upn|mail|sid\b|cert|signature|blob|secret|password|token|credential|guid|\bid\b|id$/i;

/** What no version that we know writes. It is kept, unless its name or its value says that it is nobody's business. */
function putUnknownField(
  field: ReportField,
  member: string | undefined,
  { sheet, problems }: { readonly sheet: FactSheet; readonly problems: ProblemList },
): void {
  const { section, tag, displayName, value, line } = field;
  const name = `${tag} ${displayName}`.trim();
  if (privateName.test(tag) || privateName.test(displayName)) {
    problems.addRepeated(
      `private ${name}`,
      'fact-unknown',
      `No rule reads ${quoted(name)}; it may be private and was left out.`,
      line,
    );
    return;
  }
  // A known tag under a new display name must not be taken for the known one.
  const isKnownTag = rows.some((one) => one.tag.toLowerCase() === tag.toLowerCase());
  const prefix = `analyzer.${section.replace(/[^a-zA-Z0-9]/g, '').slice(0, 64) || 'section'}`;
  sheet.putUnknown(prefix, isKnownTag ? name : tag, withoutPrivate(value).slice(0, 256), { member, line });
}

interface ServiceFields {
  readonly key: string;
  readonly state: readonly [place: string, displayName: string];
  readonly startType?: readonly [place: string, displayName: string];
}

const services: readonly ServiceFields[] = [
  {
    key: 'service.Sense',
    state: ['EDRCompInfo/SenseServiceStatus', 'Sense service Status'],
    startType: ['EDRCompInfo/SenseStartType', 'Sense service StartType'],
  },
  { key: 'service.DiagTrack', state: ['EDRCompInfo/UTCServiceStatus', 'DiagTrack (UTC) Service Status'] },
  {
    key: 'service.WinDefend',
    state: ['AVCompInfo/DefenderServiceStatus', 'Defender AV Service Status'],
    startType: ['AVCompInfo/DefenderServiceStartType', 'Defender AV StartType'],
  },
];

function putService(
  fields: readonly ReportField[],
  { key, state, startType }: ServiceFields,
  member: string | undefined,
  { put, problems }: { readonly put: PutFact; readonly problems: ProblemList },
): void {
  const isDisabled =
    startType !== undefined && fieldsAt(fields, ...startType).some(({ value }) => value.toLowerCase() === 'disabled');
  for (const { value, line } of fieldsAt(fields, ...state)) {
    const word = serviceStates[value.toLowerCase()];
    if (word !== undefined) put(key, word === 'stopped' && isDisabled ? 'disabled' : word, { member, line });
    else if (value !== '')
      problems.add('value-unknown', `${quoted(value)} is no state of a service that is known.`, line);
  }
}

/** The words of .NET, which are never translated. What stops or pauses does not work. */
const serviceStates: Readonly<Record<string, ServiceState>> = Object.assign(Object.create(null), {
  running: 'running',
  stopped: 'stopped',
  startpending: 'startPending',
  continuepending: 'startPending',
  stoppending: 'stopped',
  pausepending: 'stopped',
  paused: 'stopped',
});

/** `Microsoft Windows NT 10.0.<build>.0.<revision>`: the build is the third number, the revision the last, and only where a fifth is given. */
function putBuild({ value }: ReportField, put: PutInPlace, odd: Odd): void {
  const [, build, fourth, fifth] =
    /(?:^|\s)\d{1,3}\.\d{1,3}\.(\d{3,6})\.(\d{1,6})(?:\.(\d{1,6}))?\.?$/.exec(value) ?? [];
  if (build === undefined) {
    odd('no build of Windows');
    return;
  }
  put('os.build', Number(build));
  // .NET writes 0 as the fourth number; that is no revision.
  const revision = fifth ?? (fourth === '0' ? undefined : fourth);
  if (revision !== undefined) put('os.revision', Number(revision));
}

/** The documentation has GUIDs, real devices 40 hexadecimal digits; old systems answer in a sentence. */
function putDeviceId({ value }: ReportField, put: PutInPlace, odd: Odd): void {
  const { id, form } = deviceIdOf(value);
  put('device.idForm', form);
  if (form === 'other') odd('no device id of a known form');
  else put('device.id', id);
}

function putActiveKind({ value }: ReportField, put: PutInPlace, odd: Odd): void {
  const word = value.toUpperCase();
  if (word === 'YES' || word === 'NO') put('onboarding.activeStreamlined', word === 'YES');
  else odd('neither YES nor NO');
}
