import { constants, createHash, verify, X509Certificate } from 'node:crypto';
import { isObject } from './wire.ts';

interface Wanted {
  /** Address of the token endpoint as the caller named it. */
  readonly audience: string;
  readonly clientId: string;
  readonly atMs: number;
}

interface Refusal {
  readonly number: number;
  readonly text: string;
}

/** Entra tolerates clocks that are five minutes apart. */
const skewMs = 300_000;

/** Reads assertions that an application signed with one of its certificates (certificate-credentials page, seen 2026-11-26). */
export class AssertionReader {
  readonly #certificates: ReadonlyMap<string, X509Certificate>;

  constructor(pems: readonly string[]) {
    const thumbprint = (one: X509Certificate) => createHash('sha256').update(one.raw).digest('base64url');
    this.#certificates = new Map(
      pems.map((pem) => new X509Certificate(pem)).map((certificate) => [thumbprint(certificate), certificate]),
    );
  }

  /** Why the assertion proves nothing; undefined when it does. */
  refusalOf(assertion: string, { audience, clientId, atMs }: Wanted): Refusal | undefined {
    const [head = '', body = '', signature = ''] = assertion.split('.');
    const header = objectIn(head);
    const claims = objectIn(body);
    if (header === undefined || claims === undefined) return { number: 50_027, text: 'The assertion is malformed.' };
    const certificate = this.#certificates.get(String(header['x5t#S256'] ?? header['x5t#s256']));
    if (certificate === undefined || header.alg !== 'PS256') {
      return { number: 700_027, text: 'The certificate is not registered on the application.' };
    }
    const key = {
      key: certificate.publicKey,
      padding: constants.RSA_PKCS1_PSS_PADDING,
      saltLength: constants.RSA_PSS_SALTLEN_DIGEST,
    };
    const isSigned = verify('sha256', Buffer.from(`${head}.${body}`), key, Buffer.from(signature, 'base64url'));
    if (!isSigned) return { number: 700_027, text: 'The signature of the assertion is wrong.' };
    if (claims.iss !== clientId || claims.sub !== clientId) {
      return { number: 700_021, text: 'Issuer and subject of the assertion are not the application.' };
    }
    if (claims.aud !== audience) return { number: 50_013, text: 'The assertion is for another audience.' };
    const [from, to] = [Number(claims.nbf) * 1_000, Number(claims.exp) * 1_000];
    if (!(from - skewMs <= atMs && atMs < to + skewMs)) {
      return { number: 700_024, text: 'The assertion is not within its valid time.' };
    }
    return typeof claims.jti === 'string' && claims.jti !== ''
      ? undefined
      : { number: 50_027, text: 'The assertion has no jti.' };
  }
}

function objectIn(part: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
