import { parseArgs } from 'node:util';
import { seededIdentity } from '../../src/engine/identity.ts';
import { openStore } from '../../src/store/open.ts';
import { type FaultKind, faultKinds } from '../../src/twin/faults.ts';
import { worldStartAt } from '../support/world.ts';
import { type CampaignOutcome, playCampaign } from './campaign.ts';

/*
 * npm run simulate -- --seeds N [--seed S] [--json]: seeded campaigns of the real engine and the real store against the twin with faults.
 * Exit 1 on any violation, and on any kind of fault that never reached the engine: a fault that cannot fire proves nothing.
 */
const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '16' },
    seed: { type: 'string', default: '1' },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});
const usage = 'npm run simulate -- [--seeds N] [--seed FIRST] [--json]\n';
if (values.help) {
  process.stdout.write(usage);
  process.exit(0);
}
const seeds = Number(values.seeds);
const first = Number(values.seed);
if (!Number.isInteger(seeds) || seeds < 1 || !Number.isInteger(first) || first < 0) {
  process.stderr.write(`Seeds are whole numbers.\n${usage}`);
  process.exit(2);
}

/** Two kinds a seed: with sixteen seeds each of the catalogue has had its turn. */
const faultsASeed = 2;

const begunAt = performance.now();
const store = await openStore(
  { kind: 'memory' },
  { identity: seededIdentity('simulation'), machineNow: () => worldStartAt },
);
await store.migrate();
const outcomes: CampaignOutcome[] = [];
for (let seed = first; seed < first + seeds; seed += 1) {
  const outcome = await playCampaign(store, seed, faultsOf(seed));
  outcomes.push(outcome);
  if (!values.json || outcome.violations.length > 0) process.stderr.write(`${line(outcome)}\n`);
}
await store.close();
const summary = summed(outcomes, Math.round(performance.now() - begunAt));
process.stdout.write(`${values.json ? JSON.stringify(summary) : inWords(summary)}\n`);
const silent = Object.entries(summary.faults).filter(([, fired]) => fired === 0);
// A single seed cannot carry every fault: only a run that is long enough is asked for all of them.
const isWhole = seeds * faultsASeed >= faultKinds.length;
if (isWhole && silent.length > 0) process.stderr.write(`Never fired: ${silent.map(([kind]) => kind).join(', ')}.\n`);
process.exit(summary.violations.length > 0 || (isWhole && silent.length > 0) ? 1 : 0);

/** Every kind gets its turn as the seeds go by; what a seed plays does not depend on how many are run. */
function faultsOf(seed: number): readonly FaultKind[] {
  return Array.from(
    { length: faultsASeed },
    (_, at) => faultKinds[(seed * faultsASeed + at) % faultKinds.length],
  ).flatMap((kind) => kind ?? []);
}

function summed(all: readonly CampaignOutcome[], wallMs: number) {
  const faults = Object.fromEntries(
    faultKinds.map((kind) => [kind, all.reduce((sum, one) => sum + one.fired[kind], 0)]),
  );
  return {
    seeds: all.length,
    campaigns: all.length,
    events: all.reduce((sum, one) => sum + one.events, 0),
    simulatedHours: Math.round(all.reduce((sum, one) => sum + one.simulatedHours, 0)),
    violations: all.flatMap((one) =>
      one.violations.map((violation) => ({
        seed: one.seed,
        violation,
        reproduce: `npm run simulate -- --seeds 1 --seed ${one.seed}`,
      })),
    ),
    faults,
    wallMs,
  };
}

function line({ seed, events, simulatedHours, violations }: CampaignOutcome): string {
  const verdict = violations.length === 0 ? 'no violation' : violations.join(' ');
  return `seed ${seed}: ${Math.round(simulatedHours)} h, ${events} events, ${verdict}`;
}

function inWords(summary: ReturnType<typeof summed>): string {
  const fired = Object.values(summary.faults).filter((count) => count > 0).length;
  return `${summary.campaigns} campaigns, ${summary.simulatedHours} simulated hours, ${summary.events} events, ${fired} of ${faultKinds.length} kinds of fault fired, ${summary.violations.length} violations`;
}
