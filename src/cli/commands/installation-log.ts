import { logEntry as logEntryShape } from '../../contract/installation.ts';
import type { Handler } from '../command.ts';
import { exitCodes } from '../problem.ts';
import { showVerification } from './report.ts';

/** `admin log`. */
export const installationLog: Handler = async (invocation) => {
  const { given, io, screen } = invocation;
  const client = await invocation.client();
  if (given.flag('verify')) return showVerification(invocation, await client.call('verifyInstallationLog'));
  const limit = given.whole('limit', 1, 1_000_000) ?? 50;
  const { items, hasMore } = await client.items('listInstallationLog', { query: { top: Math.min(limit, 200) } }, limit);
  const json = given.json();
  if (json !== false) screen.jsonList(items, json, Object.keys(logEntryShape.shape));
  else if (items.length === 0) screen.note('Nothing happened yet that concerns no tenant.');
  else
    screen.table(
      [
        { title: 'When', cell: (entry) => screen.times.at(entry.at, io.now()) },
        { title: 'What', cell: (entry) => entry.sentence, min: 24, comfort: 60 },
        { title: 'No.', cell: (entry) => entry.id, drop: 1 },
      ],
      items,
    );
  if (hasMore && json === false) screen.note(`There are more than ${limit} entries; --limit shows more.`);
  return exitCodes.done;
};
