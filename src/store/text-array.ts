const header = 20;
const textType = 25;
const mostBytesOfCharacter = 3;

let scratch = Buffer.alloc(1 << 16);

/**
 * Texts in PostgreSQL's binary form of a `text[]`, null and undefined as NULL. A driver sends a buffer as it is; as a literal, every quote in every value
 * would be escaped here and found again there.
 *
 * Layout (array_send in PostgreSQL's arrayfuncs.c, big-endian int32 each): dimensions, whether there are NULLs, type of the elements; for the one dimension
 * its length and lower bound; then each element as its length in bytes, -1 for NULL, and its bytes.
 */
export function textArray(values: readonly (string | null | undefined)[]): Buffer {
  reserve(values);
  const bytes = scratch;
  let at = header;
  let hasNull = 0;
  for (const value of values) {
    if (value === null || value === undefined) {
      hasNull = 1;
      at = bytes.writeInt32BE(-1, at);
    } else {
      const length = bytes.write(value, at + 4);
      bytes.writeInt32BE(length, at);
      at += 4 + length;
    }
  }
  bytes.writeInt32BE(1, 0);
  bytes.writeInt32BE(hasNull, 4);
  bytes.writeInt32BE(textType, 8);
  bytes.writeInt32BE(values.length, 12);
  bytes.writeInt32BE(1, 16);
  // Memory of its own: a thread that is sent a part of a larger one gets a copy of all of it.
  const own = Buffer.allocUnsafeSlow(at);
  bytes.copy(own, 0, 0, at);
  return own;
}

/** Grows the room in which arrays are put together, which is kept: every new one of this size would have to be got from the system page by page. */
function reserve(values: readonly (string | null | undefined)[]): void {
  let most = header;
  for (const value of values) most += 4 + mostBytesOfCharacter * (value?.length ?? 0);
  if (most > scratch.length) scratch = Buffer.allocUnsafeSlow(2 * most);
}
