import { parseArgs } from 'node:util';
import { wholeNumber } from '../support/whole-number.ts';
import { kills } from './kills.ts';
import { type Victim, victims } from './server-process.ts';

/*
 * npm run kills: a real server on the default store is killed at random moments while evidence is brought to it.
 * Exit 1 when something that it acknowledged is gone, or when it took longer than promised until it was ready again.
 */
const usage = `npm run kills -- [--rounds N] [--seed N]

Starts "changeguard serve" in a new data directory, brings it evidence without a pause, and kills it with SIGKILL: in turn the server, the server with its
database, and the database alone. Afterwards the log is verified, and every server that was acknowledged must be there with its facts.

  --rounds N  500 without it
  --seed N    when each kill comes; 1 without it

Promised: ready again within 2 s where the database survived, within 10 s where it was killed too.
`;

const limitMs: Readonly<Record<Victim, number>> = { server: 2_000, both: 10_000, database: 10_000 };

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '500' },
    seed: { type: 'string', default: '1' },
    help: { type: 'boolean', default: false },
  },
});
if (values.help) {
  process.stdout.write(usage);
  process.exit(0);
}
const beganAt = performance.now();
const outcome = await kills({
  rounds: wholeNumber('--rounds', values.rounds, 1, 100_000),
  seed: wholeNumber('--seed', values.seed, 0, 1_000_000_000),
  say: (line) => process.stderr.write(`${((performance.now() - beganAt) / 1_000).toFixed(0).padStart(5)} s  ${line}\n`),
});
const told = (count: number) => Math.round(count).toLocaleString('en');
const late = victims.filter((victim) => outcome.slowest[victim] > limitMs[victim]);
const words: Readonly<Record<Victim, string>> = { server: 'the server', both: 'both', database: 'the database' };
process.stdout.write(
  [
    `${told(outcome.files)} files acknowledged, with ${told(outcome.servers)} servers; ${outcome.lost} lost; ${told(outcome.links)} links verified`,
    ...victims
      .filter((victim) => outcome.kills[victim] > 0)
      .map(
        (victim) =>
          `${words[victim]} killed ${told(outcome.kills[victim])} times, ready again after ${told(outcome.slowest[victim])} ms at most (${told(limitMs[victim])} allowed)`,
      ),
    ...outcome.violations,
    outcome.violations.length === 0 ? 'Nothing was lost.' : `${outcome.violations.length} violations.`,
    ...late.map((victim) => `After ${words[victim]} was killed it took too long.`),
    '',
  ].join('\n'),
);
process.exit(outcome.violations.length === 0 && late.length === 0 ? 0 : 1);
