import { createHash, generateKeyPairSync, type KeyObject, sign, X509Certificate } from 'node:crypto';

/*
 * Certificates for tests, written out by hand: no tool need be installed, and every date is ours to choose.
 */

interface Authority {
  readonly name: string;
  readonly certificate: X509Certificate;
  readonly key: KeyObject;
}

interface Wish {
  /** DNS names; the first one is the subject too. */
  readonly names: readonly string[];
  readonly from?: string;
  readonly to?: string;
  /** Client authentication only: the purpose that a server must not have. */
  readonly isForClients?: boolean;
  /** An RSA key, which some services demand; else an elliptic one, which is made faster. */
  readonly isRsa?: boolean;
}

/** What `tls.createServer` takes. */
interface ServerCertificate {
  readonly cert: string;
  readonly key: string;
}

/** A certificate authority of its own, or below another one. */
export function anAuthority(
  name: string,
  { issuer, organization }: { readonly issuer?: Authority; readonly organization?: string } = {},
): Authority {
  const { publicKey, privateKey } = newKey();
  const subject = nameOf(name, organization);
  const der = certificate({
    issuer: issuer === undefined ? subject : issuer.certificate,
    subject,
    publicKey,
    signer: issuer?.key ?? privateKey,
    extensions: [extension([2, 5, 29, 19], sequence(boolean(true)), true)],
  });
  return { name, certificate: new X509Certificate(der), key: privateKey };
}

/** A server's certificate with its key; what stands between the issuer and its root is sent along. */
export function issued(issuer: Authority, wish: Wish, between: readonly Authority[] = []): ServerCertificate {
  const { publicKey, privateKey } =
    wish.isRsa === true ? generateKeyPairSync('rsa', { modulusLength: 2048 }) : newKey();
  const [first = ''] = wish.names;
  const alternatives = sequence(...wish.names.map((name) => der(0x82, Buffer.from(name))));
  const purpose = sequence(oid([1, 3, 6, 1, 5, 5, 7, 3, wish.isForClients === true ? 2 : 1]));
  const leaf = certificate({
    issuer: issuer.certificate,
    subject: nameOf(first),
    publicKey,
    signer: issuer.key,
    extensions: [extension([2, 5, 29, 17], alternatives), extension([2, 5, 29, 37], purpose)],
    ...(wish.from === undefined ? {} : { from: wish.from }),
    ...(wish.to === undefined ? {} : { to: wish.to }),
  });
  const chain = [new X509Certificate(leaf), ...between.map((one) => one.certificate)];
  return {
    cert: chain.map((one) => one.toString()).join(''),
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  };
}

/** As `--pin` takes it. */
export function pinOf({ certificate: { publicKey } }: Authority): string {
  return createHash('sha256')
    .update(publicKey.export({ type: 'spki', format: 'der' }))
    .digest('base64');
}

function newKey() {
  return generateKeyPairSync('ec', { namedCurve: 'P-256' });
}

interface Contents {
  /** The issuer's certificate, or the own subject. */
  readonly issuer: X509Certificate | Buffer;
  readonly subject: Buffer;
  readonly publicKey: KeyObject;
  readonly signer: KeyObject;
  readonly extensions: readonly Buffer[];
  readonly from?: string;
  readonly to?: string;
}

const ecdsaWithSha256 = [1, 2, 840, 10045, 4, 3, 2];
let serial = 1;

function certificate({ issuer, subject, publicKey, signer, extensions, from, to }: Contents): Buffer {
  serial += 1;
  const algorithm = sequence(oid(ecdsaWithSha256));
  const body = sequence(
    der(0xa0, integer(2)),
    integer(serial),
    algorithm,
    Buffer.isBuffer(issuer) ? issuer : subjectOf(issuer),
    sequence(time(from ?? '2020-01-01T00:00:00Z'), time(to ?? '2120-01-01T00:00:00Z')),
    subject,
    publicKey.export({ type: 'spki', format: 'der' }),
    der(0xa3, sequence(...extensions)),
  );
  return sequence(body, algorithm, bits(sign('sha256', body, signer)));
}

/** Names are built from what `nameOf` writes, so that issuer and subject agree byte by byte. */
function subjectOf(one: X509Certificate): Buffer {
  const part = (key: string) =>
    one.subject
      .split('\n')
      .find((line) => line.startsWith(`${key}=`))
      ?.slice(key.length + 1);
  return nameOf(part('CN') ?? '', part('O'));
}

function nameOf(commonName: string, organization?: string): Buffer {
  const part = (at: number, text: string) => der(0x31, sequence(oid([2, 5, 4, at]), der(0x0c, Buffer.from(text))));
  return sequence(...(organization === undefined ? [] : [part(10, organization)]), part(3, commonName));
}

function extension(id: readonly number[], value: Buffer, isCritical = false): Buffer {
  return sequence(oid(id), ...(isCritical ? [boolean(true)] : []), der(0x04, value));
}

function der(tag: number, ...parts: readonly Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  const { length } = content;
  if (length < 0x80) return Buffer.concat([Buffer.from([tag, length]), content]);
  const bytes = length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...bytes]), content]);
}

function sequence(...parts: readonly Buffer[]): Buffer {
  return der(0x30, ...parts);
}

function integer(value: number): Buffer {
  return der(0x02, Buffer.from([0, value >> 8, value & 0xff].slice(value < 0x80 ? 2 : value < 0x8000 ? 1 : 0)));
}

function boolean(value: boolean): Buffer {
  return der(0x01, Buffer.from([value ? 0xff : 0]));
}

function bits(value: Buffer): Buffer {
  return der(0x03, Buffer.from([0]), value);
}

/** GeneralizedTime is used for all years: UTCTime ends in 2049, and OpenSSL reads both. */
function time(text: string): Buffer {
  return der(0x18, Buffer.from(text.replaceAll(/[-:T]/g, '')));
}

function oid([first = 0, second = 0, ...others]: readonly number[]): Buffer {
  const bytes = others.flatMap((part) => {
    const groups = [part & 0x7f];
    for (let rest = part >> 7; rest > 0; rest >>= 7) groups.unshift((rest & 0x7f) | 0x80);
    return groups;
  });
  return der(0x06, Buffer.from([first * 40 + second, ...bytes]));
}
