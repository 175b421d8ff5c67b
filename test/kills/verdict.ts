import type { KillsOutcome } from './kills.ts';
import { type Victim, victims } from './server-process.ts';

/** Within which time it is ready again, as promised: 2 s where the database survived, 10 s where it was killed too. */
export const limitMs: Readonly<Record<Victim, number>> = { server: 2_000, both: 10_000, database: 10_000 };

const words: Readonly<Record<Victim, string>> = {
  server: 'the server',
  both: 'the server with its database',
  database: 'the database',
};
const told = (count: number) => Math.round(count).toLocaleString('en');

/** What is said of a run, and with which code its command ends: 1 when anything was lost, when it took too long, or when the end in good order was none. */
export function verdictOf(outcome: KillsOutcome): { readonly lines: readonly string[]; readonly code: 0 | 1 } {
  const late = victims.filter((victim) => outcome.slowest[victim] > limitMs[victim]);
  const isOrderly = outcome.endCode === 0;
  const lines = [
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
    ...(isOrderly ? [] : [`Told to end by SIGTERM, it ended with ${outcome.endCode ?? 'a signal'}, not with 0.`]),
  ];
  return { lines, code: outcome.violations.length === 0 && late.length === 0 && isOrderly ? 0 : 1 };
}
