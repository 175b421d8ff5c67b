import type { MoveId, TenantId } from '../../domain/ids.ts';
import type { LogEvent } from '../../domain/log.ts';
import type { HostRow } from '../../engine/ports/store.ts';
import { logEntryShape } from '../../report/log-entry.ts';
import { type PrivateNames, wordsIn } from '../../report/redaction.ts';
import { serverDetailShape } from '../../report/server.ts';
import { type SupportCase, textsOfCase } from '../../report/support-bundle.ts';
import type { ApiContext } from '../context.ts';

/** One server's story is some hundred events; of a longer one support needs the end. */
const mostEvents = 2_000;
const mostMoves = 50;

/** Everything that a support case says about a server, gathered. */
export async function supportCaseOf(
  context: ApiContext,
  tenantId: TenantId,
  row: HostRow,
  withNames: boolean,
): Promise<SupportCase> {
  const found = await caseOf(context, tenantId, row);
  return { ...found, names: withNames ? undefined : await namesInCase(context, tenantId, found) };
}

async function caseOf(
  { control, catalogue, clocks, version }: ApiContext,
  tenantId: TenantId,
  row: HostRow,
): Promise<Omit<SupportCase, 'names'>> {
  const { store } = control;
  const [[eligibility], facts, findings, moves, watches, tenant] = await Promise.all([
    store.eligibility(tenantId, [row.hostId], 'sensor-v3'),
    control.facts(tenantId, row.hostId),
    control.diagnose(tenantId, row.hostId),
    store.moves(tenantId, { hostIds: [row.hostId] }, { top: mostMoves }),
    control.watches(tenantId, row),
    store.tenant(tenantId),
  ]);
  const known = { eligibility, facts, watches, overrides: tenant?.overrides ?? [] };
  const subjects = [
    { subjectType: 'host', subjectId: row.hostId as string },
    ...moves.value.map(({ moveId }: { readonly moveId: MoveId }) => ({
      subjectType: 'move',
      subjectId: moveId as string,
    })),
  ];
  const told: LogEvent[] = [];
  for (const subject of subjects)
    told.push(...(await store.events(tenantId, { ...subject, newestFirst: true }, mostEvents)));
  const newest = told.sort((a, b) => b.seq - a.seq || b.ordinal - a.ordinal).slice(0, mostEvents);
  return {
    server: serverDetailShape(row, known, catalogue),
    findings,
    timeline: newest.reverse().map((event) => logEntryShape(event, { name: row.name, site: '' })),
    isTimelineCut: told.length > newest.length,
    version,
    at: clocks.tenantNow(tenantId),
  };
}

/**
 * The names of the estate that a case may tell: its domains and sites, and of its hosts those that are named in it. Only these are looked up, since an
 * estate may have a million others.
 */
async function namesInCase(
  { control: { store } }: ApiContext,
  tenantId: TenantId,
  found: Omit<SupportCase, 'names'>,
): Promise<PrivateNames> {
  const words = wordsIn(textsOfCase(found));
  const [hosts, places] = await Promise.all([
    store.hostsByKeys(tenantId, { sensorIds: [], fqdns: words, names: words }),
    store.hostPlaces(tenantId),
  ]);
  return { servers: hosts.flatMap(({ name, fqdn }) => [name, fqdn]), ...places };
}
