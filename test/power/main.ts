import { parseArgs } from 'node:util';
import { failuresUnmutated, faultsOfMutants, tryToCatch } from './catch.ts';
import { mutants } from './mutants.ts';

/* npm run power: every hand-made safety bug, one after the other, against the suite that must catch it. Exit 1 when one gets through. */
const usage = 'npm run power -- [--only ID]... [--json]\n';
const { values } = parseArgs({
  options: {
    only: { type: 'string', multiple: true },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});
if (values.help) {
  process.stdout.write(usage);
  process.exit(0);
}
const chosen = mutants.filter(({ id }) => values.only === undefined || values.only.includes(id));
if (chosen.length === 0) {
  process.stderr.write(`There is no such bug; they are p01 to ${mutants.at(-1)?.id}.\n${usage}`);
  process.exit(2);
}
const begunAt = performance.now();
const wrong = [...faultsOfMutants(), ...(await failuresUnmutated(chosen))];
for (const one of wrong) process.stderr.write(`${one}\n`);
const missed: string[] = [];
let tried = 0;
if (wrong.length === 0)
  for (const mutant of chosen) {
    const { test } = await tryToCatch(mutant);
    tried += 1;
    if (test === null) missed.push(`${mutant.id} ${mutant.breaks}: ${mutant.bug} (test/${mutant.caughtBy})`);
    const how = test === null ? 'NOT CAUGHT' : `caught by "${test}"`;
    process.stderr.write(`${tried}/${chosen.length} ${mutant.id} ${mutant.breaks} ${mutant.bug}: ${how}\n`);
  }
const wallMs = Math.round(performance.now() - begunAt);
const summary = { bugs: chosen.length, caught: tried - missed.length, missed, wrong, wallMs };
process.stdout.write(
  values.json
    ? `${JSON.stringify(summary)}\n`
    : `${summary.caught} of ${summary.bugs} bugs caught, ${Math.round(wallMs / 1_000)} s\n`,
);
process.exitCode = missed.length > 0 || wrong.length > 0 ? 1 : 0;
