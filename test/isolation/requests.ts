import { type Route, type RouteName, routes } from '../../src/contract/routes.ts';
import { type Plan, planDigest } from '../../src/domain/plan/document.ts';
import { routeSamples } from '../api/route-samples.ts';
import { sha256 } from '../support/identity.ts';
import type { Crew } from './callers.ts';
import { unlike } from './marks.ts';
import type { Side } from './tenants.ts';

/** By what the things of a tenant are asked for: ids, and names where there are some. */
interface Things {
  readonly [kind: string]: readonly string[];
}

export interface Objects {
  readonly tenantId: string;
  readonly tenantName: string;
  readonly things: Things;
  readonly plans: readonly Plan[];
}

export async function objectsOf({ world: { store }, tenantId }: Side, { people, tokens }: Crew): Promise<Objects> {
  const { hosts, moves, tasks, campaigns, plans } = await store.views(tenantId);
  const documents = await Promise.all(plans.map(({ digest }) => store.planDocument(tenantId, digest)));
  const receivers = await store.receivers(tenantId);
  const names = new Map(hosts.map(({ hostId, name }) => [hostId, name]));
  return {
    tenantId,
    tenantName: (await store.tenant(tenantId))?.name ?? '',
    plans: documents.filter((one) => one !== undefined),
    things: {
      servers: hosts.flatMap(({ hostId, name, fqdn }) => [hostId, name, fqdn]),
      sites: [...new Set(hosts.flatMap(({ site }) => site ?? []))],
      moves: moves.map(({ moveId }) => moveId),
      tasks: tasks.flatMap(({ taskId, kind, hostId }) => [
        taskId,
        `${kind}:${names.get(hostId ?? ('' as never)) ?? 'none'}`,
      ]),
      campaigns: campaigns.flatMap(({ campaignId, name }) => [campaignId, name]),
      plans: plans.flatMap(({ digest }) => [digest, digest.slice(0, 12)]),
      receivers: receivers.flatMap(({ receiverId, name }) => [receiverId, name]),
      'upload-tokens': (await store.uploadTokens(tenantId)).map(({ tokenId }) => tokenId),
      tokens,
      people,
      tenants: [tenantId],
    },
  };
}

export interface Request {
  readonly path: string;
  readonly body: unknown;
}

/** Draws one of several. */
type Pick = <T>(from: readonly T[], at?: number) => T | undefined;

/** Who asks, and whose things the request is about. */
interface Told {
  readonly own: Side;
  readonly named: Objects;
  readonly pick: Pick;
}

export function requestOf(name: RouteName, { own, named, pick }: Told): Request {
  const route: Route = routes[name];
  const [, kind = ''] = route.path.split('/');
  const id = pick(named.things[kind] ?? []) ?? 'none';
  const path = `${route.path.replace('{id}', encodeURIComponent(id))}${queryOf(name, { own, named, pick })}`;
  return { path, body: bodyOf(name, id, { own, named, pick }) };
}

function queryOf(name: RouteName, { own, named: { things }, pick }: Told): string {
  const one = (kind: string, at = 1) => pick(things[kind] ?? [], at) ?? 'none';
  const queries: Partial<Record<RouteName, readonly Readonly<Record<string, string>>[]>> = {
    listServers: [
      { with: 'attempt,roles', count: 'true' },
      { search: one('servers').slice(0, 6) },
      { site: one('sites') },
    ],
    listMoves: [{}, { server: one('servers') }, { campaign: one('campaigns') }],
    listTasks: [{}, { server: one('servers') }],
    listLog: [
      {},
      { subjectId: one('servers', 0), order: 'oldest' },
      { subjectType: 'campaign', subjectId: one('campaigns') },
    ],
    showPlanDifference: [{ with: one('plans', 2) }],
    supportBundle: [{ names: 'true' }, { names: 'false' }],
    downloadCampaignReport: [
      { format: 'html' },
      { format: 'json', for: 'manager' },
      { format: 'pack' },
      { names: 'false' },
    ],
    downloadPeriodReport: ['html', 'json', 'pack'].map((format) => ({
      ...{ from: '2026-03-01T00:00:00Z', to: '2026-12-01T00:00:00Z', format },
    })),
    importEvidence: [{ fileName: `${own.marks.next()}.csv` }, { host: one('servers') }],
    diagnoseFile: [{ fileName: `${own.marks.next()}.csv`, host: one('servers') }],
    postUpload: [{ fileName: `${own.marks.next()}.csv` }],
    putUpload: [{ fileName: `${own.marks.next()}.csv` }],
  };
  const query = pick(queries[name] ?? [], 3) ?? {};
  return Object.keys(query).length === 0 ? '' : `?${new URLSearchParams({ ...query })}`;
}

/** A valid body: every reason and name of it is made up by whoever asks, and what it names belongs to whom it is about. */
function bodyOf(name: RouteName, id: string, { own, named, pick }: Told): unknown {
  const sample = routeSamples[name].body;
  if (sample === undefined) return undefined;
  const text = () => `${own.spice} ${own.marks.next()} ${own.spice}`.trim();
  const one = (kind: string, at = 1) => pick(named.things[kind] ?? [], at) ?? 'none';
  if (sample instanceof Uint8Array) {
    const row = `${one('servers', 2)},${own.marks.next()}.example,${one('sites')},${own.marks.next()}`;
    return new TextEncoder().encode(`Name,Domain,Site,Tags\n${row}\n`);
  }
  const selector = pick(['all', one('servers'), `site:${one('sites')}`, one('servers', 4)], 5);
  const plan = pick(named.plans) ?? (sample as { plan?: Plan }).plan;
  const because = text();
  const bodies: Partial<Record<RouteName, unknown>> = {
    signIn: { name: one('people'), password: 'a wrong horse battery' },
    makeToken: { name: own.marks.next(), role: 'viewer', tenantId: pick([null, named.tenantId], 3) },
    changeRole: { role: pick(['viewer', 'none', 'approver']), tenantId: named.tenantId },
    addPerson: { name: own.marks.next(), role: 'viewer', tenantId: named.tenantId },
    makeTenant: { name: named.tenantName },
    deleteTenant: { name: named.tenantName, because },
    changeTenant: { name: pick([text(), named.tenantName], 3), because },
    connect: { ...(sample as object), directoryId: own.world.twin.credentials.tenantId, clientId: own.marks.next() },
    makeUploadToken: { host: one('servers', 3) },
    check: { selector, refresh: pick([false, true]) },
    verify: { selector, refresh: false },
    rollback: { selector, because },
    draftPlan: { selector, name: text() },
    makePlan: { selector, name: text(), rules: { gate: [{ kind: 'manual', question: text() }] } },
    applyPlan: { plan },
    handInPlan: { plan: named.plans.find(({ digest }) => digest.startsWith(id)) ?? plan },
    approvePlan: { comment: text(), ticket: own.marks.next() },
    resumeCampaign: { because, accept: [one('servers', 3)] },
    abortCampaign: { because, rollBack: true },
    completeTask: { choice: pick(['done', 'let-commit', 'proceed', 'acknowledge'], 1), because },
    addReceiver: {
      name: pick([own.marks.next(), one('receivers')], 3),
      address: (sample as { address: unknown }).address,
    },
  };
  return bodies[name] ?? { ...(sample as object), ...('because' in (sample as object) ? { because } : {}) };
}

/** The same request about things that nobody has; `changed` takes what differs. */
export function unlikeRequest(
  { path, body }: Request,
  others: { readonly stems: readonly string[]; readonly nobody: string },
  changed: Map<string, string>,
): Request {
  const other = (value: string) => unlike(value, others.stems, others.nobody, changed);
  const copy = body === undefined ? undefined : deeply(body, other);
  const [from, to] = [digestIn(body), digestIn(copy)];
  const [, , id = ''] = path.split('/');
  // A plan that is handed in under its digest is one under its own digest also when nobody has it.
  if (from === undefined || to === undefined || !from.startsWith(id) || id === '')
    return { path: other(path), body: copy };
  changed.set(id, to.slice(0, id.length));
  return { path: path.replace(id, to.slice(0, id.length)), body: copy };
}

function deeply(value: unknown, other: (value: string) => string): unknown {
  if (value instanceof Uint8Array) return new TextEncoder().encode(other(new TextDecoder().decode(value)));
  if (typeof value === 'string') return other(value);
  if (Array.isArray(value)) return value.map((one) => deeply(one, other));
  if (typeof value !== 'object' || value === null) return value;
  const copy = Object.fromEntries(Object.entries(value).map(([name, one]) => [name, deeply(one, other)]));
  // A plan says its own digest, and one that does not is refused for that alone.
  return 'digest' in copy ? { ...copy, digest: planDigest(copy as unknown as Plan, sha256) } : copy;
}

function digestIn(body: unknown): string | undefined {
  return (body as { readonly plan?: Plan } | undefined)?.plan?.digest;
}
