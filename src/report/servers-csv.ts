import type { Server, ServerExtra } from '../contract/servers.ts';

type Columns = readonly (readonly [string, (server: Server) => string])[];

const columns: Columns = [
  ['name', (server) => server.name],
  ['fqdn', (server) => server.fqdn],
  ['domain', (server) => server.domain],
  ['site', (server) => server.site],
  ['migrationState', (server) => server.migrationStateName],
  ['verdict', (server) => server.verdict ?? ''],
  ['disposition', (server) => server.disposition ?? ''],
  ['reasonCodes', (server) => server.reasons.map((reason) => reason.code).join('; ')],
  ['reasons', (server) => server.reasons.map((reason) => reason.title).join('; ')],
  ['edition', (server) => server.edition ?? ''],
  ['sensorVersion', (server) => server.sensorVersion],
  ['sensorType', (server) => server.sensorType],
  ['healthStatus', (server) => server.healthStatus],
  ['serviceStatus', (server) => server.serviceStatus],
  ['seenAt', (server) => server.seenAt ?? ''],
  ['moveState', (server) => server.moveState ?? ''],
  ['isPinned', (server) => (server.isPinned ? 'yes' : 'no')],
  ['heldSince', ({ hold }) => hold?.since ?? ''],
  ['heldBy', ({ hold }) => hold?.by ?? ''],
  ['heldBecause', ({ hold }) => hold?.because ?? ''],
];

/** What stands behind the columns of every export where somebody asked for it. */
const extraColumns: Readonly<Record<ServerExtra, Columns>> = {
  attempt: [
    ['wave', ({ attempt }) => String(attempt?.wave?.number ?? '')],
    ['waveName', ({ attempt }) => attempt?.wave?.name ?? ''],
    ['next', ({ attempt }) => attempt?.next?.step ?? ''],
    ['nextAt', ({ attempt }) => attempt?.next?.at ?? ''],
    ['waitingFor', ({ attempt }) => attempt?.next?.waiting?.reason ?? ''],
    ['commitDueAt', ({ attempt }) => attempt?.commitDueAt ?? ''],
    ['proof', ({ attempt }) => attempt?.proof?.verdict ?? ''],
    ['proofsHeld', ({ attempt }) => String(attempt?.proof?.held ?? '')],
    ['proofsRequired', ({ attempt }) => String(attempt?.proof?.required ?? '')],
  ],
  roles: [['roles', ({ roles }) => roles?.join('; ') ?? '']],
};

function columnsWith(extras: readonly ServerExtra[]): Columns {
  return [...columns, ...extras.flatMap((extra) => extraColumns[extra])];
}

/** The first line of the export. */
export function serversCsvHead(extras: readonly ServerExtra[] = []): string {
  return `${columnsWith(extras)
    .map(([title]) => title)
    .join(',')}\r\n`;
}

/** Servers as RFC 4180 lines; the reasons of a server that is not ready are in it (S3-04). */
export function serversCsvLines(servers: readonly Server[], extras: readonly ServerExtra[] = []): string {
  const shown = columnsWith(extras);
  return servers.map((server) => `${shown.map(([, read]) => csvField(read(server))).join(',')}\r\n`).join('');
}

/**
 * One field, quoted when it must be. A text that a spreadsheet would run as a formula gets an apostrophe before it:
 * names in an export come from other systems, and whoever opens the file trusts it.
 */
export function csvField(text: string): string {
  const guarded = /^\s*[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(guarded) ? `"${guarded.replaceAll('"', '""')}"` : guarded;
}
