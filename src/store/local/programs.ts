import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { Terminal } from '../../domain/problem.ts';
import {
  type Account,
  canPass,
  hasPrograms,
  installedProgramFolders,
  isThere,
  isWritable,
  makePassableFolder,
  newFolderName,
  programIn,
  programsPackage,
  runProgram,
  sharedPrograms,
} from './system.ts';

/** The programs of one PostgreSQL. */
export interface Programs {
  readonly folder: string;
  readonly version: string;
  readonly major: number;
}

/** What our statements need; older ones are passed over. */
const oldestMajor = 15;

interface Wanted {
  /** A folder that a person named: then nothing else is looked at. */
  readonly named: string | undefined;
  /** Where they were found the last time. */
  readonly known: string | undefined;
  /** Only programs of this version can open what is there; undefined for a new database. */
  readonly major: number | undefined;
  readonly account: Account | undefined;
  /** Where the programs of our package can be copied to when they cannot be run where they lie. */
  readonly copies: string;
}

/**
 * The programs for a database: those that a person named, else those of last time, else an installed PostgreSQL, the newest first, else those of our own
 * optional package.
 * @returns undefined when this machine has none at all.
 * @throws Terminal('store-programs-unusable') for a named folder without them, Terminal('store-version') when none fits what is there.
 */
export async function findPrograms(wanted: Wanted): Promise<Programs | undefined> {
  const { named, known, major, account } = wanted;
  if (named !== undefined) {
    const folder = dirname(resolve(named));
    const isPackage = existsSync(join(folder, linkList));
    const found = await examined(isPackage ? prepared(folder, wanted) : resolve(named), account);
    if (found === undefined || found.major < oldestMajor)
      throw new Terminal('store-programs-unusable', whyUnusable(resolve(named), found));
    if (major !== undefined && found.major !== major)
      throw new Terminal(
        'store-version',
        `The database was made by PostgreSQL ${major}; ${named} has ${found.version}.`,
      );
    return found;
  }
  const fits = (found: Programs | undefined): found is Programs =>
    found !== undefined && (major === undefined ? found.major >= oldestMajor : found.major === major);
  const last = known === undefined ? undefined : await examined(known, account);
  if (fits(last)) return last;
  const installed = await Promise.all(installedProgramFolders().map((folder) => examined(folder, account)));
  const best = installed.filter(fits).sort((a, b) => b.major - a.major)[0];
  if (best !== undefined) return best;
  const packaged = packageFolder();
  const own = packaged === undefined ? undefined : await examined(prepared(packaged, wanted), account);
  if (fits(own)) return own;
  if (major === undefined) return undefined;
  const others = [...installed, own].flatMap((found) => (found === undefined ? [] : [found.version]));
  const there = others.length === 0 ? 'no PostgreSQL is here' : `here is ${others.join(', ')}`;
  throw new Terminal('store-version', `The database was made by PostgreSQL ${major}; ${there}.`);
}

/** Whether a new local database could be made here: a look at what there is, without running it. */
export function hasAnyPrograms(named: string | undefined): boolean {
  return named !== undefined || installedProgramFolders().length > 0 || packageFolder() !== undefined;
}

function whyUnusable(folder: string, found: Programs | undefined): string {
  if (found !== undefined) return `${folder} has PostgreSQL ${found.version}; ${oldestMajor} or later is needed.`;
  return hasPrograms(folder)
    ? `The programs in ${folder} cannot be run by the account of the database.`
    : `${folder} has no programs "postgres" and "initdb".`;
}

async function examined(folder: string, account: Account | undefined): Promise<Programs | undefined> {
  if (!hasPrograms(folder) || !canPass(folder, account)) return undefined;
  const { code, output } = await runProgram(programIn(folder, 'postgres'), ['--version'], account);
  const version = /\(PostgreSQL\) ((\d+)[\w.]*)/.exec(output);
  return code === 0 && version ? { folder, version: version[1] ?? '', major: Number(version[2]) } : undefined;
}

/** The package for this machine, if npm has installed it: it is optional, and there is none for every machine. */
function packageFolder(): string | undefined {
  try {
    const entry = createRequire(import.meta.url).resolve(programsPackage);
    const folder = join(dirname(dirname(entry)), 'native');
    return hasPrograms(join(folder, 'bin')) ? folder : undefined;
  } catch {
    return undefined;
  }
}

/** Makes the package's programs run: with the links that its install script would have made, where the server's account reaches them. @returns their folder. */
function prepared(folder: string, { account, copies }: Wanted): string {
  const missing = missingLinks(folder);
  if (canPass(folder, account) && (missing.length === 0 || isWritable(join(folder, 'lib')))) {
    makeLinks(missing);
    return join(folder, 'bin');
  }
  const version = JSON.parse(readFileSync(join(dirname(folder), 'package.json'), 'utf8')).version as string;
  const copy = join(account === undefined ? copies : sharedPrograms, `${basename(programsPackage)}-${version}`);
  if (!existsSync(copy)) copyPrograms(folder, copy);
  return join(copy, 'bin');
}

interface Link {
  readonly at: string;
  readonly to: string;
}

const linkList = 'pg-symlinks.json';

/** npm packages carry no links, so the package lists them: most are the short names of libraries, without which no program starts. */
function missingLinks(folder: string): readonly Link[] {
  const list = join(folder, linkList);
  if (!existsSync(list)) return [];
  const listed = JSON.parse(readFileSync(list, 'utf8')) as readonly { source: string; target: string }[];
  const links = listed.map(({ source, target }) => ({
    at: resolve(folder, '..', target),
    to: resolve(folder, '..', source),
  }));
  const isInside = (path: string) => path.startsWith(folder + sep);
  return links.filter(({ at, to }) => isInside(at) && isInside(to) && !isThere(at));
}

function makeLinks(links: readonly Link[]): void {
  for (const { at, to } of links) {
    try {
      symlinkSync(relative(dirname(at), to), at);
    } catch (error) {
      // Two processes that start for the first time at once make the same links.
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
}

/** What only a compiler needs. */
const leftOut = /\.a$|[/\\]pkgconfig$/;

/** A copy is made aside and put in place in one step, so that half a copy is never run. */
function copyPrograms(from: string, to: string): void {
  const aside = `${to}.${newFolderName()}`;
  if (to.startsWith(sharedPrograms + sep))
    for (const folder of [dirname(sharedPrograms), sharedPrograms]) makePassableFolder(folder);
  mkdirSync(dirname(to), { recursive: true, mode: 0o700 });
  cpSync(from, aside, { recursive: true, verbatimSymlinks: true, filter: (source) => !leftOut.test(source) });
  openToAll(aside);
  makeLinks(missingLinks(from).map(({ at, to: target }) => moved(at, target, from, aside)));
  try {
    renameSync(aside, to);
  } catch (error) {
    // Another process has put the same copy there meanwhile.
    if (!existsSync(to)) throw error;
    rmSync(aside, { recursive: true, force: true });
  }
}

function moved(at: string, to: string, from: string, aside: string): Link {
  return { at: join(aside, relative(from, at)), to: join(aside, relative(from, to)) };
}

/** Nothing in a package is secret, and the account that runs it is another one. */
function openToAll(folder: string): void {
  chmodSync(folder, 0o755);
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) openToAll(path);
    else if (entry.isFile()) chmodSync(path, 0o755);
  }
}
