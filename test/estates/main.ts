import { parseArgs } from 'node:util';
import { seededIdentity } from '../../src/engine/identity.ts';
import { openStore } from '../../src/store/open.ts';
import { makeScratchPlace, startScratchServer } from '../../src/store/scratch.ts';
import { wholeNumber } from '../support/whole-number.ts';
import { worldStartAt } from '../support/world.ts';
import { type EstateOutcome, playEstate } from './estates.ts';

/* npm run estates: the two sample estates of a chosen size, judged and planned by the engine, each host held against what its seed promises. Exit 1 when one differs. */
const usage = `npm run estates -- [--only hospital|school] [--hosts N] [--seed N]

Connects each estate, imports its computers and the host facts of every second one, reads, judges, and plans all of it, on a PostgreSQL of its own.

  --only NAME  one of the two
  --hosts N    100,000 without it
  --seed N     1 without it
`;
const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    hosts: { type: 'string', default: '100000' },
    seed: { type: 'string', default: '1' },
    help: { type: 'boolean', default: false },
  },
});
if (values.help) {
  process.stdout.write(usage);
  process.exit(0);
}
const estates = (['hospital', 'school'] as const).filter((name) => values.only === undefined || values.only === name);
if (estates.length === 0) {
  process.stderr.write(`There is no estate "${values.only}" of a chosen size.\n${usage}`);
  process.exit(2);
}
const hosts = wholeNumber('--hosts', values.hosts, 10, 100_000);
const seed = wholeNumber('--seed', values.seed, 0, 1_000_000_000);
const beganAt = performance.now();
const ofProcessor = () => {
  const { user, system } = process.cpuUsage();
  return Math.round((user + system) / 1e6);
};
const options = { identity: seededIdentity(`estates-${seed}`), machineNow: () => worldStartAt };
const server = await startScratchServer(options);
if (server === undefined) throw new Error('The estates need PostgreSQL; none is installed, or it does not run.');
let isKept = true;
try {
  for (const name of estates) {
    const store = await openStore(await makeScratchPlace(server.address), options);
    const say = (line: string) =>
      process.stderr.write(
        `${Math.round((performance.now() - beganAt) / 1_000)} s, ${ofProcessor()} s of a core  ${name}: ${line}\n`,
      );
    const outcome = await playEstate({ name, hosts, seed, store, say });
    await store.close();
    if (outcome.differences.length > 0) isKept = false;
    tell(name, outcome);
  }
} finally {
  await server.stop();
}
process.exitCode = isKept ? 0 : 1;

function tell(name: string, { verdicts, planned, leftOut, problems, differences }: EstateOutcome): void {
  const number = (of: number) => of.toLocaleString('en');
  const reasons = Object.entries(leftOut).map(([reason, count]) => `${number(count)} ${reason}`);
  process.stdout.write(
    [
      `${name}, ${number(hosts)} hosts of seed ${seed}: ${number(verdicts.pass)} pass, ${number(verdicts.fail)} fail, ${number(verdicts.unknown)} unknown`,
      `  planned ${number(planned)}, left out ${reasons.join(', ')}`,
      ...problems.map((problem) => `  not read: ${problem}`),
      ...differences.slice(0, 20).map((difference) => `  ${difference}`),
      `  ${number(differences.length)} hosts are not as the seed promises`,
      '',
    ].join('\n'),
  );
}
