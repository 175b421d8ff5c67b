import { isLoopback, outboundFetch } from '../../src/connectors/graph/transport.ts';
import { createMessenger, messengerLimits } from '../../src/connectors/notify/messenger.ts';
import { secretReader } from '../../src/connectors/secret.ts';
import type { Instant } from '../../src/domain/time.ts';
import type { NotifyPorts } from '../../src/engine/ports/notify.ts';
import { noticeWords } from '../../src/report/notice-sentence.ts';

/** The shipped messenger on real sockets. */
export function notifyPorts(machineNow: () => Instant, environment: Readonly<Record<string, string>>): NotifyPorts {
  const messenger = createMessenger({
    fetch: outboundFetch({}),
    readSecret: secretReader(environment),
    machineNow,
    limits: messengerLimits,
    isLoopback,
  });
  return { messenger, words: noticeWords };
}

export const signingKey = 'a key of the receiver, and of nobody else';
