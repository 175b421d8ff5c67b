import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dayMs, hourMs, secondMs } from '../../src/domain/time.ts';
import { type Engine, openEngine } from '../../src/main/engine.ts';
import { Dice } from '../../src/twin/dice.ts';
import { sampleCredentials } from '../../src/twin/twin.ts';
import { startPostgres } from '../support/postgres.ts';
import { worldStartAt } from '../support/world.ts';
import { audit, type Findings } from './audit.ts';
import { Fleet } from './fleet.ts';
import { type DrilledTenant, Operator } from './operator.ts';
import { SharedClock } from './shared-clock.ts';
import { Striker } from './striker.ts';
import { recordTakeovers, type Takeover, takeoversOf } from './takeovers.ts';

interface DrillOrder {
  readonly servers: number;
  readonly tenants: number;
  readonly secondsBetweenKills: number;
  readonly seed: number;
  /** It failed when it takes longer. */
  readonly minutes: number;
  /** Ends when every server is observed; else the week of observation is played as well. */
  readonly isShort: boolean;
  readonly say: (line: string) => void;
}

interface DrillOutcome extends Findings {
  readonly seconds: number;
  readonly kills: number;
  /** Of which in the moment in which a start was answered. */
  readonly aimed: number;
  readonly restarts: number;
  /** Of which while servers were migrating. */
  readonly restartsUnderWay: number;
  /** What was left by whoever was killed, and taken over when its hold was over. */
  readonly takeovers: readonly Takeover[];
}

/** While servers are only observed. */
const quietRate = 10_000;
/** While the crew is restarted: what migrates shall not be over before the last of it is back. */
const restartRate = 20;
const lookEveryMs = 500;
const crew = ['serve', 'worker-1', 'worker-2', 'worker-3'] as const;

/** Plays an installation of several processes whose members are killed, and looks afterwards whether anybody could tell. */
export async function drill(order: DrillOrder): Promise<DrillOutcome> {
  const folder = mkdtempSync(join(tmpdir(), 'cg-drill-'));
  const postgres = await startPostgres();
  const clock = new SharedClock({ at: worldStartAt, wallAt: Date.now(), rate: 0 });
  const controlKey = `drill-${order.seed}`;
  const store = await postgres.createDatabase('drill');
  const given = { store, seed: order.seed, controlKey, estates: estatesOf(order) };
  const fleet = new Fleet(given, clock, (name) => directoryFor(folder, name));
  const place = { kind: 'server', url: store } as const;
  const clocks = clock.clocks();
  const engine = await openEngine({ place, kind: 'worker', logLevel: 'fatal', environment: {}, clocks });
  try {
    const operator = new Operator(engine, controlKey);
    return await drillWith({ engine, operator, fleet, clock, store, folder, order, startedAt: performance.now() });
  } finally {
    await fleet.end();
    await engine.close();
    await postgres.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Surroundings {
  readonly engine: Engine;
  readonly operator: Operator;
  readonly fleet: Fleet;
  readonly clock: SharedClock;
  readonly store: string;
  readonly folder: string;
  readonly order: DrillOrder;
  readonly startedAt: number;
}

async function drillWith(surroundings: Surroundings): Promise<DrillOutcome> {
  const { fleet, store, order, startedAt, operator } = surroundings;
  await recordTakeovers(store);
  const tenants = await connectAll(surroundings);
  const striker = new Striker({ fleet, store, names: crew, dice: new Dice(order.seed, 'kills'), order, tenants });
  for (const tenant of tenants) await operator.start(tenant);
  fleet.setRate(busyRate(order));
  const run = { ...surroundings, tenants, striker };
  // Somebody is killed again and again, until every server is observed. In between everybody is restarted as for an upgrade, while the rest goes on.
  await until(run, 'observed', observed, Math.ceil(order.servers / 3));
  const restarts = await restartInTurn(run);
  order.say(`the crew was restarted in good order, ${restarts.underWay} of ${restarts.all} while servers migrated`);
  await until(run, 'observed', observed);
  if (!order.isShort) await passTheWeek(run);
  await Promise.all(crew.map((name) => fleet.stop(name)));
  const findings = await auditAll(run);
  const left = fleet.failures.map((failure) => `I14 ${failure}`);
  return {
    ...findings,
    violations: [...findings.violations, ...left],
    seconds: (performance.now() - startedAt) / 1_000,
    kills: striker.kills,
    aimed: striker.aimed,
    restarts: restarts.all,
    restartsUnderWay: restarts.underWay,
    takeovers: await takeoversOf(store),
  };
}

/** Starts every process, and connects each tenant to its cloud. */
async function connectAll({ fleet, folder, operator, order }: Surroundings): Promise<readonly DrilledTenant[]> {
  const { urls = [] } = await fleet.start('twin', 'twin');
  const secretFile = join(folder, 'secret');
  writeFileSync(secretFile, sampleCredentials.clientSecret);
  const tenants: DrilledTenant[] = [];
  for (const url of urls) tenants.push(await operator.connect(url, capOf(order), secretFile));
  order.say(`${order.servers} servers of ${tenants.length} tenants are connected`);
  await Promise.all(crew.map((name) => fleet.start(name, name === 'serve' ? 'serve' : 'worker')));
  order.say('a server and three workers are ready');
  return tenants;
}

interface Run extends Surroundings {
  readonly tenants: readonly DrilledTenant[];
  readonly striker: Striker;
}
/**
 * How fast the clock of the tenants goes while servers are started: a reading of 15 minutes must outlive the way from there to sending, which takes the longer
 * the more servers there are.
 */
function busyRate({ servers }: DrillOrder): number {
  return Math.min(240, Math.max(60, 12_000 / servers));
}

function estatesOf({ servers, tenants, seed }: DrillOrder) {
  return Array.from({ length: tenants }, (_, index) => ({
    hosts: Math.floor(servers / tenants) + (index < servers % tenants ? 1 : 0),
    seed: seed + index,
    troubledShare: 0,
  }));
}

/** A fifth of a tenant's servers at once, so that there is a queue while members are killed. */
function capOf({ servers, tenants }: DrillOrder): number {
  return Math.max(4, Math.floor(servers / tenants / 5));
}

function directoryFor(folder: string, name: string): string {
  const directory = join(folder, name);
  mkdirSync(directory, { recursive: true });
  chmodSync(directory, 0o700);
  return directory;
}

/** The week: collectors bring their evidence before it ends, and what ends is committed. */
async function passTheWeek(run: Run): Promise<void> {
  const { fleet, operator, tenants, order, clock } = run;
  const untilAt = clock.now() + 6 * dayMs;
  fleet.setRate(quietRate);
  while (clock.now() < untilAt) await pause(run);
  fleet.setRate(0);
  order.say('six days have passed; collectors bring their facts');
  for (const tenant of tenants) await operator.collect(tenant);
  fleet.setRate((2 * dayMs) / (60 * secondMs));
  await until(run, 'committed', ['committed']);
  // The last look of a campaign comes after the last commit.
  const finishedAt = clock.now() + 2 * hourMs;
  while (clock.now() < finishedAt) await pause(run);
}

const observed = ['observing', 'committed'];
/** Of many servers that stand still the first say why. */
const mostTold = 20;

async function until(run: Run, what: string, moveState: readonly string[], enough = run.order.servers): Promise<void> {
  const { tenants, order, operator, striker, engine } = run;
  for (let before = -1; ; ) {
    const page = { top: 1, isCounted: true };
    const pages = await Promise.all(tenants.map(({ tenantId }) => engine.store.hosts(tenantId, { moveState }, page)));
    const counts = pages.map(({ total = 0 }) => total);
    const reached = counts.reduce((sum, count) => sum + count, 0);
    if (reached !== before) order.say(`${reached} of ${order.servers} ${what}, ${striker.kills} kills`);
    before = reached;
    if (reached >= enough) return;
    for (const tenant of tenants) await operator.decide(tenant);
    await pause(run);
  }
}

/** A moment, in which somebody may be killed. @throws when the drill takes too long. */
async function pause(run: Run): Promise<void> {
  const { striker, order, startedAt } = run;
  if (performance.now() - startedAt > order.minutes * 60_000)
    throw new Error(`I14 The drill did not end within ${order.minutes} minutes.\n${await whatIsLeft(run)}`);
  await striker.look();
  await new Promise((resolve) => setTimeout(resolve, lookEveryMs));
}

/** Servers that are not there yet, with what they wait for: whoever finds that nothing moves any more needs to know what. */
async function whatIsLeft({ engine, tenants, clock }: Run): Promise<string> {
  const { store } = engine;
  const lines: string[] = [`It is ${new Date(clock.now()).toISOString()} in the drill.`];
  for (const { tenantId } of tenants) {
    const [moves, tasks, campaigns, readings] = await Promise.all([
      store.moves(tenantId, { phase: ['waiting', 'inFlight', 'ended'] }, { top: mostTold }),
      store.tasks(tenantId, { state: ['open'] }, { top: mostTold }),
      store.campaigns(tenantId),
      store.readings(tenantId),
    ]);
    for (const { hostId, state, waitingFor, schedule, attempt } of moves.value)
      lines.push(JSON.stringify({ hostId, attempt, state, waitingFor, schedule }));
    for (const { kind, hostId, openedAt } of tasks.value) lines.push(JSON.stringify({ task: kind, hostId, openedAt }));
    for (const { state, progress } of campaigns)
      lines.push(JSON.stringify({ campaign: state, steering: progress.steering }));
    lines.push(JSON.stringify(readings));
  }
  return lines.join('\n');
}

/** One after the other, as for an upgrade: whoever stops in good order ends with 0. Nobody is killed meanwhile, and the clock goes on slowly. */
async function restartInTurn({
  fleet,
  striker,
  engine,
  tenants,
  order,
}: Run): Promise<{ all: number; underWay: number }> {
  let underWay = 0;
  fleet.setRate(restartRate);
  await striker.rest();
  for (const name of crew) {
    const moving = tenants.map(({ tenantId }) => engine.store.moves(tenantId, { phase: ['inFlight'] }, { top: 1 }));
    if ((await Promise.all(moving)).some(({ value }) => value.length > 0)) underWay += 1;
    const code = await fleet.stop(name);
    if (code !== 0) fleet.failures.push(`${name} ended with ${code} when it was stopped.`);
    await fleet.start(name, name === 'serve' ? 'serve' : 'worker');
  }
  striker.goOn();
  fleet.setRate(busyRate(order));
  return { all: crew.length, underWay };
}

async function auditAll({ engine, operator, tenants, fleet }: Run): Promise<Findings> {
  const requests = await fleet.requests();
  const all: Findings[] = [];
  for (const [index, tenant] of tenants.entries()) {
    const own = requests.filter((request) => request.tenant === index);
    all.push(await audit(engine, operator, tenant, own));
  }
  const sum = (of: (findings: Findings) => number) => all.reduce((total, findings) => total + of(findings), 0);
  return {
    links: sum(({ links }) => links),
    requests: sum((findings) => findings.requests),
    attempts: sum(({ attempts }) => attempts),
    doubleEffects: sum(({ doubleEffects }) => doubleEffects),
    missing: sum(({ missing }) => missing),
    mostInFlight: Math.max(...all.map(({ mostInFlight }) => mostInFlight)),
    violations: all.flatMap(({ violations }) => violations),
  };
}
