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

/** A UUIDv7 of 16 random bytes as hexadecimal text: 48 bits of time in place of the first, so that ids sort by creation. */
function uuidV7(at: number, random: string): string {
  const time = Math.max(0, Math.floor(at)).toString(16).padStart(12, '0');
  // Two of the random bits say which variant of UUID it is.
  const variant = '89ab'.charAt(Number.parseInt(random.charAt(16), 16) & 3);
  return `${time.slice(0, 8)}-${time.slice(8)}-7${random.slice(13, 16)}-${variant}${random.slice(17, 20)}-${random.slice(20)}`;
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
    // Without a view of them, which costs more than their text.
    return drawn.toString('hex', used - drawBytes, used);
  };
  return {
    newId: () => uuidV7(machineNow(), draw()),
    newSalt: draw,
    sha256,
  };
}

/** Ids and salts from a seed: the same seed gives the same bytes of log (I15). Never for real data. */
export function seededIdentity(seed: string): Identity {
  let count = 0;
  const draw = () => sha256(`${seed}:${count++}`).slice(0, 2 * drawBytes);
  return {
    newId: () => uuidV7(count, draw()),
    newSalt: draw,
    sha256,
  };
}
