import type { FileDiagnosis } from '../contract/file-diagnosis.ts';
import type { Instant } from '../domain/time.ts';

/** A file that somebody wants explained, without keeping anything of it. */
interface FileToExplain {
  readonly bytes: Uint8Array;
  readonly name: string;
  /** For files that do not say when they were made. */
  readonly modifiedAt: Instant;
  readonly saidAt: Instant | undefined;
  readonly host: string | undefined;
  readonly now: Instant;
}

/** Whoever reads and explains files beside the server. */
export type ExplainFile = (file: FileToExplain) => Promise<FileDiagnosis>;
