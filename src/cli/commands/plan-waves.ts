import { z } from 'zod';
import { planStrata } from '../../contract/campaign-rules.ts';
import type { PlanRequest } from '../../contract/campaigns.ts';
import type { Invocation } from '../command.ts';
import { usageProblem } from '../problem.ts';
import { readShaped } from './plan-file.ts';

type Waves = NonNullable<PlanRequest['waves']>;

/** A wave without a name of its own is called by its number. */
const wavesFile = z
  .array(
    z.strictObject({ name: z.string().trim().min(1).max(100).optional(), hosts: z.array(z.string().min(1).max(300)) }),
  )
  .min(1)
  .max(200);

/** What was said of waves; undefined when nothing was: then all go in one. */
export async function wavesGiven(invocation: Pick<Invocation, 'given' | 'io'>): Promise<Waves | undefined> {
  const { given } = invocation;
  const order = await orderGiven(invocation);
  const strata = strataGiven(given.text('strata'));
  const isSaid = order !== undefined || strata !== undefined || given.flag('canary');
  if (!isSaid) return undefined;
  return {
    canary: given.flag('canary'),
    ...(strata === undefined ? {} : { strata }),
    ...(order === undefined ? {} : { order }),
  };
}

async function orderGiven({ given, io }: Pick<Invocation, 'given' | 'io'>): Promise<Waves['order']> {
  const said = given.text('waves');
  if (said === undefined) return undefined;
  if (said === 'one' || said === 'suggested') return { kind: said };
  if (/^\d+$/.test(said)) return { kind: 'count', hosts: within(said, Number(said), 1, 1_000_000) };
  if (/^\d+(\.\d+)?%$/.test(said))
    return { kind: 'percent', percent: within(said, Number(said.slice(0, -1)), Number.MIN_VALUE, 100) };
  // A word without a dot or a slash is far more likely a typing error than a file.
  if (!/[./\\]/.test(said)) throw wrongWaves(said);
  const waves = await readShaped(io, said, 'waves: [{ "name": "Berlin", "hosts": ["BER-DC1"] }]', wavesFile);
  return {
    kind: 'explicit',
    waves: waves.map(({ name, hosts }, at) => ({ name: name ?? `wave ${at + 1}`, hosts })),
  };
}

function within(said: string, value: number, least: number, most: number): number {
  if (!(value >= least && value <= most)) throw wrongWaves(said);
  return value;
}

function wrongWaves(said: string) {
  return usageProblem(
    `--waves is "${said}".`,
    'Give one, suggested, a number of servers (20), a share (10%), or a file (waves.json).',
  );
}

function strataGiven(said: string | undefined): Waves['strata'] {
  if (said === undefined) return undefined;
  const read = planStrata.safeParse(said.split(',').map((word) => word.trim()));
  if (read.success && new Set(read.data).size === read.data.length) return read.data;
  throw usageProblem(`--strata is "${said}".`, 'Give some of system,roles,site,proxy, each once.');
}
