import { createHash } from 'node:crypto';
import { canonicalJson, type Json } from '../../src/domain/canonical.ts';
import { Retryable } from '../../src/domain/problem.ts';
import { dayMs, hourMs, minuteMs } from '../../src/domain/time.ts';
import type { EngineContext } from '../../src/engine/context.ts';
import type { Store } from '../../src/engine/ports/store.ts';
import { tick } from '../../src/engine/tick.ts';
import { lagOf } from '../support/fault-orders.ts';
import { aWorld, type World } from '../support/world.ts';
import { violationsAtEnd, violationsAtStop, violationsOfLink } from './checkers/all.ts';
import type { Sent, Sight } from './checkers/checker.ts';
import { Chronicle } from './chronicle.ts';
import { type Draw, seededDraw } from './draw.ts';
import { OwnFaultCount, type Strike, strickenStore } from './own-faults.ts';
import { People } from './people.ts';
import { type Scenario, type Smaller, scenarioOf } from './scenario.ts';
import { injectAll } from './twin-faults.ts';

/** What one seeded campaign came to. */
export interface CampaignOutcome {
  readonly seed: number;
  readonly hosts: number;
  readonly waves: number;
  /** How it ended, or how it stood when its time was over. */
  readonly state: string;
  readonly events: number;
  readonly stops: number;
  readonly simulatedHours: number;
  readonly violations: readonly string[];
  readonly fired: Readonly<Record<string, number>>;
  /** SHA-256 over every byte of the log (I15). */
  readonly logDigest: string;
}

/** After the last server is committed, long enough for what is settled by then to be told. */
const tailMs = 4 * hourMs;
const mostStops = 20_000;

/**
 * Plays one campaign to its end: an estate, a plan in waves, faults of the cloud, of the servers and of our own side, and people, all from the seed.
 * Engine, store and connector are the real ones; only Microsoft's side is the twin. The engine looks every few minutes or hours of the turned
 * clock, as one on a slow machine would: a missed look may cost time and nothing else.
 */
export async function playCampaign(store: Store, seed: number, smaller: Smaller = {}): Promise<CampaignOutcome> {
  const scenario = scenarioOf(seed, smaller);
  const play = new Play(scenario);
  const world = await aWorld({
    seed,
    estate: scenario.estate,
    startAt: scenario.startAt,
    store: strickenStore(store, (isMark) => play.strike(isMark)),
    onRequest: (method, path, at, body) => play.noteRequest(method, path, at, body),
  });
  return play.run(world);
}

/** A disk that hangs does it for longer than any reading of the service is believed: then everything that spoke for a start has to be asked again. */
const stallMinutes = { least: 16, most: 60 } as const;

class Play {
  readonly #scenario: Scenario;
  readonly #draw: Draw;
  readonly #count = new OwnFaultCount();
  readonly #chronicle = new Chronicle();
  readonly #violations = new Set<string>();
  #sent: Sent[] = [];
  #listReadAt = 0;
  #isStricken = false;
  #pendingKill = false;
  #world: World | undefined;
  #longestPauseMs = 0;

  constructor(scenario: Scenario) {
    this.#scenario = scenario;
    this.#draw = seededDraw(scenario.seed, 'machine');
  }

  async run(world: World): Promise<CampaignOutcome> {
    this.#world = world;
    const { seed, startAt, days, estate, faults, own } = this.#scenario;
    const people = new People({ world, chronicle: this.#chronicle, scenario: this.#scenario, count: this.#count });
    await this.#read(world);
    const plan = await people.begin();
    await this.#read(world);
    const going = plan.waves.flatMap((wave) => wave.hosts.map(({ name }) => name));
    injectAll(world, faults, { first: going.slice(0, 5), last: going.at(-1) ?? '' }, startAt);
    if (own.includes('daylight-saving-day')) this.#count.note('daylight-saving-day');
    this.#isStricken = true;
    let stops = 0;
    let overAt: number | null = null;
    let contexts = this.#controllers(world);
    for (; stops < mostStops; stops += 1) {
      const now = world.twin.clock.now();
      await this.#look(contexts, world);
      if (this.#pendingKill) {
        this.#pendingKill = false;
        contexts = this.#controllers(world);
      }
      await this.#read(world);
      await people.act(now, plan);
      await this.#read(world);
      for (const one of violationsAtStop(this.#sight(world, this.#sent))) this.#violations.add(one);
      this.#sent = [];
      overAt ??= this.#isOver() ? now : null;
      if (now >= startAt + days * dayMs || (overAt !== null && now >= overAt + tailMs)) break;
      await this.#turn(world);
    }
    this.#isStricken = false;
    const end = [...(await violationsAtEnd(this.#sight(world, []))), ...people.violations];
    for (const one of end) this.#violations.add(one);
    const log = await logOf(world);
    return {
      seed,
      hosts: estate.servers.length,
      waves: plan.waves.length,
      state: [...this.#chronicle.campaigns.values()].map(({ state }) => state).join(', '),
      events: log.events,
      stops,
      simulatedHours: (world.twin.clock.now() - startAt) / hourMs,
      violations: [...this.#violations],
      fired: { ...world.twin.faultsFired(), ...this.#count.fired },
      logDigest: log.digest,
    };
  }

  /** Asked before every transaction: whether it fails, and how. A mark is seldom made, and only a slow disk is asked about. */
  strike(isMark: boolean): Strike | undefined {
    if (!this.#isStricken) return undefined;
    const { own } = this.#scenario;
    if (own.includes('slow-disk') && this.#draw.below(isMark ? 4 : 60) === 0) {
      this.#count.note('slow-disk');
      return { late: () => this.#stall() };
    }
    if (isMark) return undefined;
    if (own.includes('disk-full') && this.#draw.below(60) === 0) {
      this.#count.note('disk-full');
      return 'before';
    }
    if (own.includes('kill') && this.#draw.below(80) === 0) {
      this.#count.note('kill');
      this.#pendingKill = true;
      return this.#draw.chance(50) ? 'before' : 'after';
    }
    return undefined;
  }

  /** The world goes on while a transaction waits for the disk. */
  #stall(): void {
    if (this.#world === undefined) return;
    const { twin } = this.#world;
    const ms = this.#draw.between(stallMinutes.least, stallMinutes.most) * minuteMs;
    this.#longestPauseMs = Math.max(this.#longestPauseMs, ms);
    twin.clock.advanceBy(ms);
    twin.step();
  }

  noteRequest(method: string, path: string, at: number, body: string): void {
    if (method === 'GET' && path.endsWith('/sensorMigration')) this.#listReadAt = at;
    if (method !== 'POST' || !path.endsWith('/migrate')) return;
    const asked = JSON.parse(body) as Readonly<Record<string, unknown>>;
    const sensorIds = Object.values(asked).find((value) => Array.isArray(value)) as readonly string[];
    const campaignStates = new Map([...this.#chronicle.campaigns.values()].map((one) => [one.campaignId, one.state]));
    const held = [...this.#chronicle.hosts.values()].filter(({ isHeld }) => isHeld).map(({ firstFqdn }) => firstFqdn);
    this.#sent.push({ at, sensorIds, listReadAt: this.#listReadAt, campaignStates, held });
  }

  /** One engine, or two that know nothing of each other. A new one remembers nothing of the one before. */
  #controllers({ context }: World): readonly EngineContext[] {
    const workers = this.#scenario.own.includes('two-controllers') ? ['one', 'two'] : ['one'];
    return workers.map((worker) => ({ ...context, worker }));
  }

  async #look(contexts: readonly EngineContext[], { tenantId }: World): Promise<void> {
    const untilQuiet = async (context: EngineContext) => {
      for (let round = 0; round < 10; round += 1) if (await tick(context, tenantId)) return;
    };
    if (contexts.length > 1) this.#count.note('two-controllers');
    const outcomes = await Promise.allSettled(contexts.map(untilQuiet));
    for (const outcome of outcomes) {
      // The loop of the product says "not now" and looks again; anything else would end up in its error log.
      if (outcome.status === 'rejected' && !(outcome.reason instanceof Retryable)) {
        const { reason } = outcome;
        this.#violations.add(`I14: the engine broke off: ${reason instanceof Error ? reason.stack : reason}`);
      }
    }
  }

  async #read(world: World): Promise<void> {
    await this.#chronicle.readOn(world.store, world.tenantId, (link) => {
      for (const one of violationsOfLink(this.#sight(world, []), link)) this.#violations.add(one);
    });
  }

  /** To the next instant at which anybody has something to do, and never sooner than this machine looks. */
  async #turn(world: World): Promise<void> {
    const { twin, store, tenantId } = world;
    const now = twin.clock.now();
    const kinds = new Set([...this.#chronicle.moves.values()].map(({ state }) => state.kind));
    const isBusy = ['requested', 'migrating', 'external', 'overdue'].some((kind) => kinds.has(kind));
    const { busy, waiting, observing } = this.#scenario.lookEveryMs;
    const pace = isBusy ? busy : kinds.has('queued') ? waiting : observing;
    const due = Math.min((await store.nextDueAt(tenantId)) ?? now + hourMs, twin.nextDueAt() ?? now + hourMs);
    const isJump = this.#scenario.own.includes('clock-jump') && this.#draw.below(40) === 0;
    if (isJump) this.#count.note('clock-jump');
    const pause = isJump ? this.#draw.between(60, 300) * minuteMs : pace;
    const next = Math.max(Math.min(due, now + 6 * hourMs), now + pause);
    this.#longestPauseMs = Math.max(this.#longestPauseMs, next - now);
    twin.clock.advanceTo(next);
    twin.step();
  }

  #isOver(): boolean {
    const campaigns = [...this.#chronicle.campaigns.values()];
    return campaigns.length > 0 && campaigns.every(({ state }) => state === 'finished' || state === 'stopped');
  }

  #sight(world: World, sent: readonly Sent[]): Sight {
    const { faults, seed } = this.#scenario;
    const now = world.twin.clock.now();
    const longestPauseMs = this.#longestPauseMs;
    return { world, chronicle: this.#chronicle, now, sent, longestPauseMs, lagMs: lagOf(faults), seed };
  }
}

async function logOf({ store, tenantId }: World): Promise<{ readonly events: number; readonly digest: string }> {
  const hash = createHash('sha256');
  let count = 0;
  for await (const { link, events } of store.links(tenantId, 0)) {
    count += events.length;
    hash.update(canonicalJson({ link, events } as unknown as Json));
  }
  return { events: count, digest: hash.digest('hex') };
}
