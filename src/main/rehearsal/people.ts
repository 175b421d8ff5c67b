import type { ApprovalDemand } from '../../domain/campaign/rules.ts';
import type { CampaignId, TenantId } from '../../domain/ids.ts';
import { ProblemError } from '../../domain/problem.ts';
import { missingProofs } from '../../domain/proof.ts';
import type { Task, TaskKind } from '../../domain/task.ts';
import { hourMs, type Instant, minuteMs } from '../../domain/time.ts';
import type { Control } from '../../engine/control.ts';
import type { MoveRow } from '../../engine/ports/store.ts';
import type { Twin } from '../../twin/twin.ts';
import type { LaidFault } from './fault-orders.ts';

/** How long a stand-in takes from a task to the answer. */
const answerAfterMs = 30 * minuteMs;
/** How often a campaign that tripped is let go on before somebody ends it. */
const mostResumes = 8;
/** Host facts are good for a day. */
const collectEveryMs = 20 * hourMs;
const broughtAtOnce = 200;

/** Said in every result, so that nobody takes the stand-ins for the people of the house. */
export const policy: readonly string[] = [
  'A task is done 30 minutes after it is opened, at any hour.',
  'Approvals that the plan demands are given before the start, and again when they run out.',
  'What is wrong with a server that failed or is overdue is mended, and the server is tried once more; a second failure leaves it on v2.x.',
  `A campaign that tripped goes on without those that failed, by name; the ${mostResumes + 1}th time it is ended.`,
  'A gate that stays undecided is let pass, and servers that cannot start are left out; a question at a gate is answered with yes.',
  'A server whose evidence is complete is let be committed. Where evidence is missing, what is wrong is mended and host facts are collected; no more is decided, and the default of the plan takes over.',
  'A rollback that the plan asks for is pressed in the portal. A server that was rolled back stays pinned.',
  'Where a collector runs today it brings host facts every 20 hours until the evidence of the server is complete.',
  'Aftercare, clean-up and support cases are left open.',
];

const answered: readonly TaskKind[] = [
  'portal-start',
  'portal-rollback',
  'overdue',
  'acknowledge-failure',
  'commit-decision',
  'commit-unproven',
  'gate-decision',
  'gate-question',
  'campaign-tripped',
];
/** What was named first is mended before the campaign goes on. */
const order = new Map(answered.map((kind, at) => [kind as string, at]));

const actor = 'user:stand-in';
const because = 'The stand-in of the rehearsal does so.';

interface Stage {
  readonly control: Control;
  readonly twin: Twin;
  readonly tenantId: TenantId;
  readonly campaignId: CampaignId;
  readonly faults: readonly LaidFault[];
  /** Servers of the plan by the id of the host, as the twin knows them. */
  readonly names: ReadonlyMap<string, string>;
  readonly collecting: ReadonlySet<string>;
  readonly demandsHostFacts: boolean;
}

/** The people of a rehearsal: they do what the policy says, and nothing before its time. */
export class People {
  readonly #stage: Stage;
  readonly #collectedAt = new Map<string, Instant>();
  #resumes = 0;
  #collectAt: Instant;

  constructor(stage: Stage) {
    this.#stage = stage;
    this.#collectAt = stage.twin.clock.now() + collectEveryMs;
  }

  /** Does everything that is due now. @returns when they are due again, and whether anything was done. */
  async act(): Promise<{ readonly nextAt: Instant; readonly hasActed: boolean }> {
    const now = this.#stage.twin.clock.now();
    let hasActed = await this.#collectDue(now);
    let nextAt = this.#collectAt;
    const due: Task[] = [];
    for (const task of await this.#openTasks()) {
      const dueAt = task.openedAt + answerAfterMs;
      if (dueAt > now) nextAt = Math.min(nextAt, dueAt);
      else due.push(task);
    }
    if (await this.#bringEvidence(due.filter(({ kind }) => kind === 'commit-decision'))) hasActed = true;
    for (const task of due) if (await this.#answer(task)) hasActed = true;
    return { nextAt, hasActed };
  }

  /** Host facts of these servers, as their collector would bring them now. */
  async collect(names: readonly string[]): Promise<void> {
    const { control, twin, tenantId } = this.#stage;
    const now = twin.clock.now();
    const documents = names.flatMap((name) => twin.hostFacts(name) ?? []);
    for (const name of names) this.#collectedAt.set(name, now);
    if (documents.length === 0) return;
    const bytes = new TextEncoder().encode(JSON.stringify(documents));
    await control.importEvidence(actor, tenantId, { bytes, fileName: 'host-facts.json', dryRun: false });
  }

  async #openTasks(): Promise<readonly Task[]> {
    const { control, tenantId } = this.#stage;
    const page = await control.store.tasks(tenantId, { state: ['open'], kind: answered }, { top: 200 });
    return [...page.value].sort(
      (a, b) => (order.get(a.kind) ?? 0) - (order.get(b.kind) ?? 0) || (a.key < b.key ? -1 : 1),
    );
  }

  /** A collector that runs every day, on servers of which its facts may still say something that is asked. */
  async #collectDue(now: Instant): Promise<boolean> {
    if (now < this.#collectAt) return false;
    this.#collectAt = now + collectEveryMs;
    const { control, tenantId, campaignId, names, collecting, demandsHostFacts } = this.#stage;
    const due: string[] = [];
    const phases = demandsHostFacts ? (['observing', 'waiting'] as const) : (['observing'] as const);
    for (let after: string | undefined, isLast = false; !isLast; ) {
      const page = await control.store.moves(tenantId, { campaignId, phase: phases }, { top: 200, after });
      for (const move of page.value) {
        const name = names.get(move.hostId);
        if (name !== undefined && collecting.has(name) && this.#wantsFacts(move, name, now)) due.push(name);
      }
      after = page.after;
      isLast = after === undefined;
    }
    await this.collect(due);
    return due.length > 0;
  }

  #wantsFacts(move: MoveRow, name: string, now: Instant): boolean {
    const isOld = (this.#collectedAt.get(name) ?? 0) + collectEveryMs <= now;
    return isOld && (move.schedule.phase === 'waiting' || missingProofs(move.proofs).length > 0);
  }

  async #answer(task: Task): Promise<boolean> {
    const { twin } = this.#stage;
    const name = task.hostId && this.#stage.names.get(task.hostId);
    switch (task.kind) {
      case 'portal-start':
        if (name !== undefined) twin.portal.migrate(name);
        return this.#complete(task, 'started');
      case 'portal-rollback':
        if (name !== undefined) twin.portal.rollback(name);
        return this.#complete(task, 'rolled-back');
      case 'overdue':
        await this.#mend(name);
        return this.#complete(task, 'addressed');
      case 'acknowledge-failure':
        await this.#mend(name);
        return this.#complete(task, (await this.#attemptOf(task)) === 1 ? 'retry' : 'accept');
      case 'commit-unproven':
        return this.#complete(task, 'accepted');
      case 'gate-question':
        return this.#complete(task, 'yes');
      case 'gate-decision':
        return this.#complete(
          task,
          task.choices.some(({ choice }) => choice === 'leave-out') ? 'leave-out' : 'continue',
        );
      case 'campaign-tripped':
        this.#resumes += 1;
        return this.#complete(task, this.#resumes > mostResumes ? 'stop' : 'resume');
      default:
        return false;
    }
  }

  /** Takes from a server whatever was laid on it. */
  async #mend(name: string | undefined): Promise<void> {
    if (name === undefined) return;
    this.#clearFaults(name);
    if (this.#stage.demandsHostFacts) await this.collect([name]);
  }

  #clearFaults(name: string): void {
    const { twin, faults } = this.#stage;
    for (const fault of faults) if (fault.server === name) twin.clearFault(fault.id);
  }

  /**
   * Once for each server: who brought it once has nothing new to bring, and the plan decides. A wave asks for it at one instant, and what one person brings
   * of a hundred servers is one file.
   */
  async #bringEvidence(tasks: readonly Task[]): Promise<boolean> {
    const asked = tasks.flatMap(({ hostId }) => (hostId && this.#stage.names.get(hostId)) ?? []);
    const names = [...new Set(asked)].filter((name) => !this.#broughtBy.has(name));
    for (const name of names) {
      this.#broughtBy.add(name);
      this.#clearFaults(name);
    }
    for (let at = 0; at < names.length; at += broughtAtOnce) await this.collect(names.slice(at, at + broughtAtOnce));
    return names.length > 0;
  }
  readonly #broughtBy = new Set<string>();

  async #attemptOf(task: Task): Promise<number> {
    const move = task.moveId && (await this.#stage.control.store.move(this.#stage.tenantId, task.moveId));
    return move ? move.attempt : 0;
  }

  /** A task that cannot be answered so any more is left to whoever withdraws it. */
  async #complete(task: Task, choice: string): Promise<boolean> {
    const { control, tenantId } = this.#stage;
    try {
      await control.completeTask(actor, tenantId, task.taskId, { choice, because });
      return true;
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error;
      const isDecided = choice !== 'accept' && task.choices.some((one) => one.choice === 'accept');
      return isDecided ? this.#complete(task, 'accept') : false;
    }
  }
}

/** Gives what approvals a plan lacks now, as so many different people. @returns how many were given. */
export async function approve(
  control: Control,
  tenantId: TenantId,
  digest: string,
  { people }: ApprovalDemand,
): Promise<number> {
  const { standings } = await control.plan(tenantId, digest);
  let given = 0;
  for (const { wave, standing } of standings) {
    if (standing.kind === 'granted' || standing.kind === 'refused') continue;
    for (let person = 1; person <= people; person += 1) {
      const decision = { decision: 'approve', ...(wave === 0 ? {} : { wave }), comment: because } as const;
      await control.decideOnPlan(`user:stand-in-approver-${person}`, tenantId, digest, decision, false);
      given += 1;
    }
  }
  return given;
}
