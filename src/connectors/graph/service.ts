import { type CloudFeature, isLacking } from '../../domain/cloud.ts';
import { lackInWords } from '../../domain/cloud-sources.ts';
import { Retryable, Terminal } from '../../domain/problem.ts';
import type { DefenderService, FactReading, MigrateAnswer, SensorReading } from '../../engine/ports/service.ts';
import type { Connection } from '../../engine/ports/store.ts';
import { GraphClient, type GraphDeps } from './client.ts';
import { diagnose } from './diagnosis.ts';
import { huntingReadings, isCut } from './hunting.ts';
import { KnownPages } from './known-pages.ts';
import { CallBudget, migrateBatchSize } from './limits.ts';
import { deviceParts, type QueryName, queries } from './queries.ts';
import { candidateReadings, healthIssueReadings, sensorReadings, sensorSettingsReadings } from './readings.ts';
import { huntingRequest, migrateRequest, requests } from './requests.ts';

/**
 * Microsoft's side through Graph. It decides nothing: it asks, translates words, and says what failed.
 * Keep one instance a connection, because the token, the turns, the hunting budget and the pages that were read live in it.
 * @throws Terminal `request-invalid` when an address of the connection is not https (loopback excepted).
 */
export function graphService(connection: Connection, deps: GraphDeps): DefenderService {
  const client = new GraphClient(connection, deps);
  const hunts = new CallBudget(deps.limits.huntingCallsPerMinute);
  const { huntingTimeoutMs, huntingRowCap } = deps.limits;
  const known = { migrations: new KnownPages<SensorReading>(), sensors: new KnownPages<FactReading>() };
  const ask = async (kql: string) => {
    const freeAt = hunts.take(deps.tenantNow());
    if (freeAt !== undefined)
      throw new Retryable('connection-throttled', 'The hunting calls of this minute are used up.', { until: freeAt });
    return (await client.call(huntingRequest(kql, huntingTimeoutMs))).json;
  };
  /** The inventory of devices did not fit into an answer: from then on it is asked for in parts. */
  let isLarge = false;
  const hunt = async (query: QueryName) => {
    demand(connection, 'hunting');
    const mayBeDivided = query === 'device-identity';
    if (!(mayBeDivided && isLarge)) {
      const json = await ask(queries[query]);
      if (!mayBeDivided || !isCut(json, huntingRowCap)) return huntingReadings(query, [json], huntingRowCap);
      isLarge = true;
    }
    const parts: unknown[] = [];
    for (const part of deviceParts) parts.push(await ask(part));
    return huntingReadings(query, parts, huntingRowCap);
  };
  return {
    async listSensorMigrations() {
      demand(connection, 'migration');
      return client.list(requests.sensorMigrations, () => sensorReadings(known.migrations));
    },
    async listSensors() {
      demand(connection, 'sensors');
      return client.list(requests.sensors, () => sensorSettingsReadings(known.sensors));
    },
    async listSensorCandidates() {
      demand(connection, 'candidates');
      return client.list(requests.sensorCandidates, candidateReadings);
    },
    async listHealthIssues() {
      demand(connection, 'health');
      return client.list(requests.openHealthIssues, healthIssueReadings);
    },
    async automaticAuditing() {
      if (isLacking(connection.cloud, 'auditing')) return undefined;
      const isAutomatic = member((await client.call(requests.autoAuditingConfiguration)).json, 'isAutomatic');
      return typeof isAutomatic === 'boolean' ? isAutomatic : undefined;
    },
    async automaticActivation() {
      if (isLacking(connection.cloud, 'candidates')) return undefined;
      const { json } = await client.call(requests.sensorCandidateActivationConfiguration);
      return automatedMode(member(json, 'activationMode'));
    },
    hunt,
    migrate: (sensorIds, clientRequestId) => migrate(connection, client, sensorIds, clientRequestId),
    diagnose: () => diagnose({ connection, client, deps, hunt }),
  };
}

async function migrate(
  connection: Connection,
  client: GraphClient,
  sensorIds: readonly string[],
  clientRequestId: string,
): Promise<MigrateAnswer> {
  demand(connection, 'migration');
  if (sensorIds.length === 0) return { accepted: [], refused: [] };
  if (sensorIds.length > migrateBatchSize)
    throw new Terminal('request-invalid', `A migrate request holds at most ${migrateBatchSize} servers.`);
  const answer = await client.call(migrateRequest(sensorIds, clientRequestId));
  const accepted = idsIn(member(answer.json, 'successfulMigrationSensorIds'));
  const refused = idsIn(member(answer.json, 'failedMigrationSensorIds'));
  if (accepted === undefined || refused === undefined)
    throw new Retryable('connection-answer-invalid', 'The answer to the migrate request cannot be read.', {
      mayHaveHappened: true,
    });
  return {
    // An id in both lists or in none is neither: only reading its state tells.
    accepted: sensorIds.filter((id) => accepted.has(id.toLowerCase()) && !refused.has(id.toLowerCase())),
    refused: sensorIds.filter((id) => refused.has(id.toLowerCase()) && !accepted.has(id.toLowerCase())),
    requestId: answer.requestId,
  };
}

/** Ids folded to lower case, as GUIDs compare; a list that is absent or null is empty, one that holds anything else is not a list of ids. */
function idsIn(value: unknown): ReadonlySet<string> | undefined {
  if (value === undefined || value === null) return new Set();
  if (!Array.isArray(value)) return undefined;
  const ids = new Set<string>();
  for (const id of value) {
    if (typeof id !== 'string') return undefined;
    ids.add(id.toLowerCase());
  }
  return ids;
}

/** `automated` activates v3.x on every eligible server, outside any wave; a mode that we do not know is not called manual. */
function automatedMode(word: unknown): boolean | undefined {
  if (typeof word !== 'string') return undefined;
  const mode = word.toLowerCase();
  if (mode === 'automated') return true;
  return mode === 'manual' ? false : undefined;
}

function member(json: unknown, name: string): unknown {
  return typeof json === 'object' && json !== null ? (json as Readonly<Record<string, unknown>>)[name] : undefined;
}

/** An empty list would say that there is nothing; where the cloud has no such call, nobody knows. */
function demand(connection: Connection, feature: CloudFeature): void {
  if (isLacking(connection.cloud, feature))
    throw new Terminal('cloud-lacks-feature', lackInWords(connection.cloud, feature));
}
