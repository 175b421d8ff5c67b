import { parseArgs } from 'node:util';
import { type Explored, explore, settings } from './explore.ts';

/* npm run search: every interleaving of a small campaign, over the production's own transition functions and grant rules. */
const usage = 'npm run search -- [--states MOST] [--json]\n';
const { values } = parseArgs({
  options: {
    states: { type: 'string', default: '1000000' },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});
if (values.help) {
  process.stdout.write(usage);
  process.exit(0);
}
const most = Number(values.states);
if (!Number.isInteger(most) || most < settings.length) {
  process.stderr.write(`--states is a whole number from ${settings.length} on.\n${usage}`);
  process.exit(2);
}
const begunAt = performance.now();
const explored: Explored[] = [];
for (const [at, setting] of settings.entries()) {
  // What one campaign leaves of its share, the others get.
  const left = most - explored.reduce((sum, one) => sum + one.states, 0);
  const share = Math.max(1, Math.ceil(left / (settings.length - at)));
  const one = explore(setting, share, (states) => process.stderr.write(`${setting.name}: ${states} states\n`));
  explored.push(one);
  const whole = one.isWhole ? 'all of them' : 'not all';
  process.stderr.write(`${setting.name}: ${one.states} states (${whole}), ${one.steps} steps\n`);
  for (const { violation, way } of one.violations) process.stderr.write(`${violation}\n  ${way.join('\n  ')}\n`);
}
const sum = (of: (one: Explored) => number) => explored.reduce((total, one) => total + of(one), 0);
const summary = {
  states: sum((one) => one.states),
  steps: sum((one) => one.steps),
  violations: sum((one) => one.violations.length),
  wallMs: Math.round(performance.now() - begunAt),
};
process.stdout.write(
  values.json
    ? `${JSON.stringify(summary)}\n`
    : `${summary.states} states, ${summary.steps} steps, ${summary.violations} violations, ${Math.round(summary.wallMs / 1_000)} s\n`,
);
process.exitCode = summary.violations > 0 ? 1 : 0;
