import { parseArgs } from 'node:util';
import { keepStore } from './keep.ts';

const help = `npm run keep-store -- --name NAME

Plays a campaign to its middle, and keeps the store and the twin in test/upgrade, for every later version to open. Before a release; one that is kept is
never made anew.
`;

const { values } = parseArgs({ options: { name: { type: 'string' }, help: { type: 'boolean', short: 'h' } } });
if (values.help === true) process.stdout.write(help);
else if (values.name === undefined || !/^[\w.-]+$/.test(values.name)) {
  process.stderr.write(`A name is needed.\n\n${help}`);
  process.exitCode = 2;
} else {
  const states = await keepStore(values.name);
  process.stdout.write(`Kept as ${values.name}: ${states.join(', ')}\n`);
}
