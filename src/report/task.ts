import type { Task as TaskShape } from '../contract/campaigns.ts';
import { type Task, taskName } from '../domain/task.ts';
import { toRfc3339 } from '../domain/time.ts';
import type { HostRow } from '../engine/ports/store.ts';
import { instantOrNull } from './instant.ts';

/** A task with the name of its server, when it has one. */
export function taskShape(task: Task, host: Pick<HostRow, 'name' | 'site'> | null): TaskShape {
  const server = host?.name ?? null;
  return {
    id: task.taskId,
    name: taskName(task, server),
    kind: task.kind,
    title: task.title,
    steps: [...task.steps],
    state: task.state,
    owner: task.owner,
    serverId: task.hostId ?? null,
    server,
    site: host?.site || null,
    moveId: task.moveId ?? null,
    campaignId: task.campaignId ?? null,
    dueAt: instantOrNull(task.dueAt),
    choices: task.choices.map((choice) => ({
      choice: choice.choice,
      title: choice.title,
      needsReason: choice.needsReason,
      warning: choice.warning,
    })),
    // Keys end in the id of the host; people know it by its name.
    after: (task.after ?? []).map((key) =>
      task.hostId !== undefined && server !== null ? key.replace(task.hostId, server) : key,
    ),
    warning: task.warning ?? null,
    openedAt: toRfc3339(task.openedAt),
    closedAt: instantOrNull(task.closedAt),
    closedBy: task.closedBy ?? null,
    choice: task.choice ?? null,
    because: task.because ?? null,
    version: task.version,
  };
}
