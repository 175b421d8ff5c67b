import type { ArchiveExpected, ArchivesVerification } from '../contract/archive-verification.ts';
import type { Plan } from '../contract/campaigns.ts';
import type { FileDiagnosis } from '../contract/file-diagnosis.ts';
import type { PackVerification } from '../contract/pack-verification.ts';
import type { Passage } from '../contract/passage.ts';
import type { PlanDiff } from '../contract/plan-diff.ts';
import type { ProbeReport } from '../contract/probe.ts';
import type { SampleEstate } from '../contract/sample-estates.ts';
import type { TenantVerification } from '../contract/tenant-verification.ts';
import type { ExitCode } from './problem.ts';
import type { Client } from './transport.ts';

/** Everything outside the process that a command touches. Tests give their own; `main.ts` gives the real one. */
export interface Io {
  readonly stdout: { write(text: string): unknown };
  readonly stderr: { write(text: string): unknown };
  readonly stdin: AsyncIterable<Uint8Array | string>;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly isTty: { readonly stdin: boolean; readonly stdout: boolean; readonly stderr: boolean };
  /** Width of the terminal; only looked at where stdout is one. */
  readonly columns: number | undefined;
  /** Its height: a picture that is drawn over must not be taller. */
  readonly rows: number | undefined;
  readonly cwd: string;
  /** The person's home directory, for their settings and tokens. */
  readonly home: string;
  /** @throws the system's error, with its `code`. */
  readFile(path: string): Promise<Uint8Array>;
  /** Every file below a folder, in order; undefined when the path is a file itself. @throws the system's error, with its `code`. */
  filesBelow(path: string): Promise<FolderListing | undefined>;
  /** When a file was last written, wall clock. @throws the system's error, with its `code`. */
  modifiedAt(path: string): Promise<number>;
  /** Makes the folders it needs, and replaces the file in one step. `mode` is meant for secrets: 0o600. */
  writeFile(path: string, data: Uint8Array | string, options?: { readonly mode?: number }): Promise<void>;
  /** Adds to the end of a file for its owner alone, and makes the folders it needs. */
  appendFile(path: string, text: string): Promise<void>;
  /** Wall clock, milliseconds. */
  now(): number;
  /** Ends early, without an error, when the signal aborts. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
  /** Aborts when the person presses Ctrl-C. */
  readonly interrupted: AbortSignal;
  /** A new Idempotency-Key. */
  newKey(): string;
  readonly door: Door;
}

export interface FolderListing {
  readonly files: readonly string[];
  /** What lies there and is not read, with the reason; hidden files are passed over without a word. */
  readonly leftOut: readonly { readonly path: string; readonly why: string }[];
}

/** A file of evidence with what the person says of it. */
interface EvidenceGiven {
  readonly bytes: Uint8Array;
  readonly name: string;
  /** When it was written, for files that do not say themselves when they were made. */
  readonly modifiedAt: number;
  /** The person's word on when it was made; it stands above what the file says. */
  readonly saidAt: number | undefined;
  readonly host: string | undefined;
}

/** How two plans differ, for programs and for people. */
interface PlanDifference {
  readonly isSame: boolean;
  readonly diff: PlanDiff;
  readonly passages: readonly Passage[];
}

/** What to ask for from this machine. */
export interface ProbeAsked {
  readonly geo: 'us' | 'eu' | 'uk' | 'au' | undefined;
  readonly sets: readonly ('standard' | 'streamlined' | 'identity')[];
  readonly workspace: string | undefined;
  /** Whose sensors are asked about; commercial tenants without it. */
  readonly cloud: 'global' | 'gcc' | 'gcc-high' | 'dod' | 'china';
  readonly targets: readonly string[];
  readonly proxy:
    | { readonly host: string; readonly port: number; readonly credentials: string | undefined }
    | undefined;
  /** Certificates in PEM. */
  readonly roots: string | undefined;
  /** SHA-256 of public keys, base64. */
  readonly pins: readonly string[];
}

/** What the command line was told about where to go; undefined means that nobody said, and `main.ts` finds it. */
export interface Target {
  readonly server: string | undefined;
  readonly token: string | undefined;
  readonly tenant: string | undefined;
  readonly dataDirectory: string | undefined;
}

export interface ServeOptions {
  readonly host: string | undefined;
  readonly port: number | undefined;
  /** Where people reach the server, where that is not where it listens. */
  readonly publicUrl: string | undefined;
  readonly tlsCert: string | undefined;
  readonly tlsKey: string | undefined;
  /** Addresses of the proxy that does TLS. */
  readonly behindProxy: string | undefined;
  /** How people sign in with Microsoft Entra ID. */
  readonly signIn: string | undefined;
  readonly dataDirectory: string | undefined;
  /** `local`, `disk`, `memory`, or a PostgreSQL URL. */
  readonly store: string | undefined;
  /** A folder with the programs of PostgreSQL, for the store `local`. */
  readonly postgresBin: string | undefined;
  /** A folder whose files come in by themselves. */
  readonly drop: string | undefined;
  /** Where the address of a monitor is that alarms when we fall silent. */
  readonly heartbeat: string | undefined;
  /** Who gets a copy of the logs. */
  readonly siem: string | undefined;
  /** undefined: the sample estate comes when no tenant is connected; false: not even then. */
  readonly sample: SampleWish | false | undefined;
}

/** What is undefined is as it was before, or as usual. */
export interface SampleWish {
  readonly estate: SampleEstate | undefined;
  readonly hosts: number | undefined;
  readonly seed: number | undefined;
}

export type WorkerOptions = Pick<ServeOptions, 'dataDirectory' | 'store' | 'heartbeat'>;

/** The kinds of system that have a collector each. */
export const collectorSystems = ['windows', 'unix'] as const;
export type CollectorSystem = (typeof collectorSystems)[number];

export interface LocalFinding {
  readonly what: string;
  readonly verdict: 'pass' | 'fail' | 'unknown';
  readonly detail: string;
  readonly remedy?: string | undefined;
}

/** Whether a server is ready, and why not. */
export interface Health {
  readonly isReady: boolean;
  /** null: none runs here. */
  readonly where: string | null;
  readonly detail: string;
}

export interface StoreInfo {
  readonly kind: string;
  readonly where: string;
  readonly schemaVersion: string;
  readonly isCurrent: boolean;
  readonly facts: readonly { readonly name: string; readonly value: string }[];
  readonly warnings: readonly string[];
}

/** What came into a store, counted there and proved. */
export interface StoreMoved {
  readonly rows: number;
  readonly tables: Readonly<Record<string, number>>;
  readonly tenants: number;
  /** Links of their logs, each verified. */
  readonly links: number;
}

/** What `main.ts` supplies: the parts of the product that a client cannot reach, and the way to the rest. */
export interface Door {
  readonly version: string;
  readonly defaults: { readonly dataDirectory: string; readonly server: string };
  /** The running server (named, or found by its run file), else the application in this process. */
  connect(target: Target): Promise<Client>;
  /** A client of exactly this server with exactly this credential, for signing in. */
  connectTo(server: string, token: string | undefined): Promise<Client>;
  /** Runs until the signal aborts; says its address and sign-in link through `say`. */
  serve(options: ServeOptions, say: (line: string) => void, signal: AbortSignal): Promise<ExitCode>;
  /** Works beside others on a PostgreSQL server until the signal aborts. @throws with `store-not-shared` for any other store. */
  work(options: WorkerOptions, say: (line: string) => void, signal: AbortSignal): Promise<ExitCode>;
  /** A sign-in link made in this process by the owner of the data directory, where nobody can sign in yet. */
  makeLocalSignInLink(target: Target): Promise<{ readonly link: string; readonly expiresAt: string }>;
  storeInfo(dataDirectory: string | undefined, store: string | undefined): Promise<StoreInfo>;
  migrateStore(
    dataDirectory: string | undefined,
    store: string | undefined,
  ): Promise<{ readonly from: string; readonly to: string; readonly applied: readonly string[] }>;
  /** Copies a store into an empty one. @throws with a `store-` code; then nothing was written. */
  copyStore(
    dataDirectory: string | undefined,
    stores: { readonly from: string; readonly to: string },
    say: (line: string) => void,
  ): Promise<StoreMoved>;
  /** Writes what is in a store into a file; without a name, into the data directory. */
  backUpStore(
    dataDirectory: string | undefined,
    given: { readonly store: string | undefined; readonly file: string | undefined },
    say: (line: string) => void,
  ): Promise<{ readonly path: string; readonly rows: number }>;
  /** Fills an empty store with what such a file holds. */
  restoreStore(
    dataDirectory: string | undefined,
    given: { readonly store: string | undefined; readonly file: string },
    say: (line: string) => void,
  ): Promise<StoreMoved & { readonly madeAt: string; readonly where: string }>;
  /** Asks the server whether it is ready; no credential is needed. */
  health(target: Target): Promise<Health>;
  /** Node, PostgreSQL, directories, ports: what can be seen without a server. */
  doctorLocal(target: Target): Promise<readonly LocalFinding[]>;
  /** The collector for a kind of system, as it lies beside the program. */
  collectorScript(system: CollectorSystem): Promise<string>;
  /** Reads evidence and explains it without a store. */
  diagnoseFile(file: EvidenceGiven): Promise<FileDiagnosis>;
  /** Proves an evidence pack without a store; `key` is the fingerprint or the public key that it must be signed with. @throws CliProblem. */
  verifyPack(bytes: Uint8Array, key: string | undefined, say: (line: string) => void): Promise<PackVerification>;
  /**
   * Proves sealed archives of a log without a store; `log` is what a log tells of them. @throws CliProblem.
   */
  verifyArchives(
    paths: readonly string[],
    given: { readonly key?: string | undefined; readonly log?: readonly ArchiveExpected[] | undefined },
    say: (line: string) => void,
  ): Promise<ArchivesVerification>;
  /** Proves the export of a tenant without a store. @throws CliProblem. */
  verifyTenant(path: string, key: string | undefined, say: (line: string) => void): Promise<TenantVerification>;
  /** A plan in words; instants are shown as `tell` says. */
  planText(plan: Plan, tell: (at: number) => string): Promise<readonly Passage[]>;
  /** What another plan would do otherwise. */
  planDifference(from: Plan, to: Plan, tell: (at: number) => string): Promise<PlanDifference>;
  /** Asks the service's URLs from this process, without a store. @throws the signal's reason when it aborts. */
  probe(asked: ProbeAsked, say: (line: string) => void, signal: AbortSignal): Promise<ProbeReport>;
}
