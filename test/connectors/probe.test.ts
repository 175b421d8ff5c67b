import { createServer } from 'node:http';
import { describe, expect, test } from 'vitest';
import type { Lookup } from '../../src/connectors/probe/name.ts';
import {
  aClosedPort,
  aService,
  aTarget,
  aTcpServer,
  aTlsServer,
  genuine,
  host,
  impatient,
  letThrough,
  listening,
  lookAt,
  lookAtAll,
  loopback,
} from './probed-network.ts';

describe('a service that is as it should be', () => {
  test('S3-14 is reached over TLS 1.3, and every stage is told', async () => {
    await using service = await aService();
    const result = await lookAt(aTarget(service.port));
    expect(result).toMatchObject({
      outcome: 'reached',
      code: 'http-200',
      dns: { ipv4: ['127.0.0.1'], ipv6: [] },
      tcp: { address: '127.0.0.1', failed: [] },
      proxy: { mode: 'direct', address: null, status: null, schemes: [] },
      tls: { version: 'TLSv1.3', cipher: expect.stringMatching(/^TLS_[A-Z0-9_]+$/) },
      certificate: { subject: `CN=${host}`, issuer: 'CN=Expected Root', root: 'CN=Expected Root', origin: 'genuine' },
      http: { status: 200, usual: 200 },
    });
  });

  test('S3-14 is reached over TLS 1.2, the least that is accepted', async () => {
    await using service = await aService({ ...genuine, maxVersion: 'TLSv1.2' });
    expect(await lookAt(aTarget(service.port))).toMatchObject({ outcome: 'reached', tls: { version: 'TLSv1.2' } });
  });

  test.each([
    ['TLSv1.2', 'ECDHE-ECDSA-AES128-GCM-SHA256'],
    ['TLSv1.2', 'ECDHE-ECDSA-AES256-GCM-SHA384'],
    ['TLSv1.3', 'TLS_AES_128_GCM_SHA256'],
    ['TLSv1.3', 'TLS_CHACHA20_POLY1305_SHA256'],
  ] as const)('S3-14 of %s the cipher %s is told, when the server takes no other', async (version, cipher) => {
    await using service = await aService({ ...genuine, maxVersion: version, ciphers: cipher });
    expect(await lookAt(aTarget(service.port))).toMatchObject({ outcome: 'reached', tls: { version, cipher } });
  });

  test('another answer that counts is reached too, and the usual one stands beside it', async () => {
    await using service = await aService(genuine, { status: 404 });
    expect(await lookAt(aTarget(service.port))).toMatchObject({
      outcome: 'reached',
      code: 'http-404',
      http: { status: 404, usual: 200 },
    });
  });

  test('it is asked with one bare GET, under its name', async () => {
    const asked: unknown[] = [];
    await using service = await aTlsServer((socket) => {
      socket.once('data', (data) => {
        asked.push(`${data}`);
        socket.end('HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n');
      });
    });
    await lookAt(aTarget(service.port));
    expect(asked).toEqual([
      `GET /commands/test HTTP/1.1\r\nhost: ${host}:${service.port}\r\nuser-agent: changeguard\r\naccept: */*\r\nconnection: close\r\n\r\n`,
    ]);
  });
});

describe('the name', () => {
  const failing =
    (code: string): Lookup =>
    async () => {
      throw Object.assign(new Error('getaddrinfo'), { code });
    };
  test.each([
    ['there is no such name', failing('ENOTFOUND'), 'name-not-found', 'ENOTFOUND'],
    ['the name has no address', (async () => []) as Lookup, 'name-not-found', 'no-address'],
    ['the name server fails', failing('EAI_AGAIN'), 'name-unanswered', 'EAI_AGAIN'],
    [
      'the name server says nothing',
      (() => new Promise(() => undefined)) as Lookup,
      'name-unanswered',
      'dns-timed-out',
    ],
  ])('S3-14 %s', async (_, lookup, outcome, code) => {
    const result = await lookAt(aTarget(443), { lookup, limits: impatient('nameMs') });
    expect(result).toMatchObject({ outcome, code, dns: null, tcp: null, tls: null, http: null });
  });

  test('both families are told, and an address that fails does not hide one that works', async () => {
    await using service = await aService();
    const lookup: Lookup = async () => [
      { address: '::1', family: 6 },
      { address: '127.0.0.1', family: 4 },
    ];
    const result = await lookAt(aTarget(service.port), { lookup });
    expect(result).toMatchObject({ outcome: 'reached', dns: { ipv4: ['127.0.0.1'], ipv6: ['::1'] } });
    expect(result.tcp).toEqual({ address: '127.0.0.1', failed: [expect.stringMatching(/^::1 E[A-Z]+$/)] });
  });

  test('of many addresses only a few are tried', async () => {
    const port = await aClosedPort();
    const lookup: Lookup = async () => Array.from({ length: 50 }, () => ({ address: '127.0.0.1', family: 4 }));
    expect((await lookAt(aTarget(port), { lookup })).tcp?.failed).toHaveLength(4);
  });
});

describe('the connection', () => {
  test('S3-14 a closed port is refused', async () => {
    const result = await lookAt(aTarget(await aClosedPort()));
    expect(result).toMatchObject({ outcome: 'refused', code: 'ECONNREFUSED', tls: null });
  });

  test('S3-14 a port that takes the connection and says nothing times out', async () => {
    await using silent = await aTcpServer(() => undefined);
    const result = await lookAt(aTarget(silent.port), { limits: impatient('handshakeMs') });
    expect(result).toMatchObject({ outcome: 'timed-out', code: 'tls-timed-out', tcp: { address: '127.0.0.1' } });
  });

  test.each([
    ['resets the connection', 'resetAndDestroy'],
    ['ends the connection', 'destroy'],
  ] as const)('S3-14 a filter that %s during the handshake cuts it', async (_, end) => {
    await using filter = await aTcpServer((socket) => socket.once('data', () => socket[end]()));
    expect(await lookAt(aTarget(filter.port))).toMatchObject({ outcome: 'connection-broken', tls: null });
  });
});

describe('TLS', () => {
  test.each(['TLSv1', 'TLSv1.1'] as const)(
    'S3-14 a server that offers %s at most is too old, and that is shown',
    async (version) => {
      await using old = await aService({
        ...genuine,
        minVersion: 'TLSv1',
        maxVersion: version,
        ciphers: 'ECDHE-ECDSA-AES128-SHA@SECLEVEL=0',
      });
      expect(await lookAt(aTarget(old.port))).toMatchObject({
        outcome: 'tls-too-old',
        tls: { version, cipher: 'ECDHE-ECDSA-AES128-SHA' },
        certificate: null,
      });
    },
  );

  test('S3-14 a middlebox that hangs up on new versions and takes an old one is too old', async () => {
    await using old = await aTlsServer(() => undefined, {
      ...genuine,
      minVersion: 'TLSv1',
      maxVersion: 'TLSv1.1',
      ciphers: 'DEFAULT@SECLEVEL=0',
    });
    let calls = 0;
    await using middlebox = await aTcpServer((socket) => {
      calls += 1;
      if (calls === 1) socket.once('data', () => socket.destroy());
      else letThrough(socket, old.port, '');
    });
    expect(await lookAt(aTarget(middlebox.port))).toMatchObject({
      outcome: 'tls-too-old',
      tls: { version: 'TLSv1.1' },
    });
  });

  test('a server without a cipher that fits speaks no TLS that can be used', async () => {
    // The certificate has an elliptic key, and this cipher needs one for RSA.
    await using strange = await aService({ ...genuine, maxVersion: 'TLSv1.2', ciphers: 'AES128-SHA256' });
    expect(await lookAt(aTarget(strange.port))).toMatchObject({
      outcome: 'tls-failed',
      code: 'ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE',
    });
  });

  test('S3-14 plain HTTP on the port is no TLS', async () => {
    await using plain = await listening(createServer((_, response) => response.end('Ok')));
    expect(await lookAt(aTarget(plain.port))).toMatchObject({ outcome: 'tls-failed', tls: null });
  });
});

describe('the answer', () => {
  test.each([
    ['a redirect is not followed', 302, 'http-302'],
    ['a fault of a server', 503, 'http-503'],
    ['a refusal', 403, 'http-403'],
  ])('S3-14 %s is an unexpected status', async (_, status, code) => {
    await using service = await aService(genuine, { status, headers: { location: 'https://elsewhere.example/' } });
    expect(await lookAt(aTarget(service.port))).toMatchObject({
      outcome: 'unexpected-status',
      code,
      http: { status, usual: 200 },
    });
  });

  test.each([
    ['words that are no HTTP', 'SSH-2.0-OpenSSH_9.6\r\n', 'answer-garbled'],
    ['a head without end', `HTTP/1.1 200 OK\r\nx: ${'y'.repeat(20_000)}\r\n\r\n`, 'answer-garbled'],
    ['nothing, and the end', '', 'connection-broken'],
    [
      'a change of protocol',
      'HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n',
      'unexpected-status',
    ],
  ])('%s: no answer that counts', async (_, words, outcome) => {
    await using service = await aTlsServer((socket) => socket.once('data', () => socket.end(words)));
    expect((await lookAt(aTarget(service.port))).outcome).toBe(outcome);
  });

  test('silence after the handshake times out', async () => {
    await using service = await aTlsServer(() => undefined);
    expect(await lookAt(aTarget(service.port), { limits: impatient('answerMs') })).toMatchObject({
      outcome: 'timed-out',
      code: 'http-timed-out',
      tls: { version: 'TLSv1.3', cipher: expect.stringMatching(/^TLS_[A-Z0-9_]+$/) },
    });
  });

  test('a body without end is not read', async () => {
    let written = 0;
    await using service = await aTlsServer((socket) => {
      socket.once('data', () => {
        socket.write('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n');
        const more = () => {
          while (socket.writable && written < 64 * 1024 * 1024) {
            written += 0x4000;
            if (!socket.write(`4000\r\n${'x'.repeat(0x4000)}\r\n`)) break;
          }
        };
        socket.on('drain', more);
        more();
      });
    });
    expect(await lookAt(aTarget(service.port))).toMatchObject({ outcome: 'reached' });
    expect(written).toBeLessThan(16 * 1024 * 1024);
  });
});

describe('bounds', () => {
  test('results stand in the order of the URLs, whichever ends first', async () => {
    await using service = await aService();
    const closed = await aClosedPort();
    const told: string[] = [];
    const results = await lookAtAll([aTarget(service.port), aTarget(closed), aTarget(service.port)], {
      onResult: ({ outcome }) => told.push(outcome),
    });
    expect(results.map((one) => one.outcome)).toEqual(['reached', 'refused', 'reached']);
    expect(told).toHaveLength(3);
  });

  test('no more URLs are looked at together than allowed', async () => {
    const port = await aClosedPort();
    let together = 0;
    let most = 0;
    const lookup: Lookup = async (name) => {
      together += 1;
      most = Math.max(most, together);
      await new Promise(setImmediate);
      together -= 1;
      return loopback(name);
    };
    await lookAtAll(
      Array.from({ length: 20 }, () => aTarget(port)),
      { lookup, limits: { concurrent: 3 } },
    );
    expect(most).toBe(3);
  });

  test('an interruption ends it at once, and closes what is open', async () => {
    const interrupt = new AbortController();
    await using silent = await aTcpServer((socket) => socket.once('data', () => interrupt.abort(new Error('Ctrl-C'))));
    await expect(lookAtAll([aTarget(silent.port)], { signal: interrupt.signal })).rejects.toThrow('Ctrl-C');
    await Promise.all([...silent.sockets].map((socket) => new Promise((closed) => socket.once('close', closed))));
    expect(silent.sockets.size).toBe(0);
  });

  test('nothing stays open after a look, however it ended', async () => {
    await using silent = await aTcpServer((socket) => socket.resume());
    await lookAt(aTarget(silent.port), { limits: impatient('handshakeMs') });
    await Promise.all([...silent.sockets].map((socket) => new Promise((closed) => socket.once('close', closed))));
    expect(silent.sockets.size).toBe(0);
  });
});
