import { createHmac } from 'node:crypto';
import { Retryable } from '../../domain/problem.ts';
import { toRfc3339 } from '../../domain/time.ts';
import type { Message, ReceiverAddress } from '../../engine/ports/notify.ts';
import { addressOf, secretOf } from './address.ts';
import type { MessengerDeps } from './messenger.ts';
import { post } from './post.ts';

type Address = Extract<ReceiverAddress, { readonly kind: 'webhook' }>;

/** A key that can be guessed signs nothing. */
const leastKeyBytes = 16;

/** JSON, signed. Header names and form of the signature are those of Standard Webhooks, for which readers exist in most languages. */
export const webhook = {
  async hostOf(deps: MessengerDeps, address: Address): Promise<string> {
    const { host } = await addressOf(deps.readSecret, address.url);
    await keyOf(deps, address);
    return host;
  },
  async send(deps: MessengerDeps, address: Address, message: Message, signal: AbortSignal): Promise<string> {
    const url = await addressOf(deps.readSecret, address.url);
    const body = JSON.stringify(documentOf(message));
    // The second of this try, not of the first one: a reader refuses what is older than a few minutes.
    const timestamp = String(Math.floor(deps.machineNow() / 1_000));
    const signature = createHmac('sha256', await keyOf(deps, address))
      .update(`${message.messageId}.${timestamp}.${body}`)
      .digest('base64');
    const headers = {
      'webhook-id': message.messageId,
      'webhook-timestamp': timestamp,
      'webhook-signature': `v1,${signature}`,
    };
    return post(deps, { url, headers, body }, signal);
  },
};

/** `whsec_` and base64, as key generators print it, or the bytes as they are. */
async function keyOf({ readSecret }: MessengerDeps, { secretRef }: Address): Promise<Buffer> {
  const text = await secretOf(readSecret, secretRef);
  const key = text.startsWith('whsec_')
    ? Buffer.from(text.slice('whsec_'.length), 'base64')
    : Buffer.from(text, 'utf8');
  if (key.length >= leastKeyBytes) return key;
  throw new Retryable('receiver-secret-missing', `The key in ${secretRef} is shorter than ${leastKeyBytes} bytes.`);
}

function documentOf({ messageId, tenant, kind, madeAt, head, notices, more }: Message) {
  return {
    schema: 'changeguard.notification/1',
    id: messageId,
    kind,
    tenant: { id: tenant.tenantId, name: tenant.name },
    madeAt: toRfc3339(madeAt),
    log: { seq: head.seq, hash: head.hash },
    notices: notices.map((notice) => ({
      id: notice.noticeId,
      kind: notice.kind,
      title: notice.title,
      isAlarm: notice.isAlarm,
      at: toRfc3339(notice.at),
      server: notice.server,
      sentence: notice.sentence,
      remedy: notice.remedy,
      seq: notice.seq,
    })),
    more,
  };
}
