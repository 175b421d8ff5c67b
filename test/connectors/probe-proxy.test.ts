import type { IncomingMessage } from 'node:http';
import { describe, expect, test } from 'vitest';
import type { Lookup } from '../../src/connectors/probe/name.ts';
import type { ProbeProxy } from '../../src/connectors/probe/tunnel.ts';
import { anAuthority, issued } from '../support/certificates.ts';
import {
  aClosedPort,
  aProxy,
  aService,
  aTarget,
  aTcpServer,
  genuine,
  host,
  impatient,
  letThrough,
  lookAt,
  loopback,
} from './probed-network.ts';

const credentials = 'svc-probe:Tr0ub4dor';

function through(port: number, more: Partial<ProbeProxy> = {}): { readonly proxy: ProbeProxy } {
  return { proxy: { host: 'proxy.example', port, credentials: undefined, ...more } };
}

describe('a proxy that lets us through', () => {
  test('S3-14 opens a tunnel to the host by its name, which is not looked up here', async () => {
    const asked: IncomingMessage[] = [];
    await using service = await aService();
    await using proxy = await aProxy((request, socket) => {
      asked.push(request);
      letThrough(socket, service.port);
    });
    const names: string[] = [];
    const lookup: Lookup = (name) => {
      names.push(name);
      return loopback(name);
    };
    const result = await lookAt(aTarget(service.port), { ...through(proxy.port), lookup });
    expect(result).toMatchObject({
      outcome: 'reached',
      dns: null,
      proxy: { mode: 'connect', address: `proxy.example:${proxy.port}`, status: 200, schemes: [] },
      tls: { version: 'TLSv1.3' },
    });
    expect(names).toEqual(['proxy.example']);
    expect(asked.map((one) => one.url)).toEqual([`${host}:${service.port}`]);
    expect(asked[0]?.headers).not.toHaveProperty('proxy-authorization');
  });

  test('S3-14 takes credentials, which reach the proxy alone and stand in no result', async () => {
    const given: unknown[] = [];
    await using service = await aService();
    await using proxy = await aProxy((request, socket) => {
      given.push(request.headers['proxy-authorization']);
      letThrough(socket, service.port);
    });
    const result = await lookAt(aTarget(service.port), through(proxy.port, { credentials }));
    expect(result.outcome).toBe('reached');
    expect(given).toEqual([`Basic ${Buffer.from(credentials).toString('base64')}`]);
    expect(JSON.stringify(result)).not.toMatch(/Tr0ub4dor|svc-probe|Basic/);
  });

  test('bytes that come with its answer belong to the tunnel', async () => {
    await using service = await aService(genuine, { status: 404 });
    await using proxy = await aProxy((_, socket) =>
      letThrough(socket, service.port, 'HTTP/1.1 200 Ok\r\nvia: 1.1 x\r\n\r\n'),
    );
    expect(await lookAt(aTarget(service.port), through(proxy.port))).toMatchObject({ code: 'http-404' });
  });
});

describe('a proxy that stands in the way', () => {
  const answering = (words: string) => aProxy((_, socket) => socket.end(words));

  test('S3-14 wants credentials: that is named, with the ways it offers', async () => {
    await using proxy = await answering(
      'HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Negotiate\r\nProxy-Authenticate: NTLM\r\nProxy-Authenticate: Basic realm="corp"\r\n\r\n',
    );
    expect(await lookAt(aTarget(443), through(proxy.port))).toMatchObject({
      outcome: 'proxy-wants-credentials',
      code: 'proxy-407',
      proxy: { status: 407, schemes: ['Negotiate', 'NTLM', 'Basic'] },
      tls: null,
    });
    expect(await lookAt(aTarget(443), through(proxy.port, { credentials }))).toMatchObject({
      outcome: 'proxy-refuses-credentials',
    });
  });

  test.each([
    ['S3-14 forbids the host', 'HTTP/1.1 403 Forbidden\r\n\r\n', 'proxy-refuses', 'proxy-403'],
    ['does not get there itself', 'HTTP/1.1 502 Bad Gateway\r\n\r\n', 'proxy-refuses', 'proxy-502'],
    ['sends elsewhere', 'HTTP/1.1 302 Found\r\nlocation: http://login/\r\n\r\n', 'proxy-refuses', 'proxy-302'],
    ['hangs up', '', 'proxy-refuses', 'ECONNRESET'],
  ])('%s', async (_, words, outcome, code) => {
    await using proxy = await answering(words);
    expect(await lookAt(aTarget(443), through(proxy.port))).toMatchObject({ outcome, code, tls: null });
  });

  test.each([
    ['answers in another language', '220 mail.example ESMTP\r\n'],
    ['answers without end', `HTTP/1.1 200 Ok\r\nx: ${'y'.repeat(20_000)}`],
  ])('S3-14 %s: it is no proxy', async (_, words) => {
    await using proxy = await aTcpServer((socket) => socket.once('data', () => socket.write(words)));
    expect(await lookAt(aTarget(443), through(proxy.port))).toMatchObject({ outcome: 'proxy-garbled' });
  });

  test('S3-14 says nothing: that is a time-out, and the code says whose', async () => {
    await using proxy = await aTcpServer(() => undefined);
    expect(await lookAt(aTarget(443), { ...through(proxy.port), limits: impatient('proxyMs') })).toMatchObject({
      outcome: 'timed-out',
      code: 'proxy-timed-out',
    });
  });

  test('opens the tunnel and then says nothing', async () => {
    await using proxy = await aProxy((_, socket) => socket.write('HTTP/1.1 200 Ok\r\n\r\n'));
    expect(await lookAt(aTarget(443), { ...through(proxy.port), limits: impatient('handshakeMs') })).toMatchObject({
      outcome: 'timed-out',
      code: 'tls-timed-out',
      proxy: { status: 200 },
    });
  });

  test('S3-14 inspects: the certificate in the tunnel is its own', async () => {
    const corporate = anAuthority('Corp Proxy CA');
    await using forger = await aService(issued(corporate, { names: [host] }));
    await using proxy = await aProxy((_, socket) => letThrough(socket, forger.port));
    expect(await lookAt(aTarget(443), through(proxy.port))).toMatchObject({
      outcome: 'inspected',
      certificate: { root: 'CN=Corp Proxy CA' },
    });
  });

  test('is not there, under its name or at its port', async () => {
    const port = await aClosedPort();
    expect(await lookAt(aTarget(443), through(port))).toMatchObject({
      outcome: 'proxy-unreachable',
      code: 'ECONNREFUSED',
    });
    const lookup: Lookup = async () => {
      throw Object.assign(new Error('getaddrinfo'), { code: 'ENOTFOUND' });
    };
    expect(await lookAt(aTarget(443), { ...through(port), lookup })).toMatchObject({
      outcome: 'proxy-unreachable',
      code: 'ENOTFOUND',
    });
  });
});
