import type { Answer } from '../../contract/routes.ts';
import type { Handler, Invocation } from '../command.ts';
import { exitCodes, usageProblem } from '../problem.ts';
import { resolve } from '../settings.ts';
import { plainText, toned } from '../tone.ts';

/** `report key`. */
export const reportKey: Handler = async (invocation) => {
  const { given, io, screen } = invocation;
  const because = given.text('because');
  if (given.flag('renew') && because === undefined)
    throw usageProblem('Another key needs a reason.', 'Give it with --because; it is kept in the log.');
  const client = await invocation.client();
  const made = given.flag('renew')
    ? await client.call('makeReportKey', { body: { because: because ?? '' } })
    : undefined;
  const { value } = await client.call('listReportKeys');
  const output = given.text('output');
  if (output !== undefined) {
    const current = value.find((key) => key.isCurrent);
    if (current === undefined) throw usageProblem('There is no key yet.', 'The first pack makes one; so does --renew.');
    await io.writeFile(resolve(io, output), current.publicKey);
    screen.note(`The public key was written to ${plainText(output)}.`);
  }
  if (given.json() !== false) screen.json({ value });
  else show(invocation, value, made !== undefined);
  return exitCodes.done;
};

function show({ screen }: Invocation, keys: Answer<'listReportKeys'>['value'], isRenewed: boolean): void {
  if (keys.length === 0) screen.line('There is no key yet. The first pack makes one.');
  for (const key of keys) {
    screen.line(
      `${key.isCurrent ? toned('good', '● in use') : toned('dim', '– old   ')}  ${plainText(key.fingerprint)}`,
    );
    screen.line(`  made ${screen.times.at(key.madeAt)} by ${plainText(key.madeBy)}`);
  }
  if (isRenewed)
    screen.note('Packs are signed with the new key from now on. Give its fingerprint to whoever verifies them.');
}
