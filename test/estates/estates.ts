import type { HostRow, Store } from '../../src/engine/ports/store.ts';
import { type SampleEstateName, sampleEstates } from '../../src/twin/sample-estates.ts';
import type { Estate } from '../../src/twin/server.ts';
import { aWorld, type World, worldStartAt } from '../support/world.ts';
import { type Promised, promiseOf } from './promise.ts';

interface EstateOrder {
  readonly name: Exclude<SampleEstateName, 'bank'>;
  readonly hosts: number;
  readonly seed: number;
  readonly store?: Store;
  readonly say: (line: string) => void;
}

/** What became of an estate, beside what its seed promises. */
export interface EstateOutcome {
  readonly verdicts: Readonly<Record<Promised['verdict'], number>>;
  readonly promised: Readonly<Record<Promised['verdict'], number>>;
  readonly planned: number;
  /** How many a plan over all leaves out, by why. */
  readonly leftOut: Readonly<Record<string, number>>;
  /** What could not be read. */
  readonly problems: readonly string[];
  /** Every host that is not judged or planned as promised, in a sentence. */
  readonly differences: readonly string[];
}

/** On every second host somebody ran the collector. */
const isCollected = (at: number) => at % 2 === 0;
const filesEach = 500;

/**
 * An estate of a chosen size goes the way of any: connected, its computers and host facts imported, read, judged, and planned as a whole. Each host is then
 * held against what its seed promises.
 */
export async function playEstate({ name, hosts, seed, store, say }: EstateOrder): Promise<EstateOutcome> {
  const estate = sampleEstates[name].build({ hosts, seed, startAt: worldStartAt });
  const world = await aWorld({ estate, seed, looksAt: 'verdict:none', ...(store ? { store } : {}) });
  try {
    return await playOn(world, estate, name, say);
  } finally {
    await world[Symbol.asyncDispose]();
  }
}

async function playOn(world: World, estate: Estate, name: string, say: EstateOrder['say']): Promise<EstateOutcome> {
  say('connected and read');
  const collected = estate.servers.filter((_, at) => isCollected(at)).map((host) => host.name);
  for (let at = 0; at < collected.length; at += filesEach) await world.collect(...collected.slice(at, at + filesEach));
  say(`host facts of ${collected.length.toLocaleString('en')} imported`);
  const { problems } = await world.control.check('user:test', world.tenantId, 'verdict:none', true);
  say('judged');
  const plan = await world.control.makePlan('user:test', world.tenantId, {
    selector: 'all',
    name: `all of ${name}`,
    demand: 'service',
    waves: { canary: true, strata: ['system', 'roles'], order: { kind: 'percent', percent: 10 } },
  });
  say('planned');
  const isHunted = problems.length === 0;
  const promises = new Map(
    estate.servers.map((host, at) => [host.name, promiseOf(host, { isCollected: isCollected(at), isHunted })]),
  );
  const rows = await rowsOf(world);
  return {
    verdicts: countsOf([...rows.values()].map(({ verdict }) => verdict ?? 'unknown')),
    promised: countsOf([...promises.values()].map(({ verdict }) => verdict)),
    planned: plan.waves.reduce((sum, wave) => sum + wave.hosts.length, 0),
    leftOut: tally(plan.excluded.map(({ reason }) => reason)),
    problems: problems.map(({ detail }) => detail),
    differences: [
      ...differencesOfRows(promises, rows),
      ...differencesOfPlan(
        promises,
        plan.waves.flatMap((wave) => wave.hosts.map((host) => host.name)),
        plan.excluded,
      ),
    ],
  };
}

async function rowsOf({ store, tenantId }: World): Promise<ReadonlyMap<string, HostRow>> {
  const rows = new Map<string, HostRow>();
  for (let after: string | undefined, isLast = false; !isLast; isLast = after === undefined) {
    const page = await store.hosts(tenantId, {}, { top: 200, after });
    for (const row of page.value) rows.set(`${row.name}`.toUpperCase(), row);
    after = page.after;
  }
  return rows;
}

function differencesOfRows(
  promises: ReadonlyMap<string, Promised>,
  rows: ReadonlyMap<string, HostRow>,
): readonly string[] {
  return [
    ...[...promises].flatMap(([name, { verdict }]) => {
      const row = rows.get(name.toUpperCase());
      if (row === undefined) return [`${name} is not known.`];
      if (row.verdict === null) return [`${name} was never judged.`];
      return row.verdict === verdict
        ? []
        : [`${name} is judged ${row.verdict} (${row.reasons.join(', ')}), promised is ${verdict}.`];
    }),
    ...(rows.size === promises.size ? [] : [`There are ${promises.size} hosts, and ${rows.size} are known.`]),
  ];
}

function differencesOfPlan(
  promises: ReadonlyMap<string, Promised>,
  planned: readonly string[],
  excluded: readonly { readonly name: string; readonly reason: string; readonly detail: string }[],
): readonly string[] {
  const places = new Map<string, string[]>();
  const put = (name: string, place: string) => {
    const key = name.toUpperCase();
    places.set(key, [...(places.get(key) ?? []), place]);
  };
  for (const name of planned) put(name, 'goes');
  for (const { name, reason, detail } of excluded) put(name, detail === '' ? `${reason} without a word` : reason);
  const promisedPlaces = [...promises].map(([name, { leftOutFor }]) => [name, leftOutFor ?? 'goes'] as const);
  return [
    ...promisedPlaces.flatMap(([name, promised]) => {
      const found = places.get(name.toUpperCase())?.join(' and ') ?? 'in no list of the plan';
      return found === promised ? [] : [`${name} in the plan: ${found}; promised is ${promised}.`];
    }),
    ...(places.size === promises.size ? [] : [`The plan names ${places.size} of ${promises.size} hosts.`]),
  ];
}

function countsOf(verdicts: readonly Promised['verdict'][]): EstateOutcome['verdicts'] {
  return { pass: 0, fail: 0, unknown: 0, ...tally(verdicts) };
}

function tally(words: readonly string[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const word of words) counts[word] = (counts[word] ?? 0) + 1;
  return counts;
}
