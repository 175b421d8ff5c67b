import { deviceIdOf } from '../device-id.ts';
import { isBlank, isRestartOutstanding, type OnboardingBody, readOnboardingBody } from '../onboarding-body.ts';
import { addUnreadable, numberOf, type PartInput, type RegistryPart, textOf } from './part.ts';

const policies = 'software\\policies\\microsoft\\windows advanced threat protection';
const tagging = `${policies}\\devicetagging`;
const device = 'software\\microsoft\\windows advanced threat protection';
const status = `${device}\\status`;

/** The value that orders offboarding has this name (learn.microsoft.com/defender-endpoint/offboard-machines, seen 2026-11). */
const offboarding = '696C1FA1-4030-4FA4-8713-FAF9B2EA7C0A';

const policiesPart: RegistryPart = {
  part: 'policies',
  paths: [policies],
  ignored: ['onboardinginfo', 'groupids', offboarding.toLowerCase()],
  read(input) {
    const { sheet } = input;
    const policy = textOf(input, policies, 'OnboardingInfo');
    if (policy?.kind === 'missing') sheet.put('onboarding.policyPresent', false, { line: policy.line });
    const info = policy?.kind === 'found' ? putPolicy(input, policy.value, policy.line) : undefined;
    const active = textOf(input, device, 'OnboardedInfo');
    if (info !== undefined && active?.kind === 'found')
      compare(input, info, readOnboardingBody(active.value), active.line);
    const order = textOf(input, policies, offboarding);
    const place = { line: order?.line };
    if (order?.kind === 'found') sheet.put('onboarding.offboardingPresent', !isBlank(order.value), place);
    // That there is none is good news, so a query that was refused must not say it.
    else if (order?.isProven === true) sheet.put('onboarding.offboardingPresent', false, place);
  },
};

function putPolicy(input: PartInput, text: string, line: number): OnboardingBody | undefined {
  const { sheet } = input;
  if (isBlank(text)) {
    sheet.put('onboarding.policyPresent', false, { line });
    return undefined;
  }
  const info = readOnboardingBody(text);
  // Something that is no onboarding is neither a policy nor the lack of one.
  if (info === undefined) {
    addUnreadable(input, 'OnboardingInfo', line);
    return undefined;
  }
  sheet.put('onboarding.policyPresent', true, { line });
  if (info.isStreamlined !== undefined) sheet.put('onboarding.policyStreamlined', info.isStreamlined, { line });
  if (info.geo !== undefined) sheet.put('onboarding.policyGeo', info.geo, { line });
  return info;
}

/** It stands with the policy, so that a newer export of the policy alone takes an old comparison away. */
function compare({ sheet }: PartInput, policy: OnboardingBody, active: OnboardingBody | undefined, line: number): void {
  if (active === undefined) return;
  sheet.put('onboarding.keysAgree', policy.orgId === active.orgId, { line });
  const isOutstanding = isRestartOutstanding(policy, active);
  if (isOutstanding !== undefined) sheet.put('onboarding.restartOutstanding', isOutstanding, { line });
}

const taggingPart: RegistryPart = {
  part: 'tagging',
  paths: [tagging],
  ignored: ['vdi', 'group', 'azureresourceid', 'securityworkspaceid', 'securityagentid'],
  read(input) {
    const vdi = textOf(input, tagging, 'VDI');
    if (vdi === undefined) return;
    if (vdi.kind === 'missing') {
      if (vdi.isProven) input.sheet.put('onboarding.vdi', false, { line: vdi.line });
    } else if (vdi.value.trim().toLowerCase() === 'nonpersistent') {
      input.sheet.put('onboarding.vdi', true, { line: vdi.line });
    } else addUnreadable(input, 'VDI', vdi.line);
  },
};

/**
 * The seed of the rule names `SenseMachineId`, the analyzer reads `SenseId`: both are looked for. `senseGuid` has the form of a GUID and is another
 * thing. OnboardedInfo shows what is active now; it never stands in for the policy.
 */
const devicePart: RegistryPart = {
  part: 'device',
  paths: [device],
  ignored: ['senseid', 'sensemachineid', 'senseguid', 'onboardedinfo', 'installlocation', 'orgid'],
  read(input) {
    putDeviceId(input);
    const active = textOf(input, device, 'OnboardedInfo');
    if (active === undefined) return;
    const place = { line: active.line };
    const isPresent = active.kind === 'found' && !isBlank(active.value);
    input.sheet.put('onboarding.onboardedInfoPresent', isPresent, place);
    if (active.kind === 'missing' || !isPresent) return;
    const info = readOnboardingBody(active.value);
    if (info === undefined) {
      addUnreadable(input, 'OnboardedInfo', active.line);
      return;
    }
    if (info.isStreamlined !== undefined) input.sheet.put('onboarding.activeStreamlined', info.isStreamlined, place);
    if (info.geo !== undefined) input.sheet.put('onboarding.activeGeo', info.geo, place);
  },
};

function putDeviceId(input: PartInput): void {
  const { sheet, problems } = input;
  const names = ['SenseId', 'SenseMachineId'];
  const answers = names.map((name) => ({ name, answer: textOf(input, device, name) }));
  const ids = answers.flatMap(({ name, answer }) => {
    if (answer?.kind !== 'found' || isBlank(answer.value)) return [];
    const { line } = answer;
    const { id, form } = deviceIdOf(answer.value);
    // A text of another form is shown when it can be an id at all; where quotes were lost it may be a piece of something else.
    if (/^[\w.-]{1,64}$/.test(id)) return [{ name, line, id, form }];
    addUnreadable(input, name, line);
    return [];
  });
  const [first, second] = ids;
  if (first === undefined) {
    const isKnown = answers.every(
      ({ answer }) => answer?.kind === 'missing' || (answer !== undefined && isBlank(answer.value)),
    );
    if (isKnown) sheet.put('device.id', null, { line: answers[0]?.answer?.line });
    return;
  }
  if (second !== undefined && second.id !== first.id) {
    const detail = `${first.name} has the form ${first.form} and ${second.name} the form ${second.form}, and they differ`;
    if (first.form === second.form) {
      problems.add('evidence-contradictory', `${detail}; neither was used as the device id.`, second.line);
      return;
    }
    problems.add('evidence-contradictory', `${detail}; the one of 40 hexadecimal digits was used.`, second.line);
  }
  const used = ids.find(({ form }) => form === 'hex40') ?? first;
  sheet.put('device.id', used.id, { line: used.line });
  sheet.put('device.idForm', used.form, { line: used.line });
}

const statusPart: RegistryPart = {
  part: 'status',
  paths: [status],
  ignored: ['onboardingstate', 'lastconnected', 'configurationversion', 'orgid'],
  read(input) {
    const { sheet, findings } = input;
    const key = findings.key(status);
    if (key !== undefined) sheet.put('onboarding.statusKeyPresent', key.kind === 'found', { line: key.line });
    const state = numberOf(input, status, 'OnboardingState');
    if (state?.kind === 'found') sheet.put('onboarding.state', Number(state.value), { line: state.line });
    if (state?.kind === 'missing') sheet.put('onboarding.state', null, { line: state.line });
    const config = findings.value(status, 'ConfigurationVersion');
    if (config?.kind === 'found' && config.data.kind === 'text' && /^[\w.-]{1,64}$/.test(config.data.text))
      sheet.put('sense.configVersion', config.data.text, { line: config.line });
    putLastConnected(input);
  },
};

/** From 2010 on, in file time; Defender for Endpoint is younger. */
const leastFileTime = 129_067_776_000_000_000n;
const fileTimeOfEpoch = 116_444_736_000_000_000n;
const clockToleranceMs = 5 * 60 * 1000;

/** Hundreds of nanoseconds since 1601. The type of the value is not documented: 64 bits are read as a number, as bytes and as digits. */
function putLastConnected({ findings, sheet, problems, observedAt }: PartInput): void {
  const answer = findings.value(status, 'LastConnected');
  if (answer?.kind !== 'found') return;
  const { data, line } = answer;
  const bytes =
    data.kind === 'bytes' && data.bytes.length === 8 ? Buffer.from(data.bytes).readBigUInt64LE() : undefined;
  const digits = data.kind === 'text' && /^\d{17,19}$/.test(data.text.trim()) ? BigInt(data.text.trim()) : undefined;
  const fileTime = data.kind === 'number' ? data.number : (bytes ?? digits);
  if (fileTime === undefined || fileTime < leastFileTime) {
    problems.add('value-unknown', 'LastConnected holds no time that can be read.', line);
    return;
  }
  const at = Number((fileTime - fileTimeOfEpoch) / 10_000n);
  if (at > observedAt + clockToleranceMs) {
    problems.add('evidence-contradictory', 'LastConnected is later than the export itself; it was not used.', line);
    return;
  }
  sheet.put('onboarding.lastConnectedAt', at, { line });
}

/** In this order, and each read whatever the others hold. */
export const defenderParts: readonly RegistryPart[] = [policiesPart, taggingPart, devicePart, statusPart];

/** The keys that are Defender for Endpoint's own: whatever is below them and not known is told. */
export const defenderKeys: readonly string[] = [policies, device];
