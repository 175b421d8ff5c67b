import { createHmac, timingSafeEqual } from 'node:crypto';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Agent, request } from 'undici';
import { describe, expect, test } from 'vitest';
import type { Fetch } from '../../src/connectors/graph/transport.ts';
import { messengerLimits } from '../../src/connectors/notify/messenger.ts';
import type { ReceiverAddress } from '../../src/engine/ports/notify.ts';
import { anAuthority, issued } from '../support/certificates.ts';
import { aHook, aMessage, aMessenger, aNotice, answering, sentAt } from './notify-desk.ts';
import { failureOf } from './scripted-service.ts';

const key = 'a key of the receiver, and of nobody else';
const environment = { KEY: key };

function webhook(url: string, secretRef = 'env:KEY'): ReceiverAddress {
  return { kind: 'webhook', url, secretRef };
}

/** As a receiver does it: by the headers, the bytes that came, and the key; never with our code. */
function isGenuine(
  post: { headers: Record<string, string | string[] | undefined>; body: string },
  by: Buffer,
  now: number,
) {
  const id = String(post.headers['webhook-id']);
  const timestamp = String(post.headers['webhook-timestamp']);
  if (Math.abs(now / 1_000 - Number(timestamp)) > 5 * 60) return false;
  const expected = createHmac('sha256', by).update(`${id}.${timestamp}.${post.body}`).digest();
  return String(post.headers['webhook-signature'])
    .split(' ')
    .some((one) => {
      const given = Buffer.from(one.replace(/^v1,/, ''), 'base64');
      return given.length === expected.length && timingSafeEqual(given, expected);
    });
}

describe('what is sent', () => {
  test('X-10 JSON that the key signs, with id, tenant, sentences, remedies and the end of the log', async () => {
    await using hook = await aHook();
    const messenger = aMessenger(webhook(`${hook.url}/in`), environment);
    expect(await messenger.send(aMessage({ more: 3 }))).toBe(`${new URL(hook.url).host} answered 204.`);
    const [post] = hook.seen;
    if (!post) throw new Error('Nothing came.');
    expect(post).toMatchObject({ method: 'POST', url: '/in' });
    expect(post.headers).toMatchObject({
      'content-type': 'application/json; charset=utf-8',
      'webhook-id': aMessage().messageId,
      'webhook-timestamp': String(sentAt / 1_000),
    });
    expect(isGenuine(post, Buffer.from(key), sentAt + 60_000)).toBe(true);
    expect(isGenuine(post, Buffer.from('another key'), sentAt)).toBe(false);
    expect(isGenuine({ ...post, body: post.body.replace('failed', 'passed') }, Buffer.from(key), sentAt)).toBe(false);
    expect(isGenuine({ ...post, headers: { ...post.headers, 'webhook-id': 'other' } }, Buffer.from(key), sentAt)).toBe(
      false,
    );
    expect(isGenuine(post, Buffer.from(key), sentAt + 6 * 60_000), 'the window for a replay').toBe(false);
    expect(JSON.parse(post.body)).toEqual({
      schema: 'changeguard.notification/1',
      id: aMessage().messageId,
      kind: 'alarm',
      tenant: { id: 't-1', name: 'Nordufer Bank' },
      madeAt: '2026-03-30T06:00:00.000Z',
      log: { seq: 14, hash: 'ab'.repeat(32) },
      notices: [
        {
          id: 'move-failed:m-1:100',
          kind: 'move-failed',
          title: 'A migration failed',
          isAlarm: true,
          at: '2026-03-30T06:00:00.000Z',
          server: 'BER-DC1',
          sentence: 'BER-DC1: The engine recorded "failed seen" for a move: now failed.',
          remedy: 'changeguard diagnose BER-DC1',
          seq: 12,
        },
      ],
      more: 3,
    });
  });

  test('X-10 a key as generators print it is decoded first', async () => {
    await using hook = await aHook();
    const bytes = Buffer.from('0123456789abcdef01234567');
    await aMessenger(webhook(hook.url), { KEY: `whsec_${bytes.toString('base64')}` }).send();
    const [post] = hook.seen;
    expect(post && isGenuine(post, bytes, sentAt)).toBe(true);
  });

  test('X-10 an address that is a secret is read from its place at every try', async () => {
    await using hook = await aHook();
    const directory = mkdtempSync(join(tmpdir(), 'cg-notify-'));
    const file = join(directory, 'address');
    writeFileSync(file, `${hook.url}/first?token=s3cret\n`);
    chmodSync(file, 0o600);
    const messenger = aMessenger(webhook(`file:${file}`), environment);
    expect(await messenger.hostOf()).toBe(new URL(hook.url).host);
    await messenger.send();
    writeFileSync(file, `${hook.url}/second?token=s3cret`);
    await messenger.send();
    expect(hook.seen.map(({ url }) => url)).toEqual(['/first?token=s3cret', '/second?token=s3cret']);
    rmSync(directory, { recursive: true });
    expect(await failureOf(messenger.send())).toMatchObject({ name: 'Retryable', code: 'receiver-secret-missing' });
  });

  test('X-10 over TLS a certificate that nobody trusts gets nothing', async () => {
    const authority = anAuthority('Test root');
    await using hook = await aHook(issued(authority, { names: ['localhost'] }));
    expect(await failureOf(aMessenger(webhook(hook.url), environment).send())).toMatchObject({
      name: 'Retryable',
      code: 'receiver-unreachable',
    });
    expect(hook.seen).toEqual([]);
    const agent = new Agent({ connect: { ca: authority.certificate.toString() } });
    const trusting: Fetch = async (url, { method, headers, body = null, signal }) => {
      const answer = await request(url, { dispatcher: agent, method, headers, body, signal });
      const header = (name: string) => String(answer.headers[name] ?? '') || null;
      return { status: answer.statusCode, headers: { get: header }, body: answer.body, text: () => answer.body.text() };
    };
    await aMessenger(webhook(hook.url), environment, { fetch: trusting }).send();
    const [post] = hook.seen;
    expect(post && isGenuine(post, Buffer.from(key), sentAt)).toBe(true);
    await agent.close();
  });
});

describe('what comes back', () => {
  test.each([
    [200, null, null],
    [202, null, null],
    [301, 'Terminal', 'receiver-redirects'],
    [307, 'Terminal', 'receiver-redirects'],
    [400, 'Terminal', 'receiver-refused'],
    [401, 'Terminal', 'receiver-refused'],
    [404, 'Terminal', 'receiver-refused'],
    [410, 'Terminal', 'receiver-refused'],
    [407, 'Retryable', 'receiver-unreachable'],
    [408, 'Retryable', 'receiver-unavailable'],
    [429, 'Retryable', 'receiver-throttled'],
    [500, 'Retryable', 'receiver-unavailable'],
    [503, 'Retryable', 'receiver-unavailable'],
  ])('X-10 the answer %d', async (status, name, code) => {
    await using hook = await aHook();
    await using elsewhere = await aHook();
    // It says everything it knows: none of it may come further than here.
    hook.answers(answering(status, { location: `${elsewhere.url}/?token=s3cret` }, 'the token s3cret is wrong'));
    const work = aMessenger(webhook(`${hook.url}/path-s3cret`), environment).send();
    if (name === null) expect(await work).toContain(String(status));
    else {
      const failure = await failureOf(work);
      expect(failure).toMatchObject({ name, code });
      expect(`${failure}`).not.toContain('s3cret');
    }
    expect(hook.seen).toHaveLength(1);
    expect(elsewhere.seen, 'redirects are not followed').toHaveLength(0);
  });

  test.each([
    [{ 'retry-after': '120' }, sentAt + 120_000],
    [{ 'retry-after': 'Mon, 30 Mar 2026 07:00:00 GMT', date: 'Mon, 30 Mar 2026 06:00:00 GMT' }, sentAt + 3_600_000],
    [{ 'retry-after': '9999999' }, sentAt + messengerLimits.longestWaitMs],
    [{ 'retry-after': 'soon' }, undefined],
    [{}, undefined],
  ])('X-10 Retry-After is obeyed, within reason: %o', async (headers, until) => {
    await using hook = await aHook();
    hook.answers(answering(429, headers as Record<string, string>));
    expect(await failureOf(aMessenger(webhook(hook.url), environment).send())).toMatchObject({ until });
  });

  test('X-10 a receiver that never answers is given up in time, and may have got it', async () => {
    await using hook = await aHook();
    hook.answers(() => undefined);
    const limits = { ...messengerLimits, httpTimeoutMs: 60 };
    const failure = await failureOf(aMessenger(webhook(hook.url), environment, { limits }).send());
    expect(failure).toMatchObject({ name: 'Retryable', code: 'receiver-timed-out', mayHaveHappened: true });
  });

  test('X-10 whoever stops the messenger does not wait for the receiver', async () => {
    await using hook = await aHook();
    hook.answers(() => undefined);
    const person = new AbortController();
    const arrived = hook.next();
    const work = failureOf(aMessenger(webhook(hook.url), environment).send(aMessage(), person.signal));
    await arrived;
    person.abort();
    expect(await work).toMatchObject({ code: 'receiver-timed-out' });
  });

  test('X-10 an answer without an end was given with its status; it is not read on', async () => {
    await using hook = await aHook();
    hook.answers((response) => {
      response.writeHead(200);
      const flood = () => {
        while (response.writable && response.write('x'.repeat(64 * 1024)));
        response.once('drain', flood);
      };
      flood();
    });
    expect(await aMessenger(webhook(hook.url), environment).send()).toContain('200');
  });

  test('X-10 the body of a refusal is not waited for, and its connection is let go', async () => {
    await using hook = await aHook();
    let closed: Promise<unknown> = Promise.resolve();
    hook.answers((response) => {
      closed = once(response, 'close');
      response.writeHead(400);
      response.write('there is more to come');
    });
    expect(await failureOf(aMessenger(webhook(hook.url), environment).send())).toMatchObject({
      code: 'receiver-refused',
    });
    await closed;
  });

  test('X-10 a connection that breaks, or is not made, is tried again later', async () => {
    await using hook = await aHook();
    hook.answers((response) => response.destroy());
    expect(await failureOf(aMessenger(webhook(hook.url), environment).send())).toMatchObject({
      code: 'receiver-unreachable',
    });
    expect(await failureOf(aMessenger(webhook('http://127.0.0.1:1'), environment).send())).toMatchObject({
      name: 'Retryable',
      code: 'receiver-unreachable',
      message: '127.0.0.1:1 is not reached (ECONNREFUSED).',
    });
  });
});

describe('what is refused beforehand', () => {
  test.each([
    ['http://hooks.bank.example/in', /must begin with https/],
    ['ftp://hooks.bank.example', /must begin with https/],
    ['https://user:s3cret@hooks.bank.example', /name or password/],
    ['https://hooks.bank.example/?sig=s3cret', /keep it in a file or variable/],
    ['https://hooks.bank.example/#s3cret', /part behind #/],
    ['s3cret', /cannot be read as an address/],
  ])('X-10 the address %s', async (url, fault) => {
    const failure = await failureOf(aMessenger(webhook(url), environment).hostOf());
    expect(failure).toMatchObject({ code: 'request-invalid', errors: [{ at: 'body.address' }] });
    expect(`${failure}`).toMatch(fault);
    expect(`${failure}`).not.toContain('s3cret');
  });

  test.each([
    [{}, /KEY is not set/],
    [{ KEY: 'too short' }, /shorter than 16 bytes/],
    [{ KEY: 'whsec_c2hvcnQ=' }, /shorter than 16 bytes/],
  ])('X-10 a key that signs nothing: %o', async (given, fault) => {
    const failure = await failureOf(aMessenger(webhook('https://hooks.bank.example'), given).hostOf());
    expect(failure).toMatchObject({ code: 'receiver-secret-missing' });
    expect(`${failure}`).toMatch(fault);
    for (const value of Object.values(given)) expect(`${failure}`).not.toContain(value);
  });

  test('X-10 a secret address that is none is not repeated', async () => {
    const failure = await failureOf(
      aMessenger(webhook('env:URL'), { ...environment, URL: 'http://s3cret.example' }).send(),
    );
    expect(failure).toMatchObject({ name: 'Retryable', code: 'receiver-secret-missing' });
    expect(`${failure}`).not.toContain('s3cret');
  });
});

describe('a card in Teams', () => {
  const teams: ReceiverAddress = { kind: 'teams', urlRef: 'env:FLOW' };
  const texts = (body: string) =>
    (JSON.parse(body).attachments[0].content.body as { text: string }[]).map(({ text }) => text);

  test('X-10 says what a webhook says, as an adaptive card; the address is a secret and only its host is known', async () => {
    await using hook = await aHook();
    hook.answers(answering(202));
    const messenger = aMessenger(teams, { FLOW: `${hook.url}/workflows/abc?sig=s3cret` });
    expect(await messenger.hostOf()).toBe(new URL(hook.url).host);
    expect(await messenger.send()).not.toContain('s3cret');
    const [post] = hook.seen;
    expect(post?.url).toBe('/workflows/abc?sig=s3cret');
    expect(JSON.parse(post?.body ?? '')).toMatchObject({
      type: 'message',
      attachments: [
        {
          contentType: 'application/vnd.microsoft.card.adaptive',
          content: { type: 'AdaptiveCard', version: '1.4' },
        },
      ],
    });
    expect(texts(post?.body ?? '')).toEqual([
      'ALARM: Nordufer Bank: A migration failed (BER-DC1)',
      'A migration failed · 2026-03-30 06:00 UTC',
      'BER-DC1: The engine recorded "failed seen" for a move: now failed.',
      'What to do: changeguard diagnose BER-DC1',
      `Log: link 14, ${'ab'.repeat(32)}. Message ${aMessage().messageId}`,
    ]);
  });

  test('X-10 a name cannot become a link or an emphasis', async () => {
    await using hook = await aHook();
    await aMessenger(teams, { FLOW: hook.url }).send(
      aMessage({ notices: [aNotice({ server: null, sentence: '[press](https://evil.example) *now* <b>' })] }),
    );
    expect(texts(hook.seen[0]?.body ?? '')[2]).toBe('\\[press\\](https://evil.example) \\*now\\* \\<b\\>');
  });

  test('X-10 what Teams would refuse as too large is cut, and counted', async () => {
    await using hook = await aHook();
    const notices = Array.from({ length: 50 }, (_, at) => aNotice({ sentence: `${at} ${'ü'.repeat(400)}` }));
    await aMessenger(teams, { FLOW: hook.url }).send(aMessage({ notices, more: 7 }));
    const body = hook.seen[0]?.body ?? '';
    expect(Buffer.byteLength(body)).toBeLessThanOrEqual(20_000);
    const shown = texts(body).filter((text) => text.startsWith('What to do')).length;
    expect(shown).toBeGreaterThan(10);
    expect(texts(body).at(-2)).toBe(`${57 - shown} notices more: changeguard report log`);
    expect(texts(body)[0]).toContain('and 56 more');
  });
});
