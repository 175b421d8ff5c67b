import { csrfHeader } from '../../contract/routes.ts';
import type { Handler, Invocation } from '../command.ts';
import { CliProblem, exitCodes, usageProblem } from '../problem.ts';
import { keepToken } from '../settings.ts';
import { plainText } from '../tone.ts';

/** `login [LINK]`: trades a one-time link for a token, or takes a token; keeps it only after the server knew it. */
export const login: Handler = async (invocation) => {
  const { given, io, screen } = invocation;
  const link = given.word(0);
  const { server, token } = link === '' ? await ofToken(invocation) : await ofLink(invocation, link);
  const client = await io.door.connectTo(server, token);
  try {
    const me = await client.call('whoAmI');
    const path = await keepToken(io, server, token);
    if (given.json() !== false) screen.json({ server, actor: me.actor, role: me.role, tenantId: me.tenantId });
    else {
      screen.line(plainText(`Signed in to ${server} as ${me.actor} (${me.role}).`));
      screen.note(
        plainText(
          `The token is in ${path}, which only you can read. To undo: remove the file, and "changeguard admin token revoke ID".`,
        ),
      );
      screen.next('changeguard status');
    }
    return exitCodes.done;
  } finally {
    await client.close();
  }
};

async function ofToken({ io, prompt, settings }: Invocation): Promise<{ server: string; token: string }> {
  const { target, sources } = await settings();
  const server = target.server ?? io.door.defaults.server;
  const from = sources.find((one) => one.name === 'token')?.from ?? '';
  // A token that an earlier sign-in kept is no new one.
  const isGiven = from.startsWith('--token-file') || from === 'CHANGEGUARD_TOKEN';
  if (isGiven && target.token) return { server, token: target.token };
  if (io.isTty.stdin && !prompt.isPossible)
    throw usageProblem('No token was given.', 'Give --token-file FILE, or write the token to stdin.');
  const token = prompt.isPossible
    ? await prompt.ask('API token (it stays visible in this window):')
    : (await prompt.readAll()).trim();
  if (token === '')
    throw usageProblem('No token was given.', 'Give a sign-in link, --token-file FILE, or write the token to stdin.');
  return { server, token };
}

/** The link opens a short session; it makes a token in its own name and is closed again. */
async function ofLink({ given, io }: Invocation, link: string): Promise<{ server: string; token: string }> {
  if (!URL.canParse(link) || !/^https?:/.test(link))
    throw usageProblem(
      'That is no sign-in link.',
      'Put the whole link in quotes; make one with "changeguard admin sign-in-link".',
    );
  const days = given.whole('days', 1, 366) ?? 30;
  const { origin, hash } = new URL(link);
  const client = await io.door.connectTo(origin, undefined);
  try {
    const session = await client.exchange('signIn', { body: { link: hash === '' ? link : hash.slice(1) } });
    const cookie = (session.headers['set-cookie'] ?? '').split(';')[0] ?? '';
    const headers = {
      cookie,
      ...(session.answer.csrfToken === undefined ? {} : { [csrfHeader]: session.answer.csrfToken }),
    };
    const made = await client.call('makeToken', {
      body: {
        name: `login of ${session.answer.actor}`.slice(0, 100),
        role: session.answer.role,
        tenantId: session.answer.tenantId,
        days,
      },
      headers,
    });
    await client.call('signOut', { headers });
    return { server: origin, token: made.secret };
  } catch (error) {
    // Without this the person would only read that a role is missing, after the link is used up.
    if (error instanceof CliProblem && error.status === 403)
      throw new CliProblem({
        ...problemParts(error),
        remedy:
          'Ask an administrator for a token ("changeguard admin token create"), then "changeguard login --token-file FILE".',
      });
    throw error;
  } finally {
    await client.close();
  }
}

function problemParts({ code, title, detail, status, errors }: CliProblem) {
  return { code, title, detail, status, errors };
}
