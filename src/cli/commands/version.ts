import type { Handler } from '../command.ts';
import { exitCodes } from '../problem.ts';

/** `version`. */
export const version: Handler = async ({ given, io, screen }) => {
  if (given.json() !== false) screen.json({ version: io.door.version });
  else screen.line(io.door.version);
  return exitCodes.done;
};
