import { constants } from 'node:fs';
import { access, lstat, mkdir, open, readdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { TenantId } from '../domain/ids.ts';
import { ProblemError, type ProblemRef, problem, Retryable } from '../domain/problem.ts';
import { secondMs, toRfc3339 } from '../domain/time.ts';
import type { Control } from '../engine/control.ts';
import { evidenceLimits } from '../evidence/reading.ts';
import { problemShape } from '../report/problem.ts';

const lookEveryMs = 5 * secondMs;
const done = 'done';
const failed = 'failed';

/** Names that programs give to what they have not written wholly yet. */
const unfinished = /^\.|\.(part|partial|filepart|crdownload|tmp)$|^~\$/i;

interface DropGiven {
  readonly directory: string;
  readonly control: Pick<Control, 'importEvidence' | 'store'>;
  readonly machineNow: () => number;
  readonly log: {
    info(fields: Readonly<Record<string, unknown>>, message: string): void;
    warn(fields: Readonly<Record<string, unknown>>, message: string): void;
  };
}

export interface DropFolder {
  /** Looks once; a file is taken when it is as it was at the look before. */
  look(): Promise<void>;
  start(): void;
  stop(): Promise<void>;
}

/** A file as it was when somebody looked. */
interface Sight {
  readonly size: number;
  readonly modifiedAt: number;
  /** Of one that was taken and could not be moved: it must not come in again at every look. */
  readonly pending?: PutAway;
}

/** What came of a file, and under which name it is put away. */
interface PutAway {
  readonly result: DropResult;
  readonly target?: string | undefined;
}

interface DropResult {
  readonly isUsed: boolean;
  readonly format: string;
  readonly rows: number;
  readonly problems: readonly (ProblemRef & { readonly line?: number | undefined })[];
}

/**
 * A folder whose files come in by themselves: those that lie in it for the only tenant, those in a folder with a tenant's name or id for that tenant.
 * What was taken is moved to `done` or `failed` beside it, never deleted, and never overwrites what lies there. Links are not followed, so that
 * nobody who may write here can make the server read what only the server may. A stop at any point is harmless: a file that was imported and
 * not moved comes in once more, and says the same.
 */
export function dropFolder(given: DropGiven): DropFolder {
  const { directory, log } = given;
  let sights = new Map<string, Sight>();
  const told = new Set<string>();
  let timer: NodeJS.Timeout | undefined;
  let looking: Promise<void> = Promise.resolve();
  let isStopped = true;

  const tellOnce = (path: string, message: string) => {
    if (told.has(path) || told.size > 10_000) return;
    told.add(path);
    log.warn({ path }, message);
  };

  const lookAt = async (place: Place, seen: Map<string, Sight>) => {
    for (const path of place.files) {
      try {
        const next = await lookAtFile(place, path, await sightOf(path));
        if (next !== undefined) seen.set(path, next);
      } catch (error) {
        // Somebody took it away or may not be read from: that is about this file, and the others come in.
        if (!isOfTheSystem(error)) throw error;
        tellOnce(path, `A file of the drop folder cannot be read (${error.code ?? error.message}); it is left alone.`);
      }
    }
  };

  /** @returns what to remember until the next look; undefined when the file is put away, or none of ours. */
  const lookAtFile = async (place: Place, path: string, sight: Sight | undefined): Promise<Sight | undefined> => {
    if (sight === undefined) {
      tellOnce(path, 'Something in the drop folder is no plain file; it is left alone.');
      return undefined;
    }
    const before = sights.get(path);
    if (before?.size !== sight.size || before.modifiedAt !== sight.modifiedAt) return sight;
    const result = before.pending?.result ?? (await take(given, place.tenantId, path, sight));
    if (result === 'later') return sight;
    const { isMoved, target } = await putAway(given, place.folder, path, { result, target: before.pending?.target });
    if (isMoved) return undefined;
    tellOnce(path, 'A file of the drop folder was taken and cannot be moved; see "changeguard doctor".');
    return { ...sight, pending: { result, target } };
  };

  const look = async () => {
    const seen = new Map<string, Sight>();
    for (const place of await placesOf(given, tellOnce)) await lookAt(place, seen);
    sights = seen;
  };

  const round = async () => {
    looking = look().catch((error: unknown) => {
      log.warn(
        { error: error instanceof Error ? error.message : String(error) },
        'The drop folder cannot be looked at.',
      );
    });
    await looking;
    if (!isStopped) timer = setTimeout(() => void round(), lookEveryMs);
  };

  return {
    look,
    start: () => {
      if (!isStopped) return;
      isStopped = false;
      log.info({ directory }, 'Files in the drop folder come in by themselves.');
      void round();
    },
    stop: async () => {
      isStopped = true;
      clearTimeout(timer);
      await looking;
    },
  };
}

/** Makes the folder where it is missing. @throws the system's error when files cannot be put there and moved. */
export async function openDropFolder(directory: string): Promise<void> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  for (const name of [done, failed]) await mkdir(join(directory, name), { recursive: true, mode: 0o700 });
  await whyUnusable(directory).then((why) => {
    if (why !== undefined) throw Object.assign(new Error(why), { code: 'EACCES', syscall: 'access' });
  });
}

/** Why files cannot come in by this folder; undefined when they can. */
export async function whyUnusable(directory: string): Promise<string | undefined> {
  for (const path of [directory, join(directory, done), join(directory, failed)]) {
    try {
      if (!(await lstat(path)).isDirectory()) return `${path} is no folder.`;
      await access(path, constants.R_OK | constants.W_OK | constants.X_OK);
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
  }
  return undefined;
}

/** A folder with the files that lie in it, and whose they are; undefined where nobody can tell. */
interface Place {
  readonly folder: string;
  readonly tenantId: TenantId | undefined;
  readonly files: readonly string[];
}

async function placesOf(
  { directory, control }: DropGiven,
  tellOnce: (path: string, message: string) => void,
): Promise<readonly Place[]> {
  const tenants = await control.store.tenants();
  const [only] = tenants;
  const entries = await readdir(directory, { withFileTypes: true });
  const files = entries.filter((entry) => !entry.isDirectory()).map((entry) => join(directory, entry.name));
  const places: Place[] = [
    { folder: directory, tenantId: tenants.length === 1 ? only?.tenantId : undefined, files: whole(files) },
  ];
  for (const { name } of entries.filter(
    (entry) => entry.isDirectory() && entry.name !== done && entry.name !== failed,
  )) {
    if (unfinished.test(name)) continue;
    const named = tenants.filter(
      (tenant) => tenant.tenantId === name || tenant.name.toLowerCase() === name.toLowerCase(),
    );
    const folder = join(directory, name);
    const [tenant, other] = named;
    if (tenant === undefined || other !== undefined) {
      tellOnce(folder, 'A folder in the drop folder is not named after one tenant; what lies in it is left alone.');
      continue;
    }
    const inside = await readdir(folder, { withFileTypes: true });
    const its = inside.filter((entry) => !entry.isDirectory()).map((entry) => join(folder, entry.name));
    places.push({ folder, tenantId: tenant.tenantId, files: whole(its) });
  }
  return places;
}

/** Files that may be taken: written wholly, as far as a name tells, and not in the place of our own folders. */
function whole(paths: readonly string[]): readonly string[] {
  return paths.filter((path) => {
    const name = nameOf(path);
    return name !== done && name !== failed && !unfinished.test(name);
  });
}

function nameOf(path: string): string {
  return path.split(/[/\\]/).at(-1) ?? path;
}

/** Undefined for links, pipes and whatever else is no plain file. */
async function sightOf(path: string): Promise<Sight | undefined> {
  const { size, mtimeMs, isFile } = await lstat(path).then((stats) => ({ ...stats, isFile: stats.isFile() }));
  return isFile ? { size, modifiedAt: mtimeMs } : undefined;
}

/** Imports a file; `later` when it changed meanwhile, or the store is away. */
async function take(
  { control, log }: DropGiven,
  tenantId: TenantId | undefined,
  path: string,
  sight: Sight,
): Promise<DropResult | 'later'> {
  if (tenantId === undefined)
    return unused(problem('request-invalid', 'There is not one tenant: put it into a folder with the name of one.'));
  if (sight.size > evidenceLimits.fileBytes)
    return unused(
      problem('file-too-large', `It has ${sight.size} bytes; at most ${evidenceLimits.fileBytes} are read.`),
    );
  const bytes = await bytesOf(path, sight);
  if (bytes === undefined) return 'later';
  if (bytes.byteLength === 0) return unused(problem('file-unrecognised', 'The file is empty.'));
  const fileName = nameOf(path);
  try {
    const outcome = await control.importEvidence('drop', tenantId, { bytes, fileName, dryRun: false });
    const { format, rows, registered, updated, problems } = outcome;
    return { isUsed: registered + updated > 0, format, rows, problems };
  } catch (error) {
    if (error instanceof Retryable) return 'later';
    if (error instanceof ProblemError) return unused({ code: error.code, detail: error.message });
    // A bug of ours must not keep the files behind this one out.
    log.warn(
      { error: error instanceof Error ? error.stack : String(error) },
      'A file of the drop folder broke the import.',
    );
    return unused(problem('internal-error', 'The import ended in an unexpected error; the log of the server has it.'));
  }
}

function unused(why: ProblemRef): DropResult {
  return { isUsed: false, format: 'unknown', rows: 0, problems: [why] };
}

/** The bytes of the very file that was looked at: opened without following a link that took its place, and not changed since. */
async function bytesOf(path: string, sight: Sight): Promise<Uint8Array | undefined> {
  const file = await open(path, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0));
  try {
    const { size, mtimeMs } = await file.stat();
    if (size !== sight.size || mtimeMs !== sight.modifiedAt) return undefined;
    const bytes = await file.readFile();
    return bytes.byteLength === size ? bytes : undefined;
  } finally {
    await file.close();
  }
}

/** Moves a file that was taken; what was wrong with it is written first, so that no failed file ever lies there without a reason. */
async function putAway(
  { machineNow }: DropGiven,
  folder: string,
  path: string,
  { result, target }: PutAway,
): Promise<{ readonly isMoved: boolean; readonly target: string | undefined }> {
  let free = target;
  try {
    const below = join(folder, result.isUsed ? done : failed);
    await mkdir(below, { recursive: true, mode: 0o700 });
    if (!(await lstat(below)).isDirectory()) return { isMoved: false, target };
    free ??= await freeName(below, nameOf(path));
    if (!result.isUsed || result.problems.length > 0) {
      const { format, rows, isUsed, problems } = result;
      const told = problems.map((one) => ({ ...problemShape(one), line: one.line }));
      const document = { at: toRfc3339(machineNow()), format, rows, isUsed, problems: told };
      await writeFile(`${free}.problems.json`, `${JSON.stringify(document, null, 2)}\n`, { mode: 0o600 });
    }
    await rename(path, free);
    return { isMoved: true, target: free };
  } catch (error) {
    if (isOfTheSystem(error)) return { isMoved: false, target: free };
    throw error;
  }
}

function isOfTheSystem(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'syscall' in error;
}

/** A name that neither a file nor the reasons of one have there: `a.zip`, `a.zip.2`, and so on. */
async function freeName(folder: string, name: string): Promise<string> {
  const isTaken = async (path: string) =>
    lstat(path).then(
      () => true,
      () => false,
    );
  for (let at = 1; ; at += 1) {
    const path = join(folder, at === 1 ? name : `${name}.${at}`);
    if (!(await isTaken(path)) && !(await isTaken(`${path}.problems.json`))) return path;
  }
}
