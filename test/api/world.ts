import type { FastifyInstance, InjectOptions } from 'fastify';
import { afterAll, beforeAll } from 'vitest';
import { createCommitNotifier } from '../../src/api/commit-notifier.ts';
import type { ApiGiven } from '../../src/api/context.ts';
import type { Principal } from '../../src/api/principal.ts';
import { makeToken } from '../../src/api/secret.ts';
import { buildApi } from '../../src/api/server.ts';
import { graphLimits } from '../../src/connectors/graph/limits.ts';
import { graphService } from '../../src/connectors/graph/service.ts';
import { isLoopback, outboundFetch } from '../../src/connectors/graph/transport.ts';
import { createMessenger, messengerLimits } from '../../src/connectors/notify/messenger.ts';
import { secretReader } from '../../src/connectors/secret.ts';
import { apiBase, tenantHeader } from '../../src/contract/routes.ts';
import type { TenantId } from '../../src/domain/ids.ts';
import type { EngineContext } from '../../src/engine/context.ts';
import { cachedServices } from '../../src/engine/context.ts';
import type { Control } from '../../src/engine/control.ts';
import { createControl } from '../../src/engine/create-control.ts';
import { randomIdentity } from '../../src/engine/identity.ts';
import type { EvidenceReader } from '../../src/engine/ports/evidence-reader.ts';
import type { Role, Store } from '../../src/engine/ports/store.ts';
import { sensorV3 } from '../../src/journeys/sensor-v3/journey.ts';
import { checkCatalogue } from '../../src/main/check-catalogue.ts';
import { noticeWords } from '../../src/report/notice-sentence.ts';
import { openPlayedStore } from '../support/played-stores.ts';

export const testIdentity = randomIdentity(() => Date.now());
export const startAt = Date.UTC(2026, 4, 4, 8);

/** A clock that stands still until a test turns it. */
interface StandingClock {
  now: number;
}

export interface World {
  readonly app: FastifyInstance;
  readonly store: Store;
  readonly control: Control;
  readonly context: EngineContext;
  readonly tenantId: TenantId;
  /** Somebody else's, in the same store. */
  readonly foreignId: TenantId;
  readonly machine: StandingClock;
  readonly tenantClock: StandingClock;
  /** A token as a caller sends it. */
  token(role: Role, tenantId: TenantId | null): Promise<string>;
  close(): Promise<void>;
}

export interface WorldOptions {
  readonly control?: (control: Control) => Control;
  readonly api?: Partial<ApiGiven>;
  /** Where receivers of notifications find their secrets. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Who reads evidence, where it is not the engine itself. */
  readonly readEvidence?: EvidenceReader;
  /** Secret of the connection that tests make. */
  readonly secret?: string;
}

/** One store a file, since starting one costs seconds; every world has tenants of its own in it. */
export function storeOfFile(): () => Store {
  let store: Store | undefined;
  beforeAll(async () => {
    store = await openPlayedStore(testIdentity, () => startAt);
  });
  afterAll(async () => {
    await store?.close();
  });
  return () => {
    if (store === undefined) throw new Error('The store is not open yet.');
    return store;
  };
}

/** The real API on the real engine and the real store; clocks stand still. */
export async function aWorld(store: Store, options: WorldOptions = {}): Promise<World> {
  const machine = { now: startAt };
  const tenantClock = { now: startAt };
  const clocks = { machineNow: () => machine.now, tenantNow: () => tenantClock.now };
  const notifier = createCommitNotifier();
  const context: EngineContext = {
    store,
    clocks,
    identity: testIdentity,
    journeys: new Map([['sensor-v3', sensorV3]]),
    readEvidence: options.readEvidence,
    services: cachedServices((connection) =>
      graphService(connection, {
        fetch: outboundFetch({}),
        tenantNow: () => tenantClock.now,
        machineNow: () => machine.now,
        newId: testIdentity.newId,
        readSecret: async () => ({ value: options.secret ?? 'none' }),
        limits: graphLimits,
      }),
    ),
    notify: {
      messenger: createMessenger({
        fetch: outboundFetch({}),
        readSecret: secretReader(options.environment ?? {}),
        machineNow: () => machine.now,
        limits: messengerLimits,
        isLoopback,
      }),
      words: noticeWords,
    },
    worker: 'test',
    log: { info: () => {}, warn: () => {}, error: () => {} },
    onCommit: notifier.notify,
  } as EngineContext;
  const real = createControl(context);
  const control = options.control?.(real) ?? real;
  const app = await buildApi({
    control,
    clocks,
    identity: testIdentity,
    catalogue: checkCatalogue,
    version: '0.0.0-test',
    onCommit: notifier.listen,
    ...options.api,
  });
  const tenant = await real.makeTenant('os:tester', 'Bank of Tests');
  const foreign = await real.makeTenant('os:tester', 'Somebody Else');
  return {
    app,
    store,
    control: real,
    context,
    tenantId: tenant.tenantId,
    foreignId: foreign.tenantId,
    machine,
    tenantClock,
    token: async (role, tenantId) => {
      const tokenId = testIdentity.newId();
      const given = { store, identity: testIdentity, machineNow: clocks.machineNow };
      const { secret } = await makeToken(given, {
        name: `${role} of a test`,
        role,
        tenantId,
        days: 30,
        createdBy: 'os:tester',
        tokenId,
      });
      return secret;
    },
    close: () => app.close(),
  };
}

/** So low that a test can guess a hundred times. */
export const cheap = { N: 16, r: 1, p: 1 };

/** What a browser sends along once somebody is signed in. */
export function browserOf(answer: { readonly headers: Record<string, unknown>; readonly body: { csrfToken: string } }) {
  const cookie = String(answer.headers['set-cookie']).split(';')[0] ?? '';
  return { cookie, 'x-csrf-token': answer.body.csrfToken };
}

interface Ask {
  readonly token?: string | undefined;
  readonly tenant?: string | undefined;
  readonly key?: string | undefined;
  readonly body?: unknown;
  readonly headers?: Record<string, string>;
  /** Where the request comes from. */
  readonly from?: string | undefined;
}

let keys = 0;

/** One request; an effect gets a new key unless the test gives one. */
export async function ask(app: FastifyInstance, method: string, path: string, given: Ask = {}) {
  const isBytes = given.body instanceof Uint8Array;
  const answer = await app.inject({
    ...(given.from === undefined ? {} : { remoteAddress: given.from }),
    method: method as NonNullable<InjectOptions['method']>,
    url: path.startsWith('/api') || path === '/metrics' ? path : `${apiBase}${path}`,
    headers: {
      ...(given.token === undefined ? {} : { authorization: `Bearer ${given.token}` }),
      ...(given.tenant === undefined ? {} : { [tenantHeader]: given.tenant }),
      ...(method === 'GET' ? {} : { 'idempotency-key': given.key ?? `key-${keys++}` }),
      ...(isBytes ? { 'content-type': 'application/octet-stream' } : {}),
      ...given.headers,
    },
    ...(given.body === undefined
      ? {}
      : { payload: isBytes ? Buffer.from(given.body as Uint8Array) : (given.body as object) }),
  });
  const text = answer.payload;
  const isJson = String(answer.headers['content-type'] ?? '').includes('json');
  return { status: answer.statusCode, headers: answer.headers, text, body: isJson ? JSON.parse(text) : undefined };
}

/** Anybody whom the in-process door trusts, for tests that are not about credentials. */
export function aPrincipal(more: Partial<Principal> = {}): Principal {
  return { actor: 'os:tester', role: 'administrator', tenantId: null, kind: 'door', credential: 'os:tester', ...more };
}
