import { twinFault as faultShape } from '../../contract/installation.ts';
import type { Answer } from '../../contract/routes.ts';
import { sampleEstates } from '../../contract/sample-estates.ts';
import type { Handler } from '../command.ts';
import { exitCodes, usageProblem } from '../problem.ts';
import type { Screen } from '../screen.ts';
import { plainText, toned } from '../tone.ts';
import { plural } from '../words.ts';

/** `twin open`. */
export const open: Handler = async (invocation) => {
  const { given, screen } = invocation;
  const estate = sampleEstates.find((one) => one === (given.word(0) || 'bank'));
  if (estate === undefined)
    throw usageProblem(`"${given.word(0)}" is no sample estate.`, `Give one of ${sampleEstates.join(', ')}.`);
  const client = await invocation.client();
  screen.progress('Making the estate');
  const opened = await client.call('openSample', { body: { estate } });
  if (given.json() !== false) {
    screen.json(opened);
    return exitCodes.done;
  }
  const { name, isNew } = opened;
  screen.line(plainText(isNew ? `${name} is up, on the twin.` : `${name} was there already; a server has one.`));
  screen.note('Nothing real is touched. Its clock runs 60 times faster.');
  screen.next(`changeguard --tenant "${name}" status`);
  return exitCodes.done;
};

/** `twin clock`. */
export const clock: Handler = async (invocation) => {
  const { given, screen } = invocation;
  const advance = given.text('advance');
  const told = given.text('rate');
  const rate = given.flag('stop') ? 0 : told === undefined ? undefined : numberOf('--rate', told, 0, 100_000);
  if (given.flag('stop') && told !== undefined)
    throw usageProblem('--stop and --rate contradict each other.', 'Give one of them.');
  const client = await invocation.client();
  const isChange = advance !== undefined || rate !== undefined;
  if (advance !== undefined) screen.progress('Going through every due instant');
  const answer = isChange
    ? await client.call('turnTwinClock', {
        body: { ...(advance === undefined ? {} : { advance }), ...(rate === undefined ? {} : { rate }) },
      })
    : await client.call('showTwinClock');
  if (given.json() !== false) {
    screen.json(answer);
    return exitCodes.done;
  }
  const speed =
    answer.rate === 0
      ? 'stopped'
      : answer.rate === 1
        ? 'as fast as the wall clock'
        : `${answer.rate} times as fast as the wall clock`;
  screen.line(`The twin's clock shows ${screen.times.at(answer.now)}, ${speed}.`);
  if (answer.nextDueAt !== null) screen.line(`Next in the twin: ${screen.times.due(answer.nextDueAt, answer.now)}.`);
  if (advance !== undefined) screen.note('Time in the twin does not go back.');
  if (isChange) screen.next('changeguard status');
  return exitCodes.done;
};

/** `twin fault list`. */
export const listFaults: Handler = async (invocation) => {
  const { given, screen } = invocation;
  const client = await invocation.client();
  const { items } = await client.items('listTwinFaults', {}, 1_000);
  const json = given.json();
  if (json !== false) screen.jsonList(items, json, Object.keys(faultShape.shape));
  else faults(screen, items);
  return exitCodes.done;
};

/** `twin fault inject`. */
export const injectFault: Handler = async (invocation) => {
  const { given, screen } = invocation;
  const kind = given.word(0);
  const host = given.text('host');
  const count = given.whole('count', 1, 1_000_000);
  const told = given.text('rate');
  const client = await invocation.client();
  const { value } = await client.call('injectTwinFault', {
    body: {
      kind,
      ...(host === undefined ? {} : { host }),
      ...(count === undefined ? {} : { count }),
      ...(told === undefined ? {} : { rate: numberOf('--rate', told, 0, 1) }),
      ...(given.flag('off') ? { off: true } : {}),
    },
  });
  if (given.json() !== false) {
    screen.json({ value });
    return exitCodes.done;
  }
  const where = host === undefined ? '' : ` on ${host}`;
  if (given.flag('off')) screen.line(plainText(`Fault ${kind} is off${where}.`));
  else {
    screen.line(plainText(`Fault ${kind} is on${where}.`));
    screen.note(plainText(`To undo: "changeguard twin fault inject ${kind} --off".`));
  }
  return exitCodes.done;
};

function faults(screen: Screen, items: readonly Answer<'listTwinFaults'>['value'][number][]): void {
  screen.table(
    [
      { title: 'Kind', cell: (fault) => fault.kind },
      { title: 'On', cell: (fault) => (fault.isActive ? { text: '● on', tone: 'warn' as const } : '– off') },
      { title: 'Fired', cell: (fault) => String(fault.fired), align: 'right' },
      { title: 'What happens', cell: (fault) => fault.description, min: 20 },
    ],
    items,
  );
}

const acts = { rollback: 'rollback', migrate: 'migrate', collect: 'collect-host-facts' } as const;

/** `twin act`. */
export const act: Handler = async (invocation) => {
  const { given, screen } = invocation;
  const [word = '', ...servers] = given.words;
  const known = Object.entries(acts).find(([name]) => name === word)?.[1];
  if (known === undefined) throw usageProblem(`There is no act "${word}".`, `Acts: ${Object.keys(acts).join(', ')}.`);
  const client = await invocation.client();
  const { value } = await client.call('actInTwin', { body: { act: known, servers } });
  const failed = value.filter((row) => !row.ok);
  const exitCode = failed.length > 0 ? exitCodes.failed : exitCodes.done;
  if (given.json() !== false) {
    screen.json({ value });
    return exitCode;
  }
  for (const row of value)
    screen.prose(`${row.ok ? toned('good', '✓') : toned('bad', '✗')} ${plainText(`${row.server}  ${row.detail}`)}`);
  if (failed.length > 0) screen.note(`${plural(failed.length, 'server')} refused.`);
  screen.next('changeguard status');
  return exitCode;
};

function numberOf(option: string, text: string, least: number, most: number): number {
  const number = Number(text);
  if (text.trim() === '' || !Number.isFinite(number) || number < least || number > most)
    throw usageProblem(`${option} is "${text}".`, `Give a number from ${least} to ${most}.`);
  return number;
}
