import type { z } from 'zod';
import type { connection, finding } from '../contract/installation.ts';
import { toRfc3339 } from '../domain/time.ts';
import type { ConnectionFinding } from '../engine/ports/service.ts';
import type { Connection } from '../engine/ports/store.ts';

/** A connection names where its secret is and never holds it. */
export function connectionShape(row: Connection): z.infer<typeof connection> {
  return {
    id: row.connectionId,
    kind: row.kind,
    cloud: row.cloud,
    loginUrl: row.loginUrl,
    graphUrl: row.graphUrl,
    directoryId: row.directoryId,
    clientId: row.clientId,
    secretRef: row.secretRef,
    isArmed: row.isArmed,
    channel: row.channel,
    createdAt: toRfc3339(row.createdAt),
    version: row.version,
  };
}

export function findingShape(found: ConnectionFinding): z.infer<typeof finding> {
  return { what: found.what, verdict: found.verdict, detail: found.detail, remedy: found.remedy };
}
