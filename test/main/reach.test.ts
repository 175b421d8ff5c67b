import { describe, expect, test } from 'vitest';
import { CliProblem } from '../../src/cli/problem.ts';
import { reachOf } from '../../src/main/reach.ts';

const nothing = {
  host: undefined,
  port: 8787,
  publicUrl: undefined,
  tlsCert: undefined,
  tlsKey: undefined,
  behindProxy: undefined,
};
const tls = { tlsCert: 'a.pem', tlsKey: 'a.key' };
const url = 'https://guard.bank.example';

describe('where a server may listen', () => {
  test.each([
    ['loopback', {}, 'http://127.0.0.1:8787'],
    ['loopback by name', { host: 'localhost' }, 'http://localhost:8787'],
    ['loopback of IPv6', { host: '::1' }, 'http://[::1]:8787'],
    ['another address with TLS', { host: '10.0.0.5', ...tls }, 'https://10.0.0.5:8787'],
    ['everywhere with TLS and a name', { host: '0.0.0.0', ...tls, publicUrl: `${url}/` }, url],
    ['another address behind a proxy', { host: '10.0.0.5', behindProxy: '10.0.0.1', publicUrl: url }, url],
    ['loopback behind a proxy', { behindProxy: '127.0.0.1', publicUrl: url }, url],
  ])('X-09 %s', (_what, asked, expected) => {
    expect(reachOf({ ...nothing, ...asked }).publicUrl).toBe(expected);
  });

  test.each([
    ['another address in the clear', { host: '10.0.0.5' }, /travel in the clear/],
    ['everywhere in the clear', { host: '0.0.0.0' }, /travel in the clear/],
    ['everywhere of IPv6 in the clear', { host: '::' }, /travel in the clear/],
    ['another address with a public name alone', { host: '10.0.0.5', publicUrl: url }, /travel in the clear/],
    ['a certificate without its key', { tlsCert: 'a.pem' }, /certificate and its key/],
    ['a key without its certificate', { tlsKey: 'a.key' }, /certificate and its key/],
    ['everywhere without a name', { host: '0.0.0.0', ...tls }, /under which address/],
    ['a proxy without a name', { behindProxy: '127.0.0.1' }, /under which address/],
    [
      'a public address in the clear',
      { behindProxy: '127.0.0.1', publicUrl: 'http://guard.bank.example' },
      /public-url/,
    ],
    ['a public address with a path', { ...tls, publicUrl: `${url}/guard` }, /public-url/],
    ['a public address that is none', { ...tls, publicUrl: 'guard.bank.example' }, /public-url/],
    ['a proxy by name', { behindProxy: 'proxy.bank.example', publicUrl: url }, /behind-proxy/],
    ['a proxy that is everybody', { behindProxy: '0.0.0.0/0', publicUrl: url }, /behind-proxy/],
    ['a network that is none', { behindProxy: '10.0.0.0/40', publicUrl: url }, /behind-proxy/],
    ['an empty list of proxies', { behindProxy: '', publicUrl: url }, /behind-proxy/],
  ])('X-09 %s is refused with a remedy', (_what, asked, detail) => {
    const refused = () => reachOf({ ...nothing, ...asked });
    expect(refused).toThrow(CliProblem);
    expect(refused).toThrow(detail);
  });

  test('the proxy is known by address and by network, also as IPv4 in IPv6', () => {
    const { isProxy } = reachOf({ ...nothing, behindProxy: '10.0.0.1, 10.1.0.0/16,fd00::/8', publicUrl: url });
    const found = ['10.0.0.1', '::ffff:10.0.0.1', '10.0.0.2', '10.1.2.3', 'fd00::1', 'fe80::1', ''].map((address) =>
      isProxy?.(address),
    );
    expect(found).toEqual([true, true, false, true, true, false, false]);
  });

  test('X-09 the name of the address that people type is answered, and every address of the machine is no name', () => {
    const { names } = reachOf({ ...nothing, host: '0.0.0.0', ...tls, publicUrl: url });
    expect(names).toEqual(['127.0.0.1', 'localhost', '[::1]', 'guard.bank.example']);
  });
});
