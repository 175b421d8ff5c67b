import type { Handler } from '../command.ts';
import { exitCodes } from '../problem.ts';
import { plainText } from '../tone.ts';
import { plural } from '../words.ts';

/** `store info`. */
export const storeInfo: Handler = async (invocation) => {
  const { given, io, screen } = invocation;
  const { target } = await invocation.settings();
  const info = await io.door.storeInfo(target.dataDirectory, given.text('store') ?? io.env.CHANGEGUARD_STORE);
  if (given.json() !== false) {
    screen.json(info);
    return exitCodes.done;
  }
  screen.table(
    [
      { title: 'What', cell: (row) => row.name },
      { title: 'Value', cell: (row) => row.value, min: 20 },
    ],
    [
      { name: 'Kind', value: info.kind },
      { name: 'Where', value: info.where },
      { name: 'Schema', value: `${info.schemaVersion}${info.isCurrent ? '' : ' (older than this program)'}` },
      ...info.facts,
    ],
  );
  for (const warning of info.warnings) screen.note(plainText(`! ${warning}`));
  if (!info.isCurrent) screen.next('changeguard store migrate');
  return exitCodes.done;
};

/** `store migrate`. */
export const storeMigrate: Handler = async (invocation) => {
  const { given, io, screen } = invocation;
  const { target } = await invocation.settings();
  const result = await io.door.migrateStore(target.dataDirectory, given.text('store') ?? io.env.CHANGEGUARD_STORE);
  if (given.json() !== false) screen.json(result);
  else if (result.applied.length === 0)
    screen.line(plainText(`The schema is ${result.to} already; nothing was changed.`));
  else {
    screen.line(
      plainText(`The schema went from ${result.from} to ${result.to}: ${plural(result.applied.length, 'migration')}.`),
    );
    for (const name of result.applied) screen.line(plainText(`  ${name}`));
    screen.note('Migrations go forward only; to undo, restore the backup from before.');
  }
  return exitCodes.done;
};
