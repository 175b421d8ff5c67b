import type { Handler } from '../command.ts';
import { exitCodes } from '../problem.ts';
import { readPlan } from './plan-file.ts';
import { showPassages } from './plan-words.ts';

/** `plan diff A B`: both files lie here, so that no server is asked. */
export const planDiff: Handler = async ({ given, io, screen }) => {
  const from = await readPlan(io, given.word(0));
  const to = await readPlan(io, given.word(1));
  const tell = (at: number) => screen.times.at(new Date(at).toISOString());
  // As the files have them: a member that this version does not know is a difference too.
  const { isSame, diff, passages } = await io.door.planDifference(from.raw, to.raw, tell);
  if (given.json() !== false) screen.json(diff);
  else if (isSame) screen.line('The two plans say the same.');
  else showPassages(screen, passages);
  return isSame || !given.flag('exitCode') ? exitCodes.done : exitCodes.no;
};
