import { execFile, spawnSync } from 'node:child_process';
import { chmodSync, chownSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { root } from '../support/modules.ts';

/*
 * What an ordinary user meets with a database of its own, where root runs the suites: build servers often do, and then nobody would ever have looked. Run by
 * an ordinary user there is nothing to add, because local.test.ts has just met it; what only root meets, nobody else can play.
 */

const suite = 'test/store/local.test.ts';
const group = 'for root and for an ordinary user';
/** What the suite needs, besides the packages. */
const needed = ['src', 'test', 'scripts', 'package.json', 'vitest.config.ts', 'tsconfig.base.json'];
/** `nobody`, who is on every machine. */
const ordinary = { uid: 65_534, gid: 65_534 };

/** The checkout may lie where no ordinary user gets to, and so a copy is made. The packages are linked, where the file system lets us and all may read them. */
function copyCheckout(to: string): void {
  mkdirSync(to, { mode: 0o755 });
  // `mkdir` leaves out what the mask of this process forbids.
  chmodSync(to, 0o755);
  did('cp', '-rL', ...needed.map((name) => join(root, name)), to);
  const packages = join(root, 'node_modules');
  const closed = spawnSync('find', [packages, '!', '-type', 'l', '!', '-perm', '-o=r', '-print', '-quit']);
  const isLinked = closed.stdout.length === 0 && spawnSync('cp', ['-al', packages, to]).status === 0;
  if (!isLinked) {
    rmSync(join(to, 'node_modules'), { recursive: true, force: true });
    did('cp', '-a', packages, to);
  }
  const opened = isLinked ? needed : [...needed, 'node_modules'];
  did('chmod', '-R', 'a+rX', ...opened.map((name) => join(to, name)));
}

function did(program: string, ...words: readonly string[]): void {
  const { status, stderr } = spawnSync(program, words, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${program} failed: ${stderr}`);
}

/** Runs a program of Node as an ordinary user, with a home and a temporary folder of that user's own. @returns what it said. */
function asOrdinary(home: string, cwd: string, words: readonly string[]): Promise<string> {
  return new Promise((done) => {
    const { PATH, CI } = process.env;
    const env = { PATH, CI, HOME: home, TMPDIR: home, NO_COLOR: '1' };
    execFile(process.execPath, words, { ...ordinary, env, cwd, maxBuffer: 2 ** 26 }, (_, out, err) =>
      done(`${out}\n${err}`),
    );
  });
}

interface Results {
  readonly numFailedTests: number;
  readonly testResults: readonly {
    readonly assertionResults: readonly { readonly status: string; readonly fullName: string }[];
  }[];
}

if (process.getuid?.() === 0)
  test('what the identity of whoever runs it decides holds for an ordinary user as well', {
    timeout: 400_000,
  }, async () => {
    // A short name, because a socket has its path below it.
    const home = mkdtempSync(join(tmpdir(), 'cg-o-'));
    chownSync(home, ordinary.uid, ordinary.gid);
    try {
      const checkout = join(home, 'checkout');
      copyCheckout(checkout);
      const results = join(home, 'results.json');
      // The configuration is loaded without writing beside it, where this user may not write.
      const said = await asOrdinary(home, checkout, [
        join('node_modules', 'vitest', 'vitest.mjs'),
        ...['run', suite, '-t', group, '--configLoader=runner', '--maxWorkers=1', '--no-cache'],
        ...['--reporter=json', `--outputFile=${results}`],
      ]);
      const { numFailedTests, testResults } = read(results, said);
      expect(numFailedTests, said).toBe(0);
      const passed = testResults
        .flatMap(({ assertionResults }) => assertionResults)
        .filter(({ status }) => status === 'passed')
        .map(({ fullName }) => fullName);
      expect(passed, 'those that are only for an ordinary user').toContain(
        `${group} as an ordinary user the database lies in the data directory, also below a closed folder`,
      );
      expect(passed.length, 'and those that are for both').toBe(7);
    } finally {
      rmSync(home, { recursive: true, force: true });
    }
  });
else
  test('an ordinary user runs these suites: what it meets is looked at where they are', () => {
    expect(process.getuid?.()).not.toBe(0);
    expect(readFileSync(join(root, suite), 'utf8')).toContain(`describe('${group}'`);
  });

function read(file: string, said: string): Results {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (cause) {
    throw new Error(`The run as an ordinary user came to no result: ${said}`, { cause });
  }
}
