import { as, type TaskId, type TenantId } from '../../domain/ids.ts';
import { ProblemError } from '../../domain/problem.ts';
import type { Task } from '../../domain/task.ts';
import { taskShape } from '../../report/task.ts';
import { type Handlers, nextLink } from '../call.ts';
import type { ApiContext } from '../context.ts';
import { hostNames, hostOf } from './references.ts';

type TaskHandlers = Pick<Handlers, 'listTasks' | 'showTask' | 'completeTask' | 'declineTask'>;

export function taskHandlers({ control }: ApiContext): TaskHandlers {
  const { store } = control;
  const shaped = async (tenantId: TenantId, task: Task) => {
    const host = task.hostId === undefined ? undefined : await store.host(tenantId, task.hostId);
    return { body: taskShape(task, host?.name ?? null) };
  };
  return {
    listTasks: async ({ tenantId, query, request }) => {
      const hostId = query.server === undefined ? undefined : (await hostOf(store, tenantId, query.server)).hostId;
      const filter = { state: query.state, kind: query.kind, hostId };
      const page = await store.tasks(tenantId, filter, { top: query.top, after: query.after });
      const names = await hostNames(
        store,
        tenantId,
        page.value.map((task) => task.hostId),
      );
      const value = page.value.map((task) =>
        taskShape(task, task.hostId === undefined ? null : (names.get(task.hostId) ?? null)),
      );
      return { body: { value, ...nextLink(request, page.after) } };
    },
    showTask: async ({ tenantId, id }) => {
      const task = await store.task(tenantId, as<TaskId>(id));
      if (task === undefined) throw new ProblemError('not-found', 'There is no such task.');
      return shaped(tenantId, task);
    },
    completeTask: async ({ tenantId, id, body, principal }) =>
      shaped(tenantId, await control.completeTask(principal.actor, tenantId, as<TaskId>(id), body)),
    declineTask: async ({ tenantId, id, body, principal }) =>
      shaped(tenantId, await control.declineTask(principal.actor, tenantId, as<TaskId>(id), body.because)),
  };
}
