import type { TenantId } from '../../domain/ids.ts';
import type { Task } from '../../domain/task.ts';
import { taskShape } from '../../report/task.ts';
import { type Handlers, nextLink } from '../call.ts';
import type { ApiContext } from '../context.ts';
import { hostNames, hostOf, taskOf } from './references.ts';

type TaskHandlers = Pick<Handlers, 'listTasks' | 'showTask' | 'completeTask' | 'declineTask'>;

export function taskHandlers({ control }: ApiContext): TaskHandlers {
  const { store } = control;
  const shaped = async (tenantId: TenantId, task: Task) => {
    const host = task.hostId === undefined ? undefined : await store.host(tenantId, task.hostId);
    return { body: taskShape(task, host ?? null) };
  };
  return {
    listTasks: async ({ tenantId, query, request, within }) => {
      const hostId =
        query.server === undefined ? undefined : (await hostOf(store, tenantId, query.server, within)).hostId;
      const filter = { state: query.state, kind: query.kind, hostId, within };
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
    showTask: async ({ tenantId, id, within }) => shaped(tenantId, await taskOf(store, tenantId, id, within)),
    completeTask: async ({ tenantId, id, body, principal, within }) => {
      const { taskId } = await taskOf(store, tenantId, id, within);
      return shaped(tenantId, await control.completeTask(principal.actor, tenantId, taskId, body));
    },
    declineTask: async ({ tenantId, id, body, principal, within }) => {
      const { taskId } = await taskOf(store, tenantId, id, within);
      return shaped(tenantId, await control.declineTask(principal.actor, tenantId, taskId, body.because));
    },
  };
}
