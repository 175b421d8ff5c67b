import { X509Certificate } from 'node:crypto';
import { rootCertificates } from 'node:tls';
import type { PageRef } from '../../domain/rulebook.ts';

/** A root to which the certificates of Microsoft's endpoints may lead. */
interface ExpectedRoot {
  readonly name: string;
  readonly sha256: string;
  readonly source: PageRef;
}

const azurePage: PageRef = {
  page: 'https://learn.microsoft.com/azure/security/fundamentals/azure-ca-details',
  datedOn: '2022-04-28',
  seenOn: '2026-11-25',
};

/**
 * The page prints SHA-1; the SHA-256 are those of the certificates with these SHA-1. Its sixth root, Baltimore CyberTrust, ran out in May 2025.
 * No page says which roots the hosts of Defender lead to: another public root is reported as such, and `--pin` settles it.
 */
const expectedRoots: readonly ExpectedRoot[] = [
  {
    name: 'DigiCert Global Root CA',
    sha256: '4348A0E9444C78CB265E058D5E8944B4D84F9662BD26DB257F8934A443C70161',
    source: azurePage,
  },
  {
    name: 'DigiCert Global Root G2',
    sha256: 'CB3CCBB76031E5E0138F8DD39A23F9DE47FFC35E43C1144CEA27D46A5AB1CB5F',
    source: azurePage,
  },
  {
    name: 'DigiCert Global Root G3',
    sha256: '31AD6648F8104138C738F39EA4320133393E3A18CC02296EF97C2AC9EF6731D0',
    source: azurePage,
  },
  {
    name: 'Microsoft ECC Root Certificate Authority 2017',
    sha256: '358DF39D764AF9E1B766E9C972DF352EE15CFAC227AF6AD1D70E8E4A6EDCBA02',
    source: azurePage,
  },
  {
    name: 'Microsoft RSA Root Certificate Authority 2017',
    sha256: 'C741F70F4B2A8D88BF2E71C14122EF53EF10EBA0CFA5E64CFA20F418853073E0',
    source: azurePage,
  },
  {
    // Windows has it and Node has not. Telemetry hosts of Microsoft were seen to lead to it; that those of Defender do is a guess.
    name: 'Microsoft Root Certificate Authority 2011',
    sha256: '847DF6A78497943F27FC72EB93F9A637320A02B561D0A91B09E87A7807ED7C61',
    source: { page: 'Reported by public captures of TLS handshakes; no page says it', seenOn: '2026-11-25' },
  },
];

/** The certificates that a chain is measured against. Pins, where given, count alone. */
export interface TrustAnchors {
  readonly expected: readonly X509Certificate[];
  /** What the person gave, above all the CA of an inspecting proxy: known by name, and expected nowhere. */
  readonly own: readonly X509Certificate[];
  /** The public roots that this Node has, of which none but the expected ones belongs here. */
  readonly others: readonly X509Certificate[];
  /** SHA-256 of public keys, base64. */
  readonly pins: ReadonlySet<string>;
}

/** @param given certificates from `--ca`; one that is an expected root becomes usable by it. */
export function trustAnchors(given: readonly X509Certificate[], pins: ReadonlySet<string>): TrustAnchors {
  const bundled = rootCertificates.map((pem) => new X509Certificate(pem));
  return {
    expected: [...bundled, ...given].filter(isExpected),
    own: given.filter((one) => !isExpected(one)),
    others: bundled.filter((one) => !isExpected(one)),
    pins,
  };
}

export function isExpectedName(commonName: string): boolean {
  return expectedRoots.some((root) => root.name === commonName);
}

function isExpected(certificate: X509Certificate): boolean {
  const sha256 = certificate.fingerprint256.replaceAll(':', '');
  return expectedRoots.some((root) => root.sha256 === sha256);
}

/** @returns the certificates of a PEM file, or undefined when it holds none or one that cannot be read. */
export function certificatesIn(pem: string): readonly X509Certificate[] | undefined {
  const blocks = pem.match(/-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\s]+-----END CERTIFICATE-----/g) ?? [];
  if (blocks.length === 0) return undefined;
  try {
    return blocks.map((block) => new X509Certificate(block));
  } catch {
    return undefined; // The caller says that the file cannot be used.
  }
}
