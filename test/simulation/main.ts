import { parseArgs } from 'node:util';
import { faultKinds } from '../../src/twin/faults.ts';
import { recordHistory } from '../histories/history.ts';
import type { CampaignOutcome } from './campaign.ts';
import type { Swept } from './crash-sweep.ts';
import { ownFaults } from './own-faults.ts';
import { type Simulated, type SimulationStore, simulate, simulationStores } from './simulate.ts';
import { sweepIn } from './sweep-place.ts';

/*
 * npm run simulate: seeded campaigns of the real engine and the real store against the twin with faults.
 * Exit 1 on any violation, and on any kind of fault that never reached the engine: a fault that cannot fire proves nothing.
 */
const usage = `npm run simulate -- [--seeds N] [--seed FIRST] [--jobs N] [--store scratch|memory] [--json]
                    [--hosts N] [--days N] [--fault KIND]... [--no-shrink] [--record FILE]
npm run simulate -- --sweep [--campaign reference|small] [--points N] [--point K] [--store scratch|memory] [--json]

  --seeds N       how many campaigns, 24 without it
  --seed FIRST    the first seed, 1 without it
  --jobs N        processes side by side, 2 without it
  --store KIND    scratch without it: a PostgreSQL that may be lost, from the programs of this machine; memory where there are none, which takes longer
  --hosts, --days, --fault
                  make a campaign smaller: so many servers, at most so many days, only these kinds of fault ("none": none)
  --no-shrink     leaves a failing seed as it is
  --json          one line with all figures at the end
  --record FILE   plays the first seed alone and writes its log into a new file, which later versions have to replay (test/histories)

  --sweep         one campaign, and a death at each point at which its process can die: before and after every transaction and every request to the
                  service; a new one goes on, and the end must be the same. Then the same with the process that goes on after one of those deaths
  --campaign NAME reference without it: forty servers in three waves; small: three servers in two
  --points N      only so many points, spread over all
  --point K       only this one
`;
const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '24' },
    seed: { type: 'string', default: '1' },
    jobs: { type: 'string', default: '2' },
    store: { type: 'string', default: 'scratch' },
    hosts: { type: 'string' },
    days: { type: 'string' },
    fault: { type: 'string', multiple: true },
    'no-shrink': { type: 'boolean', default: false },
    record: { type: 'string' },
    sweep: { type: 'boolean', default: false },
    points: { type: 'string' },
    point: { type: 'string' },
    campaign: { type: 'string' },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});
if (values.help) {
  process.stdout.write(usage);
  process.exit(0);
}
const seeds = whole('--seeds', values.seeds, 1);
const first = whole('--seed', values.seed, 0);
const jobs = whole('--jobs', values.jobs, 1);
const store = simulationStores.find((kind) => kind === values.store) ?? refuse('--store is scratch or memory.');
if (values.sweep) process.exit(await sweep(store));
if ([values.points, values.point, values.campaign].some((value) => value !== undefined))
  refuse('--points, --point and --campaign belong to --sweep.');
const faults = values.fault?.filter((kind) => kind !== 'none');
const unknown = faults?.find((kind) => ![...faultKinds, ...ownFaults].some((known) => known === kind));
if (unknown !== undefined) refuse(`There is no fault "${unknown}".`);

const smaller = {
  hosts: values.hosts === undefined ? undefined : whole('--hosts', values.hosts, 4),
  days: values.days === undefined ? undefined : whole('--days', values.days, 1),
  faults,
};
if (values.record !== undefined) {
  const events = await recordHistory(values.record, first, smaller);
  process.stdout.write(`${events} events of seed ${first} in ${values.record}\n`);
  process.exit(0);
}

let played = 0;
const simulated = await simulate({
  seeds,
  first,
  jobs,
  store,
  smaller,
  isShrinking: !values['no-shrink'],
  onOutcome: (outcome) => {
    played += 1;
    process.stderr.write(`${line(outcome, played)}\n`);
  },
});
for (const { violation, reproduce } of simulated.violations) process.stderr.write(`${violation}\n  ${reproduce}\n`);
if (simulated.silent.length > 0) process.stderr.write(`Never fired: ${simulated.silent.join(', ')}.\n`);
process.stdout.write(`${values.json ? JSON.stringify(simulated) : inWords(simulated)}\n`);
process.exitCode = simulated.violations.length > 0 || simulated.silent.length > 0 ? 1 : 0;

/** @returns the exit code: 1 when a death at any point changed the end. */
async function sweep(kind: SimulationStore): Promise<number> {
  const { campaign = 'reference' } = values;
  if (campaign !== 'reference' && campaign !== 'small') refuse('--campaign is reference or small.');
  const only = values.point === undefined ? undefined : whole('--point', values.point, 0);
  const some = values.points === undefined ? 'all' : whole('--points', values.points, 1);
  const swept = await sweepIn(kind, {
    campaign,
    points: only === undefined ? some : { only },
    onPoint: ({ part, point, call, tried, of, what }) => {
      const end = what.length === 0 ? 'the same end' : ['broken', ...what].join('\n  ');
      process.stderr.write(`${part} ${tried}/${of} point ${point}, ${call}: ${end}\n`);
    },
  });
  const parts = [swept.campaign, ...(swept.recovery ? [swept.recovery] : [])];
  const broken = parts.flatMap((part) => part.broken);
  for (const { reproduce } of broken) process.stderr.write(`${reproduce}\n`);
  process.stdout.write(`${values.json ? JSON.stringify(swept) : sweptInWords(swept)}\n`);
  return broken.length > 0 ? 1 : 0;
}

function sweptInWords({ servers, campaign, recovery, wallMs }: Swept): string {
  const told = ({ points, tried, same, broken }: Swept['campaign']) =>
    `${tried.length + same.length} of ${points} points at which the process can die (${same.length} of them with nothing changed since the one before), ${broken.length} with another end`;
  return [
    `A campaign of ${servers} servers: ${told(campaign)}`,
    ...(recovery ? [`The recovery from one of the deaths: ${told(recovery)}`] : []),
    `${Math.round(wallMs / 1_000)} s`,
  ].join('\n');
}

function whole(flag: string, text: string, least: number): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < least) refuse(`${flag} is a whole number from ${least} on.`);
  return number;
}

function refuse(why: string): never {
  process.stderr.write(`${why}\n${usage}`);
  process.exit(2);
}

function line({ seed, hosts, waves, simulatedHours, events, state, violations }: CampaignOutcome, at: number): string {
  const verdict = violations.length === 0 ? 'no violation' : violations.join(' ');
  return `${at}/${seeds} seed ${seed}: ${hosts} servers, ${waves} waves, ${Math.round(simulatedHours)} h, ${events} events, ${state}, ${verdict}`;
}

function inWords(given: Simulated): string {
  const fired = Object.values(given.faults).filter((count) => count > 0).length;
  const ends = Object.entries(given.ends).map(([state, count]) => `${count} ${state}`);
  return [
    `${given.campaigns} campaigns of ${given.hosts} servers in all on the store ${given.store}, ${given.simulatedHours} simulated hours, ${given.events} events (${ends.join(', ')})`,
    `${fired} of ${Object.keys(given.faults).length} kinds of fault fired; ${given.repeated} seeds played twice`,
    `${given.violations.length} violations, ${Math.round(given.wallMs / 1_000)} s`,
  ].join('\n');
}
