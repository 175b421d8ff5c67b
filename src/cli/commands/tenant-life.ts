import type { TenantVerification } from '../../contract/tenant-verification.ts';
import type { Handler, Invocation } from '../command.ts';
import { exitCodes, usageProblem } from '../problem.ts';
import { resolve } from '../settings.ts';
import { plainText, toned } from '../tone.ts';
import { plural } from '../words.ts';
import { keyAsked } from './report-verify.ts';

/** `admin tenant archive`. */
export const archiveTenant: Handler = async (invocation) => {
  const { given, screen } = invocation;
  const client = await invocation.client();
  const tenant = await client.call('archiveTenant', { body: { because: given.text('because') ?? '' } });
  if (given.json() !== false) screen.json(tenant);
  else {
    screen.line(plainText(`Tenant ${tenant.name} is archived: nothing starts, is read or changes there.`));
    screen.note('Its connection is read-only now. To undo: "changeguard admin tenant reopen --because REASON".');
    screen.next(`changeguard --tenant "${tenant.name}" admin tenant export -o FILE`);
  }
  return exitCodes.done;
};

/** `admin tenant reopen`. */
export const reopenTenant: Handler = async (invocation) => {
  const { given, screen } = invocation;
  const client = await invocation.client();
  const tenant = await client.call('reopenTenant', { body: { because: given.text('because') ?? '' } });
  if (given.json() !== false) screen.json(tenant);
  else {
    screen.line(plainText(`Tenant ${tenant.name} is in use again.`));
    screen.note('Its connection stays read-only until it is armed: "changeguard connect arm --because REASON".');
    screen.next('changeguard check');
  }
  return exitCodes.done;
};

/** `admin tenant export`. */
export const exportTenant: Handler = async (invocation) => {
  const { given, io, screen } = invocation;
  const output = given.text('output') ?? '';
  const client = await invocation.client();
  screen.progress('Writing everything of the tenant');
  const bytes = await client.call('exportTenant');
  await io.writeFile(resolve(io, output), bytes, { mode: 0o600 });
  if (given.json() !== false) screen.json({ file: output, bytes: bytes.length });
  else {
    screen.line(`Written to ${plainText(output)}; only you can read it.`);
    screen.next(`changeguard admin tenant verify ${output}`);
  }
  return exitCodes.done;
};

/** `admin tenant verify`. */
export const verifyTenant: Handler = async (invocation) => {
  const { given, io, screen } = invocation;
  const key = await keyAsked(invocation);
  const found = await io.door.verifyTenant(resolve(io, given.word(0)), key, (line) => screen.progress(line));
  const exitCode = found.isSound ? exitCodes.done : exitCodes.failed;
  if (given.json() !== false) {
    screen.json(found);
    return exitCode;
  }
  const { tenant, log, rows, tables, differences } = found;
  screen.line(`${toned('strong', plainText(tenant.name))}  ${plainText(tenant.id)}`);
  screen.line(`  as it was ${screen.times.at(found.madeAt, io.now())}`);
  screen.line(`  ${plural(rows, 'row')} in ${plural(Object.keys(tables).length, 'table')}`);
  tellSignature(invocation, found);
  if (found.isSound)
    screen.line(
      `${toned('good', '✓')} Every digest fits, and the chain holds: ${plural(log.links, 'link')}, ${plural(log.events, 'event')}.`,
    );
  for (const difference of differences.slice(0, 20))
    screen.prose(`${toned('bad', '✗')} ${plainText(difference)}`, '  ');
  screen.line(`  head ${log.head.seq}  ${plainText(log.head.hash)}`);
  screen.note(
    found.isSound
      ? '→ Compare the head with one that you know from elsewhere: a message, a report, or "changeguard admin log".'
      : '→ Keep the file as it is, and export again while the tenant is there.',
  );
  return exitCode;
};

/** Whose key it is, and what its signature is worth; that there is none is said as plainly. */
function tellSignature({ given, screen }: Invocation, { signature, tenant }: TenantVerification): void {
  if (signature === null) {
    screen.prose(
      '– Not signed: it was made by a version that did not sign exports. Its own digests speak for it, and nobody else.',
      '  ',
    );
    return;
  }
  const { isGood, fingerprint, isExpected, inLogSince } = signature;
  const mark = (isRight: boolean) => (isRight ? toned('good', '✓') : toned('bad', '✗'));
  screen.line(
    `${mark(isGood)} ${isGood ? 'Signed' : 'Not signed'} with the key ${plainText(fingerprint ?? 'that nobody can read')}${isGood ? plainText(` of ${tenant.name}`) : ''}.`,
  );
  if (isExpected !== null) screen.line(`${mark(isExpected)} It is ${isExpected ? '' : 'not '}the key that was given.`);
  screen.prose(
    inLogSince === null
      ? '– The log in the file does not tell of this key; that of the installation may ("changeguard admin log").'
      : `– The log in the file tells of this key since ${inLogSince}.`,
    '  ',
  );
  if (given.text('key') === undefined)
    screen.note('→ Compare the key with a fingerprint that you have from elsewhere (--key); a forger signs too.');
}

/** `admin tenant delete`: the name is typed twice, by a person or in the script that a person wrote. */
export const deleteTenant: Handler = async (invocation) => {
  const { given, screen, prompt } = invocation;
  const asked = given.word(0);
  const client = await invocation.client();
  const { items } = await client.items('listTenants', {}, 10_000);
  const named = items.filter((tenant) => tenant.id === asked || tenant.name === asked);
  const [tenant, second] = named;
  if (tenant === undefined)
    throw usageProblem(`There is no tenant "${asked}".`, 'See "changeguard admin tenant list".');
  if (second !== undefined) throw usageProblem(`Several tenants are called "${asked}".`, 'Give the id of one of them.');
  let typed = given.text('typeName');
  if (typed === undefined) {
    if (!prompt.isPossible)
      throw usageProblem('Deleting a tenant needs its name typed once more.', 'Give it with --type-name.');
    screen.note(plainText(`Everything of ${tenant.name} will be gone: its servers, plans, campaigns, log and people.`));
    typed = await prompt.ask('This cannot be undone. Type the name of the tenant:');
  }
  if (typed !== tenant.name) {
    screen.note('That is another name. Nothing was deleted.');
    return exitCodes.failed;
  }
  const body = { name: typed, because: given.text('because') ?? '' };
  await client.call('deleteTenant', { params: { id: tenant.id }, body });
  if (given.json() !== false) screen.json({ id: tenant.id, name: tenant.name, isDeleted: true });
  else {
    screen.line(plainText(`Tenant ${tenant.name} is deleted.`));
    screen.note('Dumps of the store that were made before still have it, until they are rotated out.');
    screen.next('changeguard admin log');
  }
  return exitCodes.done;
};
