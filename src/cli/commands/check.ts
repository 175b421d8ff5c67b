import type { CheckSummary } from '../../contract/servers.ts';
import { ownerWords } from '../../contract/state-words.ts';
import type { Handler } from '../command.ts';
import { exitCodes } from '../problem.ts';
import type { Screen } from '../screen.ts';
import { plainText, toned } from '../tone.ts';
import { plural } from '../words.ts';
import { reasonCell, verdictCell } from './server-columns.ts';

/** `check [selector...]`. */
export const check: Handler = async (invocation) => {
  const { given, screen } = invocation;
  const selector = given.words.join(' ') || 'all';
  const client = await invocation.client();
  screen.progress('Reading the service and checking');
  const summary = await client.call('check', {
    body: { selector, refresh: given.choice('refresh') !== false },
  });
  if (given.json() !== false) screen.json(summary);
  else show(screen, summary, selector);
  return given.flag('exitCode') && !isReady(summary) ? exitCodes.no : exitCodes.done;
};

/** Servers that stay on v2.x by their roles do not stand in the way; an empty selection proves nothing. */
function isReady(summary: CheckSummary): boolean {
  const toMove = summary.servers.filter((server) => server.disposition !== 'stays');
  const counted = summary.servers.length === summary.evaluated;
  if (!counted) return summary.pass > 0 && summary.fail === 0 && summary.unknown === 0;
  return toMove.length > 0 && toMove.every((server) => server.verdict === 'pass');
}

function show(screen: Screen, summary: CheckSummary, selector: string): void {
  if (summary.servers.length > 0)
    screen.table(
      [
        { title: 'Server', cell: (row) => row.name, min: 10 },
        { title: 'Site', cell: (row) => row.site || '–', min: 6, drop: 1 },
        {
          title: 'Verdict',
          cell: verdictCell,
        },
        { title: 'Reason', cell: reasonCell, min: 18 },
      ],
      summary.servers,
    );
  if (!screen.isPlain) {
    groups(screen, summary);
    screen.line();
    screen.line(
      `${plural(summary.evaluated, 'server')} checked: ${summary.pass} ready, ${summary.fail} not, ${summary.unknown} unknown, ${plural(summary.stays, 'stays', 'stay')} on v2.x.`,
    );
  }
  for (const problem of summary.problems) screen.note(plainText(`! ${problem.detail} (${problem.code})`));
  if (summary.evaluated === 0) screen.note('No server fits the selector.');
  if (summary.pass > 0) screen.next(`changeguard plan ${selector === 'all' ? '' : `${selector} `}-o FILE`);
  const blocked = summary.servers.find((server) => server.verdict !== 'pass' && server.disposition !== 'stays');
  if (blocked !== undefined) screen.next(`changeguard estate show ${blocked.name}`);
}

/** The rest unlocks least; every server's own reasons stand in its row. */
const maxShownGroups = 10;

/** What to fix first: the remedy that makes most servers ready all by itself, then the one that touches most. */
function groups(screen: Screen, summary: CheckSummary): void {
  const ordered = [...summary.groups].sort((a, b) => b.alone - a.alone || b.servers - a.servers);
  for (const group of ordered.slice(0, maxShownGroups)) {
    screen.line();
    screen.line(`${toned('strong', plainText(group.title))}  ${toned('dim', plainText(group.reason))}`);
    screen.prose(
      group.alone > 0
        ? `Fix this on ${plural(group.servers, 'server')} and ${group.alone} ${group.alone === 1 ? 'becomes' : 'become'} ready.`
        : `On ${plural(group.servers, 'server')}; fixing this alone makes none of them ready.`,
      '  ',
    );
    screen.prose(plainText(`→ ${group.remedy}`), '  ');
    if (group.owner !== null) screen.prose(`Whose turn: ${ownerWords[group.owner]}`, '  ');
    const more = group.servers - group.names.length;
    screen.prose(plainText(`${group.names.join(', ')}${more > 0 ? ` and ${more} more` : ''}`), '  ');
  }
  const hidden = ordered.length - maxShownGroups;
  if (hidden > 0) screen.note(`${plural(hidden, 'further reason')}: --json has all.`);
}
