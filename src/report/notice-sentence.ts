import type { Json } from '../domain/canonical.ts';
import type { LogEvent } from '../domain/log.ts';
import { problems } from '../domain/problem-catalogue.ts';
import type { CommitDue, NoticeWords } from '../engine/ports/notify.ts';
import { eventSentence } from './event-sentence.ts';
import { deadlineInWords } from './instant.ts';

/** What a notice says: the sentence of the log, with the server before it and the reason behind it. */
export const noticeWords: NoticeWords = {
  ofEvent: (event, server) => `${of(server)}${eventSentence(event)}${reason(event)}`,
  ofCommit,
};

function ofCommit({ server, commitDueAt, rollbackUntilAt, now, missing }: CommitDue): string {
  const final = `${of(server)}The service commits sensor v3.x at ${deadlineInWords(commitDueAt, now)}; from then on nothing can go back.`;
  const back =
    rollbackUntilAt === null || rollbackUntilAt <= now
      ? 'A rollback is not promised any more.'
      : `It can be rolled back until ${deadlineInWords(rollbackUntilAt, now)}.`;
  const evidence = missing.length === 0 ? 'Its evidence is complete.' : `Evidence is missing: ${missing.join(', ')}.`;
  return `${final} ${back} ${evidence}`;
}

function of(server: string | null): string {
  return server === null ? '' : `${server}: `;
}

/** Why a move ended: its event tells the state, and the state the problem. */
function reason({ payload }: LogEvent): string {
  const code = member(member(member(payload, 'state'), 'problem'), 'code');
  if (typeof code !== 'string' || !Object.hasOwn(problems, code)) return '';
  return ` ${problems[code as keyof typeof problems].title}.`;
}

function member(value: Json | undefined, name: string): Json | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, Json | undefined>>)[name]
    : undefined;
}
