import type { ProblemList } from '../reading.ts';
import type { UrlSet } from '../service-url.ts';
import type { ResultFile, ResultFolder } from './result-folder.ts';
import type { PutFact } from './run-sheet.ts';

const policyFile = 'RegOnboardingInfoPolicy.Json';
const activeFile = 'RegOnboardedInfoCurrent.Json';
const offboardingFile = 'RegOffboardingInfo.Json';

/** What is kept of an onboarding body while it is compared; the org id leaves this file in no form. */
interface Onboarding {
  readonly geo: string | null | undefined;
  readonly isStreamlined: boolean | undefined;
  readonly orgId: string | undefined;
}

/** `present` with no `onboarding`: there is something that cannot be understood. */
type OnboardingFile =
  | { readonly state: 'missing' | 'untold' }
  | { readonly state: 'present'; readonly onboarding: Onboarding; readonly member: string | undefined };

/**
 * The onboarding policy against what is active. A policy is missing when its file is absent or holds nothing: versions of 2022 write no file then,
 * later ones an empty one. A file that is there and cannot be read says nothing of either.
 * @returns the URLs that the sensor uses, or will use when the host starts again.
 * @param hasReport whether the tool got as far as a report; only then an absent file means anything.
 */
export function putOnboarding(
  folder: ResultFolder,
  hasReport: boolean,
  put: PutFact,
  problems: ProblemList,
): UrlSet | undefined {
  const policy = onboardingIn(folder.systemInfo(policyFile), hasReport, policyFile, problems);
  const active = onboardingIn(folder.systemInfo(activeFile), hasReport, activeFile, problems);
  const at = (file: OnboardingFile) => ('member' in file ? { member: file.member } : {});
  if (policy.state !== 'untold') put('onboarding.policyPresent', policy.state === 'present', at(policy));
  if (active.state !== 'untold') put('onboarding.onboardedInfoPresent', active.state === 'present', at(active));
  const sides = [
    [policy, 'onboarding.policyStreamlined', 'onboarding.policyGeo'],
    [active, 'onboarding.activeStreamlined', 'onboarding.activeGeo'],
  ] as const;
  for (const [file, kindKey, geoKey] of sides) {
    if (file.state !== 'present') continue;
    const { isStreamlined, geo } = file.onboarding;
    if (isStreamlined !== undefined) put(kindKey, isStreamlined, at(file));
    if (geo !== undefined) put(geoKey, geo, at(file));
  }
  if (policy.state === 'present' && active.state === 'present')
    putComparison(policy.onboarding, active.onboarding, at(active), put);
  putOffboarding(folder.systemInfo(offboardingFile), put);
  return setOf(policy) ?? setOf(active);
}

function setOf(file: OnboardingFile): UrlSet | undefined {
  const isStreamlined = file.state === 'present' ? file.onboarding.isStreamlined : undefined;
  return isStreamlined === undefined ? undefined : isStreamlined ? 'streamlined' : 'standard';
}

function putComparison(
  policy: Onboarding,
  active: Onboarding,
  place: { member?: string | undefined },
  put: PutFact,
): void {
  if (policy.orgId !== undefined && active.orgId !== undefined)
    put('onboarding.keysAgree', policy.orgId === active.orgId, place);
  if (policy.isStreamlined === undefined || active.isStreamlined === undefined) return;
  // A new package was applied and the sensor still runs with the old one: it takes the new one when the host starts.
  if (policy.isStreamlined && !active.isStreamlined) put('onboarding.restartOutstanding', true, place);
  const isSame = policy.isStreamlined === active.isStreamlined && policy.geo === active.geo;
  if (isSame) put('onboarding.restartOutstanding', false, place);
}

/** Versions of 2022 do not write this file, so its absence says nothing. */
function putOffboarding(file: ResultFile, put: PutFact): void {
  if (file.kind === 'blank') put('onboarding.offboardingPresent', false, { member: file.member });
  if (file.kind === 'text') put('onboarding.offboardingPresent', true, { member: file.member });
}

function onboardingIn(file: ResultFile, hasReport: boolean, name: string, problems: ProblemList): OnboardingFile {
  if (file.kind === 'blank' || (file.kind === 'absent' && hasReport)) return { state: 'missing' };
  if (file.kind !== 'text') return { state: 'untold' };
  const onboarding = onboardingOf(file.text);
  if (onboarding !== undefined) return { state: 'present', onboarding, member: file.member };
  problems.add('file-damaged', `${name} holds something that is no onboarding; whether there is one is not known.`);
  return { state: 'untold' };
}

const longestBody = 1024 * 1024;

/** The body of a package, or the whole value of the registry with the body inside. */
function onboardingOf(text: string): Onboarding | undefined {
  const outer = objectOf(text);
  const body = typeof outer?.body === 'string' ? objectOf(outer.body) : outer;
  if (body === undefined || typeof body.orgId !== 'string' || body.orgId.trim() === '') return undefined;
  const { partnerGeoLocation, vortexGeoLocation } = body;
  const isOdd =
    partnerGeoLocation !== undefined && partnerGeoLocation !== null && typeof partnerGeoLocation !== 'string';
  const partner = typeof partnerGeoLocation === 'string' ? partnerGeoLocation.trim() : '';
  return {
    orgId: body.orgId.trim().toLowerCase(),
    // Only this prefix makes a package streamlined; government clouds have a partner geography without it.
    isStreamlined: isOdd ? undefined : /^GW_/i.test(partner),
    geo: isOdd ? undefined : geoOf(partner === '' ? vortexGeoLocation : partner),
  };
}

function geoOf(value: unknown): string | null | undefined {
  if (value === undefined || value === null || value === '') return null;
  return typeof value === 'string' && /^[a-z0-9_-]{1,32}$/i.test(value.trim()) ? value.trim().toUpperCase() : undefined;
}

function objectOf(text: string): Record<string, unknown> | undefined {
  if (text.length > longestBody) return undefined;
  try {
    const value: unknown = JSON.parse(text.replace(/^\uFEFF/, ''));
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined;
  } catch {
    // Not JSON; the caller says so.
    return undefined;
  }
}
