import type { CampaignId, HostId, MoveId, TaskId, TenantId } from './ids.ts';
import { type ProblemRef, problem } from './problem.ts';
import type { Instant } from './time.ts';

/** Everything a person must do or decide is a task. */
export type TaskKind =
  | 'portal-start'
  | 'portal-rollback'
  | 'rollback-kept'
  | 'acknowledge-failure'
  | 'overdue'
  | 'commit-decision'
  | 'commit-unproven'
  | 'campaign-tripped'
  | 'cap-exceeded'
  | 'gate-decision'
  | 'gate-question'
  | 'start-decision'
  | 'accept-feature-loss'
  | 'unpin'
  | 'aftercare-rpc-auditing'
  | 'aftercare-event-auditing'
  | 'aftercare-action-account'
  | 'cleanup-uninstall-v2'
  | 'cleanup-remove-npcap'
  | 'support-case';

export type TaskState = 'open' | 'done' | 'declined' | 'withdrawn';

/** A way to complete a task. `needsReason` asks for a sentence; `warning` says what cannot be undone. */
export interface TaskChoice {
  readonly choice: string;
  readonly title: string;
  readonly needsReason: boolean;
  readonly warning?: string | undefined;
}

/** A task as a rule proposes it. `key` makes opening it twice harmless. */
export interface TaskDraft {
  readonly key: string;
  readonly kind: TaskKind;
  readonly title: string;
  /** What to press, where, and how it will be proved; one step a line. */
  readonly steps: readonly string[];
  readonly hostId?: HostId | undefined;
  readonly moveId?: MoveId | undefined;
  readonly campaignId?: CampaignId | undefined;
  readonly dueAt?: Instant | undefined;
  readonly choices: readonly TaskChoice[];
  /** Keys of tasks that must be closed first. */
  readonly after?: readonly string[] | undefined;
  readonly warning?: string | undefined;
}

export interface Task extends TaskDraft {
  readonly tenantId: TenantId;
  readonly taskId: TaskId;
  readonly state: TaskState;
  readonly owner: string;
  readonly openedAt: Instant;
  readonly closedAt?: Instant | undefined;
  readonly closedBy?: string | undefined;
  readonly choice?: string | undefined;
  readonly because?: string | undefined;
  readonly version: number;
}

/**
 * What people call a task: its kind, and the server that it is about. Unique among open tasks of an estate whose short names are;
 * where it is not, the id is asked for.
 */
export function taskName(task: Pick<Task, 'kind'>, server: string | null | undefined): string {
  return server ? `${task.kind}:${server}` : task.kind;
}

/** Which choice an answer means; the only one may be left out. Refused when it is not offered, or when it needs a reason and has none. */
export function choose(
  task: Pick<TaskDraft, 'choices'>,
  answer: { readonly choice?: string | undefined; readonly because?: string | undefined },
): { readonly ok: true; readonly choice: TaskChoice } | { readonly ok: false; readonly problem: ProblemRef } {
  const only = task.choices.length === 1 ? task.choices[0] : undefined;
  const choice = answer.choice === undefined ? only : task.choices.find((offered) => offered.choice === answer.choice);
  if (!choice) {
    const offered = task.choices.map((item) => item.choice).join(', ');
    return { ok: false, problem: problem('task-choice-invalid', `The choices are: ${offered}.`) };
  }
  if (choice.needsReason && (answer.because ?? '').trim().length < 3) {
    return { ok: false, problem: problem('task-choice-invalid', `"${choice.choice}" needs a reason.`) };
  }
  return { ok: true, choice };
}
