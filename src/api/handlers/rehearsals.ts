import type { RehearsalState } from '../../contract/rehearsals.ts';
import type { TenantId } from '../../domain/ids.ts';
import { ProblemError } from '../../domain/problem.ts';
import { instantOrNull } from '../../report/instant.ts';
import { courseShape, rehearsalShape } from '../../report/rehearsal.ts';
import type { Handlers } from '../call.ts';
import type { ApiContext } from '../context.ts';
import { digestOf } from './references.ts';

type RehearsalHandlers = Pick<
  Handlers,
  'rehearsePlan' | 'showRehearsal' | 'showRehearsalCourse' | 'listRehearsalFaults'
>;

export function rehearsalHandlers({ control, rehearsals }: ApiContext): RehearsalHandlers {
  const stateOf = async (tenantId: TenantId, digest: string): Promise<RehearsalState> => {
    const standing = rehearsals?.standing(tenantId, digest);
    const kept = await control.rehearsal(tenantId, digest);
    const rehearsal = kept ? rehearsalShape(kept) : null;
    if (standing?.kind === 'failed') return { state: 'failed', progress: null, problem: standing.problem, rehearsal };
    if (standing === undefined) return { state: kept ? 'done' : 'none', progress: null, problem: null, rehearsal };
    const { done, of, clockAt } = standing;
    return { state: 'running', progress: { done, of, clockAt: instantOrNull(clockAt) }, problem: null, rehearsal };
  };
  return {
    rehearsePlan: async ({ tenantId, id, body, principal }) => {
      const { plan } = await control.plan(tenantId, await digestOf(control.store, tenantId, id));
      if (!rehearsals) throw new ProblemError('rehearsal-failed', 'This server plays no rehearsals.');
      await rehearsals.begin(tenantId, principal.actor, { ...body, plan });
      return { body: await stateOf(tenantId, plan.digest) };
    },
    listRehearsalFaults: async () => ({ body: { value: [...(rehearsals?.faults() ?? [])] } }),
    showRehearsalCourse: async ({ tenantId, id }) => {
      const kept = await control.rehearsal(tenantId, await digestOf(control.store, tenantId, id));
      if (!kept) throw new ProblemError('course-missing', 'No rehearsal of this plan is kept.');
      const { course } = kept.rehearsal;
      if (!course)
        throw new ProblemError('course-missing', 'The rehearsal that is kept was played before courses were.');
      return { body: courseShape(kept, course) };
    },
    showRehearsal: async ({ tenantId, id }) => ({
      body: await stateOf(tenantId, await digestOf(control.store, tenantId, id)),
    }),
  };
}
