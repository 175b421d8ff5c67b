import type { Server } from '../../contract/servers.ts';
import { stateWords, verdictWord } from '../../contract/state-words.ts';
import type { Cell, Column } from '../table.ts';
import type { Times } from '../times.ts';
import { stateCell } from '../words.ts';

/** The servers table: the portal's columns and words, with the reasons in the row. */
export function serverColumns(times: Times, now: number): readonly Column<Server>[] {
  return [
    { title: 'Server', cell: (row) => row.name, min: 10 },
    { title: 'Site', cell: (row) => row.site || '–', min: 6, drop: 3 },
    { title: 'Migration state', cell: migrationCell, min: 16, comfort: 25 },
    { title: 'Verdict', cell: verdictCell, drop: 2 },
    { title: 'Reason', cell: reasonCell, min: 18, comfort: 40 },
    {
      title: 'Attempt',
      cell: (row) => (row.moveState === null ? '–' : stateCell(stateWords.move, row.moveState)),
      drop: 4,
    },
    { title: 'Version', cell: (row) => row.sensorVersion || '–', drop: 6 },
    {
      title: 'Service',
      cell: (row) => (row.serviceStatus === '' ? '–' : stateCell(stateWords.service, row.serviceStatus)),
      drop: 7,
    },
    {
      title: 'Health',
      cell: (row) => (row.healthStatus === '' ? '–' : stateCell(stateWords.health, row.healthStatus)),
      drop: 5,
    },
    { title: 'Seen', cell: (row) => (row.seenAt === null ? 'never' : times.relative(row.seenAt, now)), drop: 8 },
  ];
}

export function reasonCell(server: Pick<Server, 'reasons' | 'disposition'>): Cell {
  const [first, ...others] = server.reasons;
  const stays = server.disposition === 'stays' ? 'stays on v2.x' : undefined;
  if (first === undefined) return { text: stays ?? '–' };
  return {
    text: stays === undefined ? first.title : `${stays}: ${first.title}`,
    ...(others.length > 0 ? { tail: `+${others.length}` } : {}),
  };
}

function migrationCell(server: Server): Cell {
  const cell = stateCell(stateWords.migration, server.migrationState);
  return { ...cell, text: `${cell.text.slice(0, 1)} ${server.migrationStateName}` };
}

export function verdictCell(server: Pick<Server, 'verdict' | 'reasons'>): Cell {
  const { verdict, reasons } = server;
  if (verdict === null) return { text: '– unchecked', tone: 'dim' };
  return stateCell(stateWords.verdict, verdictWord({ verdict, reasons }));
}

const csvFields = [
  'name',
  'fqdn',
  'domain',
  'site',
  'migrationState',
  'sensorVersion',
  'sensorType',
  'healthStatus',
  'serviceStatus',
  'seenAt',
  'verdict',
  'disposition',
  'edition',
  'validUntil',
  'moveState',
] as const;

/** Lines of RFC 4180. A cell that a spreadsheet would run as a formula gets an apostrophe in front. */
export function csvLines(servers: readonly Server[]): readonly string[] {
  const head = [...csvFields, 'reasons', 'reasonTitles'].join(',');
  const lines = servers.map((server) =>
    [
      ...csvFields.map((field) => server[field] ?? ''),
      server.reasons.map((reason) => reason.code).join('; '),
      server.reasons.map((reason) => reason.title).join('; '),
    ]
      .map(csvCell)
      .join(','),
  );
  return [head, ...lines];
}

function csvCell(value: string): string {
  const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
