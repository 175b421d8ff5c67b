import { ProblemError } from '../../domain/problem.ts';
import { logEntryShape, logVerificationShape } from '../../report/log-entry.ts';
import { type Handlers, nextLink } from '../call.ts';
import type { ApiContext } from '../context.ts';

type LogHandlers = Pick<Handlers, 'listLog' | 'verifyLog'>;

export function logHandlers({ control }: ApiContext): LogHandlers {
  const { store } = control;
  return {
    /** A page ends with a whole transaction, so it may hold a few more entries than `top`. */
    listLog: async ({ tenantId, query, request }) => {
      const filter = {
        subjectType: query.subjectType,
        subjectId: query.subjectId,
        kinds: query.kind === undefined ? undefined : [query.kind],
        newestFirst: query.order === 'newest',
      };
      const afterSeq = query.after === undefined ? undefined : seqOf(query.after);
      const events = await store.events(tenantId, { ...filter, afterSeq }, query.top);
      const last = events.at(-1);
      const isMore =
        last !== undefined &&
        events.length >= query.top &&
        (await store.events(tenantId, { ...filter, afterSeq: last.seq }, 1)).length > 0;
      return {
        body: { value: events.map(logEntryShape), ...nextLink(request, isMore ? String(last.seq) : undefined) },
      };
    },
    verifyLog: async ({ tenantId }) => ({ body: logVerificationShape(await control.verifyLog(tenantId)) }),
  };
}

/** @throws ProblemError('request-invalid'). */
function seqOf(after: string): number {
  if (!/^\d{1,15}$/.test(after))
    throw new ProblemError('request-invalid', 'The continuation is not one that a page gave.', {
      errors: [{ at: 'querystring.after', message: 'Use nextLink unchanged.' }],
    });
  return Number(after);
}
