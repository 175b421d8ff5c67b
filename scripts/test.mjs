import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from './build.mjs';
import { root, run, say } from './checkout.mjs';

/*
 * npm test                      everything: static checks, then every suite
 * npm test -- test/store        only these suites; arguments go to vitest
 * npm test -- --record          everything, and keeps how long each file took, so that the longest start first
 * CI=true npm test              the same, and a skipped test is a failure: there every tool is installed
 */
const isRecorded = process.argv[2] === '--record';
const args = process.argv.slice(isRecorded ? 3 : 2);
const isWhole = args.length === 0;
const isCi = process.env.CI === 'true' || process.env.CI === '1';
const tool = (...path) => [process.execPath, join(root, 'node_modules', ...path)];

const total = { passed: 0, failed: 0, skipped: 0 };
try {
  await build();
  if (isWhole) await checkStatically();
  await runSuites();
} catch (error) {
  say(error.message);
  total.failed += 1;
}
process.exitCode = total.failed > 0 ? 1 : 0;
process.stdout.write(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped\n`);

/** Each static check counts as one test. All of them run, so that one look shows everything that is wrong. */
async function checkStatically() {
  const tsc = tool('typescript', 'bin', 'tsc');
  const checks = [
    ['types of sources and tests', [...tsc, '-p', 'tsconfig.test.json']],
    ['format and lint', [...tool('@biomejs', 'biome', 'bin', 'biome'), 'check', '.']],
    ['types of the pure rooms', [...tsc, '-p', 'tsconfig.pure.json']],
    ['types of the portal', [...tsc, '-p', 'tsconfig.web.json']],
  ];
  // Two at a time, as the suites: the compiler uses one core.
  const lane = async () => {
    for (let check = checks.shift(); check !== undefined; check = checks.shift()) {
      const [name, [command, ...rest]] = check;
      const { code, output } = await run(command, rest, { quiet: true });
      say(`${code === 0 ? 'ok    ' : 'FAILED'} ${name}`);
      if (code === 0) total.passed += 1;
      else {
        total.failed += 1;
        say(output.trimEnd());
      }
    }
  };
  await Promise.all([lane(), lane()]);
}

async function runSuites() {
  const folder = await mkdtemp(join(tmpdir(), 'changeguard-test-'));
  const summaryFile = join(folder, 'summary.json');
  try {
    const [node, vitest] = tool('vitest', 'vitest.mjs');
    // A reporter chosen on the command line replaces those of the configuration; ours has to stay.
    const ours = args.some((arg) => arg.startsWith('--reporter'))
      ? ['--reporter=./scripts/closing-line-reporter.mjs']
      : [];
    const { code } = await run(node, [vitest, 'run', ...args, ...ours], {
      env: {
        CHANGEGUARD_TEST_SUMMARY: summaryFile,
        ...(isRecorded && isWhole ? { CHANGEGUARD_TEST_RECORD: '1' } : {}),
      },
    });
    add(code, JSON.parse(await readFile(summaryFile, 'utf8').catch(() => 'null')));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function add(code, summary) {
  if (summary === null) {
    if (code === 0) return;
    say('The test runner ended without a result.');
    total.failed += 1;
    return;
  }
  total.passed += summary.passed;
  total.skipped += summary.skipped.length;
  // vitest also fails for reasons that belong to no test.
  total.failed += summary.failed === 0 && code !== 0 ? 1 : summary.failed;
  if (summary.retried.length > 0) say('\nPassed only when tried a second time:');
  for (const { name, why } of summary.retried) say(`  ${name}\n    ${why.replaceAll('\n', '\n    ')}`);
  if (summary.skipped.length === 0 || !isWhole) return;
  say('\nSkipped:');
  for (const { name, why } of summary.skipped) say(`  ${name}${why === '' ? '' : ` (${why})`}`);
  if (isCi) {
    say('With CI=true nothing may be skipped. Install what is missing; .ci/run does.');
    total.failed += 1;
  }
}
