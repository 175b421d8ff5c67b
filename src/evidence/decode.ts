import { decodeCodePage, likelyCodePage } from './code-page.ts';

type TextEncoding = 'utf-8' | 'utf-16le' | 'utf-16be';

/**
 * The one decoder of every text reader; the text comes without a byte order mark.
 * Windows PowerShell writes UTF-16LE, portals write UTF-8 with a mark, older tools and redirected consoles the code page of the machine.
 */
export function decodeText(bytes: Uint8Array): string {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return decoded(bytes.subarray(3), 'utf-8');
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return decoded(bytes.subarray(2), 'utf-16le');
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return decoded(bytes.subarray(2), 'utf-16be');
  const wide = wideEncoding(bytes);
  if (wide !== undefined) return decoded(bytes, wide);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    // Not UTF-8, so some code page.
    return decodeCodePage(bytes, likelyCodePage(bytes));
  }
}

function decoded(bytes: Uint8Array, encoding: TextEncoding): string {
  return new TextDecoder(encoding, { ignoreBOM: true }).decode(bytes);
}

/** Latin text in UTF-16 has a zero in every second byte; which one tells the byte order. */
function wideEncoding(bytes: Uint8Array): 'utf-16le' | 'utf-16be' | undefined {
  const length = Math.min(bytes.length, 4_096) & ~1;
  if (length < 4) return undefined;
  let evenZeros = 0;
  let oddZeros = 0;
  for (let at = 0; at < length; at += 2) {
    if (bytes[at] === 0) evenZeros += 1;
    if (bytes[at + 1] === 0) oddZeros += 1;
  }
  const half = length / 2;
  if (oddZeros > half * 0.4 && evenZeros < half * 0.1) return 'utf-16le';
  if (evenZeros > half * 0.4 && oddZeros < half * 0.1) return 'utf-16be';
  return undefined;
}
