import { hash } from 'node:crypto';
import type { PackVerification } from '../contract/pack-verification.ts';
import { ProblemError } from '../domain/problem.ts';
import { openArchive } from '../evidence/archive.ts';
import { ProblemList } from '../evidence/reading.ts';
import { verifyPack as verify } from '../report/verify/verify-pack.ts';
import { fingerprintOf, isSigned, newDigest } from './report-keys.ts';

/** A log of a million entries has some hundred megabytes, packed; unpacked ten times that, of which one part is looked at at a time. */
const unpackedBytes = 16 * 1024 * 1024 * 1024;

/**
 * Verifies an evidence pack with nothing but the pack: no store, no server, no network.
 * @param expected fingerprint of the key that it must be signed with
 * @throws ProblemError('pack-unreadable') when it is no archive.
 */
export async function verifyPackBytes(
  bytes: Uint8Array,
  expected: string | undefined,
  say: (line: string) => void,
): Promise<PackVerification> {
  const problems = new ProblemList();
  const archive = await openArchive(bytes, problems, unpackedBytes);
  if (archive === undefined)
    throw new ProblemError('pack-unreadable', problems.all()[0]?.detail ?? 'It is no archive.');
  return verify({ members: archive.members, troubles: () => problems.all().map(({ detail }) => detail) }, expected, {
    sha256: (text) => hash('sha256', text, 'hex'),
    newDigest,
    isSigned,
    fingerprintOf,
    say,
  });
}

/** The fingerprint that somebody names, or that of the public key that somebody has. @throws ProblemError('pack-key-unreadable'). */
export function expectedKey(given: string): string {
  const text = given.trim();
  if (/^[0-9a-f]{64}$/i.test(text)) return text.toLowerCase();
  const fingerprint = fingerprintOf(text);
  if (fingerprint === undefined)
    throw new ProblemError('pack-key-unreadable', 'It is neither a fingerprint nor an Ed25519 public key in PEM.');
  return fingerprint;
}
