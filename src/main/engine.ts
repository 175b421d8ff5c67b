import { hostname } from 'node:os';
import { type Logger, pino } from 'pino';
import { type CommitNotifier, createCommitNotifier } from '../api/commit-notifier.ts';
import { logOptions } from '../api/log-options.ts';
import { graphLimits } from '../connectors/graph/limits.ts';
import { graphService } from '../connectors/graph/service.ts';
import { isLoopback, outboundFetch, wayOutOf } from '../connectors/graph/transport.ts';
import { createMessenger, messengerLimits } from '../connectors/notify/messenger.ts';
import { secretReader } from '../connectors/secret.ts';
import type { Journey } from '../domain/journey.ts';
import { hourMs, minuteMs } from '../domain/time.ts';
import { type AuditForwarder, createAuditForwarder } from '../engine/audit-forwarder.ts';
import { systemClocks, type TenantClocks } from '../engine/clock.ts';
import { cachedServices, type EngineContext } from '../engine/context.ts';
import type { Control } from '../engine/control.ts';
import { createControl } from '../engine/create-control.ts';
import { randomIdentity } from '../engine/identity.ts';
import { createNotifier, type Notifier } from '../engine/notifier.ts';
import type { NotifyPorts } from '../engine/ports/notify.ts';
import type { AuditCollector, Store, WorkerRow } from '../engine/ports/store.ts';
import { createRunner, type Runner } from '../engine/runner.ts';
import { createShare } from '../engine/share.ts';
import { sensorV3 } from '../journeys/sensor-v3/journey.ts';
import { noticeWords } from '../report/notice-sentence.ts';
import { openStore } from '../store/open.ts';
import type { StorePlace } from '../store/place.ts';
import { type ReadingThreads, readingThreads } from './reading-threads.ts';
import { type Retention, retentionOf, sweep } from './retention.ts';
import { version } from './version.ts';

export interface EngineOptions {
  readonly place: StorePlace;
  readonly kind: WorkerRow['kind'];
  readonly logLevel: string;
  /** How long what lies beside the logs is kept, where it is not as usual. */
  readonly retention?: Retention | undefined;
  /** Who gets copies of the logs. */
  readonly collectors?: readonly AuditCollector[] | undefined;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Others than those of the system, where a whole installation is played. */
  readonly clocks?: TenantClocks | undefined;
}

/** A store, and what works on it. */
export interface Engine {
  readonly store: Store;
  readonly clocks: TenantClocks;
  readonly context: EngineContext;
  readonly control: Control;
  readonly runner: Runner;
  readonly notifier: Notifier;
  readonly forwarder: AuditForwarder;
  readonly commits: CommitNotifier;
  readonly reading: ReadingThreads;
  readonly logger: Logger;
  /** Whether the engine looks and the database answers. */
  isWell(): Promise<boolean>;
  /** Begins to work, on a server's database as one of those who share it. */
  start(): Promise<void>;
  /** Ends the step under way and gives back what this worker has. */
  stop(): Promise<void>;
  /** Hourly: what is of use for a while goes when its time is over, and the embedded database is vacuumed by nobody else. */
  tidyUp(): Promise<void>;
  close(): Promise<void>;
}

/** @throws Terminal with a `store-` code when the store cannot be opened. */
export async function openEngine(options: EngineOptions): Promise<Engine> {
  const clocks = options.clocks ?? systemClocks();
  const { machineNow } = clocks;
  const identity = randomIdentity(machineNow);
  const logger = pino(logOptions(options.logLevel), pino.destination(2));
  const store = await openStore(options.place, { identity, machineNow });
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
    goneWorkers: () => share?.gone() ?? [],
    log: logger,
    onCommit: commits.notify,
  };
  const about = { kind: options.kind, host: hostname(), process: process.pid, version };
  // Only a server's database can have a second process on it.
  const share = store.description.kind === 'server' ? createShare(context, about) : undefined;
  const runner = createRunner(context, share);
  const notifier = createNotifier(context);
  const forwarder = createAuditForwarder(context, options.collectors ?? []);
  let isStarted = false;
  const stop = async () => {
    await notifier.stop();
    await forwarder.stop();
    await runner.stop();
    if (isStarted) await share?.stop();
    isStarted = false;
  };
  return {
    store,
    clocks,
    context,
    control: createControl(context, runner),
    runner,
    notifier,
    forwarder,
    commits,
    reading,
    logger,
    isWell: () => isWell(store, runner, machineNow()),
    start: async () => {
      await share?.start();
      isStarted = true;
      runner.start();
      notifier.start();
      forwarder.start();
    },
    stop,
    tidyUp: () => tidyUp({ store, runner, logger }, options.retention ?? retentionOf(undefined), machineNow()),
    close: async () => {
      await stop();
      await reading.close();
      await store.close();
    },
  };
}

function graphServices(options: EngineOptions, clocks: TenantClocks, newId: () => string, logger: Logger) {
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

function notifyPorts(options: EngineOptions, { machineNow }: TenantClocks): NotifyPorts {
  const messenger = createMessenger({
    fetch: outboundFetch(options.environment),
    readSecret: secretReader(options.environment),
    machineNow,
    limits: messengerLimits,
    isLoopback,
  });
  return { messenger, words: noticeWords };
}

async function isWell(store: Store, runner: Runner, now: number): Promise<boolean> {
  if (!engineState(runner, now).isTicking) return false;
  return store.ping().then(
    () => true,
    () => false,
  );
}

/** A loop that has not looked for a minute is stuck, and a load balancer should know. */
export function engineState(runner: Runner, now: number): { isTicking: boolean; detail: string } {
  const { lastTickAt } = runner;
  if (lastTickAt === null) return { isTicking: false, detail: 'The engine has not looked yet.' };
  const isTicking = runner.isBusy || now - lastTickAt < minuteMs;
  return { isTicking, detail: isTicking ? 'The engine works.' : 'The engine has not looked for a minute.' };
}

async function tidyUp(
  { store, runner, logger }: Pick<Engine, 'store' | 'runner' | 'logger'>,
  retention: Retention,
  now: number,
) {
  try {
    await sweep(store, retention, now);
    await store.sweepWorkers(now - hourMs);
    await runner.exclusively(() => store.tidy());
  } catch (error) {
    logger.warn({ err: error }, 'Housekeeping was put off; it is tried again in an hour.');
  }
}
