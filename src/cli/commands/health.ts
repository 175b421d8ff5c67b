import type { Handler } from '../command.ts';
import { exitCodes } from '../problem.ts';
import { plainText, toned } from '../tone.ts';

/** `health`: for whoever restarts what is not well; nothing is asked that needs a credential. */
export const health: Handler = async (invocation) => {
  const { given, io, screen } = invocation;
  const { target } = await invocation.settings();
  const found = await io.door.health(target);
  if (given.json() !== false) screen.json(found);
  else
    screen.line(
      `${found.isReady ? toned('good', '✓ ready') : toned('bad', '✗ not ready')}  ${plainText(found.detail)}${found.where === null ? '' : ` ${plainText(found.where)}`}`,
    );
  return found.isReady ? exitCodes.done : exitCodes.failed;
};
