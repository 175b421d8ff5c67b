// Run as a process of its own: makes the report of the one campaign of a tenant through the API, and says how long that took and what it held.
import { buildApi } from '../src/api/server.ts';
import { checkCatalogue } from '../src/main/check-catalogue.ts';
import { engineOn } from './engine.ts';

const [url = '', tenant = ''] = process.argv.slice(2);
const now = Date.parse('2026-06-15T08:00:00Z');
const engine = await engineOn(url, () => now);
const api = await buildApi({
  control: engine.control,
  clocks: engine.context.clocks,
  identity: engine.context.identity,
  catalogue: checkCatalogue,
  version: 'bench',
  trust: () => ({ actor: 'os:bench', role: 'administrator', tenantId: null, kind: 'door', credential: 'os:bench' }),
});
const startedAt = performance.now();
const answer = await api.inject({
  method: 'GET',
  url: '/api/v1/campaigns/bench/report/file?for=auditor&format=html',
  headers: { 'changeguard-tenant': tenant, host: '127.0.0.1' },
});
const ms = performance.now() - startedAt;
if (answer.statusCode !== 200) throw new Error(answer.payload.slice(0, 500));
const bytes = answer.rawPayload.length;
const attempts = answer.payload.split('committed (by clock)</td>').length - 1;
// Kilobytes, whatever the system.
const peakBytes = process.resourceUsage().maxRSS * 1_024;
process.send?.(JSON.stringify({ ms, peakBytes, bytes, attempts }));
await api.close();
await engine.close();
