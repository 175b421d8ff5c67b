import type { z } from 'zod';
import type { Receiver as ReceiverShape, receiverTest } from '../contract/receivers.ts';
import { toRfc3339 } from '../domain/time.ts';
import type { TestOutcome } from '../engine/ports/outcomes.ts';
import type { ReceiverRow } from '../engine/ports/store.ts';
import { instantOrNull } from './instant.ts';
import { problemShape } from './problem.ts';

/** Of an address only the host is shown: the rest may open something. References to secrets are shown to nobody. */
export function receiverShape(row: ReceiverRow): ReceiverShape {
  const { receiverId, name, address, host, kinds, quietHours, isEnabled, version } = row;
  return {
    id: receiverId,
    name,
    kind: address.kind,
    host,
    to: address.kind === 'mail' ? [...address.to] : [],
    isEnabled,
    kinds: kinds && [...kinds],
    quietHours: quietHours && { ...quietHours },
    createdAt: toRfc3339(row.createdAt),
    sentAt: instantOrNull(row.sentAt),
    waiting: row.waiting,
    problem: row.problem && problemShape(row.problem),
    version,
  };
}

export function receiverTestShape({
  receiver,
  messageId,
  answer,
  durationMs,
  problem,
}: TestOutcome): z.infer<typeof receiverTest> {
  return {
    receiver: receiverShape(receiver),
    messageId,
    isDelivered: problem === null,
    answer,
    durationMs,
    problem: problem && problemShape(problem),
  };
}
