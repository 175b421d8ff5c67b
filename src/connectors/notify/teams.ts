import type { Message, ReceiverAddress } from '../../engine/ports/notify.ts';
import { addressOf } from './address.ts';
import { anchorOf, headlineOf, moreOf, timeInWords } from './message-text.ts';
import type { MessengerDeps } from './messenger.ts';
import { post } from './post.ts';

type Address = Extract<ReceiverAddress, { readonly kind: 'teams' }>;

/**
 * The page "Create an Incoming Webhook" (microsoftteams/platform/webhooks-and-connectors/how-to/add-incoming-webhook, seen 2026-11-25) limits a message
 * to 28 KB; senders have met the limit at 21,000 bytes. What does not fit is counted under `more`.
 */
const mostBytes = 20_000;

/** An adaptive card for the workflow "Post to a channel when a webhook request is received". */
export const teams = {
  async hostOf({ readSecret }: MessengerDeps, { urlRef }: Address): Promise<string> {
    return (await addressOf(readSecret, urlRef)).host;
  },
  async send(deps: MessengerDeps, { urlRef }: Address, message: Message, signal: AbortSignal): Promise<string> {
    const url = await addressOf(deps.readSecret, urlRef);
    return post(deps, { url, body: fitting(message) }, signal);
  },
};

/** The card with as many notices as there is room for. */
function fitting(message: Message): string {
  const { notices } = message;
  for (let count = notices.length; ; count -= 1) {
    const body = JSON.stringify(
      cardOf({ ...message, notices: notices.slice(0, count), more: message.more + notices.length - count }),
    );
    if (Buffer.byteLength(body) <= mostBytes || count <= 1) return body;
  }
}

function cardOf(message: Message) {
  const more = moreOf(message);
  const head = { ...text(headlineOf(message)), size: 'large', weight: 'bolder' };
  const colour = message.kind === 'alarm' ? { color: 'attention' } : {};
  return {
    type: 'message',
    attachments: [
      {
        contentType: 'application/vnd.microsoft.card.adaptive',
        contentUrl: null,
        content: {
          $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
          type: 'AdaptiveCard',
          version: '1.4',
          body: [
            { ...head, ...colour },
            ...message.notices.flatMap(({ title, at, sentence, remedy }) => [
              { ...text(`${title} · ${timeInWords(at)}`), weight: 'bolder', separator: true },
              text(sentence),
              text(`What to do: ${remedy}`),
            ]),
            ...(more === undefined ? [] : [text(more)]),
            { ...text(`${anchorOf(message)}. Message ${message.messageId}`), isSubtle: true, size: 'small' },
          ],
        },
      },
    ],
  };
}

/** A text block reads a part of Markdown; a name with an asterisk or a bracket must stay one. */
function text(plain: string) {
  return { type: 'TextBlock', wrap: true, text: plain.replaceAll(/[\\`*_[\]#~<>]/g, '\\$&') };
}
