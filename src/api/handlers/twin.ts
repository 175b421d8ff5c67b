import type { TenantId } from '../../domain/ids.ts';
import { ProblemError } from '../../domain/problem.ts';
import { parseDuration, toRfc3339 } from '../../domain/time.ts';
import { instantOrNull } from '../../report/instant.ts';
import type { Handlers } from '../call.ts';
import type { ApiContext } from '../context.ts';
import type { TwinClock, TwinDoor } from '../twin-door.ts';
import { requireInstallation } from './access.ts';

type TwinHandlers = Pick<
  Handlers,
  'openSample' | 'showTwinClock' | 'turnTwinClock' | 'listTwinFaults' | 'injectTwinFault' | 'actInTwin'
>;

/** The twin, only for the tenant that is connected to it: to every other one these routes do not exist. */
export function twinHandlers(context: ApiContext): TwinHandlers {
  const doorOf = (tenantId: TenantId): TwinDoor => {
    const { twin } = context;
    if (twin === undefined || twin.tenantId !== tenantId)
      throw new ProblemError('not-found', 'This tenant is not connected to a twin.');
    return twin;
  };
  return {
    openSample: async ({ body, principal }) => {
      requireInstallation(
        principal,
        'A sample estate is a tenant of its own; bringing one up needs a credential of the installation',
      );
      if (context.openSample === undefined)
        throw new ProblemError('sample-refused', 'This server was told to have none, or is no server that could.');
      const { door, isNew } = await context.openSample(body.estate, principal.actor);
      context.twin = door;
      const tenant = await context.control.store.tenant(door.tenantId);
      return { body: { tenantId: door.tenantId, name: tenant?.name ?? '', isNew } };
    },
    showTwinClock: async ({ tenantId }) => ({ body: clockShape(doorOf(tenantId).clock()) }),
    turnTwinClock: async ({ tenantId, body }) => {
      const door = doorOf(tenantId);
      return { body: clockShape(await door.turn({ advanceMs: advanceOf(body.advance), rate: body.rate })) };
    },
    listTwinFaults: async ({ tenantId }) => ({ body: faultsShape(doorOf(tenantId)) }),
    injectTwinFault: async ({ tenantId, body }) => {
      const door = doorOf(tenantId);
      await door.inject(body);
      return { body: faultsShape(door) };
    },
    actInTwin: async ({ tenantId, body, principal }) => {
      const outcomes = await doorOf(tenantId).act(tenantId, body, principal.actor);
      return { body: { value: outcomes.map((outcome) => ({ ...outcome })) } };
    },
  };
}

function clockShape(clock: TwinClock) {
  return { now: toRfc3339(clock.now), rate: clock.rate, nextDueAt: instantOrNull(clock.nextDueAt) };
}

function faultsShape(door: TwinDoor) {
  return { value: door.faults().map((fault) => ({ ...fault })) };
}

/** @throws ProblemError('request-invalid'). */
function advanceOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const ms = parseDuration(text);
  if (ms === undefined || !Number.isSafeInteger(ms))
    throw new ProblemError('request-invalid', `"${text}" is not a duration.`, {
      errors: [{ at: 'body.advance', message: 'A duration such as 20m, 2h, 7d or P7D.' }],
    });
  return ms;
}
