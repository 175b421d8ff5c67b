import { logEntry as logEntryShape } from '../../contract/installation.ts';
import type { Answer } from '../../contract/routes.ts';
import { stateWords } from '../../contract/state-words.ts';
import { instant } from '../../contract/words.ts';
import type { Handler, Invocation } from '../command.ts';
import { type ExitCode, exitCodes, usageProblem } from '../problem.ts';
import { resolve } from '../settings.ts';
import { durationInWords } from '../times.ts';
import { plainText, toned } from '../tone.ts';
import type { Client } from '../transport.ts';
import { countsInWords, plural, stateCell } from '../words.ts';
import { fileAsked, writeReport } from './report-file.ts';

const maxEvents = 1_000_000;

/** `report log`. */
export const reportLog: Handler = async (invocation) => {
  const { given, io, screen } = invocation;
  const query = logFilter(invocation);
  const output = given.text('output');
  const limit = given.whole('limit', 1, maxEvents) ?? (output === undefined ? 50 : maxEvents);
  const client = await invocation.client();
  if (given.flag('verify')) return showVerification(invocation, await client.call('verifyLog'));
  const order = given.flag('oldest') || output !== undefined ? 'oldest' : 'newest';
  const { items, hasMore } = await client.items(
    'listLog',
    { query: { ...query, order, top: Math.min(limit, 200) } },
    limit,
  );
  const json = given.json();
  if (output !== undefined) {
    await io.writeFile(resolve(io, output), items.map((entry) => `${JSON.stringify(entry)}\n`).join(''));
    screen.note(`${plural(items.length, 'event')} written to ${plainText(output)}.`);
  } else if (json !== false) screen.jsonList(items, json, Object.keys(logEntryShape.shape));
  else if (items.length > 0)
    screen.table(
      [
        { title: 'When', cell: (entry) => screen.times.at(entry.at, io.now()) },
        { title: 'Server', cell: (entry) => entry.server || '–', min: 8, drop: 1 },
        { title: 'What', cell: (entry) => entry.sentence, min: 24, comfort: 60 },
        { title: 'Kind', cell: (entry) => entry.kind, drop: 4 },
        { title: 'No.', cell: (entry) => entry.id, drop: 5 },
      ],
      items,
    );
  else screen.note('No event fits.');
  if (json === false) await noteSealed(invocation, client);
  if (hasMore && json === false)
    screen.note(`There are more than ${limit} events; --limit shows more, -o FILE takes all.`);
  return exitCodes.done;
};

/** What is not among the entries, and where it is. */
async function noteSealed({ screen }: Invocation, client: Client): Promise<void> {
  const { sealed } = await client.call('listLog', { query: { top: 1 } });
  if (sealed === null) return;
  const until = screen.times.at(sealed.until);
  screen.note(
    `${plural(sealed.entries, 'older event')} up to link ${sealed.lastSeq} (${until}) are in sealed archives: "changeguard report archive list".`,
  );
}

function logFilter({ given }: Invocation) {
  const kind = given.text('kind');
  const subject = given.text('subject');
  const [, subjectType, subjectId] = /^([a-z]+):(.+)$/.exec(subject ?? '') ?? [];
  if (subject !== undefined && (subjectType === undefined || subjectId === undefined))
    throw usageProblem(`--subject is "${subject}".`, 'Give it as type:id, for example host:0199f0c2.');
  return {
    ...(kind === undefined ? {} : { kind }),
    ...(subjectType === undefined ? {} : { subjectType }),
    ...(subjectId === undefined ? {} : { subjectId }),
  };
}

export function showVerification({ given, screen }: Invocation, answer: Answer<'verifyLog'>): ExitCode {
  const isGood = answer.isIntact && answer.viewsAgree;
  const exitCode = isGood ? exitCodes.done : exitCodes.failed;
  if (given.json() !== false) {
    screen.json(answer);
    return exitCode;
  }
  screen.line(
    answer.isIntact
      ? `${toned('good', '✓')} The chain is intact: ${plural(answer.links, 'link')}, ${plural(answer.events, 'event')}.`
      : `${toned('bad', '✗')} The chain is broken at ${plural(answer.breaks.length, 'place')}.`,
  );
  if (answer.sealed != null)
    screen.line(
      `  – up to link ${answer.sealed.lastSeq}, ${plural(answer.sealed.events, 'event')} of ${plural(answer.sealed.links, 'link')} are in sealed archives: place and digest are proved here, the rest by "changeguard report archive verify"`,
    );
  for (const one of answer.breaks.slice(0, 20))
    screen.prose(plainText(`link ${one.seq}  ${one.what}  ${one.detail}`), '  ');
  screen.line(
    answer.viewsAgree
      ? `${toned('good', '✓')} Folding the log gives the stored state.`
      : `${toned('bad', '✗')} The stored state is not what the log says.`,
  );
  for (const difference of answer.differences.slice(0, 20)) screen.prose(plainText(difference), '  ');
  screen.line(`  head ${answer.head.seq}  ${plainText(answer.head.hash)}`);
  if (!isGood) screen.note('→ Stop, keep a copy of the database, and find out who changed it.');
  return exitCode;
}

/** `report campaign`. */
export const reportCampaign: Handler = async (invocation) => {
  const { given, screen } = invocation;
  const file = fileAsked(invocation);
  const client = await invocation.client();
  if (file !== undefined) {
    screen.progress(`Making the report of ${plainText(given.word(0))}`);
    const { query } = file;
    const bytes = await client.call('downloadCampaignReport', { params: { id: given.word(0) }, query });
    return writeReport(invocation, file, bytes);
  }
  const answer = await client.call('reportCampaign', { params: { id: given.word(0) } });
  if (given.json() !== false) screen.json(answer);
  else showReport(invocation, answer);
  return exitCodes.done;
};

/** No observation is no proof, and what was not seen is said beside what was. */
function gapText(coverage: Answer<'showCoverage'>): string {
  if (coverage.servers.length === 0) return 'Without a protecting sensor: not known, nothing was observed';
  const blind = coverage.servers.filter((server) => server.intervals.some((interval) => interval.by === 'unknown'));
  const unseen = blind.length === 0 ? '' : `; ${plural(blind.length, 'server')} had times that nobody saw`;
  return `Without a protecting sensor: ${durationInWords(coverage.unprotectedSeconds * 1_000)} in all, as seen${unseen}`;
}

/** The frozen number first, and beside it who came and went. */
function selectionLines({ planned, late, joined, gone }: Answer<'reportCampaign'>): readonly string[] {
  if (late === 0 && joined.length === 0 && gone.length === 0) return [];
  const more = late === 0 ? '' : `, ${late} more in late waves`;
  return [
    `${plural(planned, 'server')} planned${more}`,
    ...(joined.length > 0 ? [`joined since, in no wave: ${joined.join(', ')}`] : []),
    ...(gone.length > 0 ? [`gone since, and still counted: ${gone.join(', ')}`] : []),
  ];
}

function showReport({ screen }: Invocation, report: Answer<'reportCampaign'>): void {
  const counts: Record<string, number> = {};
  for (const attempt of report.attempts) counts[attempt.state] = (counts[attempt.state] ?? 0) + 1;
  screen.line(`${toned('strong', plainText(report.name))}  ${countsInWords(stateWords.move, counts) || 'no attempt'}`);
  screen.line(
    `  ${plural(report.done, 'move')} done with complete evidence, ${report.committedUnproven} committed unproven, ${plural(report.openTasks, 'task')} open`,
  );
  screen.line(`  ${gapText(report.coverage)}`);
  for (const line of selectionLines(report)) screen.prose(plainText(line), '  ');
  screen.line(
    `  made ${screen.times.at(report.madeAt)} · plan ${plainText(report.planDigest.slice(0, 12))} · log head ${report.head.seq} ${plainText(report.head.hash.slice(0, 12))}`,
  );
  if (report.attempts.length === 0) return;
  screen.line();
  screen.table(
    [
      { title: 'Server', cell: (row) => row.server, min: 10 },
      { title: 'No.', cell: (row) => String(row.attempt), align: 'right' },
      { title: 'State', cell: (row) => stateCell(stateWords.move, row.state) },
      { title: 'Done', cell: (row) => (row.isDone ? '✓ yes' : '– no') },
      { title: 'Started', cell: (row) => screen.times.at(row.startedAt, report.madeAt), drop: 2 },
      { title: 'Ended', cell: (row) => screen.times.at(row.endedAt, report.madeAt), drop: 1 },
      { title: 'Problem', cell: (row) => row.problem ?? '–', min: 12 },
    ],
    report.attempts,
  );
}

/** `report period`. */
export const reportPeriod: Handler = async (invocation) => {
  const { given, screen } = invocation;
  const file = fileAsked(invocation);
  if (file === undefined) throw usageProblem('The report of a period is a file.', 'Say where it goes with -o FILE.');
  const [from, to] = [instantGiven('from', given.text('from')), instantGiven('to', given.text('to'))];
  const client = await invocation.client();
  screen.progress('Making the report of the period');
  const bytes = await client.call('downloadPeriodReport', { query: { ...file.query, from, to } });
  return writeReport(invocation, file, bytes);
};

/** A day begins at midnight UTC: without a zone nobody knows which one is meant. */
function instantGiven(name: string, text = ''): string {
  const meant = /^\d{4}-\d{2}-\d{2}$/.test(text) ? `${text}T00:00:00Z` : text;
  if (!instant.safeParse(meant).success)
    throw usageProblem(
      `--${name} is "${text}".`,
      'Give a day (2026-03-30), or an instant with zone: 2026-03-30T08:00:00+02:00.',
    );
  return meant;
}
