import { Writable } from 'node:stream';
import { pino } from 'pino';
import { expect, test } from 'vitest';
import { logOptions } from '../../src/api/log-options.ts';
import { ask, aWorld, storeOfFile } from './world.ts';

const store = storeOfFile();

test('no secret reaches the log: no credential, cookie, sign-in link, query or session token', async () => {
  const lines: string[] = [];
  const sink = new Writable({
    write: (part, _encoding, done) => {
      lines.push(String(part));
      done();
    },
  });
  const logger = pino(logOptions('trace'), sink);
  const world = await aWorld(store(), { api: { logger } });
  const token = await world.token('administrator', null);
  const link = (await ask(world.app, 'POST', '/sign-in-links', { token })).body.link as string;
  const session = await ask(world.app, 'POST', '/sessions', { body: { link } });
  const cookie = String(session.headers['set-cookie']).split(';')[0] ?? '';
  await ask(world.app, 'GET', '/me', { headers: { cookie } });
  await ask(world.app, 'GET', `/servers?search=hidden-in-the-query`, { token });
  logger.info({ link, headers: { authorization: `Bearer ${token}`, cookie }, body: { secret: token } }, 'careless');
  const log = lines.join('');
  expect(log).toContain('"path":"/api/v1/sessions"');
  expect(log).toContain('careless');
  const secrets = [token, link, cookie, String(session.body.csrfToken), 'hidden-in-the-query'];
  for (const secret of secrets.flatMap((each) => [each, each.slice(-64)])) expect(log).not.toContain(secret);
  await world.close();
});
