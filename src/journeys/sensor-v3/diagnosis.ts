import type { Cause, Sign } from '../../domain/cause.ts';
import type { FactTable, FactValue } from '../../domain/fact.ts';
import { textFact } from '../../domain/fact-reading.ts';
import type { ProblemCode } from '../../domain/problem.ts';
import type { Eligibility, EvidenceRef, Verdict } from '../../domain/verdict.ts';
import { checks } from './checks/all.ts';
import { diagnosisRows } from './diagnosis-rows.ts';
import type { LookInput } from './diagnosis-signs.ts';
import { reasonTitle } from './reasons.ts';
import { type Rulebook, rulebookFor } from './rulebook.ts';
import { supportCaseSteps } from './support-case.ts';

/** How sure: the evidence shows it; the evidence points to it; nothing excludes it yet. */
type Confidence = 'proven' | 'likely' | 'possible';

/** One cause, what shows it, and what to do. */
interface Diagnosis {
  readonly code: string;
  readonly title: string;
  readonly requirements: readonly string[];
  readonly symptom: string;
  /** What the evidence shows, or for a possible cause what is not known. */
  readonly proof: string;
  readonly remedy: string;
  readonly confidence: Confidence;
  readonly evidence: readonly EvidenceRef[];
  /** For a cause that is not proven: how to tell. */
  readonly howToProve?: string | undefined;
  /** Checks that this cause explains, and how many of them do not pass now: what mending it unlocks. */
  readonly explains: readonly string[];
  readonly unlocks: number;
}

interface DiagnosisInput {
  readonly facts: FactTable;
  readonly eligibility?: Eligibility | undefined;
  /** What went wrong with the attempt, when one was made. */
  readonly problem?: ProblemCode | undefined;
  readonly rules?: Rulebook | undefined;
}

/**
 * Why a server is not ready, or why its migration failed: proven causes first, then likely ones, then those that nothing
 * excludes; within each, what unlocks most. When nothing is found and the sensor is fine, a support case; when nothing is
 * found because little is known, the Client Analyzer. Empty only for a host without a problem.
 */
export function diagnose(input: DiagnosisInput): readonly Diagnosis[] {
  const rules = input.rules ?? rulebookFor(input.eligibility?.edition ?? '2026-03', []);
  const open = openVerdicts(input.eligibility);
  const found = fromRows(input, rules, open);
  const explained = new Set(found.flatMap((one) => (one.confidence === 'possible' ? [] : one.explains)));
  for (const verdict of open) {
    if (verdict.verdict === 'fail' && !explained.has(verdict.check)) found.push(fromCheck(verdict, isDuring(input)));
  }
  const isTroubled = input.problem !== undefined || open.length > 0;
  if (isTroubled && found.every((one) => one.confidence === 'possible'))
    found.push(lastResort(input, found.length > 0));
  return found
    .map((one, place) => ({ one, place }))
    .sort((a, b) => weight(b.one) - weight(a.one) || b.one.unlocks - a.one.unlocks || a.place - b.place)
    .map(({ one }) => one);
}

function openVerdicts(eligibility: Eligibility | undefined): readonly Verdict[] {
  const verdicts = eligibility?.verdicts ?? [];
  return verdicts.filter((one) => isOpen(one) && !notCauses.includes(one.reason));
}

function isOpen(verdict: Verdict): boolean {
  return verdict.verdict === 'fail' || verdict.verdict === 'unknown';
}

/** These say where a host is, not what is wrong with it. */
const notCauses: readonly string[] = ['migration-running', 'already-migrated', 'service-state-unknown'];

function weight(diagnosis: Diagnosis): number {
  return diagnosis.confidence === 'proven' ? 2 : diagnosis.confidence === 'likely' ? 1 : 0;
}

/** A prerequisite that fails while the service migrates, or after it gave up, was lost on the way: it held at the start (S3-21). */
function isDuring({ facts, problem }: DiagnosisInput): boolean {
  if (problem !== undefined && failedAttempts.includes(problem)) return true;
  return textFact(facts, 'mdi.migrationState')?.value === 'migrating';
}

const failedAttempts: readonly ProblemCode[] = ['prerequisite-lost', 'timed-out', 'reverted-early', 'migration-failed'];

function fromRows(input: DiagnosisInput, rules: Rulebook, open: readonly Verdict[]): Diagnosis[] {
  const found: Diagnosis[] = [];
  for (const row of diagnosisRows) {
    const sign = row.look({ facts: input.facts, rules, problem: input.problem });
    if (sign.says === 'excluded') continue;
    if (sign.says === 'open' && (input.problem === undefined || !row.problems.includes(input.problem))) continue;
    found.push(toDiagnosis(row, sign, open));
  }
  return found;
}

function toDiagnosis(row: Cause<LookInput>, sign: Sign, open: readonly Verdict[]): Diagnosis {
  const confidence = sign.says === 'open' || sign.says === 'excluded' ? 'possible' : sign.says;
  return {
    code: row.code,
    title: row.title,
    requirements: row.requirements,
    symptom: row.symptom,
    proof: sign.proof,
    remedy: row.remedy,
    confidence,
    evidence: sign.evidence.map(({ key, value, source, observedAt, origin }) => ({
      key,
      value,
      source,
      observedAt,
      origin,
    })),
    howToProve: confidence === 'proven' ? undefined : row.howToProve,
    explains: row.explains,
    unlocks: open.filter((verdict) => row.explains.includes(verdict.check)).length,
  };
}

/** Every failed check is a cause of its own unless a row explains it: nothing that fails is left out. */
function fromCheck(verdict: Verdict, isDuringMigration: boolean): Diagnosis {
  const check = checks.find((one) => one.id === verdict.check);
  const requirements = check?.requirements ?? [];
  return {
    code: verdict.reason,
    title: reasonTitle(verdict.reason),
    requirements: isDuringMigration ? [...requirements, 'S3-21'] : requirements,
    symptom: isDuringMigration
      ? 'A prerequisite that held at the start does not hold now.'
      : 'The server is not ready for migration.',
    proof: verdict.summary,
    remedy: verdict.remedy ?? check?.remedy ?? '',
    confidence: 'proven',
    evidence: verdict.evidence,
    explains: [verdict.check],
    unlocks: 1,
  };
}

/** S3-12: running, healthy and sending events means the fault is not on the server; otherwise look there first. */
function lastResort({ facts }: DiagnosisInput, hasCandidates: boolean): Diagnosis {
  const keys = ['service.Sense', 'device.health', 'activity.events1h'] as const;
  const [sense, health, activity] = keys.map((key) => facts.fresh.get(key));
  const lacking = lackingOf({ sense: sense?.value, health: health?.value, activity: activity?.value });
  const evidence = [sense, health, activity].flatMap((fact) => (fact === undefined ? [] : [fact]));
  const head = {
    requirements: ['S3-12', 'S3-17'],
    evidence: evidence.map(({ key, value, source, observedAt, origin }) => ({
      key,
      value,
      source,
      observedAt,
      origin,
    })),
    explains: [],
    unlocks: 0,
  };
  if (lacking === undefined) {
    return {
      ...head,
      code: 'support-case',
      title: 'Nothing wrong found on the server',
      symptom: 'The migration failed or the sensor does not work, and no cause was found.',
      proof: 'The Defender for Endpoint sensor is running, healthy and sending events.',
      remedy: supportCaseSteps.join(' '),
      confidence: hasCandidates ? 'possible' : 'likely',
      howToProve: hasCandidates ? 'Exclude the other possible causes first.' : undefined,
    };
  }
  return {
    ...head,
    code: 'evidence-missing',
    title: 'Too little is known to tell',
    symptom: 'The migration failed or the server is not ready, and no cause was found.',
    proof: lacking,
    remedy: 'Run the Client Analyzer on the server, collect host facts, and import both.',
    confidence: 'possible',
    howToProve: 'Import the result of the Client Analyzer and the host facts document.',
  };
}

type Known = FactValue | undefined;

/** In what the sensor is not fine, and what of it is not known; undefined when it is running, healthy and sending events. */
function lackingOf({
  sense,
  health,
  activity,
}: Readonly<Record<'sense' | 'health' | 'activity', Known>>): string | undefined {
  const unknown: string[] = [];
  const said: string[] = [];
  if (typeof sense !== 'string') unknown.push('whether it is running');
  else if (sense !== 'running') said.push(`The Sense service is ${sense}.`);
  if (typeof health !== 'string' || health.toLowerCase() === 'unknown') unknown.push('whether it is healthy');
  else if (health.toLowerCase() !== 'active') said.push(`Defender for Endpoint reports its sensor as "${health}".`);
  if (typeof activity !== 'number') unknown.push('whether it is sending events');
  else if (activity <= 0) said.push('No identity event was seen in the last hour.');
  if (unknown.length > 0) said.push(`Not known of the Defender for Endpoint sensor: ${unknown.join(', ')}.`);
  return said.length === 0 ? undefined : said.join(' ');
}
