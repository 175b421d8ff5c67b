/** Something that is not as it should be, with what a person does next. */
export interface ArchiveDifference {
  readonly code: string;
  readonly detail: string;
  readonly remedy: string;
}

/** What somebody who has nothing but a sealed archive of a log can say of it. */
export interface ArchiveVerification {
  readonly file: string;
  readonly isSound: boolean;
  readonly tenantId: string;
  readonly firstSeq: number;
  readonly lastSeq: number;
  readonly hashBefore: string;
  readonly hashAfter: string;
  readonly links: number;
  readonly events: number;
  /** Of its lines, as they are. */
  readonly sha256: string;
  readonly signature: { readonly isGood: boolean; readonly fingerprint: string | null };
  readonly differences: readonly ArchiveDifference[];
}

/** A seal as a log tells of it. */
export interface ArchiveExpected {
  readonly file: string;
  readonly firstSeq: number;
  readonly lastSeq: number;
  readonly hashBefore: string;
  readonly hashAfter: string;
  readonly sha256: string;
  readonly key: string;
}

/** Several archives, whether they join each other, and, where a log was asked, whether they are what it tells of. */
export interface ArchivesVerification {
  readonly isSound: boolean;
  readonly archives: readonly ArchiveVerification[];
  /** Between the archives, and against the log. */
  readonly differences: readonly ArchiveDifference[];
}
