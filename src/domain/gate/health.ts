import { addUp, type HostFinding, isFresh, type Measured } from './finding.ts';
import { notProtectedYet } from './soak.ts';
import {
  type HealthReading,
  hostsToLookAt,
  type JudgedHost,
  type JudgedWave,
  type WatchedIssue,
  type WaveView,
} from './wave-view.ts';

type Issues = readonly WatchedIssue[];

/** Health issues before and after, like with like. Only `worse` fails; nothing that ended is a merit of the new sensor. */
interface HealthDifference {
  /** New, and of a kind that the old sensor would have raised as well. */
  readonly worse: Issues;
  /** New, and the rulebook does not say who watches it: cannot be compared. */
  readonly unclear: Issues;
  /** New, because only the new sensor watches it: it may have been so all along. */
  readonly newWatches: Issues;
  /** Gone, because only the old sensor watched it. */
  readonly endedWatches: Issues;
  /** Gone, although the new sensor watches it too. */
  readonly mended: Issues;
  readonly kept: Issues;
  /** Brought along by a mixed estate: named and not counted. */
  readonly expected: Issues;
}

export function compareHealth(before: Issues, after: Issues): HealthDifference {
  const was = new Set(before.map((issue) => issue.key));
  const is = new Set(after.map((issue) => issue.key));
  const expected = after.filter((issue) => issue.isExpected);
  const counted = after.filter((issue) => !issue.isExpected);
  const fresh = counted.filter((issue) => !was.has(issue.key));
  const gone = before.filter((issue) => !is.has(issue.key));
  return {
    // A kind that only the old sensor raises says, raised anew, that the old one still reports: no less wrong.
    worse: fresh.filter((issue) => issue.watchedBy === 'both' || issue.watchedBy === 'old'),
    unclear: fresh.filter((issue) => issue.watchedBy === 'unknown'),
    newWatches: fresh.filter((issue) => issue.watchedBy === 'new'),
    endedWatches: gone.filter((issue) => issue.watchedBy === 'old'),
    mended: gone.filter((issue) => issue.watchedBy !== 'old'),
    kept: counted.filter((issue) => was.has(issue.key)),
    expected,
  };
}

/** No issue that was not there before. A new watch holds for a person, who accepts its kind once for the campaign. */
export function judgeHealth(wave: JudgedWave): Measured {
  const hosts = hostsToLookAt(wave);
  const findings = hosts.map((host) => judgeHealthOf(host, wave.view));
  return addUp('Health', findings, asides(hosts, wave.view));
}

function judgeHealthOf(host: JudgedHost, { at, limits, acceptedWatches }: WaveView): HostFinding {
  const { name, protectedByNew, health } = host;
  const { before, after } = health;
  if (protectedByNew === null) return notProtectedYet(name);
  if (after === null) return unknown(name, 'its health issues were not read', null);
  const evidenceAt = after.readAt;
  if (after.kind === 'error') {
    const detail = `its health issues could not be read (${after.problem.code})`;
    return { name, verdict: 'error', reason: 'measurement-failed', detail, evidenceAt, waitsFor: null };
  }
  const held = { name, verdict: 'inconclusive', evidenceAt, waitsFor: 'evidence' } as const;
  if (after.readAt < protectedByNew.latest)
    return { ...held, reason: 'evidence-before-switch', detail: 'its health was read before the switch' };
  if (!isFresh(after.readAt, at, limits.healthMs))
    return { ...held, reason: 'evidence-too-old', detail: 'the reading of its health is too old' };
  if (before?.kind !== 'issues') {
    const counted = after.issues.filter((issue) => !issue.isExpected);
    return counted.length === 0
      ? { name, verdict: 'pass', reason: '', detail: '', evidenceAt, waitsFor: null }
      : unknown(name, `${titles(counted)}; what was open before is not known`, evidenceAt, 'person');
  }
  const { worse, unclear, newWatches } = compareHealth(before.issues, after.issues);
  if (worse.length > 0) {
    const detail = `new since the switch: ${titles(worse)}`;
    return { name, verdict: 'fail', reason: 'health-issues-new', detail, evidenceAt, waitsFor: null };
  }
  const undecided = newWatches.filter((issue) => !acceptedWatches.includes(issue.key));
  if (unclear.length > 0) return unknown(name, `cannot be compared: ${titles(unclear)}`, evidenceAt, 'person');
  if (undecided.length > 0) {
    const detail = `only the new sensor watches for ${titles(undecided)}`;
    return { ...held, reason: 'health-watches-new', detail, waitsFor: 'person' };
  }
  return { name, verdict: 'pass', reason: '', detail: '', evidenceAt, waitsFor: null };
}

function unknown(
  name: string,
  detail: string,
  evidenceAt: number | null,
  waitsFor: 'evidence' | 'person' = 'evidence',
): HostFinding {
  return { name, verdict: 'inconclusive', reason: 'health-unknown', detail, evidenceAt, waitsFor };
}

/** What is not held against the new sensor and not credited to it, by kind of issue. */
function asides(hosts: readonly JudgedHost[], { acceptedWatches }: WaveView): string {
  const differences = hosts.flatMap(({ health: { before, after } }) =>
    isRead(before) && isRead(after) ? [compareHealth(before.issues, after.issues)] : [],
  );
  const lists: readonly (readonly [string, Issues])[] = [
    ['ended watches', differences.flatMap((one) => one.endedWatches)],
    [
      'new watches that were accepted',
      differences.flatMap((one) => one.newWatches.filter((issue) => acceptedWatches.includes(issue.key))),
    ],
    ['open since before', differences.flatMap((one) => one.kept)],
    ['expected', differences.flatMap((one) => one.expected)],
  ];
  return lists.map(([lead, issues]) => (issues.length === 0 ? '' : `; ${lead}: ${titles(issues)}`)).join('');
}

function isRead(reading: HealthReading | null): reading is Extract<HealthReading, { kind: 'issues' }> {
  return reading?.kind === 'issues';
}

function titles(issues: Issues): string {
  return [...new Set(issues.map((issue) => issue.title))].join(', ');
}
