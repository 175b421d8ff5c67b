import type { Door } from '../cli/io.ts';
import { CliProblem } from '../cli/problem.ts';
import type { Transport } from '../cli/transport.ts';
import { ProblemError } from '../domain/problem.ts';
import { problems } from '../domain/problem-catalogue.ts';
import { collectorScript } from './collector-script.ts';
import { dataDirectory, defaultDataDirectory } from './data-directory.ts';
import { defaultPort, defaultServer } from './default-server.ts';
import { wishOf } from './store-wish.ts';
import { version } from './version.ts';

/**
 * What the command line gets of the product: a running server, or the application in this process. Each room behind it is loaded when a command enters
 * it: a question to a running server needs none of them.
 */
export function createDoor(environment: Readonly<Record<string, string | undefined>>, newKey: () => string): Door {
  const client = async (transport: Transport, tenant?: string) => {
    const { createClient } = await import('../cli/transport.ts');
    return createClient(transport, { newKey, ...(tenant === undefined ? {} : { tenant }) });
  };
  return {
    version,
    defaults: { dataDirectory: defaultDataDirectory, server: defaultServer },
    connect: (target) =>
      told(async () => {
        const { transportTo } = await import('./transport-to.ts');
        return client(await transportTo(target, environment), target.tenant);
      }),
    connectTo: async (server, token) => {
      const { createHttpTransport } = await import('../cli/http-transport.ts');
      return client(createHttpTransport({ baseUrl: server, token }));
    },
    serve: (options, say, signal) =>
      told(async () => (await import('./serve.ts')).serve(options, environment, say, signal)),
    work: (options, say, signal) =>
      told(async () => (await import('./worker.ts')).work(options, environment, say, signal)),
    health: async (target) =>
      (await import('./health.ts')).healthOf(target.server, dataDirectory(target.dataDirectory).runFile),
    collectorScript,
    ...ofTheStore(environment, newKey),
    ...ofThisMachine(environment),
  };
}

/** What is done with a store by itself. */
function ofTheStore(
  environment: Readonly<Record<string, string | undefined>>,
  newKey: () => string,
): Pick<Door, 'makeLocalSignInLink' | 'storeInfo' | 'migrateStore' | 'copyStore' | 'backUpStore' | 'restoreStore'> {
  const wish = (store: string | undefined) => wishOf(environment, store);
  return {
    makeLocalSignInLink: (target) =>
      told(async () =>
        (await import('./sign-in-link.ts')).signInLink(
          target.dataDirectory,
          wishOf(environment, environment.CHANGEGUARD_STORE),
          newKey,
        ),
      ),
    storeInfo: (directory, store) =>
      told(async () => (await import('./bare-store.ts')).storeInfo(directory, wish(store))),
    migrateStore: (directory, store) =>
      told(async () => (await import('./bare-store.ts')).migrateStore(directory, wish(store))),
    copyStore: (directory, { from, to }, say) =>
      told(async () => {
        const { copyBetween } = await import('./transfers.ts');
        return copyBetween(from, to, { directory, programs: wish(from).programs, say });
      }),
    backUpStore: (directory, { store, file }, say) =>
      told(async () => {
        const { backUp } = await import('./transfers.ts');
        const wished = wish(store);
        return backUp(wished.store, file, { directory, programs: wished.programs, say });
      }),
    restoreStore: (directory, { store, file }, say) =>
      told(async () => {
        const { restore } = await import('./transfers.ts');
        const wished = wish(store);
        return restore(file, wished.store, { directory, programs: wished.programs, say });
      }),
  };
}

/** What needs neither a store nor a server. */
function ofThisMachine(
  environment: Readonly<Record<string, string | undefined>>,
): Pick<
  Door,
  | 'doctorLocal'
  | 'diagnoseFile'
  | 'verifyPack'
  | 'verifyArchives'
  | 'verifyTenant'
  | 'planText'
  | 'planDifference'
  | 'probe'
> {
  return {
    doctorLocal: async (target) => {
      const [{ localFindings }, { readRunFile }] = await Promise.all([
        import('./local-findings.ts'),
        import('./run-file.ts'),
      ]);
      const data = dataDirectory(target.dataDirectory);
      const run = await readRunFile(data.runFile);
      const siem = run?.siem ?? (environment.CHANGEGUARD_SIEM || undefined);
      return [
        ...(await localFindings(data, run, defaultPort, environment.CHANGEGUARD_DROP || undefined)),
        ...(siem === undefined ? [] : await (await import('./siem-file.ts')).siemFindings(siem)),
      ];
    },
    diagnoseFile: async (file) => (await import('./diagnose-file.ts')).diagnoseFile({ ...file, now: Date.now() }),
    verifyPack: (bytes, key, say) =>
      told(async () => {
        const { expectedKey, verifyPackBytes } = await import('./verify-pack.ts');
        return verifyPackBytes(bytes, key === undefined ? undefined : expectedKey(key), say);
      }),
    verifyArchives: (paths, given, say) =>
      told(async () => {
        const [{ verifyArchives }, key] = await Promise.all([import('./log-archive/verify.ts'), expectedOf(given.key)]);
        return verifyArchives(paths, { ...given, key }, say);
      }),
    verifyTenant: (path, given, say) =>
      told(async () => {
        const [{ verifyExport }, key] = await Promise.all([import('./verify-export.ts'), expectedOf(given)]);
        return verifyExport(path, { key }, say);
      }),
    planText: async (plan, tell) => (await import('./plan-words.ts')).planText(plan, tell),
    planDifference: async (from, to, tell) => (await import('./plan-words.ts')).planDifference(from, to, tell),
    probe: async (asked, say, signal) =>
      (await import('./probe.ts')).probeFromHere(asked, { now: Date.now(), say, signal }),
  };
}

async function expectedOf(key: string | undefined): Promise<string | undefined> {
  return key === undefined ? undefined : (await import('./verify-pack.ts')).expectedKey(key);
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
