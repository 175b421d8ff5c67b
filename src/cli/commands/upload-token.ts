import type { Answer } from '../../contract/routes.ts';
import { stateWords } from '../../contract/state-words.ts';
import { uploadToken as tokenShape } from '../../contract/uploads.ts';
import type { Handler } from '../command.ts';
import { exitCodes } from '../problem.ts';
import { resolve } from '../settings.ts';
import { plainText } from '../tone.ts';
import { plural, stateCell } from '../words.ts';

/** `estate upload-token make`: the secret alone goes to stdout, so that it can be piped; of several each has its host before it. */
export const makeTokens: Handler = async (invocation) => {
  const { given, io, screen } = invocation;
  const output = given.text('output');
  const expiresIn = given.text('expiresIn');
  const client = await invocation.client();
  const made: Answer<'makeUploadToken'>[] = [];
  for (const host of given.words)
    made.push(
      await client.call('makeUploadToken', { body: { host, ...(expiresIn === undefined ? {} : { expiresIn }) } }),
    );
  const lines = made.map(({ host, secret }) => (made.length === 1 ? secret : `${host}\t${secret}`));
  if (output !== undefined) await io.writeFile(resolve(io, output), `${lines.join('\n')}\n`, { mode: 0o600 });
  if (given.json() !== false)
    screen.json({ value: made.map(({ secret, ...token }) => (output === undefined ? { ...token, secret } : token)) });
  else if (output === undefined) for (const line of lines) screen.raw(`${line}\n`);
  const [first] = made;
  if (first !== undefined) {
    const whose = made.length === 1 ? `The token for ${first.host} is` : `${plural(made.length, 'token')} are`;
    const where = output === undefined ? ' Shown only now.' : ` In ${output}, which only you can read.`;
    screen.note(
      plainText(`${whose} valid until ${screen.times.due(first.expiresAt, io.now())}, for one file each.${where}`),
    );
    screen.note(plainText(`To undo: "changeguard estate upload-token revoke ${first.id}".`));
  }
  return exitCodes.done;
};

/** `estate upload-token list`. */
export const listTokens: Handler = async (invocation) => {
  const { given, io, screen } = invocation;
  const client = await invocation.client();
  const { items } = await client.items('listUploadTokens', {}, 10_000);
  const json = given.json();
  if (json !== false) {
    screen.jsonList(items, json, Object.keys(tokenShape.shape));
    return exitCodes.done;
  }
  const now = io.now();
  if (items.length === 0) screen.note('There is no upload token.');
  else
    screen.table(
      [
        { title: 'Id', cell: (token) => token.id },
        { title: 'Host', cell: (token) => token.host, min: 8 },
        { title: 'State', cell: (token) => stateCell(stateWords.uploadToken, token.state) },
        { title: 'Expires', cell: (token) => screen.times.due(token.expiresAt, now), drop: 1 },
        { title: 'Used', cell: (token) => screen.times.at(token.usedAt, now), drop: 2 },
        { title: 'Refused', cell: (token) => String(token.refusals), align: 'right', drop: 3 },
        { title: 'Made by', cell: (token) => token.createdBy, min: 8, drop: 4 },
      ],
      items,
    );
  return exitCodes.done;
};

/** `estate upload-token revoke`. */
export const revokeToken: Handler = async (invocation) => {
  const { given, screen } = invocation;
  const id = given.word(0);
  const client = await invocation.client();
  await client.call('revokeUploadToken', { params: { id } });
  if (given.json() !== false) screen.json({ id, isRevoked: true });
  else {
    screen.line(plainText(`Upload token ${id} is revoked.`));
    screen.note('It cannot be brought back; make another with "changeguard estate upload-token make HOST".');
  }
  return exitCodes.done;
};
