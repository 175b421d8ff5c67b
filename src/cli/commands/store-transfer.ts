import type { Handler } from '../command.ts';
import type { StoreMoved } from '../io.ts';
import { exitCodes } from '../problem.ts';
import type { Screen } from '../screen.ts';
import { resolve } from '../settings.ts';
import { plainText, toned } from '../tone.ts';
import { plural } from '../words.ts';

/** `store copy`. */
export const storeCopy: Handler = async (invocation) => {
  const { given, io, screen } = invocation;
  const { target } = await invocation.settings();
  const stores = { from: given.text('from') ?? '', to: given.text('to') ?? '' };
  const moved = await io.door.copyStore(target.dataDirectory, stores, (line) => screen.progress(line));
  if (given.json() !== false) {
    screen.json(moved);
    return exitCodes.done;
  }
  proved(screen, moved);
  screen.note('The original is as it was; to undo, empty the copy.');
  return exitCodes.done;
};

/** `store backup`. */
export const storeBackup: Handler = async (invocation) => {
  const { given, io, screen } = invocation;
  const { target } = await invocation.settings();
  const file = given.words[0] === undefined ? undefined : resolve(io, given.word(0));
  const store = given.text('store') ?? io.env.CHANGEGUARD_STORE;
  const made = await io.door.backUpStore(target.dataDirectory, { store, file }, (line) => screen.progress(line));
  if (given.json() !== false) {
    screen.json(made);
    return exitCodes.done;
  }
  screen.line(plainText(`${plural(made.rows, 'row')} in ${made.path}`));
  screen.next(`changeguard store restore ${made.path} --data DIRECTORY`);
  return exitCodes.done;
};

/** `store restore`. */
export const storeRestore: Handler = async (invocation) => {
  const { given, io, screen } = invocation;
  const { target } = await invocation.settings();
  const file = resolve(io, given.word(0));
  const store = given.text('store') ?? io.env.CHANGEGUARD_STORE;
  const moved = await io.door.restoreStore(target.dataDirectory, { store, file }, (line) => screen.progress(line));
  if (given.json() !== false) {
    screen.json(moved);
    return exitCodes.done;
  }
  proved(screen, moved);
  screen.line(plainText(`As it was at ${moved.madeAt}, now in ${moved.where}.`));
  screen.note('What happened since is not in it; the next readings of the service show it.');
  screen.next('changeguard report log --verify');
  return exitCodes.done;
};

function proved(screen: Screen, { rows, tables, tenants, links }: StoreMoved): void {
  const filled = Object.values(tables).filter((count) => count > 0).length;
  screen.line(
    `${toned('good', '✓')} ${plainText(`${plural(rows, 'row')} in ${plural(filled, 'table')}, counted on both sides.`)}`,
  );
  screen.line(
    `${toned('good', '✓')} ${plainText(`${plural(links, 'link')} of ${plural(tenants, 'log')} verified in the copy.`)}`,
  );
}
