import type { FactDocument } from '../src/domain/fact.ts';
import { mergeFacts } from '../src/domain/merge-facts.ts';
import { sensorV3 } from '../src/journeys/sensor-v3/journey.ts';
import type { Bench } from './bench.ts';
import { documentsOf, hostOf, tenantFacts } from './estate.ts';
import { figure, interleaved, median } from './figure.ts';

const at = Date.parse('2026-06-01T08:00:00Z');

/**
 * All checks on one server after the other, as a tick does it: the documents of all sources are merged, then judged. Beside it the time that
 * V8 needs to parse the same documents from JSON, in which form they come from every store and every service.
 */
export const evaluation: Bench = {
  name: 'evaluation',
  figures: ['evaluation-rate', 'evaluation-parse'],
  run: async ({ isQuick }) => {
    const servers = Array.from({ length: isQuick ? 500 : 2_000 }, (_, index) => {
      const host = hostOf(index);
      const documents = documentsOf(host, index, at - 60_000);
      return { host, documents, text: JSON.stringify(documents) };
    });
    const repeats = isQuick ? 4 : 10;
    let kept = 0;
    const times = await interleaved(isQuick ? 5 : 11, {
      evaluate: () => {
        for (let turn = 0; turn < repeats; turn += 1)
          for (const { host, documents } of servers) {
            const facts = mergeFacts(host.hostId, documents, at);
            const rules = { edition: '2026-03', overrides: [] } as const;
            const input = { host, facts, tenant: tenantFacts, demand: 'service', now: at, ...rules } as const;
            kept += sensorV3.evaluate(input).verdicts.length;
          }
      },
      parse: () => {
        for (let turn = 0; turn < repeats; turn += 1)
          for (const { text } of servers) kept += (JSON.parse(text) as FactDocument[]).length;
      },
    });
    if (kept === 0) throw new Error('Nothing was evaluated.');
    const evaluations = servers.length * repeats;
    const evaluateMs = median(times.evaluate);
    const parseMs = median(times.parse);
    const n = times.evaluate.length;
    const bytes = Math.round(servers.reduce((sum, { text }) => sum + text.length, 0) / servers.length);
    return [
      figure({
        name: 'evaluation-rate',
        value: (evaluations / evaluateMs) * 1_000,
        unit: 'servers/s',
        limit: 20_000,
        kind: 'budget',
        better: 'higher',
        n,
        demand: 1,
        how: `Merging the documents of all sources and running all checks, edition 2026-03 compared with 2026-09, on one core; ${servers.length.toLocaleString('en')} different servers, one in ten not eligible.`,
      }),
      figure({
        name: 'evaluation-parse',
        value: (evaluateMs / evaluations) * 1_000,
        unit: 'µs/server',
        limit: (parseMs / evaluations) * 1_000,
        kind: 'limit',
        better: 'lower',
        n,
        demand: 2,
        how: `The same; the limit is JSON.parse of the same documents (${bytes.toLocaleString('en')} characters a server).`,
      }),
    ];
  },
};
