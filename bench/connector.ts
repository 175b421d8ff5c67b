import { Agent, fetch } from 'undici';
import { graphLimits } from '../src/connectors/graph/limits.ts';
import { graphService } from '../src/connectors/graph/service.ts';
import { outboundFetch } from '../src/connectors/graph/transport.ts';
import { as } from '../src/domain/ids.ts';
import type { Connection } from '../src/engine/ports/store.ts';
import type { Bench } from './bench.ts';
import { startChild } from './child.ts';
import { uuidOf } from './estate.ts';
import { figure, interleaved, median } from './figure.ts';

const sensors = 1_000;
const healthIssues = 10_000;

/**
 * Reading the list of sensors and the open health issues through the connector: token, paging, bounds, guards and translation into facts.
 * Beside it the bare requests for the same pages of the same server (a process of its own): undici's fetch and JSON.parse, page after page.
 */
export const connector: Bench = {
  name: 'connector',
  figures: ['connector-lists'],
  run: async ({ isQuick }) => {
    await using server = await startChild('graph-pages.js', [String(sensors), String(healthIssues)]);
    const service = graphService(connectionTo(server.says), {
      fetch: outboundFetch({}),
      tenantNow: Date.now,
      machineNow: Date.now,
      newId: () => uuidOf(String(performance.now())),
      readSecret: async () => ({ value: 'bench' }),
      limits: graphLimits,
    });
    const dispatcher = new Agent({ connections: 8 });
    const times = await interleaved(isQuick ? 7 : 21, {
      connector: async () => {
        const read = [(await service.listSensors()).rows, (await service.listHealthIssues()).rows];
        demand(read.map((list) => list.length));
      },
      bare: async () => {
        const base = `${server.says}/v1.0/security/identities`;
        const open = `${base}/healthIssues?$filter=${encodeURIComponent("Status eq 'open'")}`;
        demand([await bareList(`${base}/sensors`, dispatcher), await bareList(open, dispatcher)]);
      },
    });
    await dispatcher.close();
    return [
      figure({
        name: 'connector-lists',
        value: median(times.connector),
        unit: 'ms',
        limit: median(times.bare),
        kind: 'limit',
        better: 'lower',
        n: times.bare.length,
        demand: 1.2,
        how: '1,000 sensors and 10,000 open health issues in pages of 100 from an HTTP server on loopback, through the connector; the limit is undici fetch and JSON.parse of the same pages, one after the other.',
      }),
    ];
  },
};

async function bareList(first: string, dispatcher: Agent): Promise<number> {
  let rows = 0;
  for (let url: string | undefined = first; url !== undefined; ) {
    const answer = await fetch(url, { dispatcher, headers: { authorization: 'Bearer bench' } });
    const page = JSON.parse(await answer.text()) as { value: unknown[]; '@odata.nextLink'?: string };
    rows += page.value.length;
    url = page['@odata.nextLink'];
  }
  return rows;
}

function demand(rows: readonly number[]): void {
  if (rows[0] !== sensors || rows[1] !== healthIssues) throw new Error(`The lists have ${rows.join(' and ')} rows.`);
}

function connectionTo(url: string): Connection {
  return {
    tenantId: as('bench'),
    connectionId: as('bench'),
    kind: 'graph',
    cloud: 'custom',
    loginUrl: url,
    graphUrl: url,
    directoryId: 'bench',
    clientId: 'bench',
    secretRef: 'env:BENCH',
    isArmed: false,
    channel: 'graph',
    createdAt: 0,
    version: 1,
  };
}
