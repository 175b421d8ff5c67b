import type { FastifyInstance } from 'fastify';
import { makeSignInLink } from '../api/secret.ts';
import { createHttpTransport } from '../cli/http-transport.ts';
import type { Door, StoreInfo, Target } from '../cli/io.ts';
import { CliProblem } from '../cli/problem.ts';
import { type Client, createClient, type Transport } from '../cli/transport.ts';
import { ProblemError } from '../domain/problem.ts';
import { problems } from '../domain/problem-catalogue.ts';
import { randomIdentity } from '../engine/identity.ts';
import { openStore } from '../store/open.ts';
import { type Application, openApplication } from './application.ts';
import { collectorScript } from './collector-script.ts';
import { dataDirectory, defaultDataDirectory, makePrivate } from './data-directory.ts';
import { diagnoseFile } from './diagnose-file.ts';
import { healthOf } from './health.ts';
import { localFindings } from './local-findings.ts';
import { verifyArchives } from './log-archive/verify.ts';
import { logLevelOf } from './log-level.ts';
import { placeOf } from './place.ts';
import { planDifference, planText } from './plan-words.ts';
import { probeFromHere } from './probe.ts';
import { readRunFile } from './run-file.ts';
import { openSample } from './sample.ts';
import { defaultPort, serve } from './serve.ts';
import { siemFindings } from './siem-file.ts';
import { backUp, copyBetween, restore } from './transfers.ts';
import { verifyExport } from './verify-export.ts';
import { expectedKey, verifyPackBytes } from './verify-pack.ts';
import { version } from './version.ts';

const defaultServer = `http://127.0.0.1:${defaultPort}`;

/** What the command line gets of the product: a running server, or the application in this process. */
export function createDoor(environment: Readonly<Record<string, string | undefined>>, newKey: () => string): Door {
  const client = (transport: Transport, tenant?: string): Client =>
    createClient(transport, { newKey, ...(tenant === undefined ? {} : { tenant }) });
  return {
    version,
    defaults: { dataDirectory: defaultDataDirectory, server: defaultServer },
    connect: (target) => told(async () => client(await transportTo(target, environment), target.tenant)),
    connectTo: async (server, token) => client(createHttpTransport({ baseUrl: server, token })),
    serve: (options, say, signal) => told(() => serve(options, environment, say, signal)),
    work: (options, say, signal) =>
      told(async () => (await import('./worker.ts')).work(options, environment, say, signal)),
    makeLocalSignInLink: (target) => told(() => localSignInLink(target, environment)),
    storeInfo: (directory, store) => told(() => storeInfo(directory, wish(environment, store))),
    migrateStore: (directory, store) => told(() => migrateStore(directory, wish(environment, store))),
    copyStore: (directory, { from, to }, say) =>
      told(() => copyBetween(from, to, { directory, programs: wish(environment, from).programs, say })),
    backUpStore: (directory, { store, file }, say) => {
      const wished = wish(environment, store);
      return told(() => backUp(wished.store, file, { directory, programs: wished.programs, say }));
    },
    restoreStore: (directory, { store, file }, say) => {
      const wished = wish(environment, store);
      return told(() => restore(file, wished.store, { directory, programs: wished.programs, say }));
    },
    health: (target) => healthOf(target.server, dataDirectory(target.dataDirectory).runFile),
    doctorLocal: async (target) => {
      const data = dataDirectory(target.dataDirectory);
      const run = await readRunFile(data.runFile);
      const siem = run?.siem ?? (environment.CHANGEGUARD_SIEM || undefined);
      return [
        ...(await localFindings(data, run, defaultPort, environment.CHANGEGUARD_DROP || undefined)),
        ...(siem === undefined ? [] : await siemFindings(siem)),
      ];
    },
    collectorScript,
    diagnoseFile: async (file) => diagnoseFile({ ...file, now: Date.now() }),
    verifyPack: (bytes, key, say) =>
      told(async () => verifyPackBytes(bytes, key === undefined ? undefined : expectedKey(key), say)),
    verifyArchives: (paths, given, say) =>
      told(() =>
        verifyArchives(paths, { ...given, key: given.key === undefined ? undefined : expectedKey(given.key) }, say),
      ),
    verifyTenant: (path, key, say) =>
      told(() => verifyExport(path, { key: key === undefined ? undefined : expectedKey(key) }, say)),
    planText,
    planDifference,
    probe: (asked, say, signal) => probeFromHere(asked, { now: Date.now(), say, signal }),
  };
}

/** The product's problems in the command line's form: the same code, the same remedy. */
async function told<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    const { title, remedy, status } = problems[error.code];
    const { code, message: detail, errors } = error;
    throw new CliProblem({ code, title, detail, remedy, status, errors, cause: error });
  }
}

/** A named server; else the one that runs on this data directory, which then must be used; else this very process. */
async function transportTo(
  target: Target,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<Transport> {
  const data = dataDirectory(target.dataDirectory);
  const run = await readRunFile(data.runFile);
  if (target.server !== undefined && target.server !== run?.url) {
    return createHttpTransport({ baseUrl: target.server, token: target.token });
  }
  if (run) return createHttpTransport({ baseUrl: run.url, token: target.token ?? `door_${run.doorSecret}` });
  return inProcess(target, environment);
}

/** Builds the application for one command: the owner of the data directory needs no server to work with it. */
async function inProcess(
  target: Target,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<Transport> {
  const data = dataDirectory(target.dataDirectory);
  await makePrivate(data.path);
  const place = placeOf(data, wish(environment, environment.CHANGEGUARD_STORE));
  const app = await openApplication({
    data,
    place,
    publicUrl: defaultServer,
    logLevel: logLevelOf(environment.CHANGEGUARD_LOG, 'error'),
    environment,
  });
  // A sample that was made before is brought up, so that its tenant can be read; a new one only comes with "serve".
  const hasTenants = (await app.store.tenants()).length > 0;
  const sample = await openSample(app, data, hasTenants ? undefined : false);
  const api = await app.api(sample?.door);
  return injected(app, api, async () => {
    await sample?.close();
    await app.close();
  });
}

function injected(app: Application, api: FastifyInstance, close: () => Promise<void>): Transport {
  return {
    where: 'in this process',
    request: async ({ method, path, headers, body }) => {
      const answer = await api.inject({
        method: method as 'GET',
        url: path,
        headers: { ...headers, host: '127.0.0.1', authorization: `Bearer door_${app.doorSecret}` },
        ...(body === undefined ? {} : { payload: typeof body === 'string' ? body : Buffer.from(body) }),
      });
      const flat = Object.entries(answer.headers).map(([name, value]) => [
        name,
        Array.isArray(value) ? value.join(', ') : String(value ?? ''),
      ]);
      return { status: answer.statusCode, headers: Object.fromEntries(flat), body: answer.rawPayload };
    },
    close,
  };
}

async function localSignInLink(target: Target, environment: Readonly<Record<string, string | undefined>>) {
  const data = dataDirectory(target.dataDirectory);
  const run = await readRunFile(data.runFile);
  if (run) {
    const client = createClient(createHttpTransport({ baseUrl: run.url, token: `door_${run.doorSecret}` }), {
      newKey: () => crypto.randomUUID(),
    });
    try {
      return await client.call('makeSignInLink');
    } finally {
      await client.close();
    }
  }
  const { store, identity } = await bareStore(target.dataDirectory, wish(environment, environment.CHANGEGUARD_STORE));
  try {
    await store.migrate();
    const made = await makeSignInLink(
      { store, identity, machineNow: Date.now },
      { publicUrl: defaultServer, actor: 'user:administrator', role: 'administrator' },
    );
    return { link: made.link, expiresAt: new Date(made.expiresAt).toISOString() };
  } finally {
    await store.close();
  }
}

/** What a person wishes of the store, with the programs that the environment names. */
function wish(environment: Readonly<Record<string, string | undefined>>, store: string | undefined) {
  return { store: store || undefined, programs: environment.CHANGEGUARD_POSTGRES_BIN || undefined };
}

async function bareStore(directory: string | undefined, wished: ReturnType<typeof wish>) {
  const data = dataDirectory(directory);
  await makePrivate(data.path);
  const identity = randomIdentity(Date.now);
  return { store: await openStore(placeOf(data, wished), { identity, machineNow: Date.now }), identity };
}

async function storeInfo(directory: string | undefined, place: ReturnType<typeof wish>): Promise<StoreInfo> {
  const { store } = await bareStore(directory, place);
  try {
    const schema = await store.schema();
    const tenants = schema.isCurrent ? await store.tenants() : [];
    const { kind, where, note, warning } = store.description;
    return {
      kind,
      where,
      schemaVersion: schema.version,
      isCurrent: schema.isCurrent,
      facts: [{ name: 'Tenants', value: schema.isCurrent ? String(tenants.length) : 'unknown until migrated' }],
      warnings: [note, warning].filter((text) => text !== undefined),
    };
  } finally {
    await store.close();
  }
}

async function migrateStore(directory: string | undefined, place: ReturnType<typeof wish>) {
  const { store } = await bareStore(directory, place);
  try {
    const before = await store.schema();
    const { applied } = await store.migrate();
    const after = await store.schema();
    return { from: before.version, to: after.version, applied: [...applied] };
  } finally {
    await store.close();
  }
}
