import { expect, test } from 'vitest';
import { ask, aWorld, cheap, storeOfFile } from './world.ts';

const store = storeOfFile();
const options = {
  isProxy: (address: string) => address === '10.0.0.1',
  publicUrl: 'https://guard.bank.example',
  allowedHosts: ['guard.bank.example', '127.0.0.1'],
  passwordCost: cheap,
};
const host = 'guard.bank.example';

test('X-09 behind a proxy nobody beside it is answered but callers on this machine', async () => {
  const world = await aWorld(store(), { api: { options } });
  const from = async (address: string) => {
    const answer = await ask(world.app, 'GET', '/sign-in-ways', { from: address, headers: { host } });
    return [answer.status, answer.body.code];
  };
  expect(await from('10.0.0.1')).toEqual([200, undefined]);
  expect(await from('127.0.0.1')).toEqual([200, undefined]);
  expect(await from('10.0.0.9')).toEqual([421, 'host-refused']);
  await world.close();
});

test('X-09 the proxy is believed about where a request comes from, and only its own word', async () => {
  const world = await aWorld(store(), { api: { options } });
  const admin = await world.token('administrator', null);
  const person = { name: 'anna', role: 'viewer', tenantId: world.tenantId, password: 'correct horse battery' };
  await ask(world.app, 'POST', '/people', { token: admin, body: person, headers: { host } });
  const signIn = (from: string, forwarded: string) =>
    ask(world.app, 'POST', '/sessions', {
      from,
      headers: { host, 'x-forwarded-for': forwarded },
      body: { name: 'anna', password: 'correct horse battery' },
    });
  const cookie = String((await signIn('10.0.0.1', '198.51.100.7')).headers['set-cookie']);
  // What the client wrote itself stands before what the proxy added, and is not believed.
  await signIn('10.0.0.1', '192.0.2.1, 198.51.100.8');
  await signIn('127.0.0.1', '192.0.2.2');
  await world.close();
  const events = await world.store.events(world.tenantId, { afterSeq: 0, kinds: ['access-changed'] }, 20);
  const details = events.map(({ personal }) => personal.detail?.value).filter((detail) => /from/.test(detail ?? ''));
  expect(details).toEqual([
    'With a password, from 198.51.100.7.',
    'With a password, from 198.51.100.8.',
    'With a password, from 127.0.0.1.',
  ]);
  expect(cookie).toMatch(/; Secure;/);
});
