import { constants, createHash, createPrivateKey, type KeyObject, sign, X509Certificate } from 'node:crypto';
import { Terminal } from '../../domain/problem.ts';
import { type Instant, minuteMs, secondMs, toRfc3339 } from '../../domain/time.ts';

/** What a connection signs in with, as it was found where its reference points. Kept nowhere. */
type Credential =
  | { readonly kind: 'secret'; readonly value: string }
  | { readonly kind: 'certificate'; readonly certificate: X509Certificate; readonly key: KeyObject };

/** Five to ten minutes are advised (certificate-credentials page of the identity platform, seen 2026-11-26). */
const assertionMs = 5 * minuteMs;

/**
 * A text with PEM blocks is a certificate with its private key, in any order; every other text is a client secret.
 * @throws Terminal `connection-certificate-invalid`
 */
export function credentialIn(text: string): Credential {
  if (!text.includes('-----BEGIN ')) return { kind: 'secret', value: text };
  const certificate = certificateIn(text);
  const key = keyIn(text);
  if (key.asymmetricKeyType !== 'rsa') throw invalid('Its key is not an RSA key, and no other is accepted.');
  if (!certificate.checkPrivateKey(key)) throw invalid('The private key is not that of the first certificate.');
  return { kind: 'certificate', certificate, key };
}

/** When the certificate is valid; the end is exclusive. */
export function validityOf({ validFrom, validTo }: X509Certificate): { readonly from: Instant; readonly to: Instant } {
  return { from: Date.parse(validFrom), to: Date.parse(validTo) };
}

/**
 * The form fields that prove who asks for a token.
 * @param at machine clock, as the service's own is a real one
 * @throws Terminal `connection-certificate-invalid` when the certificate is not valid then
 */
export function proofOf(
  credential: Credential,
  {
    audience,
    clientId,
    at,
    id,
  }: { readonly audience: string; readonly clientId: string; readonly at: Instant; readonly id: string },
): Readonly<Record<string, string>> {
  if (credential.kind === 'secret') return { client_secret: credential.value };
  const { certificate, key } = credential;
  const { from, to } = validityOf(certificate);
  if (at < from) throw invalid(`It is valid from ${toRfc3339(from)} on only.`);
  if (at >= to) throw invalid(`It ended on ${toRfc3339(to)}.`);
  const thumbprint = createHash('sha256').update(certificate.raw).digest('base64url');
  const seconds = Math.floor(at / secondMs);
  const head = part({ alg: 'PS256', typ: 'JWT', 'x5t#S256': thumbprint });
  const claims = part({
    aud: audience,
    iss: clientId,
    sub: clientId,
    jti: id,
    nbf: seconds,
    iat: seconds,
    exp: seconds + assertionMs / secondMs,
  });
  const signed = sign('sha256', Buffer.from(`${head}.${claims}`), {
    key,
    padding: constants.RSA_PKCS1_PSS_PADDING,
    saltLength: constants.RSA_PSS_SALTLEN_DIGEST,
  });
  return {
    client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
    client_assertion: `${head}.${claims}.${signed.toString('base64url')}`,
  };
}

function certificateIn(text: string): X509Certificate {
  const block = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/.exec(text)?.[0];
  if (block === undefined) throw invalid('There is no certificate beside the private key.');
  try {
    return new X509Certificate(block);
  } catch {
    throw invalid('The certificate cannot be read.');
  }
}

function keyIn(text: string): KeyObject {
  const block = /-----BEGIN ((?:[A-Z]+ )*)PRIVATE KEY-----[^-]+-----END \1PRIVATE KEY-----/.exec(text);
  if (block === null) throw invalid('There is no private key beside the certificate.');
  if (block[1] === 'ENCRYPTED ' || block[0].includes('Proc-Type: 4,ENCRYPTED'))
    throw invalid('The private key is encrypted, and nobody is there to type its passphrase.');
  try {
    return createPrivateKey(block[0]);
  } catch {
    throw invalid('The private key cannot be read.');
  }
}

function part(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

/** What was found is never repeated, not even in part. */
function invalid(detail: string): Terminal {
  return new Terminal('connection-certificate-invalid', detail);
}
