import pg from 'pg';
import type { Host } from '../src/domain/host.ts';
import type { TenantId } from '../src/domain/ids.ts';
import type { Journey } from '../src/domain/journey.ts';
import { minuteMs } from '../src/domain/time.ts';
import { type EngineContext, tenantOf } from '../src/engine/context.ts';
import { evaluateDueHosts } from '../src/engine/evaluate-hosts.ts';
import { hostEvent } from '../src/engine/events.ts';
import { beginMove } from '../src/engine/moves.ts';
import type { HostWrite, MoveWrite } from '../src/engine/ports/store.ts';
import { readResource } from '../src/engine/read-service.ts';
import { readTenantSettings } from '../src/engine/read-settings.ts';
import {
  queueReading,
  resources,
  sensorMigrations,
  sensorMigrationsEveryMs,
  tenantSettingsEveryMs,
} from '../src/engine/readings.ts';
import { tick } from '../src/engine/tick.ts';
import { sensorV3 } from '../src/journeys/sensor-v3/journey.ts';
import { aConnectedTenant } from './connected-tenant.ts';
import type { Engine } from './engine.ts';
import { hostOf, sensorReadingOf } from './estate.ts';
import { aRunningCampaign, factWrites } from './seed.ts';

const journey = sensorV3 as unknown as Journey;
/** Rows a transaction while filling; no bench measures this. */
const hostBatch = 2_000;
const moveBatch = 5_000;
/** More ticks than it takes until everything that the filling left over is recorded; beyond, something is wrong. */
const mostTicks = 50;

/** What the lists and the collectors would have brought; a document of any other source would be news to nobody, and is left out. */
const told: ReadonlySet<string> = new Set([
  'host-facts',
  'graph-sensor-migration',
  'graph-sensors',
  'hunting-device-identity',
]);

interface Wanted {
  readonly servers: number;
  /** How many are in flight at once. */
  readonly due: number;
  readonly url: string;
  readonly clock: { at: number };
  readonly say: (line: string) => void;
}

/**
 * A campaign over all servers, of which as many as fit are under way: what an estate is after its check, its plan and the first starts.
 *
 * Going the product's own way costs some milliseconds a server, three verdicts each among them: minutes where there are 100,000. So the servers, their documents
 * and their moves are written in large batches, and one verdict is made and copied; the lists are read, the starts granted and sent, and the reasons to wait
 * recorded by the engine itself. What it would do otherwise than with an estate of its own making would show there: it has nothing to record about the rest.
 */
export async function aRunningTenant(engine: Engine, wanted: Wanted): Promise<TenantId> {
  const { context } = engine;
  const { servers, due, url, clock, say } = wanted;
  const tenantId = await aConnectedTenant(engine);
  for (let first = 0; first < servers; first += hostBatch) {
    if (first > 0 && first % 20_000 === 0) say(`registered ${first.toLocaleString('en')} servers`);
    await registerSome(context, tenantId, first, Math.min(servers, first + hostBatch));
  }
  say('reading the lists');
  await readLists(context, tenantId);
  say('judging');
  await evaluateDueHosts(context, await tenantOf(context, tenantId), 'sensor-v3', 'outdated');
  await copyVerdict(url, tenantId);
  if ((await context.store.hostsToEvaluate(tenantId, clock.at, 1)).length > 0)
    throw new Error('A verdict of this bench does not stand on what is known.');
  say('queueing');
  await queueAll(context, tenantId, servers, due);
  say('starting');
  for (let ticks = 0, isQuiet = false; !isQuiet; ticks += 1) {
    if (ticks === mostTicks) throw new Error('The tenant does not become quiet.');
    isQuiet = await tick(context, tenantId);
  }
  clock.at += minuteMs;
  // What waits for another reason than the one that it was queued with is recorded now; afterwards the campaign is in full swing.
  for (let ticks = 0, seq = -1; seq !== (await context.store.logHead(tenantId)).seq; ticks += 1) {
    if (ticks === mostTicks) throw new Error('There are always more reasons to wait.');
    ({ seq } = await context.store.logHead(tenantId));
    await tick(context, tenantId);
  }
  return tenantId;
}

/** Servers as the list of states names them, with their site and with every document that is known of them. */
async function registerSome(context: EngineContext, tenantId: TenantId, first: number, end: number): Promise<void> {
  const at = context.clocks.tenantNow(tenantId);
  const indexes = Array.from({ length: end - first }, (_, index) => first + index);
  const facts = indexes.flatMap((index) =>
    factWrites(context, hostOf(index), index, at)
      .filter(({ source }) => told.has(source))
      // Every tenth server has a fault, which would keep it out of the campaign.
      .map((write) =>
        write.source === 'host-facts' ? { ...write, facts: { ...write.facts, 'service.Sense': 'running' } } : write,
      ),
  );
  await context.store.commit({ tenantId, at, hosts: indexes.map((index) => registered(context, index, at)), facts });
}

function registered(context: EngineContext, index: number, at: number): HostWrite {
  const host = hostOf(index);
  const said = { migrationState: 'readyForMigration', healthStatus: 'healthy' } as const;
  const { sensorType, version, serviceStatus } = sensorReadingOf(index, said);
  return {
    host,
    isNew: true,
    seen: {
      ...said,
      ...{ sensorVersion: version, sensorType, serviceStatus, seenAt: at, stateFrom: null, stateSince: at },
    },
    events: [hostEvent(context.identity, 'user:bench', 'host-registered', host)],
  };
}

/**
 * What a first tick would read, before anything is judged: a list says something of the servers that it does not name, too, and the settings of the tenant are
 * among the rules. Each would have all verdicts made anew.
 */
async function readLists(context: EngineContext, tenantId: TenantId): Promise<void> {
  const connection = await context.store.connection(tenantId);
  if (connection === undefined) throw new Error('There is no connection.');
  const service = context.services(connection);
  await readTenantSettings(context, await tenantOf(context, tenantId), service, undefined, tenantSettingsEveryMs);
  const tenant = await tenantOf(context, tenantId);
  const known = (await context.store.hostIndex(tenantId)).map(({ fqdn }) => fqdn);
  const ask = { tenant, service, previous: undefined, force: true };
  const states = { resource: sensorMigrations, everyMs: sensorMigrationsEveryMs.busy };
  await readResource(context, { ...ask, ...states, read: (from) => from.listSensorMigrations() });
  for (const { resource, everyMs, read } of resources)
    await readResource(context, { ...ask, resource, everyMs: everyMs.busy, read: (from) => read(from, known) });
}

/** All servers say the same, so that one verdict is right for each; what it rests on is the server's own basis. */
async function copyVerdict(url: string, tenantId: TenantId): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<{ host_id: string }>(
      `SELECT host_id FROM host WHERE tenant_id = $1 AND verdict = 'pass' LIMIT 1`,
      [tenantId],
    );
    const original = rows[0]?.host_id;
    if (original === undefined) throw new Error('No server of this bench is eligible.');
    const copied = await client.query(
      `UPDATE host h SET verdict = o.verdict, disposition = o.disposition, reasons = o.reasons, edition = o.edition,
        valid_until = o.valid_until, verdict_basis = h.basis, eligible_until = o.eligible_until, evaluate_at = o.evaluate_at
        FROM host o WHERE o.tenant_id = $1 AND o.host_id = $2 AND h.tenant_id = $1 AND h.verdict IS NULL`,
      [tenantId, original],
    );
    await client.query(
      `INSERT INTO eligibility (tenant_id, host_id, journey, document)
        SELECT h.tenant_id, h.host_id, o.journey, replace(o.document::text, o.host_id, h.host_id)::json
        FROM eligibility o JOIN host h ON h.tenant_id = o.tenant_id
        WHERE o.tenant_id = $1 AND o.host_id = $2 ON CONFLICT DO NOTHING`,
      [tenantId, original],
    );
    for (const column of ['verdict', 'disposition'])
      await client.query(
        `UPDATE host_count c SET hosts = hosts + CASE WHEN value = 'none' THEN -$3::integer ELSE $3::integer END
          FROM host o WHERE o.tenant_id = $1 AND o.host_id = $2 AND c.tenant_id = $1 AND c.kind = '${column}'
          AND c.value IN ('none', o.${column})`,
        [tenantId, original, copied.rowCount],
      );
    await client.query('ANALYZE');
  } finally {
    await client.end();
  }
}

/** A running campaign of one wave, and a move for each server: all but the first wait because the cap is full. */
async function queueAll(context: EngineContext, tenantId: TenantId, servers: number, due: number): Promise<void> {
  const at = context.clocks.tenantNow(tenantId);
  const hosts = Array.from({ length: servers }, (_, index) => planned(hostOf(index)));
  const { campaignId } = await aRunningCampaign(context, tenantId, due, [{ name: 'wave 1', isCanary: false, hosts }]);
  for (let first = 0; first < servers; first += moveBatch) {
    const moves: MoveWrite[] = [];
    for (let index = first; index < Math.min(servers, first + moveBatch); index += 1) {
      const given = { campaignId, attempt: 1, origin: 'campaign', wave: 1, actor: 'user:bench' } as const;
      const waitingFor = index < due ? 'its-turn' : 'cap-full';
      moves.push(
        beginMove(context, journey, { host: hostOf(index), state: journey.queued(at), ...given, waitingFor }, at),
      );
    }
    const outcome = await context.store.commit({ tenantId, at, moves });
    if (outcome.lost.length > 0) throw new Error('A move could not be queued.');
  }
  await context.store.commit({ tenantId, at, readings: [queueReading(tenantId, at)] });
}

function planned({ hostId, name, site, domain }: Host) {
  return { hostId, name, site, domain, stratum: 'all' };
}
