import type { Plan } from '../../contract/campaigns.ts';
import type { Handler, Invocation } from '../command.ts';
import { type ExitCode, exitCodes } from '../problem.ts';
import { resolve } from '../settings.ts';
import { plainText } from '../tone.ts';
import { rulesGiven } from './plan-rules.ts';
import { wavesGiven } from './plan-waves.ts';
import { showPlan } from './plan-words.ts';

/** `plan [selector...] -o FILE`. The file holds the server's document to the byte, since its digest covers every member. */
export const plan: Handler = async (invocation) => {
  const { given } = invocation;
  const name = given.text('name');
  const channel = given.text('channel') as Plan['channel'] | undefined;
  const [rules, waves] = [await rulesGiven(invocation), await wavesGiven(invocation)];
  const client = await invocation.client();
  const { answer, raw } = await client.exchange('makePlan', {
    body: {
      selector: given.words.join(' ') || 'all',
      demand: (given.text('demand') as Plan['demand'] | undefined) ?? 'service',
      ...(rules === undefined ? {} : { rules }),
      ...(waves === undefined ? {} : { waves }),
      ...(name === undefined ? {} : { name }),
      ...(channel === undefined ? {} : { channel }),
    },
  });
  return saved(invocation, { answer, raw });
};

/** `plan join CAMPAIGN -o FILE`. */
export const join: Handler = async (invocation) => {
  const client = await invocation.client();
  return saved(invocation, await client.exchange('makeLatePlan', { params: { id: invocation.given.word(0) } }));
};

async function saved(
  invocation: Invocation,
  { answer, raw }: { readonly answer: Plan; readonly raw: unknown },
): Promise<ExitCode> {
  const { given, io, screen } = invocation;
  const output = given.text('output');
  if (output !== undefined) await io.writeFile(resolve(io, output), `${JSON.stringify(raw, null, 2)}\n`);
  if (given.json() !== false) {
    screen.json(raw);
    return exitCodes.done;
  }
  await showPlan(invocation, answer);
  if (output === undefined) {
    // What can be approved and rehearsed by its digest is kept; only "apply" starts from a file.
    screen.note('The server keeps the plan. Nothing has started; to apply it, make it again with -o FILE.');
    screen.next(`changeguard rehearse ${answer.digest.slice(0, 12)}`);
    return exitCodes.done;
  }
  screen.note(`Saved to ${plainText(output)}. Nothing has started; to undo, delete the file.`);
  // Who approves it is somebody else, and looks at what the rehearsal came to.
  const approve = answer.rules.approval.people > 0 ? [`changeguard approve ${output}`] : [];
  screen.next(`changeguard rehearse ${output}`, ...approve, `changeguard apply ${output}`);
  return exitCodes.done;
}
