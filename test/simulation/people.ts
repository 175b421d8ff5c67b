import { as, type CampaignId, type HostId, type TaskId } from '../../src/domain/ids.ts';
import type { Plan } from '../../src/domain/plan/document.ts';
import { ProblemError } from '../../src/domain/problem.ts';
import { dayMs, hourMs } from '../../src/domain/time.ts';
import type { World } from '../support/world.ts';
import type { Chronicle, TaskStory } from './chronicle.ts';
import { type Draw, seededDraw } from './draw.ts';
import type { OwnFaultCount } from './own-faults.ts';
import type { Scenario } from './scenario.ts';

const operator = 'user:anna';
const approvers = ['user:ben', 'user:carla', 'user:dora'] as const;
const because = 'Drawn from the seed.';
/** How often somebody imports what the collectors brought: less than a day, for which host facts are believed. */
const collectEveryMs = 20 * hourMs;

/** Servers that are held at a time. */
const mostHeld = 2;

/** Operators and approvers, drawn from the seed: what they do, how late, and what they forget. */
export class People {
  readonly #world: World;
  readonly #chronicle: Chronicle;
  readonly #scenario: Scenario;
  readonly #draw: Draw;
  /** Of its own, so that who is held moves nothing else that people do. */
  readonly #holds: Draw;
  readonly #count: OwnFaultCount;
  /** When somebody turns to a task. */
  readonly #turns = new Map<string, number>();
  readonly violations: string[] = [];
  #collectedAt = Number.NEGATIVE_INFINITY;
  #heldAt: number | null = null;
  #rolledBack = false;
  #withdrawnAt: number | null = null;
  /** Until when people hold a server, by its id. */
  readonly #heldUntil = new Map<string, number>();

  constructor(given: { world: World; chronicle: Chronicle; scenario: Scenario; count: OwnFaultCount }) {
    this.#world = given.world;
    this.#chronicle = given.chronicle;
    this.#scenario = given.scenario;
    this.#count = given.count;
    this.#draw = seededDraw(given.scenario.seed, 'people');
    this.#holds = seededDraw(given.scenario.seed, 'holds');
  }

  /** A plan, approved by others where it asks for it, and applied. Without approval it must be refused. */
  async begin(): Promise<Plan> {
    const { control, tenantId } = this.#world;
    const { rules, order, channel, demand, own } = this.#scenario;
    if (demand === 'host') await this.#collect();
    const waivers = await this.#waivers();
    const plan = await control.makePlan(operator, tenantId, {
      selector: 'all',
      name: 'simulated',
      channel,
      demand,
      waves: { canary: true, strata: ['site'], order },
      rules: { ...rules, floor: { ...rules.floor, waivers } },
    });
    if (plan.rules.approval.people > 0) {
      await this.#mustRefuse(() => control.apply(operator, tenantId, plan, false), 'I3: a plan began unapproved.');
      await this.#mustRefuse(
        () => control.decideOnPlan(operator, tenantId, plan.digest, { decision: 'approve' }, false),
        'I3: an author approved the own plan.',
      );
      await this.#approve(plan);
    }
    const applies = [control.apply(operator, tenantId, plan, false)];
    // Somebody presses twice: the second must find the first, and begin nothing.
    if (own.includes('double-click')) {
      applies.push(control.apply(operator, tenantId, plan, false));
      this.#count.note('double-click');
    }
    const outcomes = await Promise.allSettled(applies);
    const begun = await this.#world.store.campaigns(tenantId);
    if (begun.length !== 1) this.violations.push(`I12: ${applies.length} presses began ${begun.length} campaigns.`);
    if (begun.length === 0 && outcomes[0]?.status === 'rejected') throw outcomes[0].reason;
    return plan;
  }

  /** What people do at an instant. */
  async act(now: number, plan: Plan): Promise<void> {
    if (now >= this.#collectedAt + collectEveryMs) await this.#collect();
    await this.#changeMind(now, plan);
    await this.#holdServers(now);
    for (const task of this.#chronicle.openTasks()) {
      const turn = this.#turns.get(task.taskId) ?? task.openedAt + this.#delay();
      this.#turns.set(task.taskId, turn);
      if (now < turn) continue;
      this.#turns.set(task.taskId, now + this.#delay());
      await this.#tolerant(() => this.#doTask(task));
    }
  }

  async #doTask(task: TaskStory): Promise<void> {
    const { control, tenantId } = this.#world;
    const choice = this.#choose(task);
    if (choice === undefined) {
      if (task.kind === 'portal-rollback')
        await control.declineTask(operator, tenantId, as<TaskId>(task.taskId), because);
      return;
    }
    const host = task.hostId && this.#chronicle.hosts.get(task.hostId)?.name;
    if (task.kind === 'portal-rollback' && host) this.#world.twin.portal.rollback(host);
    if (task.kind === 'portal-start' && host) {
      if (this.#world.twin.portal.migrate(host).accepted) this.#world.portalStarts.push(host);
    }
    const press = () => control.completeTask(operator, tenantId, as<TaskId>(task.taskId), { choice, because });
    if (!this.#scenario.own.includes('double-click')) {
      await press();
      return;
    }
    const outcomes = await Promise.allSettled([press(), press()]);
    this.#count.note('double-click');
    const done = outcomes.filter((outcome) => outcome.status === 'fulfilled').length;
    if (done > 1) this.violations.push(`I12: two presses completed ${task.kind} ${done} times.`);
    for (const outcome of outcomes)
      if (outcome.status === 'rejected' && !(outcome.reason instanceof ProblemError)) throw outcome.reason;
  }

  #choose({ kind, choices }: TaskStory): string | undefined {
    const has = (choice: string) => (choices.includes(choice) ? choice : undefined);
    switch (kind) {
      case 'acknowledge-failure':
        return (this.#draw.chance(65) ? has('retry') : undefined) ?? has('accept') ?? choices[0];
      case 'campaign-tripped':
        return this.#draw.chance(95) ? has('resume') : has('stop');
      case 'gate-decision':
        return (this.#draw.chance(96) ? (has('continue') ?? has('leave-out')) : has('stop')) ?? choices[0];
      case 'gate-question':
        return this.#draw.chance(85) ? has('yes') : has('no');
      case 'commit-decision':
        return this.#draw.chance(60) ? has('let-commit') : has('roll-back');
      case 'portal-rollback':
        return this.#draw.chance(80) ? choices[0] : undefined;
      default:
        return choices[this.#draw.below(choices.length)];
    }
  }

  /** Somebody pauses and goes on, asks for a way back, takes an approval back, or ends it all. */
  async #changeMind(now: number, plan: Plan): Promise<void> {
    const { control, tenantId, store } = this.#world;
    const [campaign] = [...this.#chronicle.campaigns.values()];
    if (campaign === undefined) return;
    const id = as<CampaignId>(campaign.campaignId);
    const order = async (verb: 'pause' | 'resume' | 'stop' | 'abort') =>
      this.#tolerant(() => control.hold(operator, tenantId, id, { verb, because, way: 'roll-back' }, false));
    if (campaign.state === 'paused' && now > (this.#heldAt ?? 0) + hourMs) await order('resume');
    if (campaign.state === 'running') {
      if (this.#draw.below(150) === 0) {
        this.#heldAt = now;
        await order('pause');
      } else if (this.#draw.below(3_000) === 0) await order(this.#draw.chance(50) ? 'stop' : 'abort');
    }
    const observed = [...this.#chronicle.moves.values()].filter((move) => move.state.kind === 'observing');
    if (!this.#rolledBack && observed.length > 0 && this.#draw.below(60) === 0) {
      this.#rolledBack = true;
      const host = this.#chronicle.hosts.get(observed[this.#draw.below(observed.length)]?.hostId ?? '');
      if (host) await this.#tolerant(() => control.rollback(operator, tenantId, host.name, because, false));
    }
    if (plan.rules.approval.people === 0) return;
    const [someone] = approvers;
    if (this.#withdrawnAt === null && this.#scenario.own.includes('approval-withdrawn') && observed.length > 0) {
      this.#withdrawnAt = now;
      await this.#tolerant(() => control.withdrawFromPlan(someone, tenantId, plan.digest, { because }, false));
      if ((await store.approvals(tenantId, [plan.digest])).some((one) => one.withdrawn !== null))
        this.#count.note('approval-withdrawn');
    } else if (this.#withdrawnAt === null || now > this.#withdrawnAt + 5 * hourMs) await this.#approve(plan);
  }

  /** Somebody holds a server, mostly one that waits, and releases it some hours later. */
  async #holdServers(now: number): Promise<void> {
    for (const [hostId, until] of this.#heldUntil)
      if (now >= until && (await this.#orderServer(hostId, 'release'))) this.#heldUntil.delete(hostId);
    if (this.#heldUntil.size >= mostHeld || this.#holds.below(40) > 0) return;
    const queued = [...this.#chronicle.moves.values()].filter(({ state }) => state.kind === 'queued');
    const among = this.#holds.chance(80) && queued.length > 0 ? queued : [...this.#chronicle.hosts.values()];
    const hostId = among[this.#holds.below(among.length)]?.hostId;
    const until = now + this.#holds.between(1, 12) * hourMs;
    if (hostId !== undefined && (await this.#orderServer(hostId, 'hold'))) this.#heldUntil.set(hostId, until);
  }

  async #orderServer(hostId: string, verb: 'hold' | 'release'): Promise<boolean> {
    const { control, tenantId, store } = this.#world;
    const id = as<HostId>(hostId);
    let isDone = false;
    await this.#tolerant(async () => {
      const version = (await store.host(tenantId, id))?.version;
      await control.holdHost(operator, tenantId, id, { verb, because, version }, false);
      isDone = true;
    });
    return isDone;
  }

  /** The whole plan, or the wave that is open; whoever approved already is refused, and that is right. */
  async #approve(plan: Plan): Promise<void> {
    const { control, tenantId } = this.#world;
    const { people, perWave } = plan.rules.approval;
    const [campaign] = [...this.#chronicle.campaigns.values()];
    const wave = perWave ? (campaign?.openWave ?? 1) : 0;
    const given = [...this.#chronicle.approvals.values()].filter(
      (one) => one.wave === wave && one.withdrawnAt === null,
    );
    for (const person of approvers.slice(0, people)) {
      if (given.some((one) => one.person === person)) continue;
      const decision = { decision: 'approve', ticket: 'CHG0001', ...(perWave ? { wave } : {}) } as const;
      await this.#tolerant(() => control.decideOnPlan(person, tenantId, plan.digest, decision, false));
    }
  }

  async #collect(): Promise<void> {
    const { twin, control, tenantId } = this.#world;
    this.#collectedAt = twin.clock.now();
    await this.#tolerant(() => this.#world.collect(...twin.estate().map((server) => server.name)));
    if (!this.#scenario.own.includes('corrupt-evidence')) return;
    // A ZIP whose directory points into nothing.
    const bytes = Uint8Array.from([0x50, 0x4b, 3, 4, ...Array.from({ length: 60 }, () => this.#draw.below(256))]);
    const host = [...this.#chronicle.hosts.values()][0]?.name;
    this.#count.note('corrupt-evidence');
    await this.#tolerant(() =>
      control.importEvidence(operator, tenantId, {
        bytes,
        fileName: 'MDEClientAnalyzerResult.zip',
        host,
        dryRun: false,
      }),
    );
  }

  /** A site or domain with one server may be without it for the time of the campaign. */
  async #waivers() {
    const { store, tenantId, twin } = this.#world;
    const counts = new Map<string, number>();
    for (const { site, domain, hosts } of await store.protection(tenantId, 0))
      for (const [of, name] of [
        ['site', site],
        ['domain', domain],
      ] as const)
        counts.set(`${of}:${name}`, (counts.get(`${of}:${name}`) ?? 0) + hosts);
    return [...counts].flatMap(([key, hosts]) => {
      const [of = '', name = ''] = key.split(':');
      const expiresAt = twin.clock.now() + 20 * dayMs;
      return hosts === 1 ? [{ of: of as 'site' | 'domain', name, because, expiresAt }] : [];
    });
  }

  #delay(): number {
    const { least, most } = this.#scenario.reactionMs;
    return this.#draw.between(least, most);
  }

  /** Refusals are part of life, and so is a store that cannot be reached; anything else is a fault of ours. */
  async #tolerant(work: () => Promise<unknown>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error;
    }
  }

  async #mustRefuse(work: () => Promise<unknown>, otherwise: string): Promise<void> {
    try {
      await work();
      this.violations.push(otherwise);
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error;
    }
  }
}
