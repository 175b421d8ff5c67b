import { randomBytes, timingSafeEqual } from 'node:crypto';
import { userInfo } from 'node:os';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { type Logger, pino } from 'pino';
import { type CommitNotifier, createCommitNotifier } from '../api/commit-notifier.ts';
import type { ApiContext } from '../api/context.ts';
import { logOptions } from '../api/log-options.ts';
import type { Principal } from '../api/principal.ts';
import { buildApi } from '../api/server.ts';
import type { TwinDoor } from '../api/twin-door.ts';
import { graphLimits } from '../connectors/graph/limits.ts';
import { graphService } from '../connectors/graph/service.ts';
import { isLoopback, outboundFetch, wayOutOf } from '../connectors/graph/transport.ts';
import { createMessenger, messengerLimits } from '../connectors/notify/messenger.ts';
import { secretReader } from '../connectors/secret.ts';
import type { Journey } from '../domain/journey.ts';
import { minuteMs } from '../domain/time.ts';
import { type AuditForwarder, createAuditForwarder } from '../engine/audit-forwarder.ts';
import { systemClocks, type TenantClocks } from '../engine/clock.ts';
import { cachedServices, type EngineContext } from '../engine/context.ts';
import type { Control } from '../engine/control.ts';
import { createControl } from '../engine/create-control.ts';
import { randomIdentity } from '../engine/identity.ts';
import { createNotifier, type Notifier } from '../engine/notifier.ts';
import type { NotifyPorts } from '../engine/ports/notify.ts';
import type { Store } from '../engine/ports/store.ts';
import { createRunner, type Runner } from '../engine/runner.ts';
import { sensorV3 } from '../journeys/sensor-v3/journey.ts';
import { noticeWords } from '../report/notice-sentence.ts';
import { openStore } from '../store/open.ts';
import type { StorePlace } from '../store/place.ts';
import { checkCatalogue } from './check-catalogue.ts';
import type { DataDirectory } from './data-directory.ts';
import { readingThreads } from './reading-threads.ts';
import { rehearsalDesk } from './rehearsal/desk.ts';
import { reportKeys } from './report-keys.ts';
import { version } from './version.ts';

interface ApplicationOptions {
  readonly data: DataDirectory;
  readonly place: StorePlace;
  readonly publicUrl: string;
  /** How the server is reached beyond that, where it listens. */
  readonly reach?: Pick<ApiContext['options'], 'allowedHosts' | 'tls' | 'isProxy'> | undefined;
  /** A file that says how people sign in with Microsoft Entra ID. */
  readonly signIn?: string | undefined;
  /** A file that says who gets a copy of the logs. */
  readonly siem?: string | undefined;
  /** The folder of the built portal, where people shall find one. */
  readonly portal?: string | undefined;
  readonly logLevel: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** The product without a socket: a store, an engine, and the API over both. */
export interface Application {
  readonly store: Store;
  readonly clocks: TenantClocks;
  readonly context: EngineContext;
  readonly control: Control;
  readonly runner: Runner;
  readonly notifier: Notifier;
  readonly forwarder: AuditForwarder;
  readonly commits: CommitNotifier;
  readonly logger: Logger;
  /** Whether the engine looks and the database answers. */
  isWell(): Promise<boolean>;
  /** Opens the API for the owner of the data directory; in no file but `run/server.json`. */
  readonly doorSecret: string;
  /** Builds the API, once, when it is known whether a twin runs beside it. */
  api(twin: TwinDoor | undefined): Promise<FastifyInstance>;
  close(): Promise<void>;
}

export async function openApplication(options: ApplicationOptions): Promise<Application> {
  const clocks = systemClocks();
  const identity = randomIdentity(clocks.machineNow);
  const logger = pino(logOptions(options.logLevel), pino.destination(2));
  const given = { machineNow: clocks.machineNow, newId: identity.newId };
  const entra = await entraOf(options, given);
  const collectors = await collectorsOf(options.siem);
  const store = await openStore(options.place, { identity, machineNow: clocks.machineNow });
  try {
    await store.migrate();
  } catch (error) {
    await store.close();
    throw error;
  }
  const commits = createCommitNotifier();
  const reading = readingThreads();
  const context: EngineContext = {
    store,
    clocks,
    identity,
    journeys: new Map([[sensorV3.id, sensorV3 as unknown as Journey]]),
    services: graphServices(options, clocks, identity.newId, logger),
    readEvidence: reading.read,
    notify: notifyPorts(options, clocks),
    worker: identity.newId(),
    log: logger,
    onCommit: commits.notify,
  };
  const runner = createRunner(context);
  const notifier = createNotifier(context);
  const forwarder = createAuditForwarder(context, collectors);
  const control = createControl(context, runner);
  const rehearsals = rehearsalDesk(control);
  const doorSecret = randomBytes(32).toString('hex');
  let api: FastifyInstance | undefined;
  return {
    store,
    clocks,
    context,
    control,
    runner,
    notifier,
    forwarder,
    commits,
    logger,
    isWell: () => isWell(store, runner, clocks.machineNow()),
    doorSecret,
    api: async (twin) => {
      api = await buildApi({
        control,
        clocks,
        identity,
        catalogue: checkCatalogue,
        version,
        twin,
        rehearsals,
        reportKeys: reportKeys(options.data.keys),
        explainFile: async (file) => (await import('./diagnose-file.ts')).diagnoseFile({ ...file, read: reading.read }),
        logger,
        onCommit: commits.listen,
        audit: forwarder.state,
        engine: () => engineState(runner, clocks.machineNow()),
        entra,
        trust: (request) => ownerBehind(request, doorSecret),
        options: { publicUrl: options.publicUrl, portal: options.portal, ...options.reach },
      });
      return api;
    },
    close: async () => {
      await api?.close();
      await notifier.stop();
      await forwarder.stop();
      await runner.stop();
      await reading.close();
      await rehearsals.close();
      await store.close();
    },
  };
}

function graphServices(options: ApplicationOptions, clocks: TenantClocks, newId: () => string, logger: Logger) {
  const fetch = outboundFetch(options.environment);
  const wayOut = wayOutOf(options.environment);
  const readSecret = secretReader(options.environment);
  return cachedServices((connection) =>
    graphService(connection, {
      fetch,
      wayOut,
      readSecret,
      newId,
      limits: graphLimits,
      machineNow: clocks.machineNow,
      tenantNow: () => clocks.tenantNow(connection.tenantId),
      onCall: (call) => logger.debug({ tenant: connection.tenantId, ...call }, 'A call of the service.'),
    }),
  );
}

function notifyPorts(options: ApplicationOptions, { machineNow }: TenantClocks): NotifyPorts {
  const messenger = createMessenger({
    fetch: outboundFetch(options.environment),
    readSecret: secretReader(options.environment),
    machineNow,
    limits: messengerLimits,
    isLoopback,
  });
  return { messenger, words: noticeWords };
}

/** Where nobody signs in with Entra ID its libraries are not loaded: a start waits for each of them. */
async function entraOf(
  { signIn, environment }: ApplicationOptions,
  given: { readonly machineNow: () => number; readonly newId: () => string },
) {
  if (signIn === undefined) return undefined;
  const { readSignIn } = await import('./sign-in-file.ts');
  return readSignIn(signIn, environment, given);
}

/** Where nobody gets a copy of the logs, what sends it is not loaded. */
async function collectorsOf(siem: string | undefined) {
  if (siem === undefined) return [];
  const { readSiem } = await import('./siem-file.ts');
  return readSiem(siem);
}

async function isWell(store: Store, runner: Runner, now: number): Promise<boolean> {
  if (!engineState(runner, now).isTicking) return false;
  return store.ping().then(
    () => true,
    () => false,
  );
}

/** A loop that has not looked for a minute is stuck, and a load balancer should know. */
function engineState(runner: Runner, now: number): { isTicking: boolean; detail: string } {
  const { lastTickAt } = runner;
  if (lastTickAt === null) return { isTicking: false, detail: 'The engine has not looked yet.' };
  const isTicking = runner.isBusy || now - lastTickAt < minuteMs;
  return { isTicking, detail: isTicking ? 'The engine works.' : 'The engine has not looked for a minute.' };
}

/** The user that this process runs as, who does not change; the operating system would read its table of users for every request. */
let owner: string | undefined;

/** The owner of the data directory, who alone can read the secret of this door. */
function ownerBehind(request: FastifyRequest, doorSecret: string): Principal | undefined {
  const given = /^Bearer door_([0-9a-f]{64})$/.exec(request.headers.authorization ?? '')?.[1];
  if (given === undefined || !timingSafeEqual(Buffer.from(given), Buffer.from(doorSecret))) return undefined;
  owner ??= `os:${userInfo().username}`;
  return { actor: owner, role: 'administrator', tenantId: null, kind: 'door', credential: owner };
}
