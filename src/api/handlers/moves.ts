import { as, type HostId, type MoveId } from '../../domain/ids.ts';
import { ProblemError } from '../../domain/problem.ts';
import { coverageShape } from '../../report/coverage.ts';
import { moveShape } from '../../report/move.ts';
import { overviewShape } from '../../report/overview.ts';
import { problemShape } from '../../report/problem.ts';
import { statusShape } from '../../report/status.ts';
import { taskShape } from '../../report/task.ts';
import { workersShape } from '../../report/workers.ts';
import { type Handlers, nextLink } from '../call.ts';
import type { ApiContext } from '../context.ts';
import { campaignAsked, hostNames, hostOf, hostsWithin, isWithin } from './references.ts';
import { withoutHosts } from './sight.ts';

type MoveHandlers = Pick<
  Handlers,
  'listMoves' | 'showMove' | 'rollback' | 'verify' | 'showStatus' | 'showOverview' | 'showCoverage'
>;

export function moveHandlers(context: ApiContext): MoveHandlers {
  return { ...readingHandlers(context), ...actingHandlers(context) };
}

function readingHandlers(context: ApiContext): Omit<MoveHandlers, 'rollback' | 'verify'> {
  const { control, clocks } = context;
  const { store } = control;
  return {
    listMoves: async ({ tenantId, query, request, within }) => {
      const { campaign, server } = query;
      const filter = {
        campaignId: campaign === undefined ? undefined : await campaignAsked(store, tenantId, campaign, within),
        hostIds: server === undefined ? undefined : [(await hostOf(store, tenantId, server, within)).hostId],
        state: query.state,
        wave: query.wave,
        waitingFor: query.waiting,
        inFlight: query.inFlight,
        within,
      };
      const page = await store.moves(tenantId, filter, { top: query.top, after: query.after });
      const names = await hostNames(
        store,
        tenantId,
        page.value.map((row) => row.hostId),
      );
      const now = control.now(tenantId);
      const value = page.value.map((row) => moveShape(row, names.get(row.hostId) ?? unnamed(row.hostId), now));
      return { body: { value, ...nextLink(request, page.after) } };
    },
    showMove: async ({ tenantId, id, within }) => {
      const row = await store.move(tenantId, as<MoveId>(id));
      if (row === undefined || !(await isWithin(store, tenantId, row.hostId, within)))
        throw new ProblemError('not-found', 'There is no such move.');
      const host = await store.host(tenantId, row.hostId);
      return { body: moveShape(row, host ?? unnamed(row.hostId), control.now(tenantId)) };
    },
    showStatus: async ({ tenantId }) => {
      const [outcome, counts] = await Promise.all([control.status(tenantId), store.hostCounts(tenantId)]);
      const { twin } = context;
      const isTwin = twin?.tenantId === tenantId;
      const clock = isTwin ? { kind: 'twin' as const, rate: twin.clock().rate } : { kind: 'wall' as const, rate: 1 };
      // On any other store this process is the only one that there can be.
      const workers = store.description.kind === 'server' ? await store.workers() : undefined;
      return { body: statusShape(outcome, counts, clock, workers && workersShape(workers, clocks.machineNow())) };
    },
    showOverview: async ({ tenantId }) => ({
      body: overviewShape(await control.overview(tenantId), context.catalogue),
    }),
    showCoverage: async ({ tenantId, within }) => {
      const hosts = within === undefined ? undefined : await hostsWithin(store, tenantId, within);
      const ids = hosts?.map(({ hostId }) => hostId);
      return { body: coverageShape(await control.coverage(tenantId, ids), control.now(tenantId)) };
    },
  };
}

/** A host of which nothing but its id is known here. */
function unnamed(hostId: HostId) {
  return { name: hostId, site: '' };
}

function actingHandlers({ control }: ApiContext): Pick<MoveHandlers, 'rollback' | 'verify'> {
  return {
    rollback: async ({ tenantId, body, query, principal, within }) => {
      const { selector, because } = body;
      const rows = await control.rollback(principal.actor, tenantId, selector, because, query.dryRun, within);
      const now = control.now(tenantId);
      const value = rows.map((row) => ({
        move: moveShape(row.move, row.host, now),
        task: row.task === null ? null : taskShape(row.task, row.host),
        problem: row.problem === null ? null : problemShape(row.problem),
      }));
      return { body: { value } };
    },
    verify: async ({ tenantId, body, principal, within }) => {
      const outcome = await control.verify(principal.actor, tenantId, body.selector, body.refresh, within);
      const now = control.now(tenantId);
      const moves = outcome.moves.map((row) => moveShape(row.move, row.host, now));
      const complete = moves.filter((move) => move.isProven).length;
      const problems = withoutHosts(outcome.problems, within).map((found) => ({
        code: found.code,
        detail: found.detail,
      }));
      return { body: { moves, complete, incomplete: moves.length - complete, problems } };
    },
  };
}
