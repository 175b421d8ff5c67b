import type { EvidenceRef } from './verdict.ts';

/** One explanation of what is wrong with a host. */
export interface Diagnosis {
  /** Kebab-case, stable. */
  readonly code: string;
  readonly title: string;
  readonly severity: 'high' | 'medium' | 'low';
  /** proven: a fact shows it; likely: the symptoms fit and nothing contradicts; possible: it cannot be excluded on what is known. */
  readonly confidence: 'proven' | 'likely' | 'possible';
  readonly because: string;
  readonly remedy: string;
  readonly requirement: string;
  readonly evidence: readonly EvidenceRef[];
}
