import type { FactKey, FactValue, Origin, SourceId } from './fact.ts';
import type { EditionId, HostId, JourneyId } from './ids.ts';
import type { Instant } from './time.ts';

/** Three-valued, plus "does not apply". Unknown blocks; it never passes. */
export type VerdictValue = 'pass' | 'fail' | 'unknown' | 'notApplicable';

/** One observation a verdict rests on. */
export interface EvidenceRef {
  readonly key: FactKey;
  readonly value: FactValue;
  readonly source: SourceId | 'service-verdict';
  readonly observedAt: Instant;
  readonly origin?: Origin | undefined;
}

/** The outcome of one check for one host. */
export interface Verdict {
  readonly check: string;
  readonly verdict: VerdictValue;
  /** Kebab-case reason code, stable; empty only for a plain pass. */
  readonly reason: string;
  /** One sentence in our words: what was seen against what is required. */
  readonly summary: string;
  readonly evidence: readonly EvidenceRef[];
  readonly edition: EditionId;
  /** On fail: what becomes of the host when nothing changes; absent when mending it lets the host move. */
  readonly disposition?: Disposition | undefined;
  /** What a person does next; absent on pass. */
  readonly remedy?: string | undefined;
  /** For unknown: which evidence is missing and how to get it. */
  readonly howToGet?: string | undefined;
  /** Sources that disagree, with the one believed and why. */
  readonly conflict?: string | undefined;
  /** After this instant the verdict must be made again. */
  readonly validUntil: Instant;
}

/** What is to become of a host: it moves, it stays as it is for good reason, or the journey cannot take it. */
export type Disposition = 'moves' | 'stays' | 'unsupported';

/** All verdicts of a host for one journey, and what they add up to. */
export interface Eligibility {
  readonly hostId: HostId;
  readonly journey: JourneyId;
  readonly edition: EditionId;
  /** pass only when every applicable check passes; fail when one fails, unless the service contradicts our checks (then unknown); else unknown. */
  readonly verdict: 'pass' | 'fail' | 'unknown';
  readonly disposition: Disposition;
  /** Reason codes of everything that does not pass, worst first. */
  readonly reasons: readonly string[];
  readonly verdicts: readonly Verdict[];
  /** Editions under which this host would get another overall verdict. */
  readonly differsIn: readonly EditionId[];
  readonly evaluatedAt: Instant;
  readonly validUntil: Instant;
}
