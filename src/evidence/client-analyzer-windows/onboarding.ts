import type { Place } from '../../domain/fact.ts';
import { lineAt } from '../json-lines.ts';
import { isRestartOutstanding, type OnboardingBody, readOnboardingBody } from '../onboarding-body.ts';
import type { ProblemList } from '../reading.ts';
import type { UrlSet } from '../service-url.ts';
import type { ResultFile, ResultFolder } from './result-folder.ts';
import type { PutFact } from './run-sheet.ts';

const policyFile = 'RegOnboardingInfoPolicy.Json';
const activeFile = 'RegOnboardedInfoCurrent.Json';
const offboardingFile = 'RegOffboardingInfo.Json';

/** `present` with no `onboarding`: there is something that cannot be understood. */
type OnboardingFile =
  | { readonly state: 'missing' | 'untold'; readonly at?: Place }
  | { readonly state: 'present'; readonly onboarding: OnboardingBody; readonly at: Place };

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
  if (policy.state !== 'untold') put('onboarding.policyPresent', policy.state === 'present', policy.at ?? {});
  if (active.state !== 'untold') put('onboarding.onboardedInfoPresent', active.state === 'present', active.at ?? {});
  const sides = [
    [policy, 'onboarding.policyStreamlined', 'onboarding.policyGeo'],
    [active, 'onboarding.activeStreamlined', 'onboarding.activeGeo'],
  ] as const;
  for (const [file, kindKey, geoKey] of sides) {
    if (file.state !== 'present') continue;
    const { isStreamlined, geo } = file.onboarding;
    if (isStreamlined !== undefined) put(kindKey, isStreamlined, file.at);
    if (geo !== undefined) put(geoKey, geo, file.at);
  }
  if (policy.state === 'present' && active.state === 'present')
    putComparison(policy.onboarding, active.onboarding, active.at, put);
  putOffboarding(folder.systemInfo(offboardingFile), put);
  return setOf(policy) ?? setOf(active);
}

function setOf(file: OnboardingFile): UrlSet | undefined {
  const isStreamlined = file.state === 'present' ? file.onboarding.isStreamlined : undefined;
  return isStreamlined === undefined ? undefined : isStreamlined ? 'streamlined' : 'standard';
}

function putComparison(policy: OnboardingBody, active: OnboardingBody, place: Place, put: PutFact): void {
  put('onboarding.keysAgree', policy.orgId === active.orgId, place);
  const isOutstanding = isRestartOutstanding(policy, active);
  if (isOutstanding !== undefined) put('onboarding.restartOutstanding', isOutstanding, place);
}

/** Versions of 2022 do not write this file, so its absence says nothing. */
function putOffboarding(file: ResultFile, put: PutFact): void {
  if (file.kind === 'blank') put('onboarding.offboardingPresent', false, { member: file.member });
  if (file.kind === 'text') put('onboarding.offboardingPresent', true, { member: file.member, line: 1 });
}

function onboardingIn(file: ResultFile, hasReport: boolean, name: string, problems: ProblemList): OnboardingFile {
  if (file.kind === 'blank') return { state: 'missing', at: { member: file.member } };
  if (file.kind === 'absent' && hasReport) return { state: 'missing' };
  if (file.kind !== 'text') return { state: 'untold' };
  const onboarding = readOnboardingBody(file.text);
  // One line, as the tool writes it: the one on which it begins.
  const at = { member: file.member, line: lineAt(file.text, file.text.search(/[^\s\0]/)) };
  if (onboarding !== undefined) return { state: 'present', onboarding, at };
  problems.add('file-damaged', `${name} holds something that is no onboarding; whether there is one is not known.`);
  return { state: 'untold' };
}
