import { parseArgs } from 'node:util';
import { minuteMs } from '../../src/domain/time.ts';
import { wholeNumber } from '../support/whole-number.ts';
import { soak } from './soak.ts';

/*
 * npm run soak: a month of a large estate within minutes, and what the process holds at the end of each day.
 * Exit 1 when it holds 5 % more than after the warm-up, or when the log is not whole.
 */
const usage = `npm run soak -- [--servers N] [--days N] [--every MINUTES] [--seed N]

Plays a campaign that begins some servers every simulated day, with the real engine on a PostgreSQL of its own, while calls to the service fail now and then.

  --servers N      300 without it; demanded are 10,000
  --days N         simulated; 30 without it
  --every MINUTES  simulated, from one look of the machine to the next; 60 without it
  --seed N         the estate and the faults; 1 without it

After each day garbage is collected, and what is alive is told. The first third is warm-up; after it memory may grow by 5 %.
`;

const mostGrowth = 0.05;

const { values } = parseArgs({
  options: {
    servers: { type: 'string', default: '300' },
    days: { type: 'string', default: '30' },
    every: { type: 'string', default: '60' },
    seed: { type: 'string', default: '1' },
    help: { type: 'boolean', default: false },
  },
});
if (values.help) {
  process.stdout.write(usage);
  process.exit(0);
}
const beganAt = performance.now();
const seconds = () => (performance.now() - beganAt) / 1_000;
const ofProcessor = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
};
const servers = wholeNumber('--servers', values.servers, 2, 100_000);
const outcome = await soak({
  servers,
  days: wholeNumber('--days', values.days, 3, 365),
  lookEveryMs: minuteMs * wholeNumber('--every', values.every, 1, 120),
  seed: wholeNumber('--seed', values.seed, 0, 1_000_000_000),
  say: (line) =>
    process.stderr.write(
      `${seconds().toFixed(0).padStart(5)} s, ${ofProcessor().toFixed(0).padStart(4)} s of a core  ${line}\n`,
    ),
});
const isFlat = outcome.growth < mostGrowth;
const last = outcome.days.at(-1);
process.stdout.write(
  [
    `${servers.toLocaleString('en')} servers, ${outcome.days.length} days, ${outcome.looks.toLocaleString('en')} looks in ${Math.round(seconds()).toLocaleString('en')} s: ${last?.started} started, ${last?.committed} committed`,
    `after day ${outcome.warmUp} memory grew by ${(100 * outcome.growth).toFixed(1)} % at most (${100 * mostGrowth} % allowed)`,
    `${outcome.links.toLocaleString('en')} links verified`,
    ...outcome.violations,
    isFlat && outcome.violations.length === 0 ? 'It can be left running.' : 'It cannot be left running.',
    '',
  ].join('\n'),
);
process.exit(isFlat && outcome.violations.length === 0 ? 0 : 1);
