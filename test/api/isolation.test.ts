import { expect, test } from 'vitest';
import { type Route, type RouteName, routes } from '../../src/contract/routes.ts';
import { asked, type Side, type TwoTenants, twoTenants } from './isolation-world.ts';
import { routeSamples } from './route-samples.ts';

/** Members that people fill with whatever they like. */
const free = new Set(['because', 'name', 'comment', 'ticket', 'host', 'directoryId', 'clientId', 'hosts']);
/** They end what the others ask for: a session, the tenant itself. They have tests of their own. */
const leftOut: readonly RouteName[] = ['signOut', 'signIn', 'archiveTenant', 'reopenTenant'];
const bytesWith = (mark: string) => new TextEncoder().encode(`Name,Domain,Site\n${mark}-DC1,${mark}.example,${mark}\n`);

/** A valid body of a route with the side's mark in every free field. */
function bodyOf(name: RouteName, side: Side): unknown {
  const { body } = routeSamples[name];
  return body instanceof Uint8Array ? bytesWith(side.mark) : marked(body, side.mark);
}

function marked(value: unknown, mark: string): unknown {
  if (Array.isArray(value)) return value.map((one) => marked(one, mark));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, one]) => [
      name,
      free.has(name) && typeof one === 'string' ? `${mark} ${name}`.replace(/ /g, '-') : marked(one, mark),
    ]),
  );
}

/** Of what a side got to see: its names and ids, by which it would be recognised elsewhere. */
async function gather({ world, marks, ids }: Side): Promise<void> {
  const { store, tenantId } = world;
  const { hosts, moves, tasks, campaigns, plans } = await store.views(tenantId);
  for (const host of hosts) {
    for (const mark of [host.hostId, host.name, host.fqdn, host.domain, host.site, host.sensorId])
      if (mark) marks.add(mark);
  }
  const [host] = hosts;
  for (const id of [
    host?.hostId,
    host?.name,
    moves[0]?.moveId,
    tasks[0]?.taskId,
    campaigns[0]?.campaignId,
    plans[0]?.digest,
  ])
    if (id) ids.add(id);
  for (const { moveId } of moves) marks.add(moveId);
  for (const { taskId } of tasks) marks.add(taskId);
  for (const { campaignId, name } of campaigns) for (const mark of [campaignId, name]) marks.add(mark);
  for (const { digest } of plans) marks.add(digest);
  for (const { receiverId } of await store.receivers(tenantId)) {
    marks.add(receiverId);
    ids.add(receiverId);
  }
  for (const { tokenId } of [...(await store.tokens(tenantId)), ...(await store.uploadTokens(tenantId))]) {
    marks.add(tokenId);
    ids.add(tokenId);
  }
  const connection = await store.connection(tenantId);
  if (connection) marks.add(connection.connectionId);
}

/** What of another tenant stands in an answer, beyond what the request itself said. */
function foreignIn(text: string, other: Side, own: Side, said: string): readonly string[] {
  const [lower, known] = [text.toLowerCase(), said.toLowerCase()];
  return [...other.marks].filter((mark) => {
    const sought = mark.toLowerCase();
    return !own.marks.has(mark) && lower.includes(sought) && !known.includes(sought);
  });
}

/** What is full of names where there is a campaign. */
const tellsOfItself: readonly RouteName[] = [
  ...(['listServers', 'showServer', 'diagnoseServer', 'check', 'verify', 'exportTenant'] as const),
  ...(['listMoves', 'showMove', 'listTasks', 'showTask', 'listPlans', 'showPlan', 'listCampaigns'] as const),
  ...(['showCampaign', 'reportCampaign', 'downloadCampaignReport', 'downloadPeriodReport', 'listLog'] as const),
  ...(['showStatus', 'showCoverage', 'listReceivers', 'listTokens', 'listUploadTokens', 'whoAmI'] as const),
];

const names = (Object.keys(routes) as RouteName[]).filter((name) => !leftOut.includes(name));

/** Every route in the name of a side: about nothing in particular, its own things, and the other's. */
async function askEverything({ app }: TwoTenants, own: Side, other: Side, take: (found: Found) => void): Promise<void> {
  for (const name of names) {
    const route: Route = routes[name];
    const isById = route.path.includes('{id}');
    // Its own things are only looked at, so that they are still there for the next one who asks.
    const ids = isById ? [...other.ids, 'unknown', ...(route.method === 'GET' ? own.ids : [])] : [''];
    const tenants = route.scope === 'tenant' ? [undefined, other.world.tenantId, `Bank of ${other.mark}`] : [undefined];
    for (const id of ids) {
      for (const tenant of tenants) {
        const path = `${route.path.replace('{id}', encodeURIComponent(id))}${queryOf(name, id)}`;
        const given = { body: bodyOf(name, own), ifMatch: '"1"', ...(tenant === undefined ? {} : { tenant }) };
        const answer = await asked(app, own, route.method, path, given);
        take({ name, id, status: answer.status, text: answer.text, said: `${id} ${tenant ?? ''}` });
      }
    }
  }
}

interface Found {
  readonly name: RouteName;
  readonly id: string;
  readonly status: number;
  readonly text: string;
  readonly said: string;
}

function queryOf(name: RouteName, id: string): string {
  if (name === 'showPlanDifference') return `?with=${encodeURIComponent(id)}`;
  if (name === 'downloadPeriodReport') return '?from=2026-03-01T00:00:00Z&to=2026-12-01T00:00:00Z&format=json';
  return name === 'downloadCampaignReport' ? '?format=html' : '';
}

test('I18 over all routes, streams, messages and lines of the log: nothing that one tenant is told holds a name or an id of the other', {
  timeout: 300_000,
}, async () => {
  await using tenants = await twoTenants();
  const [amber, azure] = tenants.sides;
  const pairs = [
    [amber, azure],
    [azure, amber],
  ] as const;
  // Something of everything: campaigns in flight, tasks, troubles, tokens, evidence, refusals.
  for (const [side] of pairs) {
    const { world, mark } = side;
    world.twin.inject({ kind: 'connection-reset', operation: 'listSensors', count: 2 });
    const request = { selector: 'all', name: `${mark}-campaign`, demand: 'service' } as const;
    const plan = await world.control.makePlan(`user:${mark}`, world.tenantId, request);
    await world.control.apply(`user:${mark}`, world.tenantId, plan, false);
    for (const name of ['makeToken', 'makeUploadToken', 'importEvidence'] as const)
      await asked(tenants.app, side, routes[name].method, routes[name].path, { body: bodyOf(name, side) });
  }
  for (let turn = 0; turn < 6; turn += 1) await tenants.pass(10);
  await Promise.all(pairs.map(([side]) => gather(side)));

  const own = new Set<RouteName>();
  for (const [side, other] of pairs) {
    await askEverything(tenants, side, other, ({ name, id, status, text, said }) => {
      expect([name, id, status, foreignIn(text, other, side, said)]).toEqual([name, id, status, []]);
      if ([...side.marks].some((mark) => text.includes(mark))) own.add(name);
    });
    await gather(side);
  }
  // The search finds what is there: these name something of whoever asks.
  expect([...own]).toEqual(expect.arrayContaining([...tellsOfItself]));

  for (const [side, other] of pairs) {
    const heard = tenants.posts.filter(({ to }) => to === `/${side.mark}`);
    expect(heard.length).toBeGreaterThan(0);
    expect(heard.some(({ body }) => body.includes(side.mark))).toBe(true);
    for (const { body } of heard) expect(foreignIn(body, other, side, '')).toEqual([]);
    for (const { tenant, text } of tenants.lines.filter((line) => line.tenant === side.world.tenantId))
      expect([tenant, foreignIn(text, other, side, '')]).toEqual([tenant, []]);
    const streamed = await streamOf(tenants, side);
    expect(streamed).toContain(side.mark);
    expect(foreignIn(streamed, other, side, '')).toEqual([]);
  }
});

/** Everything that the event stream of a side has from its beginning. */
async function streamOf({ app }: TwoTenants, { token, world }: Side): Promise<string> {
  const address = await app.listen({ port: 0, host: '127.0.0.1' }).catch(() => app.listeningOrigin);
  const { seq } = await world.store.logHead(world.tenantId);
  const stopping = new AbortController();
  const answer = await fetch(`${address}/api/v1/events`, {
    headers: { authorization: `Bearer ${token}`, 'last-event-id': '0.0' },
    signal: stopping.signal,
  });
  let text = '';
  const decoder = new TextDecoder();
  for await (const part of answer.body ?? []) {
    text += decoder.decode(part as Uint8Array, { stream: true });
    if (text.includes(`id: ${seq}.`)) break;
  }
  stopping.abort();
  return text;
}
