import type { PlanDraft } from '../../../contract/plans.ts';

type Prediction = PlanDraft['plan']['prediction'];

/** What a plan comes to when it starts now, in three numbers. Instants are milliseconds; null: that cannot be predicted. */
interface Forecast {
  readonly firstAt: number | null;
  /** When the last server is final at the latest. */
  readonly lastFinalAt: number | null;
  /** The site that comes lowest, by its share of protected servers outside of a migration. */
  readonly lowest: { readonly name: string; readonly lowest: number; readonly servers: number } | null;
  /** Servers for which no start can be predicted, as things stand. */
  readonly held: number;
}

export function forecastOf({ waves }: Pick<Prediction, 'waves'>): Forecast {
  const firsts = waves.flatMap(({ starts }) => starts.earliest ?? []);
  const finals = waves.map(({ allFinal }) => allFinal.latest);
  const sites = waves.flatMap((wave) => wave.sites).filter(({ servers }) => servers > 0);
  const [lowest] = sites.toSorted((a, b) => a.lowest / a.servers - b.lowest / b.servers || b.servers - a.servers);
  return {
    firstAt: firsts.length === 0 ? null : Math.min(...firsts),
    // One wave whose end nobody knows makes the end of all unknown.
    lastFinalAt: finals.length === 0 || finals.includes(null) ? null : Math.max(...finals.map(Number)),
    lowest: lowest === undefined ? null : { name: lowest.name, lowest: lowest.lowest, servers: lowest.servers },
    held: waves.flatMap((wave) => wave.held).reduce((sum, { hosts }) => sum + hosts, 0),
  };
}
