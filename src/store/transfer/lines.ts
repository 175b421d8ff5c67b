import type { Readable } from 'node:stream';

/** No line of ours comes near it; one that is longer is not read into memory. */
const longestLineBytes = 64 * 1024 * 1024;
/** What a dump may hold unpacked. A few packed bytes can say anything. */
const mostBytes = 256 * 1024 * 1024 * 1024;

const newline = 0x0a;

/**
 * Lines of a stream, each bounded, as strict UTF-8.
 * @throws what `refuse` makes of the reason, also for a stream that cannot be unpacked.
 */
export async function* lines(stream: Readable, refuse: (why: string) => Error): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  let pieces: Uint8Array[] = [];
  let length = 0;
  let sum = 0;
  const line = () => {
    const text = decoder.decode(pieces.length === 1 ? pieces[0] : Buffer.concat(pieces));
    pieces = [];
    length = 0;
    return text;
  };
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      sum += chunk.length;
      if (sum > mostBytes) throw refuse('It is longer than any dump may be.');
      let from = 0;
      for (let end = chunk.indexOf(newline); end >= 0; end = chunk.indexOf(newline, from)) {
        pieces.push(chunk.subarray(from, end));
        from = end + 1;
        yield line();
      }
      if (from < chunk.length) pieces.push(chunk.subarray(from));
      length += chunk.length - from;
      if (length > longestLineBytes) throw refuse('A line of it is longer than any line may be.');
    }
  } catch (error) {
    const code = (error as { readonly code?: unknown }).code;
    if (typeof code === 'string' && /^(Z_|ERR_ENCODING|EISDIR|EIO)/.test(code))
      throw refuse(`It cannot be unpacked (${code}).`);
    throw error;
  }
  if (length > 0) yield line();
}
