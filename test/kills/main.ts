import { parseArgs } from 'node:util';
import { wholeNumber } from '../support/whole-number.ts';
import { kills } from './kills.ts';
import { verdictOf } from './verdict.ts';

/*
 * npm run kills: a real server on the default store is killed at random moments while evidence is brought to it.
 * Exit 1 when something that it acknowledged is gone, when it took longer than promised until it was ready again, or when it did not end in good
 * order at last.
 */
const usage = `npm run kills -- [--rounds N] [--seed N]

Starts "changeguard serve" in a new data directory, brings it evidence without a pause, and kills it with SIGKILL: in turn the server, the server with its
database, and the database alone. Afterwards the log is verified, and every server that was acknowledged must be there with its facts.

  --rounds N  500 without it
  --seed N    when each kill comes; 1 without it

Promised: ready again within 2 s where the database survived, within 10 s where it was killed too.
`;

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
const { lines, code } = verdictOf(outcome);
process.stdout.write(`${lines.join('\n')}\n`);
process.exit(code);
