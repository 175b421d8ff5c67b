import { generateKeyPairSync } from 'node:crypto';
import { expect, test } from 'vitest';
import { credentialIn } from '../../src/connectors/graph/credential.ts';
import { minuteMs } from '../../src/domain/time.ts';
import { bankEstate } from '../../src/twin/bank.ts';
import { TwinClock } from '../../src/twin/clock.ts';
import { createTwin, sampleCredentials } from '../../src/twin/twin.ts';
import { anAuthority, issued } from '../support/certificates.ts';
import { aRig, failureOf } from './scripted-service.ts';

const issuer = anAuthority('Certificates of the bank');
const own = issued(issuer, { names: ['changeguard'], isRsa: true });
const other = issued(issuer, { names: ['somebody else'], isRsa: true });
const elliptic = issued(issuer, { names: ['elliptic'] });
const pem = own.cert + own.key;
const startAt = Date.UTC(2026, 4, 4, 8);

/** A twin behind real HTTP whose application has a certificate, and the connector with whatever is found where its secret should be. */
async function signingIn(
  found: string,
  { skewMs = 0, registered = own.cert }: { readonly skewMs?: number; readonly registered?: string } = {},
) {
  const twin = createTwin({
    estate: bankEstate(startAt),
    seed: 1,
    clock: new TwinClock({ startAt, rate: 0 }),
    credentials: { ...sampleCredentials, certificates: [registered] },
    machineNow: () => Date.now(),
  });
  const listener = await twin.listen({ port: 0 });
  const { defender } = aRig(listener, {
    connection: { directoryId: twin.credentials.tenantId, clientId: twin.credentials.clientId },
    deps: {
      tenantNow: () => twin.clock.now() + skewMs,
      machineNow: () => Date.now() + skewMs,
      readSecret: async () => ({ value: found }),
    },
  });
  return { defender, [Symbol.asyncDispose]: () => listener.close() };
}

test.each([
  ['certificate before key', own.cert + own.key],
  ['key before certificate', own.key + own.cert],
  ['with the issuer behind it', own.cert + issuer.certificate.toString() + own.key],
])('a certificate with its key signs in: %s', async (_, found) => {
  await using world = await signingIn(found);
  expect((await world.defender.listSensorMigrations()).rows).toHaveLength(30);
});

test.each([
  ['there is no key', own.cert, /no private key/],
  ['there is no certificate', own.key, /no certificate/],
  ['the key is that of another certificate', own.cert + other.key, /not that of the first certificate/],
  ['the key is none of RSA', elliptic.cert + elliptic.key, /not an RSA key/],
  ['the certificate is no certificate', pem.replace(/[A-Za-z0-9+/]{40}/, 'A'), /certificate cannot be read/],
  ['the key is no key', own.cert + own.key.replace(/[A-Za-z0-9+/]{40}/, 'A'), /private key cannot be read/],
  [
    'the key is encrypted',
    own.cert +
      generateKeyPairSync('rsa', {
        modulusLength: 2048,
        publicKeyEncoding: { type: 'spki', format: 'pem' },
        privateKeyEncoding: { type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'x' },
      }).privateKey,
    /encrypted/,
  ],
])('a certificate cannot be used where %s', (_, found, why) => {
  expect(() => credentialIn(found)).toThrow(expect.objectContaining({ code: 'connection-certificate-invalid' }));
  expect(() => credentialIn(found)).toThrow(why);
});

test('a certificate that has ended, or has not begun, is not sent', async () => {
  for (const [wish, why] of [
    [{ to: '2026-01-01T00:00:00Z' }, /ended on 2026-01-01/],
    [{ from: '2100-01-01T00:00:00Z' }, /valid from 2100-01-01/],
  ] as const) {
    const ended = issued(issuer, { names: ['ended'], isRsa: true, ...wish });
    await using world = await signingIn(ended.cert + ended.key, { registered: ended.cert });
    const failure = (await failureOf(world.defender.listSensors())) as Error;
    expect(failure).toMatchObject({ name: 'Terminal', code: 'connection-certificate-invalid' });
    expect(failure.message).toMatch(why);
  }
});

test('one that the application does not know is refused, and it is said what that means', async () => {
  await using world = await signingIn(other.cert + other.key);
  const failure = (await failureOf(world.defender.listSensors())) as Error;
  expect(failure).toMatchObject({ name: 'Terminal', code: 'connection-credential-refused' });
  expect(failure.message).toContain('AADSTS700027). The certificate is not one of the application');
});

test('a clock that is wrong is named as the reason, with how wrong it is', async () => {
  await using world = await signingIn(pem, { skewMs: 20 * minuteMs });
  const failure = (await failureOf(world.defender.listSensors())) as Error;
  expect(failure.message).toMatch(/AADSTS700024.*Our clock is (19|20) min.* ahead of the service/);
});

test.each([
  [30, 'pass'],
  [13, 'fail'],
])('doctor sees a certificate that ends in %i days: %s', async (days, verdict) => {
  const to = `${new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 19)}Z`;
  const soon = issued(issuer, { names: ['soon'], isRsa: true, to });
  await using world = await signingIn(soon.cert + soon.key, { registered: soon.cert });
  const findings = await world.defender.diagnose();
  expect(findings.find((finding) => finding.what === 'Certificate')?.verdict).toBe(verdict);
  expect(findings.find((finding) => finding.what === 'Sign-in')?.verdict).toBe('pass');
});

test('nothing of a certificate that cannot be used stands in a failure', () => {
  try {
    credentialIn(own.key);
  } catch (error) {
    expect(String(error)).not.toContain(own.key.split('\n')[1]);
  }
});
