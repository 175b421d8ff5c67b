import { randomBytes, timingSafeEqual } from 'node:crypto';
import { userInfo } from 'node:os';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { ApiContext } from '../api/context.ts';
import type { Principal } from '../api/principal.ts';
import { buildApi } from '../api/server.ts';
import type { OpenSample, TwinDoor } from '../api/twin-door.ts';
import { checkCatalogue } from './check-catalogue.ts';
import type { DataDirectory } from './data-directory.ts';
import { type Engine, type EngineOptions, engineState, openEngine } from './engine.ts';
import { archivesIn } from './log-archive/keeper.ts';
import { rehearsalDesk } from './rehearsal/desk.ts';
import { reportKeys } from './report-keys.ts';
import { version } from './version.ts';

interface ApplicationOptions extends Omit<EngineOptions, 'kind' | 'collectors'> {
  readonly data: DataDirectory;
  readonly publicUrl: string;
  /** How the server is reached beyond that, where it listens. */
  readonly reach?: Pick<ApiContext['options'], 'allowedHosts' | 'tls' | 'isProxy'> | undefined;
  /** A file that says how people sign in with Microsoft Entra ID. */
  readonly signIn?: string | undefined;
  /** A file that says who gets a copy of the logs. */
  readonly siem?: string | undefined;
  /** The folder of the built portal, where people shall find one. */
  readonly portal?: string | undefined;
}

/** The product without a socket: a store, an engine, and the API over both. */
export interface Application extends Engine {
  /** Opens the API for the owner of the data directory; in no file but `run/server.json`. */
  readonly doorSecret: string;
  /** Builds the API, once, when it is known whether a twin runs beside it. */
  api(twin: TwinDoor | undefined, openSample?: OpenSample): Promise<FastifyInstance>;
}

export async function openApplication(options: ApplicationOptions): Promise<Application> {
  const collectors = await collectorsOf(options.siem);
  const engine = await openEngine({ ...options, collectors, kind: 'serve' });
  const { clocks, control, commits, forwarder, logger, reading, runner } = engine;
  const { identity } = engine.context;
  const entra = await entraOf(options, { machineNow: clocks.machineNow, newId: identity.newId }).catch(
    async (error: unknown) => {
      await engine.close();
      throw error;
    },
  );
  const rehearsals = rehearsalDesk(control, {
    programs: options.place.kind === 'local' ? options.place.programs : undefined,
  });
  const doorSecret = randomBytes(32).toString('hex');
  let api: FastifyInstance | undefined;
  return {
    ...engine,
    doorSecret,
    api: async (twin, openSample) => {
      api = await buildApi({
        control,
        clocks,
        identity,
        catalogue: checkCatalogue,
        version,
        twin,
        openSample,
        rehearsals,
        reportKeys: reportKeys(options.data.keys),
        hasArchive: archivesIn(options.data.archives),
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
      await engine.stop();
      await rehearsals.close();
      await engine.close();
    },
  };
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

/** The user that this process runs as, who does not change; the operating system would read its table of users for every request. */
let owner: string | undefined;

/** The owner of the data directory, who alone can read the secret of this door. */
function ownerBehind(request: FastifyRequest, doorSecret: string): Principal | undefined {
  const given = /^Bearer door_([0-9a-f]{64})$/.exec(request.headers.authorization ?? '')?.[1];
  if (given === undefined || !timingSafeEqual(Buffer.from(given), Buffer.from(doorSecret))) return undefined;
  owner ??= `os:${userInfo().username}`;
  return { actor: owner, role: 'administrator', tenantId: null, kind: 'door', credential: owner };
}
