import { writeFileSync } from 'node:fs';
import { durationsFile } from './longest-first.mjs';

/**
 * Ends a run with `N passed, N failed, N skipped` on a line of its own. Under scripts/test.mjs, which adds its static checks and must have
 * the last word itself, the counts go to the file named by CHANGEGUARD_TEST_SUMMARY instead.
 */
export default class ClosingLineReporter {
  onTestRunEnd(modules, unhandledErrors) {
    const summary = { passed: 0, failed: unhandledErrors.length, skipped: [], retried: [] };
    for (const module of modules) {
      // A file that cannot be imported has no tests to fail.
      if (module.errors().length > 0) summary.failed += 1;
      for (const suite of module.children.allSuites()) if (suite.errors().length > 0) summary.failed += 1;
      for (const test of module.children.allTests()) count(summary, module, test);
    }
    if (process.env.CHANGEGUARD_TEST_RECORD === '1') record(modules);
    const file = process.env.CHANGEGUARD_TEST_SUMMARY;
    if (file !== undefined) writeFileSync(file, JSON.stringify(summary));
    else
      process.stdout.write(`${summary.passed} passed, ${summary.failed} failed, ${summary.skipped.length} skipped\n`);
  }
}

/** Files that take less change nothing by their place. */
const leastSeconds = 5;

function record(modules) {
  const taken = modules
    .map((module) => [module.relativeModuleId, Math.round(module.diagnostic().duration / 1_000)])
    .filter(([, seconds]) => seconds >= leastSeconds)
    .sort((a, b) => b[1] - a[1]);
  writeFileSync(durationsFile, `${JSON.stringify(Object.fromEntries(taken), undefined, 2)}\n`);
}

function count(summary, module, test) {
  const result = test.result();
  if (result.state === 'passed') {
    summary.passed += 1;
    if (test.diagnostic()?.flaky)
      summary.retried.push({ name: `${module.relativeModuleId}: ${test.fullName}`, why: firstFailure(result) });
  } else if (result.state === 'skipped') {
    summary.skipped.push({ name: `${module.relativeModuleId}: ${test.fullName}`, why: result.note ?? '' });
  } else summary.failed += 1;
}

const mostOfFailure = 600;

function firstFailure({ errors = [] }) {
  return (errors[0]?.stack ?? errors[0]?.message ?? '').slice(0, mostOfFailure);
}
