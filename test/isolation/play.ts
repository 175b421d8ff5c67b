import { expect } from 'vitest';
import { type Route, type RouteName, routes } from '../../src/contract/routes.ts';
import { type Answer, send } from './answers.ts';
import { type Caller, type Crew, isAble } from './callers.ts';
import type { DrawnRun, Step } from './draws.ts';
import { unlike } from './marks.ts';
import { type Objects, objectsOf, type Request, requestOf, unlikeRequest } from './requests.ts';
import type { Side, Tenants } from './tenants.ts';
import type { Watch } from './watch.ts';

/** What is known in the middle of a run. */
export interface Game {
  readonly run: DrawnRun;
  readonly tenants: Tenants;
  readonly crews: ReadonlyMap<Side, Crew>;
  readonly watch: Watch;
  /** By what the things of each are asked for, as of the last look. */
  readonly objects: ReadonlyMap<Side, Objects>;
}

/** Without an id in their path, and nevertheless about what they name: an answer to it tells nothing of who else has it. */
const asksByName: readonly RouteName[] = [
  ...(['check', 'verify', 'rollback', 'draftPlan', 'makePlan', 'applyPlan'] as const),
  ...(['listServers', 'listMoves', 'listTasks', 'listLog', 'signIn', 'makeTenant', 'addPerson'] as const),
];
/** What they say stays with whoever asks: with the same words they answer the same, but for what they made. */
const keepsWhatItSays: readonly RouteName[] = [
  ...(['makeToken', 'changeTenant', 'addReceiver', 'makeUploadToken', 'importEvidence', 'diagnoseFile'] as const),
];

export async function objectsOfAll(tenants: Tenants, crews: Game['crews']): Promise<Game['objects']> {
  const found = new Map<Side, Objects>();
  for (const side of tenants.sides) found.set(side, await objectsOf(side, crews.get(side) as Crew));
  return found;
}

/** One step of one side; every answer to it holds what must hold. */
export async function play(game: Game, side: Side, step: Step, isAlone: boolean): Promise<void> {
  const { tenants, objects } = game;
  const others = tenants.sides.filter((one) => one !== side);
  const other = others[step.pick % others.length] as Side;
  // Whoever tries to sign in as somebody leaves a line in the log of that person's tenant.
  const isAbout = step.about === 'foreign' && !(isAlone && step.route === 'signIn') ? other : side;
  const pick = <T>(from: readonly T[], at = 0) => from[Math.floor(step.pick / 7 ** at) % Math.max(from.length, 1)];
  const request = requestOf(step.route, { own: side, named: objects.get(isAbout) as Objects, pick });
  const tenant = tenantOf(step, side, other, objects);
  const caller = callerOf(game, side, step);
  const asks = async (asked: Request, named: string | undefined): Promise<Answer> => {
    const ifMatch = await versionOf(step.route, side, asked.path);
    const { method } = routes[step.route];
    return send(tenants.app, { ...asked, method, headers: caller.headers(), tenant: named, ifMatch });
  };
  const answer = await asks(request, tenant);
  look(game, side, step, request, tenant, answer);
  await takeBack(game, side, step.route, caller, answer);
  const isElsewhere = step.tenant.startsWith('foreign') && routes[step.route].scope === 'tenant';
  if (isAbout !== side || isElsewhere) {
    const changed = new Map<string, string>();
    const stems = others.map(({ marks }) => marks.stem);
    const { nobody } = game.run;
    const ofNobody = isAbout === side ? request : unlikeRequest(request, { stems, nobody }, changed);
    // Not merely unlike: the name that is unlike that of another is one that a tenant may have given itself by now.
    const noTenant = isElsewhere && tenant !== undefined ? `no ${unlike(tenant, stems, nobody, changed)}` : tenant;
    const twin = await asks(ofNobody, noTenant);
    look(game, side, step, ofNobody, noTenant, twin);
    compare(step, request, changed, answer, twin);
    await takeBack(game, side, step.route, caller, twin);
  }
  if (step.turns) await tenants.pass(isAlone ? [side] : tenants.sides, 1);
}

/** Nothing of the others is told; what an accepted request said of them itself is theirs to hear from then on. */
function look(
  { watch }: Game,
  side: Side,
  step: Step,
  { path, body }: Request,
  tenant: string | undefined,
  answer: Answer,
) {
  const said = `${decodeURIComponent(path.replaceAll('+', ' '))} ${tenant} ${body instanceof Uint8Array ? new TextDecoder().decode(body) : JSON.stringify(body)}`;
  const foreign = watch.foreignIn(side, answer.text, said);
  if (foreign.length > 0)
    expect.fail(
      `${told(step, path)} answers ${answer.status} and tells ${foreign.join(', ')} of another tenant:\n${around(answer.text, foreign[0] ?? '')}`,
    );
  if (answer.code === 'internal-error') expect.fail(`${told(step, path)}: ${answer.text}`);
  if (answer.status === 401 && routes[step.route].role !== 'public') expect.fail(`${told(step, path)}: ${answer.text}`);
  watch.hear(side, said, answer.status < 400 && routes[step.route].method !== 'GET');
}

/** The answer about what others have is that about what nobody has, but for what the request itself said. */
function compare(step: Step, { path }: Request, changed: ReadonlyMap<string, string>, answer: Answer, twin: Answer) {
  if (changed.size === 0) return;
  const route: Route = routes[step.route];
  const isElsewhere = step.tenant.startsWith('foreign') && route.scope === 'tenant';
  const inFull = isElsewhere || route.path.includes('{id}') || asksByName.includes(step.route);
  if (!inFull && !keepsWhatItSays.includes(step.route)) return;
  const said = (text: string) =>
    [...changed].sort(([a], [b]) => b.length - a.length).reduce((so, [from, to]) => so.replaceAll(from, to), text);
  const [got, expected] =
    inFull || answer.status >= 400 ? [said(answer.comparable), said(twin.comparable)] : [answer.status, twin.status];
  if (got !== expected)
    expect(got, `${told(step, path)}: what another tenant has is answered as what nobody has`).toBe(expected);
}

/** A part of a text that is long enough to be recognised. */
function around(text: string, part: string): string {
  const at = text.toLowerCase().indexOf(part);
  return text.slice(Math.max(0, at - 600), at + 300);
}

function told({ route, about, tenant }: Step, path: string): string {
  return `${route} ${routes[route].method} ${path} (about ${about}, tenant ${tenant})`;
}

function tenantOf({ tenant }: Step, side: Side, other: Side, objects: Game['objects']): string | undefined {
  if (tenant === 'unsaid') return undefined;
  if (tenant === 'foreign by name') return objects.get(other)?.tenantName;
  return tenant === 'foreign' ? other.tenantId : side.tenantId;
}

function callerOf({ crews }: Game, side: Side, step: Step): Caller {
  const { callers } = crews.get(side) as Crew;
  const route: Route = routes[step.route];
  const able = step.isAble ? callers.filter(({ role }) => isAble(role, route.role)) : callers;
  return able[step.caller % able.length] as Caller;
}

/** The version that a change of something of one's own is based on. */
async function versionOf(
  name: RouteName,
  { world: { store }, tenantId }: Side,
  path: string,
): Promise<string | undefined> {
  const route: Route = routes[name];
  if (!route.ifMatch) return undefined;
  if (name === 'changeTenant') return `"${(await store.tenant(tenantId))?.version}"`;
  const id = decodeURIComponent(path.split('/')[2] ?? '');
  const found = (await store.campaigns(tenantId)).find(
    ({ campaignId, name: named }) => campaignId === id || named === id,
  );
  return `"${found?.version ?? 1}"`;
}

/** What would end what others ask for: a session, the tenant itself, its connection. */
async function takeBack(
  { tenants, crews }: Game,
  side: Side,
  name: RouteName,
  caller: Caller,
  answer: Answer,
): Promise<void> {
  if (answer.status >= 400) return;
  if (name === 'signOut') await caller.renew();
  if (['revokeUploadToken', 'postUpload', 'putUpload'].includes(name))
    for (const one of crews.get(side)?.callers ?? []) if (one.role === 'upload') await one.renew();
  if (name === 'archiveTenant') {
    const headers =
      crews
        .get(side)
        ?.callers.find(({ role }) => role === 'administrator')
        ?.headers() ?? {};
    const body = { because: 'The test goes on.' };
    for (const path of ['/tenant/reopen', '/connection/arm'])
      await send(tenants.app, { method: 'POST', path, body, headers, tenant: undefined, ifMatch: undefined });
  }
}
