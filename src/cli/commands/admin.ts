import { token as tokenShape } from '../../contract/installation.ts';
import type { BodyIn } from '../../contract/routes.ts';
import { stateWords } from '../../contract/state-words.ts';
import type { Handler } from '../command.ts';
import { exitCodes } from '../problem.ts';
import { resolve } from '../settings.ts';
import { plainText } from '../tone.ts';
import { stateCell } from '../words.ts';

/** `admin token create`: the secret alone goes to stdout, so that it can be piped; it is never shown again. */
export const createToken: Handler = async (invocation) => {
  const { given, io, screen } = invocation;
  const output = given.text('output');
  const client = await invocation.client();
  const made = await client.call('makeToken', {
    body: {
      name: given.word(0),
      role: given.text('role') as BodyIn<'makeToken'>['role'],
      tenantId: given.text('onlyTenant') ?? null,
      days: given.whole('days', 1, 366) ?? 30,
    },
  });
  const { secret, ...token } = made;
  if (output !== undefined) await io.writeFile(resolve(io, output), `${secret}\n`, { mode: 0o600 });
  if (given.json() !== false) screen.json(output === undefined ? made : token);
  else if (output === undefined) screen.line(plainText(secret));
  screen.note(
    plainText(
      `Token "${token.name}" (${token.role}) is valid until ${screen.times.due(token.expiresAt, io.now())}.${
        output === undefined ? ' It is shown only now.' : ` It is in ${output}, which only you can read.`
      }`,
    ),
  );
  screen.note(plainText(`To undo: "changeguard admin token revoke ${token.id}".`));
  return exitCodes.done;
};

/** `admin token list`. */
export const listTokens: Handler = async (invocation) => {
  const { given, io, screen } = invocation;
  const client = await invocation.client();
  const { items } = await client.items('listTokens', {}, 10_000);
  const json = given.json();
  if (json !== false) {
    screen.jsonList(items, json, Object.keys(tokenShape.shape));
    return exitCodes.done;
  }
  const now = io.now();
  if (items.length === 0) screen.note('There is no token.');
  else
    screen.table(
      [
        { title: 'Id', cell: (token) => token.id },
        { title: 'Name', cell: (token) => token.name, min: 8 },
        { title: 'Role', cell: (token) => token.role },
        {
          title: 'State',
          cell: ({ revokedAt, expiresAt }) => {
            const state = revokedAt !== null ? 'revoked' : Date.parse(expiresAt) <= now ? 'expired' : 'valid';
            return stateCell(stateWords.token, state);
          },
        },
        { title: 'Expires', cell: (token) => screen.times.due(token.expiresAt, now), drop: 1 },
        { title: 'Last used', cell: (token) => screen.times.at(token.lastUsedAt, now), drop: 3 },
        { title: 'Made by', cell: (token) => token.createdBy, min: 8, drop: 2 },
      ],
      items,
    );
  return exitCodes.done;
};

/** `admin token revoke`. */
export const revokeToken: Handler = async (invocation) => {
  const { given, screen } = invocation;
  const id = given.word(0);
  const client = await invocation.client();
  await client.call('revokeToken', { params: { id } });
  if (given.json() !== false) screen.json({ id, isRevoked: true });
  else {
    screen.line(plainText(`Token ${id} is revoked.`));
    screen.note('It cannot be brought back; make another with "changeguard admin token create".');
  }
  return exitCodes.done;
};

/** `admin sign-in-link`. */
export const signInLink: Handler = async (invocation) => {
  const { given, io, screen } = invocation;
  const answer = given.flag('local')
    ? await io.door.makeLocalSignInLink((await invocation.settings()).target)
    : await (await invocation.client()).call('makeSignInLink');
  if (given.json() !== false) screen.json(answer);
  else {
    screen.line(plainText(answer.link));
    screen.note(`It works once, until ${screen.times.due(answer.expiresAt, io.now())}.`);
  }
  return exitCodes.done;
};
