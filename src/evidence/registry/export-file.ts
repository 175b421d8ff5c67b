import type { ListedKey, RegistryData, RegistryValue } from './findings.ts';

/** What a `.reg` file holds. */
interface ExportFile {
  readonly keys: readonly ListedKey[];
  /** Lines that were not understood. */
  readonly unread: readonly number[];
  /** The first line that deletes a key or a value: then the file is an order to the registry and not a copy of it. */
  readonly deletes: number | undefined;
  /** Whether the last key is closed by an empty line, as the registry editor closes each. */
  readonly isClosed: boolean;
}

const header = /^(?:Windows Registry Editor Version 5\.00|REGEDIT4)\s*$/;

export function isExportHeader(line: string): boolean {
  return header.test(line.trim());
}

interface OpenKey {
  readonly path: string;
  readonly line: number;
  readonly values: RegistryValue[];
  isUnderstood: boolean;
}

/**
 * Reads an export line by line. A key is whole when another key or an empty line follows its last value and every line of it was understood;
 * a file that was cut off therefore never proves that a value is missing.
 */
export function readExportFile(lines: readonly string[]): ExportFile {
  const isNarrow = /^REGEDIT4/.test(lines.find((line) => line.trim() !== '')?.trim() ?? '');
  const keys: ListedKey[] = [];
  const unread: number[] = [];
  let deletes: number | undefined;
  let open: OpenKey | undefined;
  let isClosed = true;
  const close = (isFollowed: boolean) => {
    if (open !== undefined) keys.push({ ...open, isWhole: isFollowed && open.isUnderstood });
    open = undefined;
  };
  for (let at = 0; at < lines.length; ) {
    const text = lines[at] ?? '';
    const line = at + 1;
    const value = open === undefined ? undefined : valueAt(lines, at, isNarrow);
    at = value?.next ?? at + 1;
    if (text.trim() === '' || text.startsWith(';')) {
      isClosed ||= text.trim() === '';
      continue;
    }
    if (text.startsWith('[')) {
      close(true);
      const path = /^\[(.{1,2048})\]\s*$/.exec(text)?.[1];
      if (path?.startsWith('-') === true) deletes ??= line;
      else if (path !== undefined) open = { path, line, values: [], isUnderstood: true };
      else unread.push(line);
      isClosed = false;
    } else if (value !== undefined && open !== undefined) {
      isClosed = false;
      if (value.data === 'deleted') deletes ??= line;
      else open.values.push({ name: value.name, data: value.data, line });
      if (value.data !== 'deleted' && value.data.kind === 'unclear') {
        unread.push(line);
        // A text without an end may have taken other values with it.
        open.isUnderstood = false;
      }
    } else if (!isExportHeader(text)) {
      unread.push(line);
      if (open !== undefined) open.isUnderstood = false;
    }
  }
  close(isClosed);
  return { keys, unread, deletes, isClosed };
}

interface ValueAt {
  readonly name: string;
  readonly data: RegistryData | 'deleted';
  /** The index of the first line behind it. */
  readonly next: number;
}

/** `"name"=…` or `@=…` at this line, with the lines that continue it; undefined when the line is no value. */
function valueAt(lines: readonly string[], at: number, isNarrow: boolean): ValueAt | undefined {
  const text = lines[at] ?? '';
  const named = text.startsWith('@') ? { text: '', end: 1 } : text.startsWith('"') ? stringIn(text, 1) : undefined;
  if (named === undefined || text[named.end] !== '=') return undefined;
  const rest = text.slice(named.end + 1);
  const found = (data: ValueAt['data'], next = at + 1) => ({ name: named.text, data, next });
  if (rest.startsWith('"')) return textValue(named.text, lines, at, named.end + 2);
  if (rest.trim() === '-') return found('deleted');
  const dword = /^dword:([0-9a-f]{8})\s*$/i.exec(rest);
  if (dword !== null) return found({ kind: 'number', number: BigInt(`0x${dword[1]}`) });
  const hex = /^hex(?:\(([0-9a-f]{1,8})\))?:/i.exec(rest);
  if (hex === null) return found({ kind: 'unclear' });
  const { digits, next } = continued(lines, at, rest.slice(hex[0].length));
  const bytes = digits === undefined ? undefined : bytesOf(digits);
  return found(
    bytes === undefined ? { kind: 'unclear' } : typed(bytes, Number.parseInt(hex[1] ?? '3', 16), isNarrow),
    next,
  );
}

/** The text up to the closing quote, with `\"` and `\\` resolved; `end` is behind the quote. */
function stringIn(text: string, from: number): { readonly text: string; readonly end: number } | undefined {
  const pieces: string[] = [];
  let begin = from;
  for (let at = from; at < text.length; at++) {
    if (text[at] === '\\') {
      pieces.push(text.slice(begin, at));
      at += 1;
      begin = at;
    } else if (text[at] === '"') {
      pieces.push(text.slice(begin, at));
      return { text: pieces.join(''), end: at + 1 };
    }
  }
  return undefined;
}

/** A text may hold line ends, which are written as they are. It never goes on over the head of the next key: there it was cut off. */
function textValue(name: string, lines: readonly string[], at: number, from: number): ValueAt {
  const first = lines[at] ?? '';
  const single = stringIn(first, from);
  if (single !== undefined) {
    const isAlone = first.slice(single.end).trim() === '';
    return { name, data: isAlone ? { kind: 'text', text: single.text } : { kind: 'unclear' }, next: at + 1 };
  }
  const pieces = [first.slice(from)];
  let next = at + 1;
  for (; next < lines.length && next - at < 10_000; next++) {
    const line = lines[next] ?? '';
    if (/^\[-?HKEY_/i.test(line)) break;
    pieces.push(line);
    if (line.includes('"') && stringIn(line, 0) !== undefined) {
      const whole = stringIn(`${pieces.join('\n')}`, 0);
      return {
        name,
        data: whole === undefined ? { kind: 'unclear' } : { kind: 'text', text: whole.text },
        next: next + 1,
      };
    }
  }
  return { name, data: { kind: 'unclear' }, next };
}

/** Digits go on behind a backslash at the end of a line. */
function continued(
  lines: readonly string[],
  at: number,
  first: string,
): { readonly digits: string | undefined; readonly next: number } {
  const pieces = [first.trim()];
  let next = at + 1;
  while (pieces.at(-1)?.endsWith('\\') === true) {
    const line = lines[next];
    if (line === undefined || !/^\s/.test(line)) return { digits: undefined, next };
    pieces.push(line.trim());
    next += 1;
  }
  return { digits: pieces.map((piece) => piece.replace(/\\$/, '')).join(''), next };
}

function bytesOf(digits: string): Uint8Array | undefined {
  const bare = digits.replace(/[,\s]/g, '');
  if (bare.length % 2 !== 0 || !/^[0-9a-f]*$/i.test(bare)) return undefined;
  return new Uint8Array(Buffer.from(bare, 'hex'));
}

/** Types of the registry (learn.microsoft.com/windows/win32/sysinfo/registry-value-types, seen 2026-11); 1, 2 and 7 are texts. */
function typed(bytes: Uint8Array, type: number, isNarrow: boolean): RegistryData {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (type === 4 && bytes.length === 4) return { kind: 'number', number: BigInt(buffer.readUInt32LE()) };
  if (type === 11 && bytes.length === 8) return { kind: 'number', number: buffer.readBigUInt64LE() };
  if (type === 1 || type === 2 || type === 7) {
    if (!isNarrow && bytes.length % 2 !== 0) return { kind: 'unclear' };
    return { kind: 'text', text: buffer.toString(isNarrow ? 'latin1' : 'utf16le').replace(/\0+$/, '') };
  }
  return { kind: 'bytes', bytes };
}
