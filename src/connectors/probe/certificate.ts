import { createHash, type X509Certificate } from 'node:crypto';
import { checkServerIdentity, type TLSSocket } from 'node:tls';
import type { CertificateOrigin, ProbeResult } from '../../domain/probe.ts';
import type { Instant } from '../../domain/time.ts';
import type { Handshake } from './handshake.ts';
import { isExpectedName, type TrustAnchors } from './roots.ts';
import { codeOf, StageFault } from './stage.ts';

interface Examined {
  readonly certificate: ProbeResult['certificate'];
  /** undefined when the connection ends at the service itself. */
  readonly fault: StageFault | undefined;
}

/** Whose the certificate is, and whether it holds. Whose it is comes first: the name and the dates of a forgery say nothing. */
export function examined(handshake: Handshake, host: string, anchors: TrustAnchors, now: Instant): Examined {
  const [leaf] = handshake.chain;
  if (leaf === undefined) return { certificate: null, fault: new StageFault('certificate-invalid', 'no-certificate') };
  const path = bestPath(leaf, handshake.chain, anchors);
  const origin = originOf(path, anchors);
  const root = path.steps.at(-1) ?? leaf;
  const certificate = {
    subject: nameOf(leaf.subject),
    issuer: nameOf(leaf.issuer),
    root: nameOf(isSelfIssued(root) ? root.subject : root.issuer),
    origin,
    validFrom: leaf.validFrom,
    validTo: leaf.validTo,
    keys: path.steps.map(keyOf),
  };
  const fault =
    originFault(origin, path, anchors) ??
    nameFault(handshake.socket, host) ??
    dateFault(path, now) ??
    complaintFault(handshake.complaint, path);
  return { certificate, fault };
}

type AnchorKind = 'expected' | 'own' | 'others';

/** From the leaf to an anchor, or as far as the signatures lead. */
interface Path {
  readonly steps: readonly X509Certificate[];
  readonly anchor: AnchorKind | undefined;
}

/** A key may be signed by several roots; the expected ones are looked for first. */
function bestPath(leaf: X509Certificate, chain: readonly X509Certificate[], anchors: TrustAnchors): Path {
  let longest: Path = { steps: [leaf], anchor: undefined };
  for (const kind of ['expected', 'own', 'others'] as const) {
    const path = pathTo(leaf, chain, anchors[kind], kind);
    if (path.anchor !== undefined) return path;
    if (path.steps.length > longest.steps.length) longest = path;
  }
  return longest;
}

function pathTo(
  leaf: X509Certificate,
  chain: readonly X509Certificate[],
  roots: readonly X509Certificate[],
  kind: AnchorKind,
): Path {
  const steps = [leaf];
  for (let last = leaf; ; ) {
    if (roots.some((root) => root.fingerprint256 === last.fingerprint256)) return { steps, anchor: kind };
    const root = roots.find((one) => isSignedBy(last, one));
    if (root !== undefined) return { steps: [...steps, root], anchor: kind };
    const next = chain.find((one) => !steps.includes(one) && isSignedBy(last, one));
    if (next === undefined) return { steps, anchor: undefined };
    steps.push(next);
    last = next;
  }
}

/** By signature: a name can be written by anybody. */
function isSignedBy(certificate: X509Certificate, issuer: X509Certificate): boolean {
  if (!issuer.ca || !certificate.checkIssued(issuer)) return false;
  try {
    return certificate.verify(issuer.publicKey);
  } catch {
    return false; // A key of a kind that cannot sign this has not signed it.
  }
}

function originOf(path: Path, { pins }: TrustAnchors): CertificateOrigin {
  if (pins.size > 0 && path.steps.some((step) => pins.has(keyOf(step)))) return 'genuine';
  switch (path.anchor) {
    case 'expected':
      return pins.size > 0 ? 'public-ca' : 'genuine';
    case 'own':
      return 'own-ca';
    case 'others':
      return 'public-ca';
    case undefined:
      return claimsMicrosoft(path.steps.at(-1)) ? 'microsoft-by-name' : 'unnamed';
  }
}

/** Only claimed: the issuer's certificate is not at hand, so that its signature cannot be looked at. */
function claimsMicrosoft(last: X509Certificate | undefined): boolean {
  if (last === undefined || isSelfIssued(last)) return false;
  const issuer = last.issuer.split('\n');
  const commonName = issuer.find((part) => part.startsWith('CN='))?.slice('CN='.length) ?? '';
  return isExpectedName(commonName) || issuer.includes('O=Microsoft Corporation');
}

function originFault(origin: CertificateOrigin, path: Path, { pins }: TrustAnchors): StageFault | undefined {
  if (origin === 'genuine') return undefined;
  if (pins.size > 0) return new StageFault('inspected', 'pin-mismatch');
  if (origin === 'microsoft-by-name') return new StageFault('issuer-unverified', 'root-missing');
  if (origin !== 'unnamed') return new StageFault('inspected', origin);
  const last = path.steps.at(-1);
  if (last === undefined || !isSelfIssued(last)) return new StageFault('inspected', 'unknown-issuer');
  return new StageFault('inspected', path.steps.length === 1 ? 'self-signed' : 'private-root');
}

function nameFault(socket: TLSSocket, host: string): StageFault | undefined {
  const error = checkServerIdentity(host, socket.getPeerCertificate());
  return error === undefined ? undefined : new StageFault('certificate-wrong-name', codeOf(error));
}

/** By the given clock. A root's own dates do not matter; it is trusted for being known. */
function dateFault({ steps, anchor }: Path, now: Instant): StageFault | undefined {
  const dated = anchor === undefined || steps.length === 1 ? steps : steps.slice(0, -1);
  if (dated.some((one) => now < Date.parse(one.validFrom)))
    return new StageFault('certificate-expired', 'not-yet-valid');
  return dated.some((one) => !(now <= Date.parse(one.validTo)))
    ? new StageFault('certificate-expired', 'expired')
    : undefined;
}

/** What we judged ourselves: names, dates by the given clock, and by pins also whose it is. */
const judgedHere = /^(CERT_HAS_EXPIRED|CERT_NOT_YET_VALID|ERR_TLS_CERT_ALTNAME_INVALID)$/;
const judgedByPin = /^(UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_)/;

/** OpenSSL also looks at purposes, constraints and the strength of signatures. */
function complaintFault(complaint: string | undefined, { anchor }: Path): StageFault | undefined {
  if (complaint === undefined || judgedHere.test(complaint)) return undefined;
  if (anchor !== 'expected' && judgedByPin.test(complaint)) return undefined;
  return new StageFault('certificate-invalid', complaint);
}

function isSelfIssued(certificate: X509Certificate): boolean {
  return certificate.subject === certificate.issuer;
}

function keyOf(certificate: X509Certificate): string {
  return createHash('sha256')
    .update(certificate.publicKey.export({ type: 'spki', format: 'der' }))
    .digest('base64');
}

/** A distinguished name on one line, bounded: it may come from anybody. */
function nameOf(name: string): string {
  return name.split('\n').toReversed().join(', ').slice(0, 200);
}
