import { excluded, likely, proven, type Sign, unseen, whenNo } from '../../domain/cause.ts';
import { factInWords } from '../../domain/check.ts';
import type { FactTable } from '../../domain/fact.ts';
import { listFact, numberFact, serviceFact, textFact, yesNoFact } from '../../domain/fact-reading.ts';
import type { ProblemCode } from '../../domain/problem.ts';
import { type Blocked, endpointBlocks, nameCodes, saidUnreachableAt, unresolvedHosts } from './blocked.ts';

/** What the causes of a connection look at. */
export interface ConnectionInput {
  readonly facts: FactTable;
  /** What went wrong with the attempt, when one was made. */
  readonly problem?: ProblemCode | undefined;
}

/** Which functions are cut off, each with what was seen: that tells a firewall team which rule is missing. */
export function endpointUnreachable({ facts }: ConnectionInput): Sign {
  const reached = yesNoFact(facts, 'connectivity.endpoint443');
  const blocked = listFact(facts, 'connectivity.blocked');
  const { named, hasNeeded, seenAt } = endpointBlocks(facts);
  const saidNoAt = saidUnreachableAt(facts);
  if (blocked === undefined || named.length === 0 || (!hasNeeded && saidNoAt === undefined)) {
    if (reached?.value !== true || saidNoAt === undefined)
      return whenNo(facts, 'connectivity.endpoint443', 'The server does not reach Defender for Endpoint on port 443.');
    return likely('One test reached Defender for Endpoint on port 443, another did not.', reached);
  }
  // Another cause says it better: opening a port helps nobody whose proxy asks for credentials, or whose names are not resolved.
  const isExplained = (
    key: 'proxy.needsCredentials' | 'connectivity.nameResolution',
    value: boolean,
    words: readonly string[],
  ) => yesNoFact(facts, key)?.value === value && named.every(({ code }) => words.includes(code));
  if (isExplained('proxy.needsCredentials', true, ['407'])) return excluded;
  if (isExplained('connectivity.nameResolution', false, nameCodes)) return excluded;
  const proof = `Not reached: ${functionsInWords(named)}.`;
  if (reached?.value !== true) return proven(proof, blocked, ...some(reached));
  // A test that reached the service tested less, or earlier. Where its own source saw the block too, it knew of it.
  if (saidNoAt !== undefined && saidNoAt >= reached.observedAt) return proven(proof, blocked, reached);
  return saidNoAt !== undefined || seenAt > reached.observedAt ? likely(proof, blocked, reached) : excluded;
}

function functionsInWords(blocked: readonly Blocked[]): string {
  const functions = new Map<string, Set<string>>();
  for (const one of blocked) {
    const codes = functions.get(one.function) ?? new Set();
    functions.set(one.function, codes.add(codeInWords(one.code)));
  }
  return [...functions].map(([name, codes]) => `${name || 'other'} (${[...codes].join(', ')})`).join('; ');
}

/**
 * WinHTTP's error codes as they stand in the analyzer's log (learn.microsoft.com/windows/win32/winhttp/error-messages, seen 2026-11), and
 * the two HTTP statuses that say something about the way.
 */
const codeWords: Readonly<Record<string, string>> = {
  '12002': 'timed out',
  '12007': 'name not resolved',
  '12029': 'no connection',
  '12030': 'connection cut',
  '12175': 'TLS failed',
  '12180': 'no proxy script found',
  '403': 'refused with 403',
  '407': 'the proxy wants credentials',
  // Words of the other readers.
  name: 'name not resolved',
  connect: 'no connection',
  timeout: 'timed out',
  tls: 'TLS failed',
  certificate: 'TLS failed',
  cut: 'connection cut',
};

function codeInWords(code: string): string {
  // A code is what a file says, and not the name of anything in an object.
  if (Object.hasOwn(codeWords, code)) return codeWords[code] ?? '';
  return code === '' ? 'no reason given' : `code ${code}`;
}

export function proxyWantsCredentials({ facts }: ConnectionInput): Sign {
  const wants = yesNoFact(facts, 'proxy.needsCredentials');
  if (wants === undefined) return excluded;
  if (!wants.value) return excluded;
  const address = textFact(facts, 'proxy.address');
  const proof = 'The proxy answers 407: it wants credentials, and a service has none.';
  const reached = yesNoFact(facts, 'connectivity.endpoint443');
  // The service is reached all the same, so what met the proxy was something else, or another time.
  return reached?.value === true
    ? likely(proof, wants, reached, ...some(address))
    : proven(proof, wants, ...some(address));
}

export function namesUnresolved({ facts }: ConnectionInput): Sign {
  const resolves = yesNoFact(facts, 'connectivity.nameResolution');
  if (resolves === undefined || resolves.value) return excluded;
  const hosts = unresolvedHosts(facts);
  const which = hosts.length === 0 ? '' : `: ${hosts.join(', ')}`;
  const blocked = hosts.length === 0 ? undefined : listFact(facts, 'connectivity.blocked');
  return proven(`Names of the service are not resolved${which}.`, resolves, ...some(blocked));
}

export function proxyInspects({ facts }: ConnectionInput): Sign {
  const proxy = textFact(facts, 'proxy.mode');
  if (proxy === undefined) return unseen('whether a proxy inspects TLS');
  if (proxy.value !== 'inspecting') return excluded;
  const issuer = textFact(facts, 'tls.rootIssuer');
  const by = issuer === undefined ? '' : ` The chain ends in "${issuer.value}".`;
  return proven(`The proxy answers with its own certificate.${by}`, proxy, ...some(issuer));
}

/** Contact that was, and then failed, is told by the log of the sensor itself. */
export function contactFails({ facts }: ConnectionInput): Sign {
  const failure = numberFact(facts, 'sense.failureAt');
  const contact = numberFact(facts, 'sense.contactAt');
  if (failure === undefined) return excluded;
  if (contact !== undefined && contact.value >= failure.value) return excluded;
  const host = textFact(facts, 'sense.failureHost');
  const code = textFact(facts, 'sense.failureCode');
  const where = host === undefined ? 'the service' : host.value;
  const why = code === undefined ? '' : ` (${codeInWords(code.value)})`;
  return proven(
    `The newest contact with ${where} failed${why}.`,
    failure,
    ...some(host),
    ...some(code),
    ...some(contact),
  );
}

export function senseUnresponsive({ facts }: ConnectionInput): Sign {
  const sense = serviceFact(facts, 'service.Sense');
  const health = textFact(facts, 'device.health');
  if (sense?.value === 'absent') return excluded;
  if (sense !== undefined && sense.value !== 'running') return proven(`The Sense service is ${sense.value}.`, sense);
  if (health !== undefined && health.value.toLowerCase() !== 'active' && health.value.toLowerCase() !== 'unknown') {
    return likely(`Defender for Endpoint reports its sensor as "${health.value}".`, health);
  }
  return sense === undefined || health === undefined ? unseen('whether Sense runs and is healthy') : excluded;
}

export function restartOutstanding({ facts }: ConnectionInput): Sign {
  const said = yesNoFact(facts, 'onboarding.restartOutstanding');
  if (said !== undefined) return said.value ? proven('The new package is applied and not yet active.', said) : excluded;
  const policy = yesNoFact(facts, 'onboarding.policyStreamlined');
  const active = yesNoFact(facts, 'onboarding.activeStreamlined');
  if (policy?.value !== true || active?.value !== false) return excluded;
  return proven('The policy is of the streamlined package, the active onboarding is not.', policy, active);
}

export function keysDiffer({ facts }: ConnectionInput): Sign {
  const agree = yesNoFact(facts, 'onboarding.keysAgree');
  if (agree === undefined || agree.value) return excluded;
  return proven('The onboarding policy belongs to another tenant than the active onboarding.', agree);
}

export function offboardingPresent({ facts }: ConnectionInput): Sign {
  const present = yesNoFact(facts, 'onboarding.offboardingPresent');
  if (present === undefined || !present.value) return excluded;
  return proven('An offboarding value lies beside the onboarding policy.', present);
}

export function imagePathTampered({ facts }: ConnectionInput): Sign {
  const tampered = yesNoFact(facts, 'sense.imagePathTampered');
  if (tampered === undefined || !tampered.value) return excluded;
  return proven('The image path of the Sense service is not the one that was installed.', tampered);
}

/** Other protection software is no fault; it is a suspect only after something did not arrive. */
export function thirdPartyProtection({ facts, problem }: ConnectionInput): Sign {
  const others = listFact(facts, 'antivirus.thirdParty');
  if (others === undefined || others.value.length === 0 || problem === undefined) return excluded;
  return likely(`Other protection software is installed: ${factInWords(others.value)}.`, others);
}

/** Old URLs that are reached say nothing about the new ones. */
export function oldUrlsTested({ facts }: ConnectionInput): Sign {
  const set = textFact(facts, 'connectivity.urlSet');
  const policy = yesNoFact(facts, 'onboarding.policyStreamlined');
  if (set?.value !== 'standard' || policy?.value !== true) return excluded;
  return likely('Only the standard URLs were tested, and the package is a streamlined one.', set, policy);
}

export function mdatpUnlicensed({ facts }: ConnectionInput): Sign {
  const licensed = yesNoFact(facts, 'mdatp.licensed');
  if (licensed === undefined || licensed.value) return excluded;
  return proven('mdatp reports that it has no licence.', licensed);
}

export function mdatpUnhealthy({ facts }: ConnectionInput): Sign {
  const healthy = yesNoFact(facts, 'mdatp.healthy');
  if (healthy === undefined || healthy.value) return excluded;
  const issues = listFact(facts, 'mdatp.healthIssues');
  const named = issues === undefined || issues.value.length === 0 ? '' : `: ${factInWords(issues.value)}`;
  return proven(`mdatp reports that it is not healthy${named}.`, healthy, ...some(issues));
}

function some<T>(fact: T | undefined): readonly T[] {
  return fact === undefined ? [] : [fact];
}
