import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { root } from '../support/modules.ts';
import type { Mutant } from './mutant.ts';
import { mutants } from './mutants.ts';

const config = fileURLToPath(new URL('../../scripts/one-bug.config.mjs', import.meta.url));

/** What became of one bug: caught by name of the test, or not. */
interface Caught {
  readonly mutant: Mutant;
  /** The first test that failed; null: none did. */
  readonly test: string | null;
}

interface Run {
  readonly passed: number;
  readonly failed: readonly string[];
  /** A suite that could not be read at all shows nothing about its tests. */
  readonly isBroken: boolean;
}

/** Why a bug cannot be put into the sources: then it tests nothing, and its row has to be written anew. */
export function faultsOfMutants(): readonly string[] {
  return mutants.flatMap(({ id, file, text, instead }) => {
    const found = readFileSync(join(root, 'src', file), 'utf8').split(text).length - 1;
    return [
      ...(found === 1 ? [] : [`${id}: its text stands ${found} times in src/${file}.`]),
      ...(text === instead ? [`${id}: it changes nothing.`] : []),
    ];
  });
}

/** Runs the suites without any bug: they must pass, or their failing proves nothing. */
export async function failuresUnmutated(chosen: readonly Mutant[]): Promise<readonly string[]> {
  const suites = [...new Set(chosen.map(({ caughtBy }) => caughtBy))];
  const run = await runSuites(suites, undefined);
  if (run.isBroken || run.passed === 0) return ['The suites cannot be run without a bug.'];
  return run.failed;
}

/** Puts one bug into the sources and runs its suite. */
export async function tryToCatch(mutant: Mutant): Promise<Caught> {
  const run = await runSuites([mutant.caughtBy], mutant.id);
  if (run.isBroken) throw new Error(`${mutant.id}: its suite could not be run; the bug is no valid source.`);
  return { mutant, test: run.failed[0] ?? null };
}

async function runSuites(suites: readonly string[], id: string | undefined): Promise<Run> {
  const folder = mkdtempSync(join(tmpdir(), 'cg-power-'));
  const outputFile = join(folder, 'run.json');
  const { CHANGEGUARD_TEST_SUMMARY: _, VITEST: __, ...env } = process.env;
  try {
    await ended(
      [
        join(root, 'node_modules', 'vitest', 'vitest.mjs'),
        'run',
        ...suites.map((suite) => `test/${suite}`),
        '--config',
        config,
        '--reporter=json',
        `--outputFile=${outputFile}`,
        ...(id === undefined ? [] : ['--bail', '1']),
      ],
      id === undefined ? env : { ...env, CHANGEGUARD_MUTANT: id },
    );
    return runOf(readFileSync(outputFile, 'utf8'));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function ended(args: readonly string[], env: NodeJS.ProcessEnv): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { cwd: root, env, stdio: 'ignore' });
    child.once('error', reject);
    child.once('exit', () => resolve());
  });
}

function runOf(json: string): Run {
  const told = JSON.parse(json) as {
    readonly numPassedTests: number;
    readonly testResults: readonly {
      readonly status: string;
      readonly assertionResults: readonly { readonly status: string; readonly fullName: string }[];
    }[];
  };
  const all = told.testResults.flatMap((suite) => suite.assertionResults);
  return {
    passed: told.numPassedTests,
    failed: all.filter(({ status }) => status === 'failed').map(({ fullName }) => fullName),
    isBroken: told.testResults.some(({ assertionResults }) => assertionResults.length === 0),
  };
}
