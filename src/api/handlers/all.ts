import type { Handlers } from '../call.ts';
import type { ApiContext } from '../context.ts';
import { tokenHandlers } from './access.ts';
import { campaignHandlers } from './campaigns.ts';
import { huntingHandlers } from './hunting.ts';
import { logHandlers } from './log.ts';
import { moveHandlers } from './moves.ts';
import { peopleHandlers } from './people.ts';
import { planHandlers } from './plans.ts';
import { receiverHandlers } from './receivers.ts';
import { rehearsalHandlers } from './rehearsals.ts';
import { reportHandlers } from './reports.ts';
import { serverHandlers } from './servers.ts';
import { sessionHandlers } from './sessions.ts';
import { taskHandlers } from './tasks.ts';
import { tenantLifeHandlers } from './tenant-life.ts';
import { connectionHandlers, tenantHandlers } from './tenants.ts';
import { twinHandlers } from './twin.ts';
import { uploadHandlers } from './uploads.ts';
import { workerHandlers } from './workers.ts';

/** The handler of every route: a route of the contract without one does not compile. */
export function allHandlers(context: ApiContext): Handlers {
  return {
    ...sessionHandlers(context),
    ...peopleHandlers(context),
    ...tokenHandlers(context),
    ...workerHandlers(context),
    ...tenantHandlers(context),
    ...tenantLifeHandlers(context),
    ...connectionHandlers(context),
    ...serverHandlers(context),
    ...uploadHandlers(context),
    ...campaignHandlers(context),
    ...planHandlers(context),
    ...rehearsalHandlers(context),
    ...moveHandlers(context),
    ...taskHandlers(context),
    ...huntingHandlers(context),
    ...receiverHandlers(context),
    ...logHandlers(context),
    ...reportHandlers(context),
    ...twinHandlers(context),
  };
}
