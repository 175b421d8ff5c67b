import type { Move, Status } from '../../contract/campaigns.ts';
import { nextEventWords, stateWords } from '../../contract/state-words.ts';
import { type Column, table, tabSeparated } from '../table.ts';
import { durationInWords, type Times } from '../times.ts';
import { plainText, toned } from '../tone.ts';
import { wrapped } from '../width.ts';
import { countsInWords, plural, stateCell } from '../words.ts';

/** What `status` prints: the overview, and the attempts where one campaign was asked for. */
export interface StatusView {
  readonly status: Status;
  readonly moves: readonly Move[] | undefined;
  readonly hasMoreMoves: boolean;
}

interface LineOptions {
  readonly times: Times;
  readonly width: number;
  readonly isPlain: boolean;
}

/** The lines of one look. Nothing here asks the clock: `now` is the tenant's, as the server said it. */
export function statusLines(view: StatusView, options: LineOptions): readonly string[] {
  const { status, moves } = view;
  const prose = (lines: readonly string[]) => lines.map((line) => fitted(line, options));
  return [
    ...prose(headLines(status, options)),
    ...prose(status.campaigns.flatMap((campaign) => ['', ...campaignLines(campaign, status.now, options)])),
    ...(status.campaigns.length === 0 ? ['', 'No campaign yet.'] : []),
    ...(moves === undefined || moves.length === 0 ? [] : ['', ...moveLines(moves, status.now, options)]),
    ...(view.hasMoreMoves ? ['  and more attempts (--json shows them)'] : []),
    '',
    ...prose(needsYouLines(status, options)),
    ...prose(readingLines(status, options)),
  ].flatMap((line) => line.split('\n'));
}

/** Running text goes on in the next line where the terminal ends; rows of the table never do. */
function fitted(line: string, { width, isPlain }: LineOptions): string {
  const indent = /^ */.exec(line)?.[0] ?? '';
  return isPlain ? line : wrapped(line.slice(indent.length), width, indent);
}

function headLines(status: Status, { times }: LineOptions): readonly string[] {
  const { connection, clock } = status;
  const connectionWords = {
    none: toned('warn', 'not connected'),
    'read-only': toned('warn', 'read-only: nothing is sent'),
    armed: toned('good', 'armed'),
  }[connection.state];
  const channel = connection.channel === 'portal' ? 'by tasks in the portal' : 'through Graph';
  const where = connection.state === 'none' ? '' : plainText(`  starts ${channel}, ${connection.where}`);
  const twin =
    clock.kind === 'twin' ? `  (twin's clock, ${clock.rate === 0 ? 'stopped' : `${clock.rate} times faster`})` : '';
  return [
    `${toned('strong', plainText(status.tenant))}  ${connectionWords}${where}`,
    `${times.at(status.now)}${twin}`,
    `${plural(status.counts.total, 'server')}: ${countsInWords(stateWords.migration, status.counts.byMigrationState) || 'none'}`,
    ...workerLines(status),
  ];
}

/** Said where several processes can work, since then nobody sees by the others that one is missing. */
function workerLines({ workers }: Status): readonly string[] {
  if (workers === undefined) return [];
  if (workers.alive === 0) return [toned('bad', '! No worker is alive: nothing is looked at until one runs')];
  const silent = workers.silent === 0 ? '' : toned('warn', `, ${workers.silent} fell silent`);
  return [`${plural(workers.alive, 'worker')} alive${silent}`];
}

function campaignLines(campaign: Status['campaigns'][number], now: string, { times }: LineOptions): readonly string[] {
  const cell = stateCell(stateWords.campaign, campaign.state);
  const committed = campaign.counts.committed ?? 0;
  return [
    `${toned('strong', plainText(campaign.name))}  ${toned(cell.tone, cell.text)}  in flight ${campaign.inFlight} of at most ${campaign.cap}`,
    `  ${committed}/${campaign.planned}${lateText(campaign)} committed   ${countsInWords(stateWords.move, campaign.counts) || 'no attempt yet'}`,
    ...heldLines(campaign),
    ...sinceLines(campaign),
    ...nextLines(campaign, now, times),
    ...campaign.waits.map((wait) => plainText(`  ${wait.moves} ${wait.moves === 1 ? 'waits' : 'wait'} ${wait.words}`)),
  ];
}

/** What the clock alone brings next. */
function nextLines({ next }: Status['campaigns'][number], now: string, times: Times): readonly string[] {
  if (next === null) return [];
  const what = nextEventWords[next.kind].replace('{wave}', String(next.wave));
  return [plainText(`  next: ${what}: ${times.due(next.at, now)}`)];
}

/** What joined in late waves stands beside the number of the plan, which stays what it was. */
function lateText({ late }: Status['campaigns'][number]): string {
  return late === 0 ? '' : ` (+${late} late)`;
}

function sinceLines({ since }: Status['campaigns'][number]): readonly string[] {
  const parts = [
    ...(since.joined > 0 ? [`${since.joined} joined`] : []),
    ...(since.gone > 0 ? [`${since.gone} gone, still counted`] : []),
  ];
  return parts.length === 0 ? [] : [`  since it was planned: ${parts.join(', ')}`];
}

/** Why it does not run, and which gate stands before the next wave. */
function heldLines({ held, waves }: Status['campaigns'][number]): readonly string[] {
  const why = held === null ? [] : [`  Held by ${held.by === 'engine' ? 'the engine' : held.by}: ${held.because}`];
  const open = waves.findIndex((wave) => wave.isOpen);
  const wave = waves[open];
  const last = waves.length - 1;
  const gate = wave?.gate && open < last ? [`  gate: ${wave.gate.verdict}. ${wave.gate.summary}`] : [];
  // A wave without a name of its own is called by its number, which stands there already.
  const name = wave === undefined || wave.name === `wave ${open + 1}` ? '' : `, ${wave.name}`;
  const turn = wave && last > 0 ? [`  wave ${open + 1} of ${waves.length}${name}`] : [];
  return [...why, ...turn, ...gate].map((line) => plainText(line));
}

function moveLines(moves: readonly Move[], now: string, options: LineOptions): readonly string[] {
  const columns: readonly Column<Move>[] = [
    { title: 'Server', cell: (move) => move.server, min: 10 },
    { title: 'Attempt', cell: (move) => attemptCell(move) },
    { title: 'What', cell: (move) => whatCell(move, now, options.times), min: 16, comfort: 36 },
    { title: 'Deadline', cell: (move) => deadlineText(move, now, options.times), min: 29, comfort: 46, drop: 2 },
    { title: 'Proof', cell: (move) => (move.isProven ? '✓ complete' : '– incomplete'), drop: 4 },
  ];
  if (options.isPlain) return tabSeparated(columns, moves);
  return table(columns, moves, options.width).lines;
}

function attemptCell(move: Move) {
  const cell = stateCell(stateWords.move, move.state);
  return move.attempt > 1 ? { ...cell, tail: `#${move.attempt}` } : cell;
}

/** A sentence that goes on in another loses its full stop. */
function clause(sentence: string): string {
  return plainText(sentence).replace(/\.$/, '');
}

/** How far it is, else what went wrong, else what it waits for, else until when it can go back, else the server's own sentence. */
function whatCell(move: Move, now: string, times: Times): string {
  if ((move.state === 'migrating' || move.state === 'overdue') && move.startedAt !== null && move.expectedBy !== null) {
    const startedAt = Date.parse(move.startedAt);
    return `${durationInWords(Date.parse(now) - startedAt)} of about ${durationInWords(Date.parse(move.expectedBy) - startedAt)}`;
  }
  if (move.problem !== null) return move.problem.title;
  if (move.waiting !== null && move.waiting.reason !== 'observation-to-end')
    return `waits ${move.waiting.words} (${durationInWords(Date.parse(now) - Date.parse(move.waiting.since))})`;
  if (move.state === 'observing') return rollbackText(move, now, times);
  if (move.state === 'committed') return move.isDone ? 'done, with complete evidence' : 'evidence is not complete';
  return move.state === 'rolledBack' ? 'on v2.x again' : move.sentence;
}

function rollbackText(move: Move, now: string, times: Times): string {
  if (move.rollbackUntil === null) return 'no rollback is promised';
  const isPossible = Date.parse(now) < Date.parse(move.rollbackUntil);
  return isPossible ? `rollback until ${times.at(move.rollbackUntil, now)}` : 'a rollback can no longer be promised';
}

const urgency = ['overdue', 'failed', 'reverted', 'migrating', 'requested', 'external', 'observing', 'queued'];

/** What needs eyes stands first, then what is due first, then by name. */
export function byUrgency(a: Move, b: Move): number {
  // A failure that somebody has seen to needs no eyes any more.
  const isSettled = ({ state, waiting }: Move) => (state === 'failed' || state === 'reverted') && waiting === null;
  const rank = (move: Move) =>
    isSettled(move) || !urgency.includes(move.state) ? urgency.length : urgency.indexOf(move.state);
  const due = (move: Move) => (move.state === 'observing' ? move.commitDueAt : move.deadlineAt) ?? '9';
  return rank(a) - rank(b) || due(a).localeCompare(due(b)) || a.server.localeCompare(b.server, 'en', { numeric: true });
}

/** The next instant after which something is no longer possible, or the service acts by itself. */
function deadlineText(move: Move, now: string, times: Times): string {
  if (move.state === 'observing' && move.commitDueAt !== null) return `commits ${times.due(move.commitDueAt, now)}`;
  if ((move.state === 'migrating' || move.state === 'overdue') && move.deadlineAt !== null)
    return `reverts ${times.due(move.deadlineAt, now)}`;
  return '–';
}

function needsYouLines(status: Status, { times }: LineOptions): readonly string[] {
  const next =
    status.next === null ? 'Nothing is due.' : `${clause(status.next.what)} ${times.due(status.next.at, status.now)}.`;
  if (status.needsYou.length === 0) return [`Nothing needs you. ${next}`];
  const ordered = [...status.needsYou].sort((a, b) => (a.dueAt ?? '9').localeCompare(b.dueAt ?? '9'));
  return [
    toned('strong', `Needs you (${status.needsYou.length})`),
    ...ordered
      .slice(0, maxNeeds)
      .flatMap((need) => [
        `  ${toned('warn', '!')} ${plainText(needText(need))}${need.dueAt === null ? '' : `  due ${times.due(need.dueAt, status.now)}`}`,
        `    → ${plainText(need.command)}`,
      ]),
    ...(ordered.length > maxNeeds ? [`  and ${ordered.length - maxNeeds} more: changeguard task list`] : []),
    '',
    next,
  ];
}

/** Most tasks name their server; then it stands there once. */
function needText({ subject, what }: Status['needsYou'][number]): string {
  if (subject === 'tenant') return `The tenant: ${what}`;
  return what.includes(subject) ? what : `${subject}: ${what}`;
}

const maxNeeds = 10;

/** Only sources in trouble: everything shown is as of the reading, so a source that fails must be said. */
function readingLines(status: Status, { times }: LineOptions): readonly string[] {
  return status.readings
    .filter((reading) => reading.problem !== null)
    .map(
      (reading) =>
        `${toned('bad', '✗')} ${plainText(`${reading.resource}: ${reading.problem?.detail ?? ''} (${reading.problem?.code ?? ''})`)}; last read ${
          reading.readAt === null ? 'never' : times.at(reading.readAt, status.now)
        }, next try ${times.due(reading.dueAt, status.now)}`,
    );
}

/** One line a change, for watching where nothing can be redrawn. */
export function summaryLine(status: Status, times: Times): string {
  const campaigns = status.campaigns.map((campaign) => {
    const cell = stateCell(stateWords.campaign, campaign.state);
    return plainText(
      `${campaign.name}: ${cell.text}, ${countsInWords(stateWords.move, campaign.counts) || 'no attempt yet'}`,
    );
  });
  return `${times.at(status.now)}  ${campaigns.join('; ') || 'no campaign'}`;
}
