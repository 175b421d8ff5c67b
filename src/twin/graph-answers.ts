import { collectionPage, filterOf } from './collection.ts';
import type { Operation } from './faults.ts';
import { candidateJson, type GraphVersion, healthIssueJson, sensorJson, sensorMigrationJson } from './graph-shapes.ts';
import { type HealthIssue, issueKinds } from './health.ts';
import { type HuntingLimits, hunt } from './hunting.ts';
import { requestMigration } from './migration.ts';
import { readSensors } from './reads.ts';
import { fqdnOf } from './server.ts';
import type { TwinServer } from './server-state.ts';
import { badRequest, jsonObject, notFound } from './wire.ts';
import type { World } from './world.ts';

export interface GraphCall {
  readonly world: World;
  readonly url: URL;
  readonly version: GraphVersion;
  readonly at: number;
  readonly pageSize: number;
  readonly hunting: HuntingLimits;
  /** The id in the path, or an empty text. */
  readonly id: string;
  readonly body: string;
}

export function listMigration(call: GraphCall): object {
  return collectionPage<TwinServer>({
    url: call.url,
    context: context(call, 'sensorMigration'),
    all: sensorServers(call.world),
    pageSize: call.pageSize,
    // The page of this list documents no query option at all.
    options: [],
    shape: (servers) => readSensors(call.world, 'listMigration', call.at, servers).map(sensorMigrationJson),
  });
}

export function migrate(call: GraphCall): object {
  const { sensorIds, ...rest } = jsonObject(call.body);
  if (Object.keys(rest).length > 0) throw badRequest(`Unknown parameter '${Object.keys(rest)[0]}'.`);
  if (!Array.isArray(sensorIds) || sensorIds.length === 0 || !sensorIds.every((id) => typeof id === 'string')) {
    throw badRequest("The parameter 'sensorIds' is a list of one or more ids.");
  }
  const accepted: string[] = [];
  const failed: string[] = [];
  for (const id of sensorIds as string[]) {
    const server = call.world.bySensorId(id);
    const isAccepted = server && requestMigration(call.world, server, 'graph', call.at) === 'accepted';
    (isAccepted ? accepted : failed).push(id);
  }
  return {
    '@odata.context': `${call.url.origin}/${call.version}/$metadata#microsoft.graph.security.migrateSensorsResult`,
    '@odata.type': '#microsoft.graph.security.migrateSensorsResult',
    successfulMigrationSensorIds: accepted,
    failedMigrationSensorIds: failed,
  };
}

export function listSensors(call: GraphCall): object {
  const names = [
    'displayName',
    'domainName',
    'sensorType',
    'version',
    'healthStatus',
    'serviceStatus',
    'deploymentStatus',
  ];
  const text = call.url.searchParams.get('$filter');
  const matches = filterOf(text, names);
  const all = sensorServers(call.world);
  return collectionPage<TwinServer>({
    url: call.url,
    context: context(call, 'sensors'),
    all: text === null ? all : all.filter((server) => matches({ ...call.world.rowOf(server) })),
    pageSize: call.pageSize,
    options: ['$count', '$filter', '$skip', '$top'],
    shape: (servers) => sensorsJson(call, 'listSensors', servers),
  });
}

export function getSensor(call: GraphCall): object {
  const [sensor] = sensorsJson(call, 'getSensor', [sensorOf(call)]);
  return entity(call, 'sensors/$entity', sensor ?? {});
}

function sensorsJson(call: GraphCall, operation: Operation, servers: readonly TwinServer[]): object[] {
  const rows = readSensors(call.world, operation, call.at, servers);
  return servers.flatMap((server, index) => {
    const row = rows[index];
    return row === undefined ? [] : [sensorJson(row, server.facts, call.version)];
  });
}

function issuePage(call: GraphCall, all: readonly HealthIssue[], where: string): object {
  const names = [
    'status',
    'healthIssueType',
    'severity',
    'issueTypeId',
    'displayName',
    'domainNames',
    'sensorDNSNames',
  ];
  const matches = filterOf(call.url.searchParams.get('$filter'), names);
  const selected = call.url.searchParams
    .get('$select')
    ?.split(',')
    .map((name) => name.trim());
  return collectionPage<HealthIssue>({
    url: call.url,
    context: context(call, where),
    all: all.filter((issue) => matches(comparableIssue(call.world, issue))),
    pageSize: call.pageSize,
    options: ['$count', '$filter', '$skip', '$top', '$select'],
    shape: (issues) => issues.map((issue) => select(issueJson(call.world, issue), selected)),
  });
}

export function listSensorHealthIssues(call: GraphCall): object {
  return issuePage(call, call.world.issuesOf(sensorOf(call)), `sensors('${call.id}')/healthIssues`);
}

export function listHealthIssues(call: GraphCall): object {
  return issuePage(call, call.world.issues, 'healthIssues');
}

export function getHealthIssue(call: GraphCall): object {
  return entity(call, 'healthIssues/$entity', issueJson(call.world, issueOf(call)));
}

export function setHealthIssue(call: GraphCall): object {
  const issue = issueOf(call);
  const { status } = jsonObject(call.body);
  if (status !== 'open' && status !== 'closed' && status !== 'suppressed') {
    throw badRequest("The property 'status' is open, closed or suppressed.");
  }
  const server = call.world.byKey(issue.key);
  if (server === undefined) throw notFound('The sensor of the health issue was not found.');
  call.world.change(server, call.at, 'health-issue', () => {
    issue.status = status;
    issue.modifiedAt = call.at;
  });
  return entity(call, 'healthIssues/$entity', issueJson(call.world, issue));
}

export function listCandidates(call: GraphCall): object {
  const matches = filterOf(call.url.searchParams.get('$filter'), ['senseClientVersion']);
  const { servers } = call.world;
  return collectionPage<TwinServer>({
    url: call.url,
    context: context(call, 'sensorCandidates'),
    all: servers.filter(
      ({ facts }) =>
        facts.sensorType === null &&
        // The list is of servers that could take a sensor; a laptop is none.
        facts.roles.length > 0 &&
        facts.deviceId !== null &&
        matches({ senseClientVersion: facts.senseVersion ?? '' }),
    ),
    pageSize: call.pageSize,
    options: ['$filter'],
    shape: (page) => page.map((server) => candidateJson(server, call.version, call.at)),
  });
}

export function activationMode(call: GraphCall): object {
  return entity(call, 'sensorCandidateActivationConfiguration/$entity', {
    id: 'sensorCandidateActivationConfiguration',
    activationMode: call.world.tenant.activationMode,
  });
}

export function autoAuditing(call: GraphCall): object {
  return entity(call, 'settings/autoAuditingConfiguration/$entity', {
    id: 'autoAuditingConfiguration',
    isAutomatic: call.world.tenant.automaticAuditing,
  });
}

export function setAutoAuditing(call: GraphCall): object {
  const { isAutomatic } = jsonObject(call.body);
  if (typeof isAutomatic !== 'boolean') throw badRequest("The property 'isAutomatic' is true or false.");
  call.world.tenant.automaticAuditing = isAutomatic;
  call.world.revision += 1;
  return autoAuditing(call);
}

export function runHuntingQuery(call: GraphCall): object {
  const body = jsonObject(call.body);
  // The pages write Query and Timespan, the metadata lower case; the service takes either.
  const query = body.query ?? body.Query;
  if (typeof query !== 'string' || query.trim() === '') throw badRequest("The parameter 'query' is missing.");
  return {
    '@odata.context': `${call.url.origin}/${call.version}/$metadata#microsoft.graph.security.huntingQueryResults`,
    ...hunt(call.world, query, call.hunting, call.at),
  };
}

function sensorServers(world: World): TwinServer[] {
  return world.servers.filter((server) => server.facts.sensorType !== null);
}

function sensorOf(call: GraphCall): TwinServer {
  const server = call.world.bySensorId(call.id);
  if (server === undefined) throw notFound(`The sensor '${call.id}' was not found.`);
  return server;
}

function issueOf(call: GraphCall): HealthIssue {
  const issue = call.world.issues.find((candidate) => candidate.id === call.id);
  if (issue === undefined) throw notFound(`The health issue '${call.id}' was not found.`);
  return issue;
}

function issueJson(world: World, issue: HealthIssue): object {
  const server = world.byKey(issue.key);
  if (server === undefined) throw notFound('The sensor of the health issue was not found.');
  return healthIssueJson(issue, server);
}

/** The properties that can be filtered, without the cost of the whole shape: lists may hold 10,000 issues. */
function comparableIssue(world: World, issue: HealthIssue): Record<string, string | readonly string[]> {
  const kind = issueKinds[issue.kind];
  const facts = world.byKey(issue.key)?.facts;
  return {
    status: issue.status,
    healthIssueType: 'sensor',
    severity: kind.severity,
    issueTypeId: kind.typeId,
    displayName: kind.displayName,
    domainNames: facts ? [facts.domain] : [],
    sensorDNSNames: facts ? [fqdnOf(facts)] : [],
  };
}

function select(shape: object, names: readonly string[] | undefined): object {
  if (names === undefined) return shape;
  // The id always comes, as in Graph.
  return Object.fromEntries(Object.entries(shape).filter(([name]) => name === 'id' || names.includes(name)));
}

function context(call: GraphCall, where: string): string {
  return `/${call.version}/$metadata#security/identities/${where}`;
}

function entity(call: GraphCall, where: string, shape: object): object {
  return { '@odata.context': `${call.url.origin}${context(call, where)}`, ...shape };
}
