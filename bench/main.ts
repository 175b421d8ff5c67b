import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { startPostgres, type TestPostgres } from '../test/support/postgres.ts';
import type { Bench } from './bench.ts';
import { connector } from './connector.ts';
import { evaluation } from './evaluation.ts';
import { evidenceAnalyzer } from './evidence-analyzer.ts';
import { evidenceEvtx } from './evidence-evtx.ts';
import { evidenceImport } from './evidence-import.ts';
import { isMet, type Measured, toFigure } from './figure.ts';
import { localStore } from './local-store.ts';
import { portal } from './portal.ts';
import { postgresVersion } from './postgres-version.ts';
import { machine, renewed, table, whenMeasured } from './print.ts';
import { rehearsal } from './rehearsal.ts';
import { report } from './report.ts';
import { serving } from './serving.ts';
import { storeCopy } from './store-copy.ts';
import { tick } from './tick.ts';
import { transitions } from './transitions.ts';
import { workers } from './workers.ts';

/*
 * npm run bench -- [--only NAME] [--json] [--quick] [--check] [--write]
 *
 * Every figure stands beside its limit of the same run; --json prints them on one line. --check makes a missed demand exit code 1; --write records what was
 * measured in docs/reference/benchmarks.md, beside what was measured before. A NAME is that of a bench or of one of its figures.
 */
const benches: readonly Bench[] = [
  evaluation,
  connector,
  transitions,
  workers,
  tick,
  rehearsal,
  report,
  serving,
  portal,
  evidenceImport,
  evidenceAnalyzer,
  evidenceEvtx,
  localStore,
  storeCopy,
];

const page = fileURLToPath(new URL('../../../docs/reference/benchmarks.md', import.meta.url));

const ofPage = {
  title: 'Benchmarks',
  command: 'npm run bench -- --write',
  folder: 'bench/',
  intro:
    'Each figure stands beside its limit of the same run, and tells when it was measured. A limit is what the bare means take for the same work, measured in turns with ours; a budget is a promise. Ratios can be compared between machines, values cannot.',
  again:
    'Again: `npm run bench`, with `-- --only NAME` for one of them (and `--write` to record it), `-- --quick` for smaller estates, `-- --check` to fail where a demand is missed.',
} as const;

const usage = `npm run bench -- [--only NAME]... [--json] [--quick] [--check] [--write]

  --only NAME  a bench or one of its figures: ${benches.map(({ name }) => name).join(', ')}
  --json       all figures on one line
  --quick      smaller estates
  --check      exit code 1 where a demand is missed
  --write      records what was measured in docs/reference/benchmarks.md
`;

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      only: { type: 'string', multiple: true },
      json: { type: 'boolean', default: false },
      quick: { type: 'boolean', default: false },
      check: { type: 'boolean', default: false },
      write: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(usage);
    return 0;
  }
  const isAsked = (name: string) => values.only === undefined || values.only.includes(name);
  const chosen = benches.filter(({ name, figures }) => [name, ...figures].some(isAsked));
  const known = benches.flatMap(({ name, figures }) => [...new Set([name, ...figures])]);
  const stranger = values.only?.find((name) => !known.includes(name));
  if (stranger !== undefined) return refuse(`There is no bench "${stranger}"; there are ${known.join(', ')}.`);
  if (values.write && values.quick) return refuse('Only estates of full size are written down: leave --quick away.');
  const { measured: all, postgres } = await run(chosen, values.quick);
  const wholly = chosen.filter(({ name }) => isAsked(name)).flatMap(({ figures }) => figures);
  const measured = all.filter(({ name }) => isAsked(name) || wholly.includes(name));
  const surroundings = machine(values.quick, postgres);
  process.stdout.write(values.json ? `${JSON.stringify(measured.map(toFigure))}\n` : table(measured));
  if (!values.json) process.stdout.write(`${surroundings}\n`);
  if (values.write) {
    const order = benches.flatMap(({ figures }) => figures);
    const given = { surroundings, when: whenMeasured(), order };
    writeFileSync(page, renewed(readFileSync(page, 'utf8'), measured, given, ofPage));
  }
  return values.check && !measured.every(isMet) ? 1 : 0;
}

/** Runs them one after the other; `postgres` is the version that was used, if any was. */
async function run(
  chosen: readonly Bench[],
  isQuick: boolean,
): Promise<{ readonly measured: readonly Measured[]; readonly postgres: string | undefined }> {
  const say = (line: string) => process.stderr.write(`${line}\n`);
  let started: Promise<TestPostgres> | undefined;
  const postgres = () => {
    started ??= startPostgres();
    return started;
  };
  const measured: Measured[] = [];
  try {
    for (const bench of chosen) {
      say(`Measuring ${bench.name}`);
      measured.push(...(await bench.run({ isQuick, postgres, say: (line) => say(`  ${line}`) })));
    }
    return { measured, postgres: await postgresVersion(await started) };
  } finally {
    await (await started)?.stop();
  }
}

function refuse(why: string): number {
  process.stderr.write(`${why}\n`);
  return 2;
}

try {
  process.exitCode = await main();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  process.exitCode = 1;
}
