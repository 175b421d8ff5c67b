import type { PackVerification } from '../../contract/pack-verification.ts';
import type { Sha256 } from '../../domain/canonical.ts';
import { as, type TenantId } from '../../domain/ids.ts';
import { toRfc3339 } from '../../domain/time.ts';
import { instantInWords } from '../instant.ts';
import {
  kindOf,
  manifestName,
  manifestShape,
  memberKinds,
  type PackManifest,
  partName,
  signatureName,
} from '../pack/form.ts';
import type { RunningDigest } from '../pack/write.ts';
import { Findings } from './findings.ts';
import { LogReader } from './log-reader.ts';
import { Material } from './material.ts';
import { bytesOf, linesOf, type PackFile, type PackFileMember } from './pack-file.ts';

/** What a verifier needs of the world: nothing of it is a network, a clock or a store. */
interface VerifierTools {
  readonly sha256: Sha256;
  readonly newDigest: () => RunningDigest;
  /** Whether this is the signature of these bytes by this public key (PEM), in base64. A key that is none signs nothing. */
  readonly isSigned: (bytes: Uint8Array, signature: string, publicKey: string) => boolean;
  /** Of a public key in PEM; undefined when it is none. */
  readonly fingerprintOf: (publicKey: string) => string | undefined;
  /** Told of each member that is being read. */
  readonly say: (line: string) => void;
}

/**
 * Says of a pack whether it is what it says: signature, digests of its members, the chain of its log, the digests of what decisions rest on, and every
 * decision, made again. Goes on after a difference, so that a reader sees how much is touched.
 * @param expected fingerprint of the key that must have signed it; undefined: nobody said.
 */
export async function verifyPack(
  file: PackFile,
  expected: string | undefined,
  tools: VerifierTools,
): Promise<PackVerification> {
  const findings = new Findings();
  const manifest = await manifestOf(file, findings);
  const signature = manifest
    ? await signatureOf(file, manifest, { expected, findings, tools })
    : { isGood: false, fingerprint: null, isExpected: expected === undefined ? null : false };
  const isRedacted = manifest?.shape.redaction === 'names';
  const material = new Material(isRedacted, findings, tools.sha256);
  const log = new LogReader({
    tenantId: as<TenantId>(manifest?.shape.tenantId ?? ''),
    material,
    findings,
    sha256: tools.sha256,
  });
  if (manifest) await readMembers(file, manifest.shape, { material, log, findings, tools });
  if (manifest) log.end(manifest.shape);
  for (const trouble of file.troubles()) findings.differ('the archive', 'member', trouble);
  const { count, told } = findings.differences;
  return {
    isSound: count === 0,
    pack: manifest ? packShape(manifest.shape) : null,
    signature,
    members: manifest?.shape.members.length ?? 0,
    log: log.counts,
    decisions: findings.decisions,
    differences: [...told],
    differenceCount: count,
  };
}

interface ReadManifest {
  readonly shape: PackManifest;
  readonly bytes: Uint8Array;
}

async function manifestOf(file: PackFile, findings: Findings): Promise<ReadManifest | undefined> {
  const member = file.members.find(({ path }) => path === manifestName);
  const bytes = member && (await bytesOf(member));
  if (bytes === undefined) {
    findings.differ(manifestName, 'manifest', 'There is no manifest, or it is too large; this is no evidence pack.');
    return undefined;
  }
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    return { shape: manifestShape.parse(JSON.parse(text)), bytes };
  } catch (error) {
    findings.differ(manifestName, 'manifest', `It cannot be understood: ${reasonOf(error)}`);
    return undefined;
  }
}

async function signatureOf(
  file: PackFile,
  { shape, bytes }: ReadManifest,
  given: { readonly expected: string | undefined; readonly findings: Findings; readonly tools: VerifierTools },
): Promise<PackVerification['signature']> {
  const { expected, findings, tools } = given;
  const member = file.members.find(({ path }) => path === signatureName);
  const signed = member && (await bytesOf(member));
  const text = signed === undefined ? '' : Buffer.from(signed).toString('latin1');
  // One spelling, so that no byte of the signature can be changed unnoticed.
  const isSpelled =
    /^[A-Za-z0-9+/]{86}==\n$/.test(text) && Buffer.from(text, 'base64').toString('base64') === text.trim();
  const isGood = isSpelled && tools.isSigned(bytes, text.trim(), shape.key.publicKey);
  if (!isGood) findings.differ(signatureName, 'signature', 'The manifest was not signed with the key that it names.');
  const fingerprint = tools.fingerprintOf(shape.key.publicKey) ?? null;
  if (fingerprint !== shape.key.fingerprint)
    findings.differ(manifestName, 'key', 'The fingerprint of the key is not that of the key.');
  const isExpected = expected === undefined ? null : fingerprint === expected;
  if (isExpected === false)
    findings.differ(
      manifestName,
      'key',
      `It was signed with the key ${fingerprint ?? 'nobody knows'}, not with ${expected}.`,
    );
  return { isGood, fingerprint, isExpected };
}

interface Reading {
  readonly material: Material;
  readonly log: LogReader;
  readonly findings: Findings;
  readonly tools: VerifierTools;
}

async function readMembers(file: PackFile, { members }: PackManifest, reading: Reading): Promise<void> {
  const { findings } = reading;
  const named = new Set([...members.map(({ name }) => name), manifestName, signatureName]);
  for (const { path } of file.members)
    if (!named.has(path)) findings.differ(path, 'member', 'It is in the pack and not in the manifest.');
  const names = members.map(({ name }) => name);
  for (const kind of memberKinds)
    if (!names.includes(partName(kind, 1)))
      findings.differ(partName(kind, 1), 'member', 'The manifest does not name it.');
  // First what decisions rest on, then the log from its beginning.
  const place = (name: string) => memberKinds.indexOf(kindOf(name) ?? 'log');
  const inOrder = [...members].sort((a, b) => place(a.name) - place(b.name) || (a.name < b.name ? -1 : 1));
  for (const declared of inOrder) {
    const member = file.members.find(({ path }) => path === declared.name);
    if (member === undefined)
      findings.differ(declared.name, 'member', 'The manifest names it, and it is not in the pack.');
    else await readMember(member, declared, reading);
  }
}

async function readMember(
  member: PackFileMember,
  { name, sha256, bytes }: PackManifest['members'][number],
  { material, log, findings, tools }: Reading,
): Promise<void> {
  tools.say(`Reading ${name}`);
  const digest = tools.newDigest();
  let length = 0;
  let line = 0;
  const kind = kindOf(name);
  try {
    const all = linesOf(member.pieces(), (piece) => {
      digest.update(piece);
      length += piece.length;
    });
    for await (const text of all) {
      line += 1;
      if (kind === undefined) continue;
      const where = `${name} line ${line}`;
      try {
        if (kind === 'log') log.take(JSON.parse(text), where);
        else material.take(kind, JSON.parse(text), where);
      } catch (error) {
        findings.differ(where, 'record', `It cannot be understood: ${reasonOf(error)}`);
      }
    }
  } catch (error) {
    findings.differ(name, 'member', `It cannot be read to its end: ${reasonOf(error)}`);
  }
  if (length !== bytes) findings.differ(name, 'member', `It has ${length} bytes; the manifest says ${bytes}.`);
  else if (digest.hex() !== sha256) findings.differ(name, 'member', 'Its digest is not the one in the manifest.');
}

function packShape({
  tenant,
  scope,
  madeAt,
  tool,
  redaction,
  head,
}: PackManifest): NonNullable<PackVerification['pack']> {
  const about =
    scope.kind === 'campaign'
      ? `campaign ${scope.name}`
      : `${instantInWords(scope.from)} to ${instantInWords(scope.to)}`;
  return { tenant, about, madeAt: toRfc3339(madeAt), version: tool.version, redaction, head };
}

/** One line, whatever a parser says. */
function reasonOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).replaceAll(/\s+/g, ' ').slice(0, 200);
}
