import { parseArgs } from 'node:util';
import { wholeNumber } from '../support/whole-number.ts';
import { drill } from './drill.ts';

/*
 * npm run drill: a server and three workers on one PostgreSQL, of which one is killed every few seconds while campaigns run.
 * Exit 1 when anybody could tell afterwards: a start that was sent twice or got lost, a cap that was passed, a log that is not whole.
 */
const usage = `npm run drill -- [--servers N] [--tenants N] [--seconds-between-kills N] [--seed N] [--minutes N] [--short]

Plays an installation of real processes: a PostgreSQL, a server, three workers, and the cloud of every tenant in a process of its own over HTTP on loopback.
Only the clock of the tenants is turned. Somebody is killed with SIGKILL again and again, in turn anybody and whoever just sent a start.

  --servers N                1,000 without it
  --tenants N                they have them in equal parts, each with a campaign of its own; 1 without it
  --seconds-between-kills N  10 without it
  --seed N                   estates, and who is killed; 1 without it
  --minutes N                it failed when it takes longer; 30 without it
  --short                    ends when every server is observed, without the week of observation

It ends with the verification of every log, with the twin's own books held against it, and with exit code 1 when anything is off.
`;

const { values } = parseArgs({
  options: {
    servers: { type: 'string', default: '1000' },
    tenants: { type: 'string', default: '1' },
    'seconds-between-kills': { type: 'string', default: '10' },
    seed: { type: 'string', default: '1' },
    minutes: { type: 'string', default: '30' },
    short: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});
if (values.help) {
  process.stdout.write(usage);
  process.exit(0);
}
const servers = wholeNumber('--servers', values.servers, 2, 100_000);
const tenants = wholeNumber('--tenants', values.tenants, 1, servers / 2);
const beganAt = performance.now();
const outcome = await drill({
  servers,
  tenants,
  secondsBetweenKills: wholeNumber('--seconds-between-kills', values['seconds-between-kills'], 1, 3_600),
  seed: wholeNumber('--seed', values.seed, 0, 1_000_000_000),
  minutes: wholeNumber('--minutes', values.minutes, 1, 1_440),
  isShort: values.short,
  say: (line) => process.stderr.write(`${((performance.now() - beganAt) / 1_000).toFixed(0).padStart(5)} s  ${line}\n`),
});
const told = (count: number) => count.toLocaleString('en');
const latest = Math.max(0, ...outcome.takeovers.map(({ heldUntil, recordedAt }) => recordedAt - heldUntil));
process.stdout.write(
  [
    `${told(servers)} servers of ${told(tenants)} tenants in ${told(Math.round(outcome.seconds))} s: ${told(outcome.attempts)} attempts, ${told(outcome.requests)} requests`,
    `${outcome.kills} kills, ${outcome.aimed} of them between a start and its record; ${outcome.restarts} restarts in good order, ${outcome.restartsUnderWay} of them while servers migrated`,
    `${outcome.takeovers.length} tenants taken over from whoever was killed, at most ${told(latest)} ms after its hold was over (3,500 ms where nobody waits for the machine)`,
    `double effects ${outcome.doubleEffects}, missing ${outcome.missing}, in flight at most ${outcome.mostInFlight}`,
    `${told(outcome.links)} links verified`,
    ...outcome.violations,
    outcome.violations.length === 0 ? 'Nobody could tell.' : `${outcome.violations.length} violations.`,
    '',
  ].join('\n'),
);
process.exit(outcome.violations.length === 0 ? 0 : 1);
