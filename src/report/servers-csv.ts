import type { Server } from '../contract/servers.ts';

const columns: readonly (readonly [string, (server: Server) => string])[] = [
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
];

/** The first line of the export. */
export function serversCsvHead(): string {
  return `${columns.map(([title]) => title).join(',')}\r\n`;
}

/** Servers as RFC 4180 lines; the reasons of a server that is not ready are in it (S3-04). */
export function serversCsvLines(servers: readonly Server[]): string {
  return servers.map((server) => `${columns.map(([, read]) => csvField(read(server))).join(',')}\r\n`).join('');
}

/**
 * One field, quoted when it must be. A text that a spreadsheet would run as a formula gets an apostrophe before it:
 * names in an export come from other systems, and whoever opens the file trusts it.
 */
export function csvField(text: string): string {
  const guarded = /^\s*[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(guarded) ? `"${guarded.replaceAll('"', '""')}"` : guarded;
}
