import type { LogEvent } from '../domain/log.ts';
import type { AuditRecord } from '../engine/ports/audit.ts';
import { eventSentence } from './event-sentence.ts';
import { eventId } from './log-entry.ts';

/** What stands for a private value in a copy without names. */
const hidden = '[private]';

/** An entry of the log as it leaves the house; without names its private values stay here, and so do they in its sentence. */
export function auditRecord(
  event: LogEvent,
  tenant: AuditRecord['tenant'],
  hash: string,
  withNames: boolean,
): AuditRecord {
  const personal = Object.fromEntries(
    Object.entries(event.personal).map(([name, { value }]) => [
      name,
      withNames || isOurs(name, value) ? value : hidden,
    ]),
  );
  const told = Object.fromEntries(Object.entries(personal).map(([name, value]) => [name, { value }]));
  const { seq, ordinal, at, kind, subjectType, subjectId, payload } = event;
  return {
    id: `${tenant.id}.${eventId(event)}`,
    at,
    tenant,
    seq,
    ordinal,
    kind,
    subjectType,
    subjectId,
    actor: personal.actor ?? 'unknown',
    sentence: eventSentence({ kind, subjectId, payload, personal: told }),
    payload,
    personal,
    hash,
  };
}

/** The engine is nobody. */
function isOurs(name: string, value: string): boolean {
  return name === 'actor' && value === 'engine';
}
