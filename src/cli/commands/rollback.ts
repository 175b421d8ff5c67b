import { stateWords } from '../../contract/state-words.ts';
import type { Handler } from '../command.ts';
import { exitCodes } from '../problem.ts';
import { plainText, toned } from '../tone.ts';
import { plural, stateCell } from '../words.ts';

/** The task of a way back that waits. */
const keptKind = 'rollback-kept';
/** What is waited for once a person is asked to press. */
const inPortal = 'rollback-in-portal';

/** `rollback SERVER...`. */
export const rollback: Handler = async (invocation) => {
  const { given, screen } = invocation;
  const isDryRun = given.flag('dryRun');
  const client = await invocation.client();
  const { value } = await client.call('rollback', {
    query: { dryRun: isDryRun ? 'true' : 'false' },
    body: { selector: given.words.join(' '), because: given.text('because') ?? '' },
  });
  const refused = value.filter((row) => row.problem !== null);
  const exitCode = refused.length > 0 ? exitCodes.conflict : exitCodes.done;
  if (given.json() !== false) {
    screen.json({ value });
    return exitCode;
  }
  const { now } = await client.call('showStatus');
  for (const { move, task, problem } of value) {
    const cell = stateCell(stateWords.move, move.state);
    screen.line(`${toned('strong', plainText(move.server))}  ${toned(cell.tone, cell.text)}`);
    if (problem !== null) {
      screen.prose(toned('bad', plainText(`✗ ${problem.title} (${problem.code})`)), '  ');
      screen.prose(plainText(problem.detail), '  ');
      screen.prose(plainText(`→ ${problem.remedy}`), '  ');
      continue;
    }
    if (isDryRun && move.waiting !== null && move.waiting.reason !== inPortal)
      screen.prose(plainText(`It would wait ${move.waiting.words}.`), '  ');
    if (move.rollbackUntil !== null) screen.line(`  Possible until ${screen.times.due(move.rollbackUntil, now)}.`);
    if (task === null) continue;
    screen.prose(plainText(task.title), '  ');
    task.steps.forEach((step, index) => {
      screen.prose(plainText(`${index + 1}. ${step}`), '    ');
    });
    // One that waits for the floor begins by itself: there is nothing to press yet.
    if (!isDryRun && task.kind !== keptKind) screen.next(`changeguard task done ${task.name}`);
  }
  const isKept = ({ move, task, problem }: (typeof value)[number]) =>
    isDryRun ? problem === null && move.waiting?.reason !== inPortal : task?.kind === keptKind;
  const kept = value.filter(isKept);
  const open = value.length - refused.length - kept.length;
  if (value.length === 0) screen.note('No move fits; nothing was done.');
  else if (isDryRun)
    screen.note(
      `Nothing was changed. ${open} of ${plural(value.length, 'server')} can go back now${kept.length > 0 ? `, ${kept.length} would wait` : ''}.`,
    );
  else if (open > 0) {
    const name = value.find((row) => row.task !== null && row.task.kind !== keptKind)?.task?.name ?? 'NAME';
    screen.note(`${plural(open, 'task')} open. What the portal did is proved by reading the service.`);
    screen.note(`To undo, before it is pressed: "changeguard task decline ${name} --because REASON".`);
  }
  if (kept.length > 0 && !isDryRun) {
    screen.note(
      `${plural(kept.length, 'server')} ${kept.length === 1 ? 'waits' : 'wait'} for the floor, and ${kept.length === 1 ? 'goes' : 'go'} back when it bears it.`,
    );
    screen.note(
      `To take one off: "changeguard task done ${kept[0]?.task?.name ?? 'NAME'} --choice stay --because REASON".`,
    );
  }
  if (refused.length > 0) screen.note(`✗ ${plural(refused.length, 'server')} cannot go back.`);
  return exitCode;
};
