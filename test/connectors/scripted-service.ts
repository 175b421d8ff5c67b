import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { CallRecord, GraphDeps } from '../../src/connectors/graph/client.ts';
import { graphLimits } from '../../src/connectors/graph/limits.ts';
import { graphService } from '../../src/connectors/graph/service.ts';
import { outboundFetch } from '../../src/connectors/graph/transport.ts';
import { as, type ConnectionId, type TenantId } from '../../src/domain/ids.ts';
import type { DefenderService } from '../../src/engine/ports/service.ts';
import type { Connection } from '../../src/engine/ports/store.ts';

/** What the scripted service does with one request. */
interface Answer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly json?: unknown;
  readonly text?: string;
  /** Takes the response over: to break it off, to leave it open. */
  readonly raw?: (response: ServerResponse) => void;
}

interface SeenRequest {
  readonly method: string;
  /** With the query. */
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

type Script = Answer | ((request: SeenRequest) => Answer);

export interface ScriptedService extends AsyncDisposable {
  readonly url: string;
  readonly seen: SeenRequest[];
  /** Answers of "GET /path" (without query), one a request; the last one is repeated. */
  on(route: string, ...answers: Script[]): void;
  seenOn(route: string): readonly SeenRequest[];
}

const signIn = 'POST /directory/oauth2/v2.0/token';

/** A real HTTP server on loopback that says what a test wants; its sign-in works unless a test scripts it otherwise. */
export async function aScriptedService(): Promise<ScriptedService> {
  const scripts = new Map<string, Script[]>();
  const seen: SeenRequest[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { method = '', url = '', headers } = request;
      const one = { method, url, headers, body: Buffer.concat(chunks).toString('utf8') };
      seen.push(one);
      const script = scripts.get(`${method} ${url.split('?')[0]}`);
      const next = script === undefined ? { status: 404, json: {} } : script.length > 1 ? script.shift() : script[0];
      send(response, typeof next === 'function' ? next(one) : (next ?? {}));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const service: ScriptedService = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    seen,
    on: (route, ...answers) => scripts.set(route, answers),
    seenOn: (route) => seen.filter((one) => `${one.method} ${one.url.split('?')[0]}` === route),
    [Symbol.asyncDispose]: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  service.on(signIn, { json: aTokenAnswer(allRoles) });
  return service;
}

function send(response: ServerResponse, answer: Answer): void {
  if (answer.raw !== undefined) {
    answer.raw(response);
    return;
  }
  const text = answer.text ?? JSON.stringify(answer.json ?? {});
  response.writeHead(answer.status ?? 200, {
    'content-type': 'application/json',
    'request-id': 'r-1',
    ...answer.headers,
  });
  response.end(text);
}

export const tokenRoute = signIn;

export const allRoles = [
  'SecurityIdentitiesMigration.Read.All',
  'SecurityIdentitiesMigration.ReadWrite.All',
  'SecurityIdentitiesSensors.Read.All',
  'SecurityIdentitiesHealth.Read.All',
  'ThreatHunting.Read.All',
  'SecurityIdentitiesAutoConfig.Read.All',
];

let serial = 0;

/** A token whose payload can be read and whose signature nobody checks. */
export function aTokenAnswer(roles: readonly string[], expiresIn = 3_599): Record<string, unknown> {
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  serial += 1;
  const token = `${part({ alg: 'none' })}.${part({ roles, serial })}.sig`;
  return { token_type: 'Bearer', expires_in: expiresIn, access_token: token };
}

function aConnection(service: { readonly url: string }, but: Partial<Connection> = {}): Connection {
  return {
    tenantId: as<TenantId>('tenant-1'),
    connectionId: as<ConnectionId>('connection-1'),
    kind: 'graph',
    cloud: 'custom',
    loginUrl: service.url,
    graphUrl: service.url,
    directoryId: 'directory',
    clientId: 'client-1',
    secretRef: 'env:GRAPH_SECRET',
    isArmed: false,
    channel: 'graph',
    createdAt: 0,
    version: 1,
    ...but,
  };
}

export interface Rig {
  readonly defender: DefenderService;
  readonly calls: CallRecord[];
  /** Both clocks; a test turns them by hand. */
  readonly clock: { tenantAt: number; machineAt: number };
}

/** The connector under test, with the shipped limits except where a test tightens them. */
export function aRig(
  service: { readonly url: string },
  but: { connection?: Partial<Connection>; limits?: Partial<GraphDeps['limits']>; deps?: Partial<GraphDeps> } = {},
): Rig {
  const calls: CallRecord[] = [];
  const clock = { tenantAt: Date.UTC(2026, 4, 4, 8), machineAt: Date.UTC(2026, 0, 1) };
  let ids = 0;
  const deps: GraphDeps = {
    fetch: outboundFetch({}),
    tenantNow: () => clock.tenantAt,
    machineNow: () => clock.machineAt,
    newId: () => `00000000-0000-7000-8000-${String(++ids).padStart(12, '0')}`,
    readSecret: async () => ({ value: 'a+secret/with=signs' }),
    onCall: (call) => calls.push(call),
    ...but.deps,
    limits: { ...graphLimits, ...but.limits },
  };
  return { defender: graphService(aConnection(service, but.connection), deps), calls, clock };
}

export const routes = {
  migrations: 'GET /beta/security/identities/sensorMigration',
  migrate: 'POST /beta/security/identities/sensorMigration/migrate',
  sensors: 'GET /v1.0/security/identities/sensors',
  candidates: 'GET /beta/security/identities/sensorCandidates',
  health: 'GET /v1.0/security/identities/healthIssues',
  auditing: 'GET /v1.0/security/identities/settings/autoAuditingConfiguration',
  activation: 'GET /v1.0/security/identities/sensorCandidateActivationConfiguration',
  hunting: 'POST /v1.0/security/runHuntingQuery',
} as const;

/** One row of sensorMigration as Microsoft's page shows it, with invented names. */
export function aMigrationRow(but: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    id: '11111111-1111-1111-1111-111111111111',
    displayName: 'BER-DC1',
    domainName: 'bank.example',
    sensorType: 'domainControllerIntegrated',
    version: '2.254.19112.470',
    createdDateTime: '2025-03-03T09:14:00Z',
    healthStatus: 'healthy',
    serviceStatus: 'running',
    migrationState: 'readyForMigration',
    ...but,
  };
}

/** The failure of a promise that must fail. */
export async function failureOf(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => {
      throw new Error('It did not fail.');
    },
    (error: unknown) => error,
  );
}
