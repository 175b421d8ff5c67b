import { person as personShape } from '../../contract/people.ts';
import type { Answer, BodyIn } from '../../contract/routes.ts';
import { stateWords } from '../../contract/state-words.ts';
import type { Handler, Invocation } from '../command.ts';
import { exitCodes, usageProblem } from '../problem.ts';
import { plainText } from '../tone.ts';
import { stateCell } from '../words.ts';

type Person = Answer<'listPeople'>['value'][number];

/** `people add`: the link alone goes to stdout, so that it can be piped; it is never shown again. */
export const addPerson: Handler = async (invocation) => {
  const { given } = invocation;
  const password = await passwordOf(invocation);
  const client = await invocation.client();
  const made = await client.call('addPerson', {
    body: {
      name: given.word(0),
      role: given.text('role') as BodyIn<'addPerson'>['role'],
      tenantId: given.text('onlyTenant') ?? null,
      hosts: given.text('hosts') ?? null,
      ...(password === undefined ? {} : { password }),
    },
  });
  show(invocation, made, `Account ${made.name} is made (${rolesOf(made)}).`);
  if (given.json() === false) invocation.screen.note(plainText(`To undo: "changeguard people remove ${made.name}".`));
  return exitCodes.done;
};

/** `people list`. */
export const listPeople: Handler = async (invocation) => {
  const { given, io, screen } = invocation;
  const client = await invocation.client();
  const { items } = await client.items('listPeople', {}, 10_000);
  const json = given.json();
  if (json !== false) {
    screen.jsonList(items, json, Object.keys(personShape.shape));
    return exitCodes.done;
  }
  if (items.length === 0) screen.note('Nobody has an account yet: "changeguard people add NAME --role ROLE".');
  else
    screen.table(
      [
        { title: 'Name', cell: (one) => one.name, min: 8 },
        { title: 'State', cell: ({ state }) => stateCell(stateWords.person, state) },
        { title: 'Roles', cell: rolesOf, min: 10 },
        { title: 'Signs in with', cell: (one) => (one.origin === 'local' ? 'password' : 'Entra ID'), drop: 2 },
        { title: 'Last signed in', cell: (one) => screen.times.at(one.signedInAt, io.now()), drop: 1 },
        { title: 'Made by', cell: (one) => one.createdBy, min: 8, drop: 3 },
      ],
      items,
    );
  return exitCodes.done;
};

function rolesOf({ grants }: Pick<Person, 'grants'>): string {
  return grants
    .map(({ role, tenantId, hosts }) => {
      const where = tenantId === null ? '' : ` in ${tenantId}`;
      return `${role}${where}${hosts === null ? '' : `, ${hosts}`}`;
    })
    .join('; ');
}

/** `people role`. */
export const changeRole: Handler = async (invocation) => {
  const { given } = invocation;
  const role = given.word(1);
  const known = [...personShape.shape.grants.element.shape.role.options, 'none'] as const;
  const asked = known.find((one) => one === role);
  if (asked === undefined) throw usageProblem(`"${role}" is no role.`, `Give ${known.join(', ')}.`);
  const client = await invocation.client();
  const changed = await client.call('changeRole', {
    params: { id: given.word(0) },
    body: { role: asked, tenantId: given.text('onlyTenant') ?? null, hosts: given.text('hosts') ?? null },
  });
  show(invocation, changed, `${changed.name}: ${rolesOf(changed)}. It holds from the next request on.`);
  return exitCodes.done;
};

/** `people disable`. */
export const disablePerson: Handler = async (invocation) => {
  const client = await invocation.client();
  const changed = await client.call('disablePerson', { params: { id: invocation.given.word(0) } });
  show(invocation, changed, `${changed.name} is disabled, and signed out everywhere.`);
  if (invocation.given.json() === false)
    invocation.screen.note(plainText(`To undo: "changeguard people enable ${changed.name}".`));
  return exitCodes.done;
};

/** `people enable`. */
export const enablePerson: Handler = async (invocation) => {
  const client = await invocation.client();
  const changed = await client.call('enablePerson', { params: { id: invocation.given.word(0) } });
  show(invocation, changed, `${changed.name} may sign in again.`);
  return exitCodes.done;
};

/** `people password`. */
export const resetPassword: Handler = async (invocation) => {
  const password = await passwordOf(invocation);
  const client = await invocation.client();
  const changed = await client.call('resetPassword', {
    params: { id: invocation.given.word(0) },
    body: password === undefined ? {} : { password },
  });
  const done = password === undefined ? 'has no password until the link is followed' : 'has the new password';
  show(invocation, changed, `${changed.name} ${done}, and is signed out everywhere.`);
  return exitCodes.done;
};

/** `people remove`. */
export const removePerson: Handler = async (invocation) => {
  const { given, screen } = invocation;
  const name = given.word(0);
  const client = await invocation.client();
  await client.call('removePerson', { params: { id: name } });
  if (given.json() !== false) screen.json({ name, isRemoved: true });
  else {
    screen.line(plainText(`Account ${name} is removed, and signed out everywhere.`));
    screen.note('What it did stays in the log. API tokens are no accounts: see "changeguard admin token list".');
  }
  return exitCodes.done;
};

/** The password where it shall be read now, from a question or from stdin; undefined: its owner sets it with a link. */
async function passwordOf({ given, io, prompt }: Invocation): Promise<string | undefined> {
  if (!given.flag('passwordStdin')) return undefined;
  if (io.isTty.stdin && !prompt.isPossible)
    throw usageProblem('No password was given.', 'Write it to stdin, or leave --password-stdin out for a setup link.');
  const password = prompt.isPossible
    ? await prompt.ask('Password (it stays visible in this window):')
    : (await prompt.readAll()).replace(/\r?\n$/, '');
  if (password === '') throw usageProblem('The password is empty.', 'Write it to stdin as one line.');
  return password;
}

function show(
  { given, io, screen }: Invocation,
  person: Person & { readonly link?: string | undefined; readonly linkExpiresAt?: string | undefined },
  sentence: string,
): void {
  if (given.json() !== false) screen.json(person);
  else if (person.link === undefined || person.linkExpiresAt === undefined) screen.line(plainText(sentence));
  else {
    screen.line(plainText(person.link));
    screen.note(plainText(sentence));
    const until = screen.times.due(person.linkExpiresAt, io.now());
    screen.note(`The link sets the password once, until ${until}. Hand it over in a way that nobody else reads.`);
  }
}
