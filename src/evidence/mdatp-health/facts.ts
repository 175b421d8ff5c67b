import type { FactValue, Place } from '../../domain/fact.ts';
import type { KnownFactKey } from '../../domain/fact-keys.ts';
import { putDeviceId } from '../device-id.ts';
import type { FactSheet } from '../fact-sheet.ts';
import type { ProblemList } from '../reading.ts';
import { foldedKey, type HealthEntry, type HealthValue } from './entries.ts';

interface Target {
  readonly fact: KnownFactKey;
  readonly form: 'yesNo' | 'text' | 'word' | 'name' | 'list';
  /** Whether `unavailable` and an empty text are an answer: "looked, and it is not there". */
  readonly isNullable?: true;
}

/**
 * Keys that become facts of the catalogue, folded. The keys are those of learn.microsoft.com/defender-endpoint/health-status and
 * mac-health-status (seen 2026-09); `edr_partner_geo_location` stands in configure-device-connectivity and migrate-devices-streamlined, which
 * do not show how it is written before the switch: empty and `unavailable` are both null here, and no key gives no fact.
 */
const targets: Readonly<Record<string, Target>> = {
  healthy: { fact: 'mdatp.healthy', form: 'yesNo' },
  healthissues: { fact: 'mdatp.healthIssues', form: 'list' },
  licensed: { fact: 'mdatp.licensed', form: 'yesNo' },
  appversion: { fact: 'mdatp.version', form: 'text', isNullable: true },
  realtimeprotectionenabled: { fact: 'mdatp.realTimeProtection', form: 'yesNo' },
  passivemodeenabled: { fact: 'mdatp.passiveMode', form: 'yesNo' },
  definitionsstatus: { fact: 'mdatp.definitionsStatus', form: 'word' },
  edrpartnergeolocation: { fact: 'edr.partnerGeo', form: 'name', isNullable: true },
  edrpreferredgeo: { fact: 'edr.preferredGeo', form: 'name', isNullable: true },
};

/** Keys that decide nothing and are no news; they are kept without a word. */
const familiar = new Set(
  [
    'engineVersion engineLoadStatus logLevel machineGuid releaseRing productExpiration cloudEnabled',
    'cloudAutomaticSampleSubmissionConsent cloudDiagnosticEnabled behaviorMonitoring realTimeProtectionAvailable',
    'realTimeProtectionSubsystem networkEventsSubsystem supplementaryEventsSubsystem deviceControlEnforcementLevel',
    'tamperProtection automaticDefinitionUpdateEnabled definitionsUpdated definitionsUpdatedMinutesAgo definitionsVersion',
    'edrEarlyPreviewEnabled edrDeviceTags edrGroupIds edrConfigurationVersion edrClientVersion edrSenseGuid',
    'conflictingApplications networkProtectionStatus networkProtectionEnforcementLevel dataLossPreventionStatus',
    'fullDiskAccessEnabled troubleshootingMode ecsConfigurationIds',
  ].flatMap((names) => names.split(' ').map(foldedKey)),
);

/** Keys that the two outputs of health begin with, for recognisers. */
export function isHealthKey(key: string): boolean {
  return Object.hasOwn(targets, key) || familiar.has(key) || key === 'orgid' || key === 'edrmachineid';
}

/** What such a key holds belongs to a tenant or a person, and no rule needs it. */
const privateKey =
  /org(anization|anisation)?id|tenant|token|secret|password|credential|signature|certificate|blob|user|account|mail/;

/** Where the entries stand, and under which name those are kept that are no facts of the catalogue. */
interface Frame {
  readonly member?: string | undefined;
  readonly prefix: 'mdatp' | 'mdatp.features';
  readonly problems: ProblemList;
}

/** Puts what `mdatp health` says. A key that is there twice with different values decides nothing. */
export function putHealth(entries: readonly HealthEntry[], sheet: FactSheet, frame: Frame): void {
  for (const entry of undisputed(entries, frame.problems)) {
    const key = foldedKey(entry.name);
    const place: Place = { member: frame.member, line: entry.line };
    if (entry.value === undefined) continue;
    if (key === 'orgid') putOnboarded(entry.value, sheet, place, frame.problems);
    else if (key === 'edrmachineid') putMachineId(entry.value, sheet, place, frame.problems);
    else if (Object.hasOwn(targets, key)) putTarget(targets[key] as Target, entry, sheet, place, frame.problems);
    else putOther(key, entry, sheet, place, frame);
    const family = familyShownBy(key, entry.value);
    if (family !== undefined) sheet.put('os.family', family, place);
  }
}

/** The entries whose key is there once, or always with the same value. */
function undisputed(entries: readonly HealthEntry[], problems: ProblemList): readonly HealthEntry[] {
  const byKey = new Map<string, { readonly first: HealthEntry; isDisputed: boolean }>();
  for (const entry of entries) {
    const known = byKey.get(foldedKey(entry.name));
    if (known === undefined) byKey.set(foldedKey(entry.name), { first: entry, isDisputed: false });
    else if (JSON.stringify(known.first.value) !== JSON.stringify(entry.value)) known.isDisputed = true;
  }
  return [...byKey.values()].flatMap(({ first, isDisputed }) => {
    if (!isDisputed) return [first];
    problems.add(
      'evidence-contradictory',
      `"${first.name}" is there with different values; none was used.`,
      first.line,
    );
    return [];
  });
}

function putTarget(target: Target, entry: HealthEntry, sheet: FactSheet, place: Place, problems: ProblemList): void {
  const { value } = entry;
  const isNothing = value === null || value === '';
  if (isNothing && target.isNullable) sheet.put(target.fact, null, place);
  if (isNothing) return;
  const fitting = fittingValue(target.form, value);
  if (fitting !== undefined) sheet.put(target.fact, fitting, place);
  else
    problems.addRepeated(
      `form ${target.fact}`,
      'value-unknown',
      `The value of "${entry.name}" has an unknown form; it was left out.`,
      place.line,
    );
}

function fittingValue(form: Target['form'], value: HealthValue | undefined): FactValue | undefined {
  if (form === 'yesNo') return typeof value === 'boolean' ? value : undefined;
  if (form === 'list') return Array.isArray(value) ? value : undefined;
  if (typeof value !== 'string') return undefined;
  if (form === 'name') return /^\w{1,64}$/.test(value.trim()) ? value.trim() : undefined;
  // The text form writes up_to_date where JSON writes upToDate.
  return form === 'text'
    ? value.trim()
    : value
        .trim()
        .replace(/([a-z])([A-Z])/g, '$1_$2')
        .toLowerCase();
}

/** The id of the organisation belongs to the tenant; only whether there is one is kept. */
function putOnboarded(value: HealthValue, sheet: FactSheet, place: Place, problems: ProblemList): void {
  if (value === null || value === '') sheet.put('mdatp.onboarded', false, place);
  else if (typeof value === 'string' && /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(value.trim()))
    sheet.put('mdatp.onboarded', true, place);
  else problems.add('value-unknown', 'The organisation id is no GUID, so it does not show the onboarding.', place.line);
}

function putMachineId(value: HealthValue, sheet: FactSheet, place: Place, problems: ProblemList): void {
  if (value === null || typeof value === 'string') putDeviceId(sheet, value, place, problems);
  else problems.add('value-unknown', 'The device id is no text; it was left out.', place.line);
}

function putOther(key: string, { name, value }: HealthEntry, sheet: FactSheet, place: Place, frame: Frame): void {
  if (value === undefined) return;
  if (privateKey.test(key)) {
    frame.problems.addRepeated(
      `private ${key}`,
      'fact-invalid',
      `"${name}" may hold what belongs to a tenant or a person; it was left out.`,
      place.line,
    );
  } else if (frame.prefix === 'mdatp.features' || familiar.has(key)) {
    sheet.put(`${frame.prefix}.${name.replace(/[^a-zA-Z0-9]/g, '')}`, value, place);
  } else {
    sheet.putUnknown(frame.prefix, name, value, place);
  }
}

/** Some keys and words exist on one system only. */
function familyShownBy(key: string, value: HealthValue): 'linux' | 'macos' | undefined {
  if (value === null || value === '') return undefined;
  if (key === 'supplementaryeventssubsystem' || value === 'fanotify') return 'linux';
  const isMac =
    key === 'fulldiskaccessenabled' || key === 'networkeventssubsystem' || value === 'endpoint_security_extension';
  return isMac ? 'macos' : undefined;
}
