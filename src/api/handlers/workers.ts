import { workerShape } from '../../report/workers.ts';
import type { Handlers } from '../call.ts';
import type { ApiContext } from '../context.ts';
import { requireInstallation } from './access.ts';

export function workerHandlers({ control, clocks }: ApiContext): Pick<Handlers, 'listWorkers'> {
  return {
    listWorkers: async ({ principal }) => {
      requireInstallation(principal, 'Workers work for all tenants');
      const now = clocks.machineNow();
      return { body: { value: (await control.store.workers()).map((row) => workerShape(row, now)) } };
    },
  };
}
