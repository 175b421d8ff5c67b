import type { AddressInfo } from 'node:net';
import { makeSignInLink } from '../api/secret.ts';
import type { ServeOptions } from '../cli/io.ts';
import { CliProblem, cliProblem, type ExitCode, exitCodes, usageProblem } from '../cli/problem.ts';
import { outboundFetch } from '../connectors/graph/transport.ts';
import { addressOf } from '../connectors/notify/address.ts';
import { secretReader } from '../connectors/secret.ts';
import { dayMs, hourMs, minuteMs } from '../domain/time.ts';
import { type Application, openApplication } from './application.ts';
import { dataDirectory, makePrivate } from './data-directory.ts';
import { type DropFolder, dropFolder, openDropFolder } from './drop-folder.ts';
import { type Heartbeat, startHeartbeat } from './heartbeat.ts';
import { placeOf } from './place.ts';
import { portalFolder } from './portal-folder.ts';
import { dropRunFile, readRunFile, writeRunFile } from './run-file.ts';
import { openSample, type Sample } from './sample.ts';
import { dumpDaily } from './transfers.ts';

export const defaultPort = 8787;
const loopback = ['127.0.0.1', '::1', 'localhost'];

type Environment = Readonly<Record<string, string | undefined>>;

/** Runs the control plane until the signal aborts: store, engine, API, and the sample estate where nothing is connected. */
export async function serve(
  options: ServeOptions,
  environment: Environment,
  say: (line: string) => void,
  signal: AbortSignal,
): Promise<ExitCode> {
  const host = options.host ?? '127.0.0.1';
  refuseOpenHost(host);
  const data = dataDirectory(options.dataDirectory);
  await makePrivate(data.path);
  const running = await readRunFile(data.runFile);
  if (running) throw alreadyRunning(running.url, running.pid);
  const publicUrl = `http://${host.includes(':') ? `[${host}]` : host}:${options.port ?? defaultPort}`;
  if (options.drop !== undefined) await openDropFolder(options.drop);
  const keep = dumpsKept(environment.CHANGEGUARD_DUMPS);
  if (options.heartbeat !== undefined) await addressOf(secretReader(environment), options.heartbeat);
  const place = placeOf(data, { store: options.store, programs: options.postgresBin });
  const app = await openApplication({
    data,
    place,
    publicUrl,
    portal: portalFolder(),
    logLevel: environment.CHANGEGUARD_LOG ?? 'warn',
    environment,
  });
  let sample: Sample | undefined;
  let drop: DropFolder | undefined;
  let heartbeat: Heartbeat | undefined;
  try {
    sample = await openSample(app, data, options.sample);
    const api = await app.api(sample?.door);
    await api.listen({ host, port: options.port ?? defaultPort }).catch((error: NodeJS.ErrnoException) => {
      throw portTaken(error, options.port ?? defaultPort);
    });
    const { port } = api.server.address() as AddressInfo;
    const url = publicUrl.replace(/:\d+$/, `:${port}`);
    await writeRunFile(data.runFile, {
      url,
      pid: process.pid,
      doorSecret: app.doorSecret,
      startedAt: new Date().toISOString(),
      drop: options.drop,
    });
    app.runner.start();
    app.notifier.start();
    drop = startDrop(app, options.drop, say);
    if (options.heartbeat !== undefined) heartbeat = beat(app, options.heartbeat, environment);
    const dump = () => void dumpToday(app, data.backups, keep);
    const timers = [setInterval(() => void tidyUp(app), hourMs), setInterval(dump, hourMs), setTimeout(dump, minuteMs)];
    for (const timer of timers) timer.unref();
    await announce(app, url, sample, say);
    await aborted(signal);
    for (const timer of timers) clearTimeout(timer);
    say('Stopping; nothing is left half done.');
  } finally {
    await dropRunFile(data.runFile, process.pid);
    await heartbeat?.stop();
    await drop?.stop();
    await app.notifier.stop();
    await app.runner.stop();
    await sample?.close();
    await app.close();
  }
  return exitCodes.done;
}

function beat(app: Application, where: string, environment: Environment): Heartbeat {
  const readSecret = secretReader(environment);
  return startHeartbeat({ where, readSecret, fetch: outboundFetch(environment), isWell: app.isWell, log: app.logger });
}

function startDrop(app: Application, directory: string | undefined, say: (line: string) => void) {
  if (directory === undefined) return undefined;
  const { control, clocks, logger } = app;
  const drop = dropFolder({ directory, control, machineNow: clocks.machineNow, log: logger });
  drop.start();
  say(`Drop folder: ${directory}`);
  return drop;
}

async function announce(
  app: Application,
  url: string,
  sample: Sample | undefined,
  say: (line: string) => void,
): Promise<void> {
  const { link, expiresAt } = await makeSignInLink(
    { store: app.store, identity: app.context.identity, machineNow: app.clocks.machineNow },
    { publicUrl: url, actor: 'user:administrator', role: 'administrator' },
  );
  const { description } = app.store;
  say(`changeguard is ready on ${url}`);
  say(`Store: ${description.kind} (${description.where})`);
  if (description.note) say(description.note);
  if (description.warning) say(`Warning: ${description.warning}`);
  if (sample)
    say('Estate: Nordufer Bank, a sample on the twin; its clock runs 60 times faster. Nothing real is touched.');
  say(`Sign-in link, once, until ${new Date(expiresAt).toISOString()}:`);
  say(`  ${link}`);
  say('Next: changeguard status, changeguard check (in another terminal)');
}

/** Answers are remembered for seven days, expired upload tokens are shown for as long, messages that were sent are known for a month, and the embedded database is vacuumed by nobody else. */
async function tidyUp(app: Application): Promise<void> {
  try {
    const weekAgo = app.clocks.machineNow() - 7 * dayMs;
    await app.store.sweepRequests(weekAgo);
    await app.store.sweepUploadTokens(weekAgo);
    await app.store.sweepMessages(app.clocks.machineNow() - 30 * dayMs);
    await app.runner.exclusively(() => app.store.tidy());
  } catch (error) {
    app.logger.warn({ err: error }, 'Housekeeping was put off; it is tried again in an hour.');
  }
}

/** The first look is a minute after the start, so that a machine that runs for an hour a day has its dump as well. */
async function dumpToday(app: Application, folder: string, keep: number): Promise<void> {
  try {
    const path = await dumpDaily(app.store, folder, keep, app.clocks.machineNow());
    if (path !== undefined) app.logger.info({ path }, 'The dump of today was written.');
  } catch (error) {
    app.logger.error({ err: error }, 'The dump of today failed; it is tried again in an hour.');
  }
}

const usualDumpsKept = 7;

function dumpsKept(text: string | undefined): number {
  if (text === undefined || text === '') return usualDumpsKept;
  const keep = Number(text);
  if (/^\d+$/.test(text) && keep <= 365) return keep;
  throw usageProblem(`CHANGEGUARD_DUMPS is "${text}".`, 'Give how many daily dumps are kept, 0 to 365; 0 makes none.');
}

/** Beyond loopback a sign-in would travel in the clear; TLS and a trusted proxy come with the release that brings sign-in by people. */
function refuseOpenHost(host: string): void {
  if (loopback.includes(host)) return;
  throw usageProblem(
    `"${host}" can be reached from other machines, and this server speaks no TLS.`,
    'Listen on 127.0.0.1 and reach it through an SSH tunnel.',
  );
}

function alreadyRunning(url: string, pid: number): CliProblem {
  return new CliProblem({
    code: 'store-locked',
    title: 'It runs already',
    detail: `Process ${pid} serves this data directory on ${url}.`,
    remedy: 'Use it, stop it, or give another directory with --data.',
    exitCode: exitCodes.conflict,
  });
}

function portTaken(error: NodeJS.ErrnoException, port: number): Error {
  if (error.code !== 'EADDRINUSE') return error;
  return cliProblem('port-taken', `Something else listens on port ${port}.`, { cause: error });
}

function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
