import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import { describe, expect, test } from 'vitest';
import { messengerLimits } from '../../src/connectors/notify/messenger.ts';
import type { ReceiverAddress } from '../../src/engine/ports/notify.ts';
import { anAuthority, issued } from '../support/certificates.ts';
import { aMessage, aMessenger, aNotice } from './notify-desk.ts';
import { failureOf } from './scripted-service.ts';

const authority = anAuthority('Test root');
const certificate = issued(authority, { names: ['localhost'] });
const trust = authority.certificate.toString();

interface Letter {
  readonly from: string;
  readonly to: readonly string[];
  readonly raw: string;
  readonly isSecure: boolean;
  readonly user: string | undefined;
}

interface MailServer extends AsyncDisposable {
  readonly port: number;
  readonly letters: readonly Letter[];
  /** What was tried to sign in with. */
  readonly logins: readonly string[];
}

/** A real SMTP server on loopback; with STARTTLS and sign-in unless a test takes them away. */
async function aMailServer(more: SMTPServerOptions = {}): Promise<MailServer> {
  const letters: Letter[] = [];
  const logins: string[] = [];
  const server = new SMTPServer({
    ...certificate,
    logger: false,
    authOptional: true,
    onAuth: ({ username, password }, { secure }, done) => {
      logins.push(`${username}:${password} ${secure ? 'private' : 'in the clear'}`);
      if (password === 's3cret') done(null, { user: username });
      else done(Object.assign(new Error('5.7.8 s3cret is wrong'), { responseCode: 535 }));
    },
    onData: (stream, session, done) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        const { mailFrom, rcptTo } = session.envelope;
        letters.push({
          from: mailFrom === false || mailFrom === undefined ? '' : mailFrom.address,
          to: rcptTo.map(({ address }) => address),
          raw: Buffer.concat(chunks).toString('utf8'),
          isSecure: session.secure,
          user: session.user === undefined ? undefined : String(session.user),
        });
        done(null, 'queued');
      });
    },
    ...more,
  });
  server.on('error', () => undefined);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.server.address() as AddressInfo).port,
    letters,
    logins,
    [Symbol.asyncDispose]: () => new Promise<void>((resolve) => server.close(() => resolve())),
  };
}

function mail(server: string, more: Partial<Extract<ReceiverAddress, { kind: 'mail' }>> = {}): ReceiverAddress {
  return {
    kind: 'mail',
    server,
    from: 'changeguard@bank.example',
    to: ['guard@bank.example', 'night@bank.example'],
    login: { user: 'changeguard', secretRef: 'env:PASSWORD' },
    ...more,
  };
}

/** As beyond this machine: whoever is not on loopback must be private. */
const elsewhere = { trust, isLoopback: () => false };
const environment = { PASSWORD: 's3cret' };

describe('a mail', () => {
  test('X-10 goes out over STARTTLS, signed in, to everybody, under an id that stays', async () => {
    await using server = await aMailServer();
    const messenger = aMessenger(mail(`smtp://localhost:${server.port}`), environment, elsewhere);
    expect(await messenger.hostOf()).toBe('localhost');
    expect(await messenger.send(aMessage({ more: 1 }))).toBe('localhost took it: 250 queued');
    await messenger.send(aMessage({ more: 1 }));
    expect(server.logins).toEqual(['changeguard:s3cret private', 'changeguard:s3cret private']);
    const [first, again] = server.letters;
    expect(first).toMatchObject({
      from: 'changeguard@bank.example',
      to: ['guard@bank.example', 'night@bank.example'],
      isSecure: true,
      user: 'changeguard',
    });
    const idOf = (letter: Letter | undefined) => /^Message-ID: (.*)$/im.exec(letter?.raw ?? '')?.[1];
    expect(idOf(first)).toBe(`<${aMessage().messageId}@changeguard.invalid>`);
    expect(idOf(again)).toBe(idOf(first));
    const lines = (first?.raw ?? '').split('\r\n');
    expect(lines).toContain('Subject: [changeguard] ALARM: Nordufer Bank: A migration failed (BER-DC1)');
    expect(lines).toContain('Auto-Submitted: auto-generated');
    expect(first?.raw.replaceAll('=\r\n', '')).toContain('What to do: changeguard diagnose BER-DC1');
    expect(first?.raw.replaceAll('=\r\n', '')).toContain('ab'.repeat(32));
    expect(first?.raw).toContain('1 notice more: changeguard report log');
    expect(first?.raw).not.toContain('s3cret');
  });

  test('X-10 goes out over TLS from the first byte', async () => {
    await using server = await aMailServer({ secure: true });
    await aMessenger(mail(`smtps://localhost:${server.port}`), environment, elsewhere).send();
    expect(server.letters).toMatchObject([{ isSecure: true, user: 'changeguard' }]);
  });

  test('X-10 to this machine itself it goes without TLS where there is none, and without sign-in where none is asked', async () => {
    await using server = await aMailServer({ hideSTARTTLS: true, disabledCommands: ['AUTH', 'STARTTLS'] });
    await aMessenger(mail(`smtp://127.0.0.1:${server.port}`, { login: null })).send();
    expect(server.letters).toMatchObject([{ isSecure: false, user: undefined }]);
  });

  test('X-10 to this machine itself it goes with a certificate that nobody issued', async () => {
    await using server = await aMailServer();
    await aMessenger(mail(`smtp://127.0.0.1:${server.port}`), environment).send();
    expect(server.letters).toMatchObject([{ isSecure: true, user: 'changeguard' }]);
  });

  test('X-10 a name cannot make a header of its own', async () => {
    await using server = await aMailServer();
    const tenant = { ...aMessage().tenant, name: 'Bank\r\nBcc: evil@evil.example' };
    await aMessenger(mail(`smtp://127.0.0.1:${server.port}`), environment).send(
      aMessage({ tenant, notices: [aNotice({ server: 'X\nBcc: evil@evil.example' })] }),
    );
    expect(server.letters[0]?.to).toEqual(['guard@bank.example', 'night@bank.example']);
    expect(server.letters[0]?.raw.split('\r\n\r\n')[0]).not.toMatch(/^Bcc/im);
  });
});

describe('a mail server that cannot be trusted', () => {
  test('X-10 without STARTTLS nothing is said to it, least of all the password', async () => {
    await using server = await aMailServer({ hideSTARTTLS: true, disabledCommands: ['STARTTLS'] });
    const failure = await failureOf(aMessenger(mail(`smtp://localhost:${server.port}`), environment, elsewhere).send());
    expect(failure).toMatchObject({ name: 'Retryable', code: 'receiver-not-private' });
    expect([server.letters, server.logins]).toEqual([[], []]);
  });

  test('X-10 with a certificate that nobody trusts, or of another name, it gets nothing either', async () => {
    await using server = await aMailServer();
    await using other = await aMailServer(issued(authority, { names: ['mail.evil.example'] }));
    const of = (port: number, more: object) =>
      failureOf(aMessenger(mail(`smtp://localhost:${port}`), environment, { ...elsewhere, ...more }).send());
    expect(await of(server.port, { trust: undefined })).toMatchObject({
      name: 'Retryable',
      code: 'receiver-not-private',
    });
    expect(await of(other.port, {})).toMatchObject({ name: 'Retryable', code: 'receiver-not-private' });
    expect([server, other].map(({ letters, logins }) => [letters, logins])).toEqual([
      [[], []],
      [[], []],
    ]);
  });
});

describe('what comes back', () => {
  test('X-10 a wrong password is final, and is not repeated', async () => {
    await using server = await aMailServer();
    const failure = await failureOf(
      aMessenger(mail(`smtp://localhost:${server.port}`), { PASSWORD: 'hunter2-hunter2' }, elsewhere).send(),
    );
    expect(failure).toMatchObject({
      name: 'Terminal',
      code: 'receiver-refused',
      message: 'localhost answered 535 to AUTH.',
    });
    expect(`${failure}`).not.toMatch(/hunter2|s3cret/);
  });

  test.each([
    [550, 'Terminal', 'receiver-refused'],
    [451, 'Retryable', 'receiver-unavailable'],
  ])('X-10 all recipients refused with %d', async (responseCode, name, code) => {
    await using server = await aMailServer({
      onRcptTo: (_, __, done) => done(Object.assign(new Error('guard@bank.example is away'), { responseCode })),
    });
    const failure = await failureOf(aMessenger(mail(`smtp://127.0.0.1:${server.port}`), environment).send());
    expect(failure).toMatchObject({ name, code });
    expect(`${failure}`).not.toContain('guard@');
  });

  test('X-10 who of several is refused is told; the others have it', async () => {
    await using server = await aMailServer({
      onRcptTo: ({ address }, _, done) => done(address.startsWith('night') ? new Error('away') : null),
    });
    const answer = await aMessenger(mail(`smtp://127.0.0.1:${server.port}`), environment).send();
    expect(answer).toBe('127.0.0.1 took it, 1 of 2 not: 250 queued');
  });

  test('X-10 the message is refused, for now or for good', async () => {
    const refusing = (responseCode: number): SMTPServerOptions => ({
      onData: (stream, _, done) => {
        stream.resume();
        stream.on('end', () => done(Object.assign(new Error('no'), { responseCode })));
      },
    });
    await using full = await aMailServer(refusing(452));
    await using strict = await aMailServer(refusing(554));
    expect(await failureOf(aMessenger(mail(`smtp://127.0.0.1:${full.port}`), environment).send())).toMatchObject({
      name: 'Retryable',
    });
    expect(await failureOf(aMessenger(mail(`smtp://127.0.0.1:${strict.port}`), environment).send())).toMatchObject({
      name: 'Terminal',
    });
  });

  test('X-10 a server that says nothing is given up in time; one that is not there at once', async () => {
    const silent = createServer(() => undefined);
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const { port } = silent.address() as AddressInfo;
    const limits = { ...messengerLimits, mailSilenceMs: 80 };
    const failure = await failureOf(aMessenger(mail(`smtp://127.0.0.1:${port}`), environment, { limits }).send());
    expect(failure).toMatchObject({ name: 'Retryable', code: 'receiver-timed-out' });
    await new Promise((resolve) => silent.close(resolve));
    expect(await failureOf(aMessenger(mail(`smtp://127.0.0.1:${port}`), environment).send())).toMatchObject({
      name: 'Retryable',
      code: 'receiver-unreachable',
    });
  });

  test('X-10 a server that goes on talking for ever is ended by the whole time, and so is one when we stop', async () => {
    const sockets = new Set<{ destroy(): void }>();
    const talking = createServer((socket) => {
      sockets.add(socket);
      const timer = setInterval(() => socket.write('220-still greeting\r\n'), 10);
      socket.on('close', () => clearInterval(timer));
      socket.on('error', () => clearInterval(timer));
    });
    await new Promise<void>((resolve) => talking.listen(0, '127.0.0.1', resolve));
    const { port } = talking.address() as AddressInfo;
    const limits = { ...messengerLimits, mailTimeoutMs: 150 };
    const address = mail(`smtp://127.0.0.1:${port}`);
    expect(await failureOf(aMessenger(address, environment, { limits }).send())).toMatchObject({
      code: 'receiver-timed-out',
    });
    expect(await failureOf(aMessenger(address, environment).send(aMessage(), AbortSignal.timeout(50)))).toMatchObject({
      code: 'receiver-timed-out',
    });
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => talking.close(resolve));
  });
});

describe('what is refused beforehand', () => {
  test.each([
    'mail.bank.example',
    'https://mail.bank.example',
    'smtp://user:s3cret@mail.bank.example',
    'smtp://mail.bank.example/inbox',
    'smtp://mail.bank.example?x=s3cret',
    'smtp://',
  ])('X-10 the server %s', async (server) => {
    const failure = await failureOf(aMessenger(mail(server), environment).hostOf());
    expect(failure).toMatchObject({ code: 'request-invalid' });
    expect(`${failure}`).not.toContain('s3cret');
  });

  test('X-10 a password that is not there', async () => {
    expect(await failureOf(aMessenger(mail('smtp://mail.bank.example')).hostOf())).toMatchObject({
      code: 'receiver-secret-missing',
    });
  });
});
