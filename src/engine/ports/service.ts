import type { FactKey, FactValue, SourceId } from '../../domain/fact.ts';
import type { MigrationState } from '../../domain/host.ts';
import type { Instant } from '../../domain/time.ts';
import type { Connection } from './store.ts';

/** A whole list. No row is believed to be younger than its first page was when it was asked for. */
export interface Listed<T> {
  readonly rows: readonly T[];
  /** Where the list went on with one that had broken off: when that was begun. */
  readonly begunAt?: Instant | undefined;
}

/**
 * The Microsoft side as the engine sees it. One instance a tenant; it decides nothing and cannot tell the twin from the cloud.
 * Every method throws Retryable (throttled, unreachable, timed out, unavailable) or Terminal (credential, permission, answer invalid).
 */
export interface DefenderService {
  /** All servers with their migration state. Complete or it throws: a page that failed never looks like servers that vanished. */
  listSensorMigrations(): Promise<Listed<SensorReading>>;
  /** Sensors with deployment status, settings and network adapters. */
  listSensors(): Promise<Listed<FactReading>>;
  listSensorCandidates(): Promise<Listed<FactReading>>;
  /** Open issues by server FQDN. */
  listHealthIssues(): Promise<Listed<HealthIssueReading>>;
  automaticAuditing(): Promise<boolean | undefined>;
  automaticActivation(): Promise<boolean | undefined>;
  /** Runs one query of the library by name and gives what it says by host. */
  hunt(query: 'device-identity' | 'identity-activity'): Promise<readonly FactReading[]>;
  /**
   * Asks the service to start. At most 10 ids. "Accepted" is not "started".
   * Throws Retryable with mayHaveHappened true when the request may have arrived: then only reading tells.
   */
  migrate(sensorIds: readonly string[], clientRequestId: string): Promise<MigrateAnswer>;
  /** Each thing the connection needs, tested: what holds, what fails, what to do. */
  diagnose(): Promise<readonly ConnectionFinding[]>;
}

export interface MigrateAnswer {
  readonly accepted: readonly string[];
  readonly refused: readonly string[];
  readonly requestId?: string | undefined;
}

/** What a list said about one server: how to find the host, and the facts in our keys. */
export interface FactReading {
  readonly source: SourceId;
  /** Short name, FQDN or both, as the service gave them; lower case FQDN when it can be built. */
  readonly name: string;
  readonly fqdn?: string | undefined;
  readonly domain?: string | undefined;
  readonly sensorId?: string | undefined;
  readonly facts: Readonly<Record<FactKey, FactValue>>;
  /** When the service says it saw this, if it says so; else the time of reading counts. */
  readonly observedAt?: number | undefined;
}

export interface SensorReading extends FactReading {
  readonly sensorId: string;
  readonly migrationState: MigrationState;
  readonly sensorType: string;
  readonly version: string;
  readonly generation: 'v2' | 'v3' | 'unknown';
  readonly healthStatus: string;
  readonly serviceStatus: string;
}

export interface HealthIssueReading {
  readonly issueId: string;
  readonly issueTypeId: string;
  readonly title: string;
  readonly severity: 'low' | 'medium' | 'high' | 'unknown';
  readonly isOpen: boolean;
  readonly isGlobal: boolean;
  readonly fqdns: readonly string[];
}

export interface ConnectionFinding {
  readonly what: string;
  readonly verdict: 'pass' | 'fail' | 'unknown';
  readonly detail: string;
  readonly remedy?: string | undefined;
}

/** Makes the service of a connection; given by main. */
export type ServiceFactory = (connection: Connection) => DefenderService;
