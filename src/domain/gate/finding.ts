import type { GateCondition } from '../campaign/rules.ts';
import type { Instant } from '../time.ts';
import type { JudgedWave } from './wave-view.ts';

/** What a measurement says. Inconclusive holds for a person; an error is measured again and never counts as a failure. */
export type GateVerdict = 'pass' | 'fail' | 'inconclusive' | 'error';

/** What would change a verdict that is not reached yet. */
type GateWait = 'moves' | 'time' | 'evidence' | 'person';

/** Kebab-case and stable; empty only for a plain pass. */
type GateReason =
  | ''
  | 'nothing-measured'
  | 'share-missed'
  | 'host-failed'
  | 'host-open'
  | 'host-unproven'
  | 'not-protected-yet'
  | 'soaking'
  | 'sighting-too-old'
  | 'health-issues-new'
  | 'health-watches-new'
  | 'health-unknown'
  | 'proof-failed'
  | 'proof-unknown'
  | 'rows-found'
  | 'rows-incomplete'
  | 'measurement-missing'
  | 'measurement-failed'
  | 'evidence-too-old'
  | 'evidence-before-switch'
  | 'answered-no'
  | 'answer-missing'
  | 'drill-missing'
  | 'drill-failed';

/** One condition of a gate, measured once. */
export interface GateFinding {
  readonly condition: GateCondition;
  readonly verdict: GateVerdict;
  readonly reason: GateReason;
  /** One sentence with the figures. */
  readonly summary: string;
  readonly measuredAt: Instant;
  /** The oldest observation that the verdict rests on. */
  readonly oldestEvidenceAt: Instant | null;
  /** Hosts that keep it from passing, by name. */
  readonly unresolved: readonly string[];
  readonly waitsFor: GateWait | null;
  /** When time alone may change the verdict; null: time alone will not. */
  readonly lookAgainAt: Instant | null;
  readonly counts: WaveCounts;
}

/** The denominator is frozen at plan time; who joined, left or was accepted since stands beside it. */
interface WaveCounts {
  readonly planned: number;
  readonly accepted: number;
  readonly joined: number;
  readonly gone: number;
}

/** What was found, without what every finding has. */
export interface Measured {
  readonly verdict: GateVerdict;
  readonly reason: GateReason;
  readonly summary: string;
  readonly oldestEvidenceAt?: Instant | null | undefined;
  readonly unresolved?: readonly string[] | undefined;
  readonly waitsFor?: GateWait | undefined;
  readonly lookAgainAt?: Instant | undefined;
}

export function finding(condition: GateCondition, { view, accepted }: JudgedWave, measured: Measured): GateFinding {
  const counts = {
    planned: view.hosts.length,
    accepted: accepted.length,
    joined: view.joined.length,
    gone: view.hosts.filter((host) => host.isGone).length,
  };
  return {
    condition,
    verdict: measured.verdict,
    reason: measured.reason,
    summary: measured.summary + aside(counts),
    measuredAt: view.at,
    oldestEvidenceAt: measured.oldestEvidenceAt ?? null,
    unresolved: measured.unresolved ?? [],
    waitsFor: measured.waitsFor ?? null,
    lookAgainAt: measured.lookAgainAt ?? null,
    counts,
  };
}

function aside({ accepted, joined, gone }: WaveCounts): string {
  const parts = [
    ...(accepted > 0 ? [`${accepted} accepted as failed and not counted`] : []),
    ...(joined > 0 ? [`${joined} joined since and not counted`] : []),
    ...(gone > 0 ? [`${gone} gone since and still counted`] : []),
  ];
  return parts.length === 0 ? '' : ` ${parts.join(', ')}.`;
}

/** What was found on one host. */
export interface HostFinding {
  readonly name: string;
  readonly verdict: GateVerdict;
  readonly reason: GateReason;
  readonly detail: string;
  readonly evidenceAt: Instant | null;
  readonly waitsFor: GateWait | null;
}

/** Worst first: what fails is not made better by what nobody knows, and what broke off is tried again before a person is asked. */
const order: readonly GateVerdict[] = ['fail', 'error', 'inconclusive', 'pass'];

/** The worst of several verdicts; undefined of none. */
export function worst(verdicts: readonly GateVerdict[]): GateVerdict | undefined {
  return order.find((verdict) => verdicts.includes(verdict));
}

/** Adds up a condition that is asked of each host: all must pass, and at least one must have been looked at. */
export function addUp(title: string, findings: readonly HostFinding[], measuredAside = ''): Measured {
  const verdict = worst(findings.map((one) => one.verdict));
  if (verdict === undefined) {
    return {
      verdict: 'inconclusive',
      reason: 'nothing-measured',
      summary: `${title}: no host of the wave has come so far that it can be measured.`,
      waitsFor: 'moves',
    };
  }
  const short = findings.filter((one) => one.verdict !== 'pass');
  const decisive = findings.filter((one) => one.verdict === verdict);
  const figures = `${title}: ${findings.length - short.length} of ${findings.length} ${plural(findings.length)} pass`;
  const told = [...decisive, ...short.filter((one) => one.verdict !== verdict)].filter((one) => short.includes(one));
  return {
    verdict,
    reason: decisive[0]?.reason ?? '',
    summary: `${figures}${inWords(told.map((one) => `${one.name}: ${one.detail}`))}${measuredAside}.`,
    oldestEvidenceAt: oldest(findings.map((one) => one.evidenceAt)),
    unresolved: short.map((one) => one.name),
    waitsFor: verdict === 'inconclusive' ? waitOf(decisive) : undefined,
  };
}

const mostTold = 5;

function inWords(told: readonly string[]): string {
  if (told.length === 0) return '';
  const more = told.length > mostTold ? `; and ${told.length - mostTold} more` : '';
  return `; ${told.slice(0, mostTold).join('; ')}${more}`;
}

/** What needs a person comes before what resolves itself. */
function waitOf(findings: readonly HostFinding[]): GateWait | undefined {
  const waits: readonly GateWait[] = ['person', 'evidence', 'moves', 'time'];
  return waits.find((wait) => findings.some((one) => one.waitsFor === wait));
}

export function oldest(instants: readonly (Instant | null)[]): Instant | null {
  return instants.reduce((least, at) => (at === null ? least : least === null ? at : Math.min(least, at)), null);
}

export function plural(hosts: number): string {
  return hosts === 1 ? 'host' : 'hosts';
}

/** Evidence of the future is as little worth as old evidence, and a limit that is no number lets nothing through. */
export function isFresh(observedAt: Instant, now: Instant, limitMs: number): boolean {
  const age = now - observedAt;
  return age >= 0 && age <= limitMs;
}
