import { receiverShape, receiverTestShape } from '../../report/receiver.ts';
import type { Handlers } from '../call.ts';
import type { ApiContext } from '../context.ts';

type ReceiverHandlers = Pick<
  Handlers,
  'listReceivers' | 'addReceiver' | 'changeReceiver' | 'removeReceiver' | 'testReceiver'
>;

/** Who is told what happens. */
export function receiverHandlers({ control }: ApiContext): ReceiverHandlers {
  return {
    listReceivers: async ({ tenantId }) => ({
      body: { value: (await control.store.receivers(tenantId)).map(receiverShape) },
    }),
    addReceiver: async ({ tenantId, body, principal }) => ({
      body: receiverShape(await control.addReceiver(principal.actor, tenantId, body)),
    }),
    changeReceiver: async ({ tenantId, id, body, principal }) => ({
      body: receiverShape(await control.changeReceiver(principal.actor, tenantId, id, body)),
    }),
    removeReceiver: async ({ tenantId, id, principal }) => {
      await control.removeReceiver(principal.actor, tenantId, id);
      return { body: undefined };
    },
    testReceiver: async ({ tenantId, id, principal }) => ({
      body: receiverTestShape(await control.testReceiver(principal.actor, tenantId, id)),
    }),
  };
}
