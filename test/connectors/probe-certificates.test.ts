import { execFile } from 'node:child_process';
import { createPrivateKey } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rootCertificates } from 'node:tls';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { certificatesIn, trustAnchors } from '../../src/connectors/probe/roots.ts';
import { probeReport } from '../../src/contract/probe.ts';
import { anAuthority, issued, pinOf } from '../support/certificates.ts';
import { anchors, aService, aTarget, host, listening, lookAt, now, root } from './probed-network.ts';

const names = [host];
const corporate = anAuthority('Corp Proxy CA');

describe('inspection', () => {
  test('S3-14 a chain that leads to another root is inspected, and the root is named', async () => {
    await using service = await aService(issued(corporate, { names }));
    expect(await lookAt(aTarget(service.port))).toMatchObject({
      outcome: 'inspected',
      code: 'unknown-issuer',
      certificate: { issuer: 'CN=Corp Proxy CA', root: 'CN=Corp Proxy CA', origin: 'unnamed' },
      http: null,
    });
  });

  test('S3-14 so is one whose root is sent along, or known from --ca: trust in it does not matter', async () => {
    await using service = await aService(issued(corporate, { names }, [corporate]));
    expect(await lookAt(aTarget(service.port))).toMatchObject({ outcome: 'inspected', code: 'private-root' });
    const known = anchors({ own: [corporate.certificate] });
    expect(await lookAt(aTarget(service.port), { anchors: known })).toMatchObject({
      outcome: 'inspected',
      code: 'own-ca',
      certificate: { root: 'CN=Corp Proxy CA', origin: 'own-ca' },
    });
  });

  test('S3-14 so is a public root that none of Microsoft’s endpoints has', async () => {
    await using service = await aService(issued(corporate, { names }));
    const publicly = anchors({ others: [corporate.certificate] });
    expect(await lookAt(aTarget(service.port), { anchors: publicly })).toMatchObject({
      outcome: 'inspected',
      code: 'public-ca',
    });
  });

  test('S3-14 so is a root that only bears the name of the expected one', async () => {
    const impostor = anAuthority('Expected Root');
    await using service = await aService(issued(impostor, { names }, [impostor]));
    expect(await lookAt(aTarget(service.port))).toMatchObject({ outcome: 'inspected', code: 'private-root' });
  });

  test('so is a certificate that signed itself', async () => {
    const self = anAuthority(host);
    const key = self.key.export({ type: 'pkcs8', format: 'pem' }).toString();
    await using service = await aService({ cert: self.certificate.toString(), key });
    expect(await lookAt(aTarget(service.port))).toMatchObject({ outcome: 'inspected', code: 'self-signed' });
  });

  test('whose the certificate is comes before its name and dates: those of a forgery say nothing', async () => {
    await using service = await aService(issued(corporate, { names: ['proxy.example'], to: '2021-01-01T00:00:00Z' }));
    expect(await lookAt(aTarget(service.port))).toMatchObject({ outcome: 'inspected' });
  });

  test('a leaf that signs others is no authority', async () => {
    const below = { ...anAuthority('leaf'), ...leafAsIssuer() };
    await using service = await aService(issued(below, { names }, [below]));
    expect((await lookAt(aTarget(service.port))).outcome).not.toBe('reached');
  });
});

/** A certificate of a server, misused to sign. */
function leafAsIssuer() {
  const { cert, key } = issued(root, { names: ['leaf.example'] });
  const certificate = certificatesIn(cert)?.[0];
  if (certificate === undefined) throw new Error('The certificate cannot be read.');
  return { certificate, key: createPrivateKey(key) };
}

describe('Microsoft’s own', () => {
  test('a chain over an intermediate is genuine when the server sends the intermediate', async () => {
    const between = anAuthority('Issuing CA 01', { issuer: root });
    await using whole = await aService(issued(between, { names }, [between]));
    expect(await lookAt(aTarget(whole.port))).toMatchObject({
      outcome: 'reached',
      certificate: { issuer: 'CN=Issuing CA 01', root: 'CN=Expected Root', origin: 'genuine' },
    });
    await using broken = await aService(issued(between, { names }));
    expect(await lookAt(aTarget(broken.port))).toMatchObject({ outcome: 'inspected', code: 'unknown-issuer' });
  });

  test.each([
    ['the name of an expected root', 'Microsoft Root Certificate Authority 2011', 'Somebody'],
    ['Microsoft as organization', 'Secure Server CA', 'Microsoft Corporation'],
  ])(
    'an issuer with %s that is not at hand is neither believed nor called an inspection',
    async (_, name, organization) => {
      const issuer = anAuthority(name, { organization });
      await using service = await aService(issued(issuer, { names }));
      expect(await lookAt(aTarget(service.port))).toMatchObject({
        outcome: 'issuer-unverified',
        code: 'root-missing',
        certificate: { origin: 'microsoft-by-name' },
        http: null,
      });
    },
  );

  test('the expected roots are found among those of this Node, and nothing else is', () => {
    const { expected, others, own } = trustAnchors([corporate.certificate], new Set());
    const commonNames = expected.map((one) => /CN=(.*)$/m.exec(one.subject)?.[1]);
    expect(commonNames).toContain('DigiCert Global Root G2');
    expect(commonNames).toContain('Microsoft RSA Root Certificate Authority 2017');
    expect(expected.length + others.length).toBe(rootCertificates.length);
    expect(own).toEqual([corporate.certificate]);
  });

  test('a file of certificates is read whole or not at all', () => {
    const pem = `# Corp\n${corporate.certificate}\n${root.certificate}`;
    expect(certificatesIn(pem)?.map((one) => one.subject)).toEqual(['CN=Corp Proxy CA', 'CN=Expected Root']);
    expect(certificatesIn('no certificate')).toBeUndefined();
    expect(certificatesIn('-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----')).toBeUndefined();
  });
});

describe('pins', () => {
  test('S3-14 a pinned key makes a chain genuine whose root nobody expects, wherever in the chain it stands', async () => {
    await using service = await aService(issued(corporate, { names }, [corporate]));
    const pinned = anchors({ pins: new Set([pinOf(corporate)]) });
    const result = await lookAt(aTarget(service.port), { anchors: pinned });
    expect(result).toMatchObject({ outcome: 'reached', certificate: { origin: 'genuine' } });
    const [leafKey = ''] = result.certificate?.keys ?? [];
    const byLeaf = anchors({ pins: new Set([leafKey]) });
    expect(await lookAt(aTarget(service.port), { anchors: byLeaf })).toMatchObject({ outcome: 'reached' });
  });

  test('S3-14 with pins they count alone: an expected root without one is inspected', async () => {
    await using service = await aService();
    const pinned = anchors({ pins: new Set([pinOf(corporate)]) });
    expect(await lookAt(aTarget(service.port), { anchors: pinned })).toMatchObject({
      outcome: 'inspected',
      code: 'pin-mismatch',
    });
  });

  test('a pinned certificate that is only sent along, and signed nothing here, pins nothing', async () => {
    const other = anAuthority('Other CA');
    await using service = await aService(issued(other, { names }, [corporate]));
    const pinned = anchors({ pins: new Set([pinOf(corporate)]) });
    expect(await lookAt(aTarget(service.port), { anchors: pinned })).toMatchObject({ code: 'pin-mismatch' });
  });
});

describe('a genuine certificate', () => {
  test.each([
    ['S3-14 that ran out', { names, to: '2026-11-25T11:59:59Z' }, 'certificate-expired', 'expired'],
    ['S3-14 that is not valid yet', { names, from: '2026-11-25T12:00:01Z' }, 'certificate-expired', 'not-yet-valid'],
    ['S3-14 of another name', { names: ['other.example'] }, 'certificate-wrong-name', 'ERR_TLS_CERT_ALTNAME_INVALID'],
    ['for another purpose', { names, isForClients: true }, 'certificate-invalid', 'INVALID_PURPOSE'],
  ])('%s is not accepted, and nothing is sent', async (_, wish, outcome, code) => {
    await using service = await aService(issued(root, wish));
    expect(await lookAt(aTarget(service.port))).toMatchObject({
      outcome,
      code,
      certificate: { origin: 'genuine' },
      http: null,
    });
  });

  test('is judged by the given clock, to the second', async () => {
    await using service = await aService(
      issued(root, { names, from: '2026-11-25T12:00:00Z', to: '2026-11-25T12:00:00Z' }),
    );
    expect(await lookAt(aTarget(service.port), { now })).toMatchObject({ outcome: 'reached' });
  });

  test('with a wildcard covers the name', async () => {
    await using service = await aService(issued(root, { names: ['*.service.example'] }));
    expect(await lookAt(aTarget(service.port))).toMatchObject({ outcome: 'reached' });
  });
});

test('S3-14 a CA that this Node trusts through NODE_EXTRA_CA_CERTS is recognised as inspecting all the same', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'probe-'));
  const server = createServer(issued(corporate, { names: ['localhost'] }), (_, response) => response.end('Ok'));
  await using service = await listening(server);
  try {
    const extra = join(directory, 'corp.pem');
    await writeFile(extra, corporate.certificate.toString());
    const { stdout } = await promisify(execFile)(
      process.execPath,
      [
        ...['--import', fileURLToPath(new URL('../support/run-typescript.mjs', import.meta.url))],
        fileURLToPath(new URL('../../src/main.ts', import.meta.url)),
        ...['probe', '--target', `https://localhost:${service.port}/`, '--json'],
      ],
      { env: { ...process.env, NODE_EXTRA_CA_CERTS: extra } },
    );
    const report = probeReport.parse(JSON.parse(stdout));
    expect(report.results[0]).toMatchObject({
      outcome: 'inspected',
      certificate: { root: 'CN=Corp Proxy CA', origin: 'unnamed' },
    });
    expect(report.facts).toMatchObject({ 'proxy.mode': 'inspecting' });
  } finally {
    await rm(directory, { recursive: true });
  }
});
