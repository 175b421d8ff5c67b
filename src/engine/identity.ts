import { createHash, type Hash, hash, randomFillSync } from 'node:crypto';
import type { Sha256 } from '../domain/canonical.ts';
import type { Identity } from './ports/identity.ts';

/** In one call: an object for each digest costs more than the digest of a short text. */
const sha256: Sha256 = Object.assign((text: string) => hash('sha256', text, 'hex'), { ofAll });

/** Longer texts are no cheaper to digest at once, and V8 puts them where only a full collection finds them again. */
const pieceLength = 16_384;

function ofAll(texts: readonly string[]): string {
  let digest: Hash | undefined;
  let piece = '';
  for (const text of texts) {
    piece += text;
    if (piece.length < pieceLength) continue;
    digest ??= createHash('sha256');
    digest.update(piece, 'utf8');
    piece = '';
  }
  return digest === undefined ? sha256(piece) : digest.update(piece, 'utf8').digest('hex');
}

/** Lays 16 bytes out as a UUIDv7: 48 bits of time first, so that ids sort by creation. */
function uuidV7(at: number, random: Uint8Array): string {
  const bytes = Buffer.from(random);
  bytes.writeUIntBE(Math.max(0, Math.floor(at)), 0, 6);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x70;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = bytes.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20, 32)}`;
}

const drawBytes = 16;
/** Asking the system for 16 bytes costs as much as asking for some thousand; a registered host needs six salts. */
const drawsAtOnce = 256;

/** Ids and salts from the operating system's randomness. */
export function randomIdentity(machineNow: () => number): Identity {
  const drawn = Buffer.alloc(drawBytes * drawsAtOnce);
  let used = drawn.length;
  const draw = () => {
    if (used === drawn.length) {
      randomFillSync(drawn);
      used = 0;
    }
    used += drawBytes;
    return drawn.subarray(used - drawBytes, used);
  };
  return {
    newId: () => uuidV7(machineNow(), draw()),
    newSalt: () => draw().toString('hex'),
    sha256,
  };
}

/** Ids and salts from a seed: the same seed gives the same bytes of log (I15). Never for real data. */
export function seededIdentity(seed: string): Identity {
  let count = 0;
  const draw = () => createHash('sha256').update(`${seed}:${count++}`, 'utf8').digest().subarray(0, 16);
  return {
    newId: () => uuidV7(count, draw()),
    newSalt: () => draw().toString('hex'),
    sha256,
  };
}
