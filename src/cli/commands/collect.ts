import type { Handler } from '../command.ts';
import { collectorSystems } from '../io.ts';
import { exitCodes, usageProblem } from '../problem.ts';
import { resolve } from '../settings.ts';
import { plainText } from '../tone.ts';

/** A script for a shell must be executable; nobody but its owner may change it. */
const executable = 0o755;

/** `collect script SYSTEM`: needs neither a server nor a store. */
export const collectScript: Handler = async ({ given, io, screen }) => {
  const word = given.word(0);
  const system = collectorSystems.find((one) => one === word);
  if (system === undefined)
    throw usageProblem(`There is no collector for "${word}".`, `Systems: ${collectorSystems.join(', ')}.`);
  const script = await io.door.collectorScript(system);
  if (given.json() !== false) {
    screen.json({ system, script });
    return exitCodes.done;
  }
  const output = given.text('output');
  if (output === undefined) {
    screen.raw(script);
    return exitCodes.done;
  }
  await io.writeFile(resolve(io, output), script, system === 'unix' ? { mode: executable } : {});
  screen.note(
    `Saved to ${plainText(output)}. It reads only, and writes one document; run it as administrator or root.`,
  );
  screen.next('changeguard estate import FILE');
  return exitCodes.done;
};
