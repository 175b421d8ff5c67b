/** A pack as it was opened: what an archive reader that trusts nobody gives. */
export interface PackFile {
  readonly members: readonly PackFileMember[];
  /** What the reader refused, and why; asked for again after members were read. */
  troubles(): readonly string[];
}

export interface PackFileMember {
  readonly path: string;
  readonly size: number;
  pieces(): AsyncIterable<Uint8Array>;
}

/** A line of a member is never longer: what is longer was made to be. */
const longestLine = 256 * 1024 * 1024;
/** A manifest names some thousand members at most. */
const largestText = 4 * 1024 * 1024;

/**
 * The lines of a member, from 1, while each of its bytes is told to `digest`.
 * @throws RangeError on a line without end, TypeError on bytes that are no UTF-8.
 */
export async function* linesOf(
  pieces: AsyncIterable<Uint8Array>,
  digest: (bytes: Uint8Array) => void,
): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  let rest = '';
  for await (const piece of pieces) {
    digest(piece);
    const text = decoder.decode(piece, { stream: true });
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    if (rest.length > longestLine) throw new RangeError('A line has no end.');
    yield* lines;
  }
  rest += decoder.decode();
  if (rest !== '') yield rest;
}

/** A small member whole; undefined when it is larger than it may be. */
export async function bytesOf({ size, pieces }: PackFileMember): Promise<Uint8Array | undefined> {
  if (size > largestText) return undefined;
  const parts: Uint8Array[] = [];
  for await (const piece of pieces()) parts.push(piece);
  return Buffer.concat(parts);
}
