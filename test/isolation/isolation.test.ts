import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Route, type RouteName, routes } from '../../src/contract/routes.ts';
import { wholeNumber } from '../support/whole-number.ts';
import { send } from './answers.ts';
import { type Crew, hire } from './callers.ts';
import { type DrawnRun, drawnRun, routeNames } from './draws.ts';
import { type Game, objectsOfAll, play } from './play.ts';
import { type Objects, requestOf } from './requests.ts';
import { openStream } from './stream.ts';
import { openTenants, type Side } from './tenants.ts';
import { aWatch } from './watch.ts';

/*
 * I18 as a property. Drawn are two or three tenants with everything that they have, and what their people, tokens and collectors ask, about their own
 * things and about those of the others. A failure names the seed; CHANGEGUARD_ISOLATION_SEED=SEED plays that one again, and
 * CHANGEGUARD_ISOLATION_RUNS=100 as many as one likes.
 */
const numberOf = (name: string, otherwise: number, least: number) =>
  process.env[name] === undefined ? otherwise : wholeNumber(name, process.env[name], least, 2_147_483_647);
const first = numberOf('CHANGEGUARD_ISOLATION_SEED', 20_261_127, 0);
const runs = numberOf('CHANGEGUARD_ISOLATION_RUNS', 1, 1);
const seeds = Array.from({ length: runs }, (_, at) => first + at);

/** What is full of names where there is a campaign. */
const tellsOfItself: readonly RouteName[] = [
  ...(['listServers', 'showServer', 'diagnoseServer', 'supportBundle', 'exportTenant', 'listPeople'] as const),
  ...(['listMoves', 'showMove', 'listTasks', 'showTask', 'listPlans', 'showPlan', 'listCampaigns'] as const),
  ...(['showCampaign', 'reportCampaign', 'downloadCampaignReport', 'downloadPeriodReport', 'listLog'] as const),
  ...(['showStatus', 'showCoverage', 'showOverview', 'listReceivers', 'listTokens', 'listUploadTokens'] as const),
  ...(['whoAmI', 'listTenants', 'listStandings', 'showTenant', 'showConnection', 'showPlanDifference'] as const),
];

describe.each(seeds)('with the seed %i', (seed) => {
  test('I18 nothing that a tenant is told holds a mark of another, what others have is answered as what nobody has, and who does nothing keeps every row as it was', {
    timeout: 300_000,
  }, async () => {
    // A failing run is not made smaller: each takes seconds, and what fails says which request it was.
    const [run] = fc.sample(fc.noBias(drawnRun), { seed, numRuns: 1 });
    await playRun(run as DrawnRun).catch((error: Error) => {
      error.message = `CHANGEGUARD_ISOLATION_SEED=${seed} plays this again. ${error.message}`;
      throw error;
    });
  });
});

async function playRun(run: DrawnRun): Promise<void> {
  await using tenants = await openTenants(run);
  const { sides } = tenants;
  const crews = new Map<Side, Crew>();
  for (const side of sides) crews.set(side, await hire(tenants, side));
  for (let turn = 0; turn < 4; turn += 1) {
    await tenants.pass(sides, 10);
    await tenants.tell();
  }
  const watch = await aWatch(tenants);
  const game: Game = { run, tenants, crews, watch, objects: await objectsOfAll(tenants, crews) };

  await playAlone(game);
  // Sessions end when nobody uses them for a while.
  for (const { callers } of crews.values()) for (const caller of callers) await caller.renew();
  // An open stream looks at its credential now and then, and that it was used is kept.
  const address = await tenants.app.listen({ port: 0, host: '127.0.0.1' });
  const streams = await Promise.all(
    sides.flatMap((side) =>
      (crews.get(side)?.listeners ?? []).map(async (caller) => {
        await caller.renew();
        return { side, stream: await openStream(address, caller.headers()) };
      }),
    ),
  );
  const isLast = run.steps[0]?.length ?? 0;
  for (let at = 0; at < isLast; at += 1)
    for (const side of sides) await play(game, side, run.steps[side.at]?.[at] as DrawnRun['aloneSteps'][number], false);
  await tenants.pass(sides, 10);
  await tenants.tell();

  await readEverything({ ...game, objects: await objectsOfAll(tenants, crews) });
  await lookAtRows(game);
  lookAtMessages(game);
  for (const { side, stream } of streams) {
    const { seq } = await tenants.control.store.logHead(side.tenantId);
    const text = await stream.upTo(seq);
    stream.close();
    expect(watch.ownIn(side, text).length).toBeGreaterThan(10);
    expect(watch.foreignIn(side, text)).toEqual([]);
  }
}

/** One acts, with its own engine at work, and the rows of the others stay byte for byte what they were. */
async function playAlone(game: Game): Promise<void> {
  const { run, tenants, watch } = game;
  const side = tenants.sides[run.alone] as Side;
  const before = await watch.look();
  for (const step of run.aloneSteps) await play(game, side, step, true);
  const after = await watch.look();
  expect(after.get(side.tenantId)).not.toEqual(before.get(side.tenantId));
  for (const { tenantId } of tenants.sides.filter((one) => one !== side)) {
    expect(before.get(tenantId)?.length).toBeGreaterThan(50);
    expect(after.get(tenantId)).toEqual(before.get(tenantId));
  }
}

/** Everything that can be read, by an administrator: it is full of the tenant's own, and empty of the others. */
async function readEverything({ tenants, crews, watch, objects }: Game): Promise<void> {
  const { app, sides } = tenants;
  await watch.look();
  for (const side of sides) {
    const told = new Set<RouteName>();
    const callers = (crews.get(side)?.callers ?? []).filter(({ role }) => role === 'administrator');
    for (const name of routeNames.filter((one) => routes[one].method === 'GET')) {
      const route: Route = routes[name];
      for (let turn = 0; turn < (route.path.includes('{id}') || name.startsWith('download') ? 4 : 1); turn += 1) {
        const pick = <T>(from: readonly T[], at = 0) => from[(turn + at) % Math.max(from.length, 1)];
        const request = requestOf(name, { own: side, named: objects.get(side) as Objects, pick });
        const headers = callers[turn % callers.length]?.headers() ?? {};
        const answer = await send(app, { ...request, method: 'GET', headers, tenant: undefined, ifMatch: undefined });
        expect([name, request.path, watch.foreignIn(side, answer.text)]).toEqual([name, request.path, []]);
        if (answer.status === 200 && watch.ownIn(side, answer.text).length > 0) told.add(name);
      }
    }
    expect([...told]).toEqual(expect.arrayContaining([...tellsOfItself]));
    const { status, text } = await send(app, {
      ...{ method: 'GET', path: '/metrics', body: undefined, tenant: undefined, ifMatch: undefined },
      headers: callers[0]?.headers() ?? {},
    });
    // Sums over all are for those who run the installation.
    expect([status, sides.flatMap((one) => watch.ownIn(one, text))]).toEqual([403, []]);
  }
}

/** What lies in the rows of a tenant is its own too, and most of what the others have was never said to it. */
async function lookAtRows({ tenants: { sides }, watch }: Game): Promise<void> {
  const rows = await watch.look();
  for (const side of sides) {
    const text = (rows.get(side.tenantId) ?? []).join('\n');
    expect(watch.foreignInRows(side, text)).toEqual([]);
    const others = sides.filter((one) => one !== side).reduce((sum, one) => sum + watch.count(one), 0);
    expect(side.said.size).toBeLessThan(others / 3);
  }
}

/** Messages, copies of the log, and lines of the engine's own log. */
function lookAtMessages({ tenants, watch }: Game): void {
  const { sides, desks, lines } = tenants;
  for (const side of sides) {
    const heard = desks.heardBy(side.marks.stem);
    for (const [way, texts] of Object.entries(heard)) {
      expect([way, texts.some((text) => watch.ownIn(side, text).length > 0)]).toEqual([way, true]);
      for (const text of texts) expect([way, text, watch.foreignIn(side, text)]).toEqual([way, text, []]);
    }
    for (const { text } of lines.filter(({ tenant }) => tenant === side.tenantId))
      expect([text, watch.foreignIn(side, text)]).toEqual([text, []]);
    for (const text of tenants.heardByAll().filter((one) => one.includes(side.tenantId)))
      expect([text, watch.foreignIn(side, text)]).toEqual([text, []]);
  }
}
