import { Readable } from 'node:stream';
import type { FastifyRequest } from 'fastify';
import { noSite } from '../../contract/no-site.ts';
import type { Query } from '../../contract/routes.ts';
import type { ServerOrder } from '../../contract/server-order.ts';
import { type Server, type ServerExtra, serverExtras } from '../../contract/servers.ts';
import { as, type HostId, type TenantId } from '../../domain/ids.ts';
import { ProblemError } from '../../domain/problem.ts';
import { fromRfc3339, type Instant } from '../../domain/time.ts';
import type { HostFilter, HostRow, PageRequest } from '../../engine/ports/store.ts';
import { sinceFilter } from '../../engine/selections.ts';
import { shownAt } from '../../engine/start-view.ts';
import { checkSummaryShape } from '../../report/check-summary.ts';
import { diagnosisShape } from '../../report/diagnosis.ts';
import { evidenceResultShape } from '../../report/evidence-result.ts';
import { serverCountsShape, serverDetailShape, serverShape } from '../../report/server.ts';
import { serversCsvHead, serversCsvLines } from '../../report/servers-csv.ts';
import { supportBundle } from '../../report/support-bundle.ts';
import { type Handlers, nextLink } from '../call.ts';
import type { ApiContext } from '../context.ts';
import { campaignAsked, hostOf, hostsWithin, pages } from './references.ts';
import { extrasOf } from './server-extras.ts';
import { serverHoldHandlers } from './server-holds.ts';
import { countsOf, withoutHosts } from './sight.ts';
import { supportCaseOf } from './support-case.ts';

type ServerHandlers = Pick<
  Handlers,
  | 'listServers'
  | 'countServers'
  | 'showServer'
  | 'diagnoseServer'
  | 'supportBundle'
  | 'holdServer'
  | 'releaseServer'
  | 'importEvidence'
  | 'diagnoseFile'
  | 'check'
>;

export function serverHandlers(context: ApiContext): ServerHandlers {
  const { control, catalogue, explainFile } = context;
  const { store } = control;
  return {
    listServers: async ({ tenantId, query, request, principal, within }) => {
      const now = control.now(tenantId);
      // As the overview counts them, for its numbers lead here.
      const seenSince = query.protection === undefined ? now : shownAt(await store.readings(tenantId), now).seenSince;
      const since = query.since === undefined ? within : await sinceAsked(context, tenantId, query.since, within);
      const filter = { ...filterOf(query, { actor: principal.actor, seenSince, now }), within: since };
      const wanted = serverExtras.filter((extra) => query.with?.includes(extra));
      const shapes = shapesWith(context, wanted, { tenantId, isWhole: within === undefined });
      const { top, after, skip, sort: order, count: isCounted } = query;
      if (wantsCsv(request)) return csvOf(context, { tenantId, filter, order, wanted, shapes });
      if (after !== undefined && skip !== undefined) throw twoPlaces();
      const page = await store.hosts(tenantId, filter, { top, after, skip, order, isCounted });
      const value = await shapes(page.value);
      // Counts are kept by deltas for the whole estate; of a selection nobody keeps one, and counting it costs a scan for whoever asks.
      const count = page.total === undefined ? {} : { count: page.total };
      return { body: { value, ...nextLink(request, page.after), ...count } };
    },
    countServers: async ({ tenantId, within }) => {
      if (within === undefined) return { body: serverCountsShape(await store.hostCounts(tenantId)) };
      return { body: serverCountsShape(countsOf(await hostsWithin(store, tenantId, within))) };
    },
    showServer: async ({ tenantId, id, within }) => {
      const row = await hostOf(store, tenantId, id, within);
      const [found, facts, watches, tenant] = await Promise.all([
        store.eligibility(tenantId, [row.hostId], 'sensor-v3'),
        control.facts(tenantId, row.hostId),
        control.watches(tenantId, row),
        store.tenant(tenantId),
      ]);
      const known = { eligibility: found[0], facts, watches, overrides: tenant?.overrides ?? [] };
      return { body: serverDetailShape(row, known, catalogue) };
    },
    diagnoseServer: async ({ tenantId, id, within }) => {
      const row = await hostOf(store, tenantId, id, within);
      const value = (await control.diagnose(tenantId, row.hostId)).map(diagnosisShape);
      return { body: { server: serverShape(row, catalogue), value } };
    },
    supportBundle: async ({ tenantId, id, query }) => {
      const row = await hostOf(store, tenantId, id);
      const found = await supportCaseOf(context, tenantId, row, query.names);
      const file = await supportBundle(found, context.identity.sha256);
      const name = query.names ? row.name.toLowerCase().replace(/[^a-z0-9-]/g, '-') : 'server';
      return { file, type: 'application/zip', name: `support-${name}.zip` };
    },
    ...serverHoldHandlers(context),
    importEvidence: async ({ tenantId, query, body, principal }) => {
      const outcome = await control.importEvidence(principal.actor, tenantId, {
        bytes: requireFile(body),
        fileName: query.fileName,
        observedAt: query.observedAt === undefined ? undefined : fromRfc3339(query.observedAt),
        map: query.map === undefined ? undefined : mapOf(query.map),
        host: query.host,
        dryRun: query.dryRun,
      });
      return { body: evidenceResultShape(outcome) };
    },
    diagnoseFile: async ({ tenantId, query, body }) => {
      if (!explainFile) throw new ProblemError('reader-failed', 'This server explains no files.');
      const now = control.now(tenantId);
      const { fileName: name, host, modifiedAt, observedAt } = query;
      const file = { bytes: requireFile(body), name, host, now };
      return {
        body: await explainFile({
          ...file,
          modifiedAt: modifiedAt === undefined ? now : (fromRfc3339(modifiedAt) ?? now),
          saidAt: observedAt === undefined ? undefined : fromRfc3339(observedAt),
        }),
      };
    },
    check: async ({ tenantId, body, principal, within }) => {
      const outcome = await control.check(principal.actor, tenantId, body.selector, body.refresh, within);
      const problems = withoutHosts(outcome.problems, within);
      return { body: checkSummaryShape({ ...outcome, problems }, catalogue) };
    },
  };
}

/** The hosts that a number of a campaign counts, of those that the caller sees. */
async function sinceAsked(
  { control: { store }, clocks }: ApiContext,
  tenantId: TenantId,
  text: string,
  within: HostFilter | undefined,
): Promise<HostFilter> {
  const [, which, reference = ''] = /^(joined|gone|ready)\/(.+)$/.exec(text) ?? [];
  const campaignId = await campaignAsked(store, tenantId, reference, within);
  const campaign = await store.campaign(tenantId, campaignId);
  // To somebody who sees a part of the hosts it is like one that nobody joined.
  if (campaign === undefined) return { hostIds: [] };
  return { ...(await sinceFilter({ store, clocks }, campaign, which as SinceNumber)), within };
}

type SinceNumber = Parameters<typeof sinceFilter>[2];

function twoPlaces(): ProblemError {
  return new ProblemError(
    'request-invalid',
    'A page begins behind the one before (after) or at a place (skip), not at both.',
    {
      errors: [{ at: 'querystring.skip', message: 'not together with after' }],
    },
  );
}

/** The file that a request carries. @throws ProblemError('request-invalid'). */
export function requireFile(body: unknown): Uint8Array {
  if (!(body instanceof Uint8Array) || body.length === 0)
    throw new ProblemError('request-invalid', 'The body is empty: send the file itself.');
  return body;
}

function filterOf(
  query: Query<'listServers'>,
  { actor, seenSince, now }: { readonly actor: string; readonly seenSince: Instant; readonly now: Instant },
): HostFilter {
  return {
    hostIds: query.id?.map((id) => as<HostId>(id)),
    search: query.search === '' ? undefined : query.search,
    migrationState: query.state,
    verdict: query.verdict,
    disposition: query.disposition,
    site: query.site?.map((site) => (site === noSite ? '' : site)),
    domain: query.domain,
    moveState: query.moveState,
    reason: query.reason,
    onlyReason: query.onlyReason,
    protection: query.protection && { which: query.protection, seenSince },
    wave: query.wave,
    proof: query.proof,
    evidenceAge: query.evidenceAge && { which: query.evidenceAge, now },
    commitDue: query.commitDue === undefined ? undefined : spanOf(query.commitDue),
    concern: query.whose && {
      campaignsOf: query.whose.includes('mine') ? actor : undefined,
      hasOpenTask: query.whose.includes('needs-you'),
    },
  };
}

/** The contract has let through two instants only. */
function spanOf(text: string): NonNullable<HostFilter['commitDue']> {
  const [from = 0, to = 0] = text.split('/').map((part) => fromRfc3339(part) ?? 0);
  return { from, to };
}

function wantsCsv(request: FastifyRequest): boolean {
  const accept = request.headers.accept ?? '';
  return /\btext\/csv\b/.test(accept) && !/\bapplication\/json\b/.test(accept);
}

type Shapes = (rows: readonly HostRow[]) => Promise<Server[]>;

/** Servers of a page with what was asked for beside them. */
function shapesWith(
  { control, catalogue }: ApiContext,
  wanted: readonly ServerExtra[],
  { tenantId, isWhole }: { readonly tenantId: TenantId; readonly isWhole: boolean },
): Shapes {
  return async (rows) => {
    const extras = await extrasOf(control.store, wanted, { tenantId, rows, isWhole, now: control.now(tenantId) });
    return rows.map((row) => serverShape(row, catalogue, extras(row)));
  };
}

/** So many are read at once where each page is sorted anew; what stands beside them is read for fewer. */
const rowsOfLong = 5_000;
const rowsAtOnce = 200;

/** The whole selection as a file, read page by page while it is sent. */
function csvOf(
  context: ApiContext,
  asked: {
    readonly tenantId: TenantId;
    readonly filter: HostFilter;
    readonly order: ServerOrder;
    readonly wanted: readonly ServerExtra[];
    readonly shapes: Shapes;
  },
) {
  const { tenantId, filter, order, wanted, shapes } = asked;
  const isLong = order !== 'name' && order !== '-name';
  const read = (page: PageRequest) =>
    context.control.store.hosts(tenantId, filter, { ...page, ...(isLong ? { top: rowsOfLong, isLong } : {}), order });
  async function* lines() {
    yield serversCsvHead(wanted);
    for await (const rows of pages(read))
      for (let at = 0; at < rows.length; at += rowsAtOnce)
        yield serversCsvLines(await shapes(rows.slice(at, at + rowsAtOnce)), wanted);
  }
  return { file: Readable.from(lines()), type: 'text/csv; charset=utf-8', name: 'servers.csv' };
}

/** `Computer=host.fqdn,OS build=os.build`. @throws ProblemError('request-invalid'). */
function mapOf(text: string): Readonly<Record<string, string>> {
  const map: Record<string, string> = {};
  for (const part of text.split(',')) {
    // A column's name may hold "=", a fact key never does.
    const at = part.lastIndexOf('=');
    const [column, key] = [part.slice(0, Math.max(at, 0)).trim(), part.slice(at + 1).trim()];
    if (column === '' || key === '')
      throw new ProblemError('request-invalid', `"${part}" is not a pair column=factKey.`, {
        errors: [{ at: 'querystring.map', message: 'column=factKey pairs, separated by commas' }],
      });
    map[column] = key;
  }
  return map;
}
