import { factInWords } from '../../domain/check.ts';
import type { Fact } from '../../domain/fact.ts';
import { factKeys, type KnownFactKey } from '../../domain/fact-keys.ts';
import { numberFact, serviceFact, textFact, yesNoFact } from '../../domain/fact-reading.ts';
import type { HuntingQueryName } from '../../domain/hunting-queries.ts';
import { isSameFactValue } from '../../domain/merge-facts.ts';
import type { ProofVerdict } from '../../domain/proof.ts';
import { durationInWords } from '../../domain/time.ts';
import {
  finding,
  notKnown,
  type ProofFinding,
  type ProofInput,
  type ProofInputAfterSwitch,
  tooOld,
} from './proof-finding.ts';
import { sensorHealth } from './proof-health.ts';

interface Proof {
  readonly id: string;
  readonly title: string;
  readonly isRequired: boolean;
  readonly howToGet: string;
  /** The hunting query by whose answer it is judged, where there is one. */
  readonly query?: HuntingQueryName;
  judge(input: ProofInputAfterSwitch): ProofFinding;
}

/** All proofs of a move, judged now. Nothing is proved before the switch was seen. */
export function proofs(input: ProofInput): readonly ProofVerdict[] {
  return proofTable.map((proof) => {
    const { switchedAt } = input;
    const finding = switchedAt === undefined ? notSwitched : proof.judge({ ...input, switchedAt });
    return {
      proof: proof.id,
      title: proof.title,
      verdict: finding.verdict,
      reason: finding.reason,
      summary: finding.summary,
      isRequired: proof.isRequired,
      evidence: finding.evidence.map(({ key, value, source, observedAt, origin }) => ({
        key,
        value,
        source,
        observedAt,
        origin,
      })),
      howToGet: finding.verdict === 'unknown' ? (finding.howToGet ?? proof.howToGet) : undefined,
      judgedAt: input.at,
    };
  });
}

const notSwitched: ProofFinding = {
  verdict: 'unknown',
  reason: 'not-switched-yet',
  summary: 'Sensor v3.x has not been seen on this server yet.',
  evidence: [],
  howToGet: 'Nothing: it is judged by itself once the service reports the switch.',
};

const proofTable: readonly Proof[] = [
  {
    id: 'v3-running',
    title: 'Sensor v3.x runs',
    isRequired: true,
    howToGet: 'Connect the tenant; the sensor is read from Graph by itself.',
    judge: v3Running,
  },
  {
    id: 'sensor-health',
    title: 'Sensor health',
    isRequired: true,
    howToGet: 'Grant SecurityIdentitiesHealth.Read.All to the connection; health issues are read from Graph by itself.',
    judge: sensorHealth,
  },
  {
    id: 'configuration-kept',
    title: 'Configuration kept',
    isRequired: true,
    howToGet: 'Grant SecurityIdentitiesSensors.Read.All to the connection; the settings are read from Graph by itself.',
    judge: configurationKept,
  },
  {
    id: 'v2-disabled-still-installed',
    title: 'Sensor v2.x disabled, still installed',
    isRequired: true,
    howToGet: 'Collect host facts on the server after the switch and import them; Graph does not show services.',
    judge: v2DisabledStillInstalled,
  },
  {
    id: 'detection-coverage',
    title: 'Detection coverage',
    isRequired: true,
    howToGet: 'Grant ThreatHunting.Read.All to the connection; identity events are counted by a hunting query.',
    query: 'identity-activity',
    judge: detectionCoverage,
  },
];

/** The kinds of proof, for people. */
export const proofTexts = proofTable.map(({ id, title, howToGet, query }) => ({ id, title, howToGet, query }));

function v3Running({ after, switchedAt }: ProofInputAfterSwitch): ProofFinding {
  const version = after.fresh.get('mdi.v3.version');
  const service = textFact(after, 'mdi.serviceStatus');
  const v2 = textFact(after, 'mdi.v2.version');
  const state = textFact(after, 'mdi.migrationState');
  if (version === undefined || typeof version.value !== 'string') {
    // The service went back: a fresh reading after the switch that shows v2.x and no completed migration.
    if (v2 !== undefined && state !== undefined && state.observedAt > switchedAt && state.value !== 'upToDate') {
      return finding('fail', 'still-v2', `The service reports sensor ${v2.value} again.`, [v2, state]);
    }
    return finding('unknown', 'v3-version-unknown', notKnown('mdi.v3.version', after), []);
  }
  if (version.observedAt < switchedAt) return tooOld(version, switchedAt);
  if (!/^3(\.|$)/.test(version.value)) {
    return finding('fail', 'still-v2', `The reported version is ${version.value}, not 3.x.`, [version]);
  }
  if (service === undefined || service.value === 'unknown') {
    return finding('unknown', 'v3-service-unknown', 'The state of the sensor’s service is not known.', [version]);
  }
  if (service.observedAt < switchedAt) return tooOld(service, switchedAt);
  if (service.value === 'running') {
    return finding('pass', '', `Sensor ${version.value} is running.`, [version, service]);
  }
  if (service.value === 'starting' || service.value === 'onboarding') {
    return finding('unknown', 'v3-service-starting', `Sensor ${version.value} is ${service.value}.`, [
      version,
      service,
    ]);
  }
  return finding('fail', 'v3-service-not-running', `Sensor ${version.value} is ${service.value}.`, [version, service]);
}

/** Delayed update is left out: it exists for v2.x only, so its absence afterwards is no loss (S3-06). */
const keptSettings: readonly KnownFactKey[] = ['mdi.description', 'mdi.dnsNames', 'mdi.networkAdapters'];

function configurationKept({ before, after, switchedAt }: ProofInputAfterSwitch): ProofFinding {
  const evidence: Fact[] = [];
  const changes: string[] = [];
  const gaps: string[] = [];
  for (const key of keptSettings) {
    const { title } = factKeys[key];
    const was = before === undefined ? undefined : (before.fresh.get(key) ?? before.stale.get(key));
    const is = after.fresh.get(key);
    if (was === undefined) gaps.push(`${title} before the switch`);
    if (is === undefined || is.observedAt < switchedAt) gaps.push(`${title} after the switch`);
    if (was === undefined || is === undefined || is.observedAt < switchedAt) continue;
    evidence.push(was, is);
    if (!isSameSetting(was, is)) changes.push(`${title}: was ${factInWords(was.value)}, is ${factInWords(is.value)}`);
  }
  if (changes.length > 0) return finding('fail', 'configuration-changed', `${changes.join('; ')}.`, evidence);
  if (gaps.length > 0) return finding('unknown', 'configuration-unknown', `Not known: ${gaps.join(', ')}.`, evidence);
  return finding('pass', '', 'Description, domain controllers and network adapters are as before.', evidence);
}

/** An empty description and none are the same setting. */
function isSameSetting(was: Fact, is: Fact): boolean {
  return isSameFactValue(was.value, is.value) || ((was.value ?? '') === '' && (is.value ?? '') === '');
}

function v2DisabledStillInstalled({ after, switchedAt, isCommitted }: ProofInputAfterSwitch): ProofFinding {
  const service = serviceFact(after, 'service.AATPSensor');
  const installed = yesNoFact(after, 'mdi.v2.installed');
  if (service?.value === 'running' && service.observedAt >= switchedAt) {
    return finding('fail', 'v2-still-running', 'The service of sensor v2.x still runs beside v3.x.', [service]);
  }
  if (installed?.value === false && installed.observedAt >= switchedAt) {
    return isCommitted
      ? finding('notApplicable', 'v2-cleaned-up', 'Sensor v2.x was uninstalled after the commit.', [installed])
      : finding('fail', 'v2-uninstalled-early', 'Sensor v2.x is gone before the commit, and with it the way back.', [
          installed,
        ]);
  }
  if (service === undefined) {
    return finding('unknown', 'v2-service-unknown', notKnown('service.AATPSensor', after), []);
  }
  if (service.observedAt < switchedAt) return tooOld(service, switchedAt);
  if (installed === undefined)
    return finding('unknown', 'v2-service-unknown', notKnown('mdi.v2.installed', after), [service]);
  if (installed.observedAt < switchedAt) return tooOld(installed, switchedAt);
  if (service.value === 'disabled' || service.value === 'stopped') {
    return finding('pass', '', `The service of sensor v2.x is ${service.value}, and it is still installed.`, [
      service,
      installed,
    ]);
  }
  return finding(
    'unknown',
    'v2-service-unknown',
    `The service of sensor v2.x is ${service.value} although it is installed.`,
    [service, installed],
  );
}

/**
 * Events are counted over a window that reaches back, so a count taken right after the switch still holds events of v2.x; it
 * counts only once the whole window lies behind the switch.
 */
function detectionCoverage({ before, after, switchedAt, rules }: ProofInputAfterSwitch): ProofFinding {
  const is = numberFact(after, 'activity.events1h');
  if (is === undefined) return finding('unknown', 'activity-unknown', notKnown('activity.events1h', after), []);
  const windowMs = rules.activityWindowMs.value;
  if (is.observedAt < switchedAt + windowMs) {
    const summary = `The events were counted less than ${durationInWords(windowMs)} after the switch and may be those of v2.x.`;
    return finding('unknown', 'activity-too-early', summary, [is], 'Wait: they are counted again by themselves.');
  }
  if (is.value <= 0) {
    return finding('fail', 'no-activity', 'No identity event from this server since the switch.', [is]);
  }
  const was = before?.fresh.get('activity.events1h') ?? before?.stale.get('activity.events1h');
  if (was === undefined || typeof was.value !== 'number') {
    const summary = `${is.value} events in an hour now; how many there were before the switch was not measured.`;
    return finding(
      'unknown',
      'activity-no-snapshot',
      summary,
      [is],
      'Judge the number yourself and record the decision on the task.',
    );
  }
  const both = `${is.value} identity events in an hour now, ${was.value} before the switch`;
  if (is.value * 100 < was.value * rules.leastActivityPercent.value) {
    return finding(
      'unknown',
      'activity-dropped',
      `${both}: far fewer.`,
      [was, is],
      'Wait for a busier hour; they are counted again by themselves.',
    );
  }
  return finding('pass', '', `${both}.`, [was, is]);
}
