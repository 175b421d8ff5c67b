import type { Server, ServerExtra } from '../../contract/servers.ts';
import { roleNames, stateWords, verdictWord } from '../../contract/state-words.ts';
import type { Cell, Column } from '../table.ts';
import type { Times } from '../times.ts';
import { stateCell } from '../words.ts';

/** The servers table: the portal's columns and words, with the reasons in the row. */
export function serverColumns(
  times: Times,
  now: number,
  extras: readonly ServerExtra[] = [],
): readonly Column<Server>[] {
  const beside = extras.flatMap((extra) =>
    extra === 'attempt' ? attemptColumns(times, now) : [{ title: 'Roles', cell: rolesCell, min: 17 }],
  );
  return [...plainColumns(times, now), ...beside];
}

function plainColumns(times: Times, now: number): readonly Column<Server>[] {
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

function attemptColumns(times: Times, now: number): readonly Column<Server>[] {
  return [
    { title: 'Wave', cell: ({ attempt }) => waveText(attempt), min: 8 },
    { title: 'Next', cell: ({ attempt }) => nextCell(attempt), min: 14, comfort: 40 },
    // By itself, because an hour is never shortened.
    { title: 'When', cell: ({ attempt }) => times.at(attempt?.next?.at, now) },
    { title: 'Commit in', cell: ({ attempt }) => times.due(attempt?.commitDueAt, now) },
    { title: 'Proof', cell: ({ attempt }) => proofCell(attempt) },
  ];
}

function waveText(attempt: Server['attempt']): string {
  const wave = attempt?.wave ?? null;
  if (wave === null) return '–';
  return wave.name === null ? String(wave.number) : `${wave.number} ${wave.name}`;
}

/** The step, with what it waits for where no clock says when. */
function nextCell(attempt: Server['attempt']): Cell {
  const next = attempt?.next ?? null;
  if (next === null) return { text: '–' };
  const cell = stateCell(stateWords.next, next.step);
  return next.at !== null || next.waiting === null
    ? cell
    : { ...cell, text: `${cell.text}, waiting ${next.waiting.words}` };
}

function proofCell(attempt: Server['attempt']): Cell {
  const proof = attempt?.proof ?? null;
  if (proof === null) return { text: '–' };
  const cell = stateCell(stateWords.verdict, proof.verdict);
  return { ...cell, text: `${cell.text} ${proof.held} of ${proof.required}` };
}

function rolesCell({ roles }: Server): string {
  return roles == null ? '–' : roles.map((role) => roleNames[role] ?? role).join(', ');
}

export function reasonCell(server: Pick<Server, 'reasons' | 'disposition' | 'hold'>): Cell {
  if (server.hold !== null) {
    const held = stateCell(stateWords.hold, 'held');
    const tail = server.reasons.length > 0 ? { tail: `+${server.reasons.length}` } : {};
    return { ...held, text: `${held.text}: ${server.hold.because}`, ...tail };
  }
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

/** What stands behind the fields where somebody asked for it. */
const extraFields: Readonly<
  Record<ServerExtra, readonly (readonly [string, (server: Server) => string | number | null | undefined])[]>
> = {
  attempt: [
    ['wave', ({ attempt }) => attempt?.wave?.number],
    ['waveName', ({ attempt }) => attempt?.wave?.name],
    ['next', ({ attempt }) => attempt?.next?.step],
    ['nextAt', ({ attempt }) => attempt?.next?.at],
    ['waitingFor', ({ attempt }) => attempt?.next?.waiting?.reason],
    ['commitDueAt', ({ attempt }) => attempt?.commitDueAt],
    ['proof', ({ attempt }) => attempt?.proof?.verdict],
    ['proofsHeld', ({ attempt }) => attempt?.proof?.held],
    ['proofsRequired', ({ attempt }) => attempt?.proof?.required],
  ],
  roles: [['roles', ({ roles }) => roles?.join('; ')]],
};

/** Lines of RFC 4180. A cell that a spreadsheet would run as a formula gets an apostrophe in front. */
export function csvLines(servers: readonly Server[], extras: readonly ServerExtra[] = []): readonly string[] {
  const beside = extras.flatMap((extra) => extraFields[extra]);
  const head = [...csvFields, 'reasons', 'reasonTitles', ...beside.map(([name]) => name)].join(',');
  const lines = servers.map((server) =>
    [
      ...csvFields.map((field) => server[field] ?? ''),
      server.reasons.map((reason) => reason.code).join('; '),
      server.reasons.map((reason) => reason.title).join('; '),
      ...beside.map(([, read]) => String(read(server) ?? '')),
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
