import { describe, expect, test } from 'vitest';
import { aHook, answering } from '../connectors/notify-desk.ts';
import { ask, aWorld, storeOfFile } from './world.ts';

const store = storeOfFile();
const environment = { KEY: 'a key of the receiver, and of nobody else', PASSWORD: 'mail-s3cret' };

async function aDesk() {
  const world = await aWorld(store(), { environment });
  const token = await world.token('administrator', world.tenantId);
  const send = (method: string, path: string, body?: unknown) => ask(world.app, method, path, { token, body });
  return { world, send, add: (body: object) => send('POST', '/receivers', body) };
}

function webhook(url: string) {
  return { kind: 'webhook', url, secretRef: 'env:KEY' };
}

const mail = {
  kind: 'mail',
  server: 'smtp://mail.bank.example:587',
  from: 'changeguard@bank.example',
  to: ['guard@bank.example'],
  login: { user: 'changeguard', secretRef: 'env:PASSWORD' },
};

describe('receivers', () => {
  test('X-10 a receiver is added, listed, tested, changed and removed; of its address only the host is ever shown', async () => {
    await using hook = await aHook();
    const { world, send, add } = await aDesk();
    const { host } = new URL(hook.url);
    const added = await add({ name: 'Pager', address: webhook(`${hook.url}/pathsecret`), kinds: ['move-failed'] });
    expect(added.body).toMatchObject({
      name: 'Pager',
      kind: 'webhook',
      host,
      kinds: ['move-failed'],
      isEnabled: true,
      problem: null,
    });
    expect((await send('GET', '/receivers')).body.value).toEqual([added.body]);

    const tested = await send('POST', '/receivers/pager/test');
    expect(tested.body).toMatchObject({ isDelivered: true, answer: `${host} answered 204.`, problem: null });
    expect(JSON.parse(hook.seen[0]?.body ?? '')).toMatchObject({ id: tested.body.messageId, kind: 'test' });
    hook.answers(answering(410));
    expect((await send('POST', `/receivers/${added.body.id}/test`)).body).toMatchObject({
      isDelivered: false,
      answer: null,
      problem: { code: 'receiver-refused', detail: `${host} answered 410.` },
    });

    const quietHours = { from: '22:00', to: '06:00', zone: 'Europe/Berlin' };
    const changed = await send('PATCH', '/receivers/PAGER', { isEnabled: false, kinds: null, quietHours });
    expect(changed.body).toMatchObject({ isEnabled: false, kinds: null, quietHours, version: 2 });
    expect((await send('PATCH', '/receivers/Pager', { isEnabled: true })).body).toMatchObject({
      quietHours,
      version: 3,
    });
    const mailed = await add({ name: 'team', address: mail });
    expect(mailed.body).toMatchObject({ kind: 'mail', host: 'mail.bank.example', to: ['guard@bank.example'] });
    expect((await send('DELETE', '/receivers/team')).status).toBe(204);
    expect((await send('DELETE', '/receivers/team')).body.code).toBe('not-found');

    const log = await send('GET', '/log?subjectType=receiver&order=oldest');
    expect(
      log.body.value.map(({ sentence }: { sentence: string }) => sentence.replace(/^token:.* of a test/, 'X')),
    ).toEqual([
      'X added the receiver Pager of notifications.',
      'X tested the receiver Pager of notifications.',
      'X tested the receiver Pager of notifications.',
      'X switched off the receiver Pager of notifications.',
      'X switched on the receiver Pager of notifications.',
      'X added the receiver team of notifications.',
      'X removed the receiver team of notifications.',
    ]);
    const shown = JSON.stringify([added, changed, mailed, tested, log].map(({ text }) => text));
    for (const secret of ['pathsecret', 'env:KEY', 'env:PASSWORD', ...Object.values(environment)])
      expect(shown).not.toContain(secret);
    await world.close();
  });

  test.each([
    [{ kinds: ['moon-landed'] }, 'request-invalid', /move-failed, move-reverted/],
    [{ kinds: ['test'] }, 'request-invalid', /Kinds: /],
    [{ kinds: [] }, 'request-invalid', /kinds/],
    [{ quietHours: { from: '22:00', to: '06:00', zone: 'Europe/Atlantis' } }, 'request-invalid', /no zone/],
    [{ quietHours: { from: '22:00', to: '22:00', zone: 'UTC' } }, 'request-invalid', /never, or always/],
    [{ quietHours: { from: '22', to: '6', zone: 'UTC' } }, 'request-invalid', /HH:MM/],
    [{ address: webhook('http://hooks.bank.example') }, 'request-invalid', /https/],
    [{ address: { ...mail, server: 'smtp://u:hunter2@mail.bank.example' } }, 'request-invalid', /without credentials/],
    [{ address: { ...mail, to: ['nobody'] } }, 'request-invalid', /to/],
    [
      { address: { kind: 'teams', urlRef: 'https://flows.example/?sig=hunter2' } },
      'request-invalid',
      /env:NAME or file:PATH/,
    ],
    [{ address: { kind: 'teams', urlRef: 'env:NONE' } }, 'receiver-secret-missing', /NONE is not set/],
    [{ name: 'pa\nger' }, 'request-invalid', /control/],
  ])('X-10 what cannot be understood or used is refused, and names what is wrong: %o', async (wrong, code, said) => {
    const { world, add } = await aDesk();
    const answer = await add({ name: 'pager', address: webhook('https://hooks.bank.example'), ...wrong });
    expect(answer.body.code).toBe(code);
    expect(answer.text).toMatch(said);
    expect(answer.text).not.toContain('hunter2');
    expect(await world.store.receivers(world.tenantId)).toEqual([]);
    await world.close();
  });

  test('X-10 a name is taken once, and a tenant has twenty receivers at most', async () => {
    const { world, add } = await aDesk();
    const address = webhook('https://hooks.bank.example');
    await add({ name: 'Pager', address });
    expect((await add({ name: 'pager', address })).body.code).toBe('receiver-exists');
    for (let more = 1; more < 20; more += 1) await add({ name: `pager ${more}`, address });
    expect((await add({ name: 'one more', address })).body.code).toBe('receivers-too-many');
    await world.close();
  });

  test('I18 X-10 the receivers of another tenant are not there', async () => {
    const { world, add } = await aDesk();
    const { body } = await add({ name: 'Pager', address: webhook('https://hooks.bank.example') });
    const token = await world.token('administrator', world.foreignId);
    expect((await ask(world.app, 'GET', '/receivers', { token })).body.value).toEqual([]);
    for (const id of [body.id, 'Pager']) {
      for (const [method, path] of [
        ['POST', `/receivers/${id}/test`],
        ['DELETE', `/receivers/${id}`],
        ['PATCH', `/receivers/${id}`],
      ] as const) {
        const answer = await ask(world.app, method, path, { token, body: method === 'PATCH' ? {} : undefined });
        expect([method, answer.body.code]).toEqual([method, 'not-found']);
      }
    }
    expect(await world.store.receivers(world.tenantId)).toHaveLength(1);
    await world.close();
  });
});
