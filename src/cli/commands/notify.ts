import { type Receiver, receiver as receiverShape } from '../../contract/receivers.ts';
import type { BodyIn } from '../../contract/routes.ts';
import type { Handler, Invocation } from '../command.ts';
import { exitCodes, usageProblem } from '../problem.ts';
import type { Screen } from '../screen.ts';
import { plainText, toned } from '../tone.ts';

type Request = BodyIn<'addReceiver'>;
type Change = BodyIn<'changeReceiver'>;

/** `notify list`. */
export const listReceivers: Handler = async (invocation) => {
  const { given, io, screen } = invocation;
  const client = await invocation.client();
  const { items } = await client.items('listReceivers', {}, 1_000);
  const json = given.json();
  if (json !== false) {
    screen.jsonList(items, json, Object.keys(receiverShape.shape));
    return exitCodes.done;
  }
  if (items.length === 0) {
    screen.note('Nobody is told what happens.');
    screen.next('changeguard notify add --help');
    return exitCodes.done;
  }
  screen.table(
    [
      { title: 'Name', cell: (one) => one.name, min: 8 },
      { title: 'By', cell: (one) => `${one.kind} ${one.host}`, min: 24 },
      { title: 'State', cell: stateOf },
      { title: 'Told', cell: (one) => (one.kinds === null ? 'everything' : one.kinds.join(', ')), min: 10, drop: 2 },
      { title: 'Quiet', cell: (one) => quietOf(one), drop: 3 },
      { title: 'Last sent', cell: (one) => screen.times.at(one.sentAt, io.now()), drop: 1 },
      { title: 'Waiting', cell: (one) => String(one.waiting), align: 'right', drop: 4 },
    ],
    items,
  );
  for (const { name, problem } of items) if (problem !== null) showProblem(screen, `${name}: `, problem);
  return exitCodes.done;
};

function stateOf({ isEnabled, problem, sentAt }: Receiver) {
  if (!isEnabled) return { text: '– off', tone: 'dim' as const };
  if (problem !== null) return { text: '✗ fails', tone: 'bad' as const };
  return sentAt === null ? { text: '○ nothing sent' } : { text: '✓ reached', tone: 'good' as const };
}

function quietOf({ quietHours }: Receiver): string {
  return quietHours === null ? '–' : `${quietHours.from}-${quietHours.to} ${quietHours.zone}`;
}

function showProblem(screen: Screen, before: string, problem: NonNullable<Receiver['problem']>): void {
  screen.prose(toned('bad', plainText(`✗ ${before}${problem.title}. ${problem.detail}`)));
  screen.prose(plainText(`→ ${problem.remedy}`), '  ');
}

/** `notify add`. */
export const addReceiver: Handler = async (invocation) => {
  const { given, screen } = invocation;
  const kinds = given.list('kind');
  const quietHours = quietHoursOf(invocation);
  const body: Request = {
    name: given.word(0),
    address: addressOf(invocation),
    ...(kinds.length === 0 ? {} : { kinds: [...kinds] }),
    ...(quietHours === undefined ? {} : { quietHours }),
  };
  const client = await invocation.client();
  const receiver = await client.call('addReceiver', { body });
  if (given.json() !== false) {
    screen.json(receiver);
    return exitCodes.done;
  }
  screen.line(
    plainText(`${receiver.name} is told from now on, by ${receiver.kind} ${receiver.host}: ${whatOf(receiver)}.`),
  );
  screen.note(plainText(`To undo: "changeguard notify remove ${receiver.name}".`));
  screen.next(`changeguard notify test ${receiver.name}`);
  return exitCodes.done;
};

function whatOf(receiver: Receiver): string {
  const what = receiver.kinds === null ? 'everything' : receiver.kinds.join(', ');
  return receiver.quietHours === null ? what : `${what}; only alarms ${quietOf(receiver)}`;
}

function addressOf({ given }: Invocation): Request['address'] {
  const webhook = given.text('webhook');
  const teams = given.text('teams');
  const to = given.list('mail');
  if ([webhook !== undefined, teams !== undefined, to.length > 0].filter(Boolean).length !== 1)
    throw usageProblem('Who is to be told?', 'Give one of --webhook, --mail and --teams.');
  if (webhook !== undefined) return { kind: 'webhook', url: webhook, secretRef: needed(given, 'secret') };
  if (teams !== undefined) return { kind: 'teams', urlRef: teams };
  const user = given.text('user');
  const login = user === undefined ? null : { user, secretRef: needed(given, 'secret') };
  if (user === undefined && given.text('secret') !== undefined)
    throw usageProblem('A password was given and no user.', 'Give --user too.');
  return { kind: 'mail', server: needed(given, 'smtp'), from: needed(given, 'from'), to: [...to], login };
}

function needed(given: Invocation['given'], name: string): string {
  const value = given.text(name);
  if (value === undefined) throw usageProblem(`Missing: --${name}.`, 'See "changeguard notify add --help".');
  return value;
}

function quietHoursOf({ given, screen }: Invocation): Request['quietHours'] | undefined {
  const text = given.text('quietHours');
  if (text === undefined) {
    if (given.text('zone') !== undefined)
      throw usageProblem('A zone was given and no hours.', 'Give --quiet-hours too.');
    return undefined;
  }
  const [, from = '', to = ''] = /^(\d{2}:\d{2})-(\d{2}:\d{2})$/.exec(text) ?? [];
  if (from === '') throw usageProblem(`--quiet-hours is "${text}".`, 'Give them as 22:00-06:00.');
  return { from, to, zone: given.text('zone') ?? screen.times.zone };
}

/** `notify set`. */
export const setReceiver: Handler = async (invocation) => {
  const { given, screen } = invocation;
  const body = changeOf(invocation);
  if (Object.keys(body).length === 0)
    throw usageProblem('Nothing to change was given.', 'See "changeguard notify set --help".');
  const client = await invocation.client();
  const receiver = await client.call('changeReceiver', { params: { id: given.word(0) }, body });
  if (given.json() !== false) {
    screen.json(receiver);
    return exitCodes.done;
  }
  const state = receiver.isEnabled ? `is told ${whatOf(receiver)}` : 'is told nothing';
  screen.line(plainText(`${receiver.name} ${state}.`));
  screen.note('To undo: set it back with the same command.');
  return exitCodes.done;
};

function changeOf(invocation: Invocation): Change {
  const { given } = invocation;
  const kinds = given.list('kind');
  if (given.flag('on') && given.flag('off')) throw usageProblem('On and off at once.', 'Give --on or --off.');
  if (kinds.length > 0 && given.flag('allKinds'))
    throw usageProblem('Some kinds and all.', 'Give --kind or --all-kinds.');
  const quietHours = given.choice('quietHours') === false ? null : quietHoursOf(invocation);
  return {
    ...(given.flag('on') ? { isEnabled: true } : {}),
    ...(given.flag('off') ? { isEnabled: false } : {}),
    ...(kinds.length > 0 ? { kinds: [...kinds] } : {}),
    ...(given.flag('allKinds') ? { kinds: null } : {}),
    ...(quietHours === undefined ? {} : { quietHours }),
  };
}

/** `notify test`. */
export const testReceiver: Handler = async (invocation) => {
  const { given, screen } = invocation;
  const client = await invocation.client();
  const result = await client.call('testReceiver', { params: { id: given.word(0) } });
  const exitCode = !result.isDelivered && given.flag('exitCode') ? exitCodes.no : exitCodes.done;
  if (given.json() !== false) {
    screen.json(result);
    return exitCode;
  }
  const { receiver, problem, answer, durationMs, messageId } = result;
  if (problem !== null) showProblem(screen, `${receiver.name}: `, problem);
  else
    screen.prose(toned('good', plainText(`✓ ${receiver.name}: ${answer ?? 'taken'} (${Math.round(durationMs)} ms)`)));
  screen.note(plainText(`Message ${messageId}; it stands in the log that you asked for it.`));
  return exitCode;
};

/** `notify remove`. */
export const removeReceiver: Handler = async (invocation) => {
  const { given, screen } = invocation;
  const id = given.word(0);
  const client = await invocation.client();
  await client.call('removeReceiver', { params: { id } });
  if (given.json() !== false) screen.json({ receiver: id, isRemoved: true });
  else {
    screen.line(plainText(`${id} is told nothing any more; what waited for it is gone.`));
    screen.note('It cannot be brought back; add it again with "changeguard notify add".');
  }
  return exitCodes.done;
};
