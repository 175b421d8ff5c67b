import type { z } from 'zod';
import type { connection as connectionShape } from '../../contract/installation.ts';
import type { BodyIn } from '../../contract/routes.ts';
import type { Handler, Invocation } from '../command.ts';
import { CliProblem, exitCodes, usageProblem } from '../problem.ts';
import type { Screen } from '../screen.ts';
import { plainText, toned } from '../tone.ts';

type Connection = z.infer<typeof connectionShape>;
type Request = BodyIn<'connect'>;

/** `connect show`. */
export const showConnection: Handler = async (invocation) => {
  const { given, screen } = invocation;
  const client = await invocation.client();
  const connection = await client.call('showConnection');
  if (given.json() !== false) screen.json(connection);
  else show(screen, connection);
  return exitCodes.done;
};

async function connectionOf(invocation: Invocation): Promise<Connection | undefined> {
  const client = await invocation.client();
  try {
    return await client.call('showConnection');
  } catch (error) {
    if (error instanceof CliProblem && error.code === 'connection-missing') return undefined;
    throw error;
  }
}

function show(screen: Screen, connection: Connection): void {
  const armed = connection.isArmed
    ? toned('good', '● armed: campaigns may start migrations')
    : toned('warn', '○ read-only: nothing is sent');
  screen.line(`${toned('strong', plainText(`Microsoft Graph, cloud ${connection.cloud}`))}  ${armed}`);
  screen.prose(
    plainText(`directory ${connection.directoryId} · client ${connection.clientId} · secret ${connection.secretRef}`),
    '  ',
  );
  screen.prose(
    plainText(
      `sign-in ${connection.loginUrl} · service ${connection.graphUrl} · starts ${connection.channel === 'portal' ? 'by tasks in the portal' : 'through Graph'}`,
    ),
    '  ',
  );
  screen.next('changeguard doctor', ...(connection.isArmed ? [] : ['changeguard connect arm --because REASON']));
}

const wanted = ['directoryId', 'clientId', 'secret'] as const;
const questions = {
  directoryId: 'Directory (tenant) id:',
  clientId: 'Application (client) id:',
  secret: 'Where is the secret, as the server sees it (env:NAME or file:PATH)?',
} as const;

/** `connect add`, and `connect` alone: on a terminal it asks for what is missing, elsewhere it names it. */
export const addConnection: Handler = async (invocation) => {
  const { given, prompt, screen } = invocation;
  const isBare = [...wanted, 'cloud', 'edition', 'channel'].every((name) => given.text(name) === undefined);
  if (isBare && (await connectionOf(invocation)) !== undefined) return showConnection(invocation);
  const missing = wanted.filter((name) => given.text(name) === undefined);
  if (missing.length > 0 && !prompt.isPossible)
    throw usageProblem(
      `Missing: ${missing.map((name) => `--${name.replace(/[A-Z]/, (letter) => `-${letter.toLowerCase()}`)}`).join(', ')}.`,
      'Give them; "changeguard connect add --help" has an example.',
    );
  const request = await requestOf(invocation);
  const client = await invocation.client();
  const connection = await client.call('connect', { body: request });
  if (given.json() !== false) {
    screen.json(connection);
    return exitCodes.done;
  }
  screen.line(
    plainText(
      `Connected to directory ${connection.directoryId}, read-only: nothing is sent until an administrator arms it.`,
    ),
  );
  screen.note(
    request.edition === undefined
      ? 'The rulebook edition is the tenant\'s ("changeguard admin tenant list"); change it with "changeguard admin tenant set --edition".'
      : `Rulebook edition ${request.edition}; change it with "changeguard admin tenant set --edition".`,
  );
  screen.next('changeguard doctor', 'changeguard check');
  return exitCodes.done;
};

async function requestOf({ given, prompt }: Invocation): Promise<Request> {
  const values: Record<string, string> = {};
  for (const name of wanted) values[name] = given.text(name) ?? (await prompt.ask(questions[name]));
  const edition = given.text('edition') ?? (prompt.isPossible ? await askEdition(prompt) : undefined);
  const optional = {
    channel: given.text('channel'),
    loginUrl: given.text('loginUrl'),
    graphUrl: given.text('graphUrl'),
    edition,
  };
  // The contract's shape checks every member again before anything is sent.
  return {
    cloud: (given.text('cloud') ?? 'global') as Request['cloud'],
    directoryId: values.directoryId ?? '',
    clientId: values.clientId ?? '',
    secretRef: values.secret ?? '',
    ...Object.fromEntries(Object.entries(optional).filter(([, value]) => value !== undefined)),
  } as Request;
}

const editions = ['2026-03', '2026-09'];

async function askEdition(prompt: Invocation['prompt']): Promise<string> {
  const answer = await prompt.ask(
    'Which edition of the rules: 2026-03 (default; states two hours, one week and a rollback) or 2026-09 (newer; states none of them)?',
  );
  const edition = answer === '' ? '2026-03' : answer;
  if (!editions.includes(edition))
    throw usageProblem(`There is no edition "${edition}".`, `Editions: ${editions.join(', ')}.`);
  return edition;
}

/** `connect arm`. */
export const armConnection: Handler = async (invocation) => {
  const { given, screen } = invocation;
  const client = await invocation.client();
  const acceptsUnsafeStore = given.flag('acceptUnsafeStore') ? { acceptsUnsafeStore: true } : {};
  const connection = await client.call('arm', {
    body: { because: given.text('because') ?? '', ...acceptsUnsafeStore },
  });
  if (given.json() !== false) screen.json(connection);
  else {
    screen.line('The connection is armed: applied plans start migrations from now on.');
    screen.note('To undo: "changeguard connect disarm --because REASON".');
  }
  return exitCodes.done;
};

/** `connect disarm`. */
export const disarmConnection: Handler = async (invocation) => {
  const { given, screen } = invocation;
  const client = await invocation.client();
  const connection = await client.call('disarm', { body: { because: given.text('because') ?? '' } });
  if (given.json() !== false) screen.json(connection);
  else {
    screen.line('The connection is read-only: nothing more is started. What migrates already goes on.');
    screen.note('To undo: "changeguard connect arm --because REASON".');
  }
  return exitCodes.done;
};
