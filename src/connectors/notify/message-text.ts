import { toRfc3339 } from '../../domain/time.ts';
import type { Message, Notice } from '../../engine/ports/notify.ts';

/** The first line of a mail or a card: of whom, how urgent, what, and how much more. */
export function headlineOf({ tenant, kind, notices, more }: Message): string {
  const [first] = notices;
  const others = notices.length + more - 1;
  const urgency = kind === 'alarm' ? 'ALARM: ' : '';
  if (kind === 'summary') return `${tenant.name}: ${plural(others + 1)} while it was quiet`;
  const server = first?.server ? ` (${first.server})` : '';
  return `${urgency}${tenant.name}: ${first?.title ?? 'nothing'}${server}${others > 0 ? ` and ${others} more` : ''}`;
}

function plural(count: number): string {
  return `${count} ${count === 1 ? 'notice' : 'notices'}`;
}

/** "2026-03-30 06:00 UTC". */
export function timeInWords(at: number): string {
  return `${toRfc3339(at).slice(0, 16).replace('T', ' ')} UTC`;
}

/** Where the log ended: kept outside, it shows whether the log was changed afterwards. */
export function anchorOf({ head }: Message): string {
  return `Log: link ${head.seq}, ${head.hash}`;
}

export function moreOf({ more }: Message): string | undefined {
  return more === 0 ? undefined : `${plural(more)} more: changeguard report log`;
}

/** A message as plain text. */
export function textOf(message: Message): string {
  const more = moreOf(message);
  const blocks = [
    ...message.notices.map(noticeText),
    ...(more === undefined ? [] : [more]),
    [anchorOf(message), `Message: ${message.messageId}`].join('\n'),
  ];
  return `${blocks.join('\n\n')}\n`;
}

function noticeText({ title, at, sentence, remedy }: Notice): string {
  return `${title} · ${timeInWords(at)}\n${sentence}\nWhat to do: ${remedy}`;
}
