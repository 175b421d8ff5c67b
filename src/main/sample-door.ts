import type { TwinClock as ClockView, TwinActOutcome, TwinDoor } from '../api/twin-door.ts';
import type { TenantId } from '../domain/ids.ts';
import { ProblemError } from '../domain/problem.ts';
import type { Actor } from '../engine/control.ts';
import { turnClock } from '../engine/turn-clock.ts';
import { type FaultKind, type FaultOrder, faultCatalogue } from '../twin/faults.ts';
import type { Twin } from '../twin/twin.ts';
import type { Application } from './application.ts';

/** What of the product the twin's door needs. */
type Beside = Pick<Application, 'runner' | 'context' | 'control'>;

/** What the API may ask of the twin beside it. Turning the clock keeps the engine's own loop out until all is quiet. */
export function twinDoor(app: Beside, twin: Twin, tenantId: TenantId): TwinDoor {
  const injected = new Map<string, number[]>();
  const clock = (): ClockView => ({
    now: twin.clock.now(),
    rate: twin.clock.rate,
    nextDueAt: twin.nextDueAt() ?? null,
  });
  return {
    tenantId,
    clock,
    turn: (request) => turn(app, twin, tenantId, request).then(clock),
    faults: () => {
      const fired = twin.faultsFired();
      return Object.entries(faultCatalogue).map(([kind, { description }]) => ({
        kind,
        description,
        fired: fired[kind as FaultKind],
        isActive: (injected.get(kind)?.length ?? 0) > 0,
      }));
    },
    inject: async (request) => {
      if (!(request.kind in faultCatalogue))
        throw invalid(`"${request.kind}" is no fault; "changeguard twin fault list" shows them.`);
      if (request.off) {
        const ids = injected.get(request.kind) ?? [];
        // A server of the sample may have come with the trouble: a fault that strikes it and ends at once mends that too.
        if (ids.length === 0 && request.host !== undefined)
          ids.push(ordered(twin, { kind: request.kind, hosts: [request.host] } as FaultOrder));
        for (const id of ids) twin.clearFault(id);
        injected.delete(request.kind);
        return;
      }
      const order = {
        kind: request.kind as FaultKind,
        ...(request.host === undefined ? {} : { hosts: [request.host] }),
        ...(request.rate === undefined ? {} : { rate: request.rate }),
        ...(request.count === undefined ? {} : { count: request.count }),
      } as FaultOrder;
      injected.set(request.kind, [...(injected.get(request.kind) ?? []), ordered(twin, order)]);
    },
    act: (_tenantId, request, actor) => act(app, twin, tenantId, request, actor),
  };
}

function ordered(twin: Twin, order: FaultOrder): number {
  try {
    return twin.inject(order);
  } catch (error) {
    if (error instanceof RangeError) throw invalid(error.message);
    throw error;
  }
}

function invalid(detail: string): ProblemError {
  return new ProblemError('request-invalid', detail);
}

/** A turned clock stands still otherwise, so that the turn ends exactly where it was asked to. */
function turn(
  app: Beside,
  twin: Twin,
  tenantId: TenantId,
  request: { readonly advanceMs?: number | undefined; readonly rate?: number | undefined },
): Promise<void> {
  return app.runner.exclusively(async () => {
    const { clock } = twin;
    const rate = request.rate ?? clock.rate;
    if (request.advanceMs !== undefined) {
      clock.setRate(0);
      const turnable = {
        now: () => clock.now(),
        turnTo: (at: number) => {
          clock.advanceTo(at);
          twin.step();
        },
        nextDueAt: () => twin.nextDueAt(),
      };
      try {
        await turnClock(app.context, tenantId, turnable, clock.now() + request.advanceMs);
      } finally {
        clock.setRate(rate);
      }
    } else clock.setRate(rate);
  });
}

async function act(
  app: Beside,
  twin: Twin,
  tenantId: TenantId,
  request: { readonly act: 'rollback' | 'migrate' | 'collect-host-facts'; readonly servers: readonly string[] },
  actor: Actor,
): Promise<readonly TwinActOutcome[]> {
  if (request.act === 'collect-host-facts') return collect(app, twin, tenantId, request.servers, actor);
  return request.servers.map((server) => {
    const outcome = request.act === 'rollback' ? twin.portal.rollback(server) : twin.portal.migrate(server);
    const detail = outcome.accepted ? 'The portal took it.' : `The portal refused it: ${outcome.code}.`;
    return { server, ok: outcome.accepted, detail };
  });
}

/** What a collector on these servers would bring now, imported as anybody's file would be. */
async function collect(
  app: Beside,
  twin: Twin,
  tenantId: TenantId,
  servers: readonly string[],
  actor: Actor,
): Promise<readonly TwinActOutcome[]> {
  const found = servers.map((server) => ({ server, document: twin.hostFacts(server) }));
  const documents = found.flatMap(({ document }) => document ?? []);
  if (documents.length > 0) {
    const bytes = new TextEncoder().encode(JSON.stringify(documents));
    await app.control.importEvidence(actor, tenantId, { bytes, fileName: 'collected-host-facts.json', dryRun: false });
  }
  return found.map(({ server, document }) => ({
    server,
    ok: document !== undefined,
    detail: document ? 'Host facts were collected and imported.' : 'The server is unknown or does not answer.',
  }));
}
