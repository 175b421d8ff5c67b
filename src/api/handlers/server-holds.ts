import type { HostOrder } from '../../engine/control.ts';
import { serverHoldResultShape } from '../../report/server.ts';
import type { Call, Handlers } from '../call.ts';
import type { ApiContext } from '../context.ts';
import { hostOf } from './references.ts';

type HoldCall = Pick<Call<'holdServer'>, 'tenantId' | 'id' | 'principal' | 'query' | 'body' | 'version' | 'within'>;

/** One server, held or released as it was looked at. */
export function serverHoldHandlers({ control, catalogue }: ApiContext): Pick<Handlers, 'holdServer' | 'releaseServer'> {
  const carryOut = async (call: HoldCall, verb: HostOrder['verb']) => {
    const { tenantId, id, principal, query, body, version, within } = call;
    const { hostId } = await hostOf(control.store, tenantId, id, within);
    const order = { verb, because: body.because, version };
    const outcome = await control.holdHost(principal.actor, tenantId, hostId, order, query.dryRun);
    return { body: serverHoldResultShape(outcome, catalogue) };
  };
  return {
    holdServer: (call) => carryOut(call, 'hold'),
    releaseServer: (call) => carryOut(call, 'release'),
  };
}
