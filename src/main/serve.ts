import type { AddressInfo } from 'node:net';
import type { Server as TlsServer } from 'node:tls';
import type { FastifyInstance } from 'fastify';
import { makeSignInLink } from '../api/secret.ts';
import type { ServeOptions } from '../cli/io.ts';
import { CliProblem, cliProblem, type ExitCode, exitCodes } from '../cli/problem.ts';
import { addressOf } from '../connectors/notify/address.ts';
import { secretReader } from '../connectors/secret.ts';
import type { TenantClocks } from '../engine/clock.ts';
import { aborted } from './aborted.ts';
import { type Application, openApplication } from './application.ts';
import { dataDirectory, makePrivate } from './data-directory.ts';
import { defaultPort } from './default-server.ts';
import { type DropFolder, dropFolder, openDropFolder } from './drop-folder.ts';
import { beatFor, type Heartbeat } from './heartbeat.ts';
import { logLevelOf } from './log-level.ts';
import { openOwnDoor } from './own-door.ts';
import { placeOf } from './place.ts';
import { portalFolder } from './portal-folder.ts';
import { type Reach, reachOf } from './reach.ts';
import { retentionOf } from './retention.ts';
import { dropRunFile, readRunFile, writeRunFile } from './run-file.ts';
import { openSample, type Sample } from './sample.ts';
import { type SampleDesk, sampleDesk } from './sample-desk.ts';
import { readTls, warningOfCertificate } from './tls-files.ts';
import { dumpsKept, startUpkeep, type Upkeep } from './upkeep.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** Runs the control plane until the signal aborts: store, engine, API, and the sample estate where nothing is connected. */
export async function serve(
  options: ServeOptions,
  environment: Environment,
  say: (line: string) => void,
  signal: AbortSignal,
  clocks?: TenantClocks,
): Promise<ExitCode> {
  const reach = reachOf({ ...options, port: options.port ?? defaultPort });
  const tls = reach.tls === undefined ? undefined : await readTls(reach.tls);
  const data = dataDirectory(options.dataDirectory);
  await makePrivate(data.path);
  const running = await readRunFile(data.runFile);
  if (running) throw alreadyRunning(running.url, running.pid);
  if (options.drop !== undefined) await openDropFolder(options.drop);
  const dumps = dumpsKept(environment.CHANGEGUARD_DUMPS);
  const retention = retentionOf(environment.CHANGEGUARD_KEEP);
  if (options.heartbeat !== undefined) await addressOf(secretReader(environment), options.heartbeat);
  const place = placeOf(data, { store: options.store, programs: options.postgresBin });
  const app = await openApplication({
    data,
    place,
    publicUrl: reach.publicUrl,
    reach: { allowedHosts: reach.names, tls, isProxy: reach.isProxy },
    portal: portalFolder(),
    signIn: options.signIn,
    siem: options.siem,
    logLevel: logLevelOf(environment.CHANGEGUARD_LOG, 'warn'),
    retention,
    environment,
    clocks,
  });
  let samples: SampleDesk | undefined;
  let drop: DropFolder | undefined;
  let heartbeat: Heartbeat | undefined;
  let opened: Opened | undefined;
  let upkeep: Upkeep | undefined;
  try {
    const sample = await openSample(app, data, options.sample, say);
    samples = sampleDesk(app, data, sample);
    const api = await app.api(sample?.door, options.sample === false ? undefined : samples.open);
    opened = await open(api, reach, app, say);
    await writeRunFile(data.runFile, {
      url: opened.ownUrl,
      pid: process.pid,
      doorSecret: app.doorSecret,
      startedAt: new Date().toISOString(),
      drop: options.drop,
      siem: options.siem,
    });
    await app.start();
    drop = startDrop(app, options.drop, say);
    if (options.heartbeat !== undefined) heartbeat = beatFor(app, options.heartbeat, environment);
    upkeep = startUpkeep(app, data, { dumps, sealAfterDays: retention.log });
    await announce(app, opened.url, sample, say);
    if (tls !== undefined) warn(warningOfCertificate(tls, app.clocks.machineNow()), say);
    await aborted(signal);
    say('Stopping; nothing is left half done.');
  } finally {
    const kept = upkeep?.stop();
    await dropRunFile(data.runFile, process.pid);
    await opened?.close();
    await heartbeat?.stop();
    await drop?.stop();
    await kept;
    await app.stop();
    await samples?.close();
    await app.close();
  }
  return exitCodes.done;
}

interface Opened {
  /** Where people reach the server, and where commands on this machine do. */
  readonly url: string;
  readonly ownUrl: string;
  close(): Promise<void>;
}

/** Listens, and takes a new certificate at SIGHUP: it is renewed every few weeks, and nobody shall restart for it. */
async function open(
  api: FastifyInstance,
  reach: Reach,
  app: Application,
  say: (line: string) => void,
): Promise<Opened> {
  const { host, port, tls } = reach;
  await api.listen({ host, port }).catch((error: NodeJS.ErrnoException) => {
    throw portTaken(error, port);
  });
  const { port: taken } = api.server.address() as AddressInfo;
  const url = reach.publicUrl.replace(/:0$/, `:${taken}`);
  const own = reach.isPlainLoopback ? undefined : await openOwnDoor(api);
  const renew = () => {
    if (tls === undefined) return;
    readTls(tls).then(
      (found) => {
        (api.server as unknown as TlsServer).setSecureContext({ ...found, minVersion: 'TLSv1.2' });
        say('The certificate was read again.');
      },
      (error: unknown) => app.logger.error({ err: error }, 'The new certificate cannot be used; the one before stays.'),
    );
  };
  if (tls !== undefined) process.on('SIGHUP', renew);
  return {
    url,
    ownUrl: own?.url ?? `http://${host.includes(':') ? `[${host}]` : host}:${taken}`,
    close: async () => {
      process.off('SIGHUP', renew);
      await own?.close();
    },
  };
}

function warn(text: string | undefined, say: (line: string) => void): void {
  if (text !== undefined) say(`Warning: ${text}`);
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
    say(`Estate: ${sample.title}, a sample on the twin; its clock runs 60 times faster. Nothing real is touched.`);
  say(`Sign-in link, once, until ${new Date(expiresAt).toISOString()}:`);
  say(`  ${link}`);
  say('Next: changeguard status, changeguard check (in another terminal)');
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
