import { decodeCodePage } from '../../../src/evidence/code-page.ts';

type CodePage = Parameters<typeof decodeCodePage>[1];

/** The bytes that a console of this code page would have written; the reverse of the reader, sign by sign. */
export function inCodePage(text: string, page: CodePage): Uint8Array {
  const bytes = new Map<string, number>();
  for (let byte = 0; byte < 256; byte++) bytes.set(decodeCodePage(Uint8Array.of(byte), page), byte);
  return Uint8Array.from([...text], (sign) => bytes.get(sign) ?? 0x3f);
}

/** Every way in which Windows writes text. */
export const encodings: readonly (readonly [name: string, encode: (text: string) => Uint8Array])[] = [
  ['UTF-8', (text) => Buffer.from(text)],
  ['UTF-8 with a mark', (text) => Buffer.from(`\uFEFF${text}`)],
  ['UTF-16LE with a mark', (text) => Buffer.from(`\uFEFF${text}`, 'utf16le')],
  ['UTF-16LE without a mark', (text) => Buffer.from(text, 'utf16le')],
  ['UTF-16BE with a mark', (text) => Buffer.from(`\uFEFF${text}`, 'utf16le').swap16()],
  ['code page 437', (text) => inCodePage(text, 'cp437')],
  ['code page 850', (text) => inCodePage(text, 'cp850')],
  ['code page 1252', (text) => inCodePage(text, 'windows-1252')],
];
