import type { WorkerOptions } from '../cli/io.ts';
import { type ExitCode, exitCodes } from '../cli/problem.ts';
import { addressOf } from '../connectors/notify/address.ts';
import { secretReader } from '../connectors/secret.ts';
import { ProblemError } from '../domain/problem.ts';
import { hourMs } from '../domain/time.ts';
import type { TenantClocks } from '../engine/clock.ts';
import type { StorePlace } from '../store/place.ts';
import { aborted } from './aborted.ts';
import { dataDirectory } from './data-directory.ts';
import { openEngine } from './engine.ts';
import { beatFor, type Heartbeat } from './heartbeat.ts';
import { logLevelOf } from './log-level.ts';
import { placeOf } from './place.ts';
import { retentionOf } from './retention.ts';

/** Works beside other processes on a PostgreSQL server until the signal aborts; nobody can talk to it, and it keeps nothing on this machine. */
export async function work(
  options: WorkerOptions,
  environment: Readonly<Record<string, string | undefined>>,
  say: (line: string) => void,
  signal: AbortSignal,
  clocks?: TenantClocks,
): Promise<ExitCode> {
  const place = sharedPlace(options);
  if (options.heartbeat !== undefined) await addressOf(secretReader(environment), options.heartbeat);
  const logLevel = logLevelOf(environment.CHANGEGUARD_LOG, 'warn');
  const retention = retentionOf(environment.CHANGEGUARD_KEEP);
  const engine = await openEngine({ place, kind: 'worker', logLevel, retention, environment, clocks });
  const tidy = setInterval(() => void engine.tidyUp(), hourMs);
  tidy.unref();
  let heartbeat: Heartbeat | undefined;
  try {
    await engine.start();
    if (options.heartbeat !== undefined) heartbeat = beatFor(engine, options.heartbeat, environment);
    say(`This worker is ready: process ${process.pid}.`);
    say(`Store: ${engine.store.description.kind} (${engine.store.description.where})`);
    say(
      '"changeguard doctor" on the server shows all workers. Ctrl-C ends the step under way and hands back what it has.',
    );
    await aborted(signal);
    say('Stopping; what this worker has goes back to the others.');
  } finally {
    clearInterval(tidy);
    await heartbeat?.stop();
    await engine.close();
  }
  return exitCodes.done;
}

/** @throws ProblemError('store-not-shared') before anything is opened: another process may be using it. */
function sharedPlace({ dataDirectory: directory, store }: WorkerOptions): StorePlace {
  const place = placeOf(dataDirectory(directory), { store, programs: undefined });
  if (place.kind === 'server') return place;
  const where = place.kind === 'memory' ? 'the memory of one process' : place.directory;
  const subject = store === undefined ? 'Where none is named, the store' : 'The store';
  throw new ProblemError('store-not-shared', `${subject} is "${place.kind}" (${where}): one process can work on it.`);
}
