import type { Instant } from '../../domain/time.ts';
import { type Effort, Unsound } from './cursor.ts';

/** A value of a record: its type and where it stands. */
export interface Value {
  readonly type: number;
  readonly from: number;
  readonly length: number;
}

const type = {
  none: 0x00,
  text: 0x01,
  ansiText: 0x02,
  int8: 0x03,
  uint8: 0x04,
  int16: 0x05,
  uint16: 0x06,
  int32: 0x07,
  uint32: 0x08,
  int64: 0x09,
  uint64: 0x0a,
  real32: 0x0b,
  real64: 0x0c,
  boolean: 0x0d,
  binary: 0x0e,
  guid: 0x0f,
  size: 0x10,
  fileTime: 0x11,
  systemTime: 0x12,
  sid: 0x13,
  hex32: 0x14,
  hex64: 0x15,
  markup: 0x21,
} as const;

const arrayFlag = 0x80;

/** Bytes of one value, for the types that have always as many. */
const widths: Readonly<Record<number, number>> = {
  [type.int8]: 1,
  [type.uint8]: 1,
  [type.int16]: 2,
  [type.uint16]: 2,
  [type.int32]: 4,
  [type.uint32]: 4,
  [type.int64]: 8,
  [type.uint64]: 8,
  [type.real32]: 4,
  [type.real64]: 8,
  [type.boolean]: 4,
  [type.guid]: 16,
  [type.fileTime]: 8,
  [type.systemTime]: 16,
  [type.hex32]: 4,
  [type.hex64]: 8,
};

export function isMarkup(value: Value): boolean {
  return value.type === type.markup;
}

function isArray(value: Value): boolean {
  return (value.type & arrayFlag) !== 0;
}

/**
 * A value as Windows writes it into the XML of an event. A SID is nobody's business here and is never made into text.
 * @returns undefined for what is not there, and for a SID.
 */
export function textOf(bytes: Buffer, value: Value, effort: Effort): string | undefined {
  if (value.type === type.none || value.type === type.sid) return undefined;
  if (isArray(value)) return textsOf(bytes, value, effort).join(' ');
  effort.step();
  effort.write(value.length);
  return plainText(bytes, value);
}

/** The values of an array, each by itself; of anything else, the one value. SIDs are left out. */
export function textsOf(bytes: Buffer, value: Value, effort: Effort): readonly string[] {
  if (!isArray(value)) {
    const text = textOf(bytes, value, effort);
    return text === undefined ? [] : [text];
  }
  effort.write(value.length);
  const kind = value.type & ~arrayFlag;
  if (kind === type.sid) return [];
  if (kind === type.text || kind === type.ansiText) {
    const texts = plainText(bytes, { ...value, type: kind }, true).split('\0');
    if (texts.length > 1 && texts.at(-1) === '') texts.pop();
    for (const _ of texts) effort.step();
    return texts;
  }
  const width = widths[kind] ?? (kind === type.size ? 8 : undefined);
  if (width === undefined) return [plainText(bytes, { ...value, type: type.binary })];
  if (value.length % width !== 0) throw new Unsound('an array has half a value');
  const texts: string[] = [];
  for (let from = value.from; from < value.from + value.length; from += width) {
    effort.step();
    texts.push(plainText(bytes, { type: kind, from, length: width }));
  }
  return texts;
}

/** A number of a type that fits into one without loss; undefined for all other values. */
export function numberOf(bytes: Buffer, { type: kind, from, length }: Value): number | undefined {
  if (kind === type.uint8 && length === 1) return bytes[from];
  if (kind === type.uint16 && length === 2) return bytes.readUInt16LE(from);
  if (kind === type.uint32 && length === 4) return bytes.readUInt32LE(from);
  return undefined;
}

/** The time that a value holds; undefined when it is none. */
export function instantOf(bytes: Buffer, { type: kind, from, length }: Value): Instant | undefined {
  if (kind === type.fileTime && length === 8) return fileTimeAt(bytes, from);
  if (kind === type.systemTime && length === 16) return systemTimeAt(bytes, from);
  return undefined;
}

function plainText(bytes: Buffer, value: Value, keepsZeros = false): string {
  const { type: kind, from, length } = value;
  const width = widths[kind];
  if (width !== undefined && width !== length) throw new Unsound('a value has another size than its type');
  switch (kind) {
    case type.text: {
      const text = bytes.toString('utf16le', from, from + (length & ~1));
      return keepsZeros ? text : withoutZeros(text);
    }
    case type.ansiText: {
      const text = bytes.toString('latin1', from, from + length);
      return keepsZeros ? text : withoutZeros(text);
    }
    case type.int8:
      return String(bytes.readInt8(from));
    case type.uint8:
      return String(bytes.readUInt8(from));
    case type.int16:
      return String(bytes.readInt16LE(from));
    case type.uint16:
      return String(bytes.readUInt16LE(from));
    case type.int32:
      return String(bytes.readInt32LE(from));
    case type.uint32:
      return String(bytes.readUInt32LE(from));
    case type.int64:
      return String(bytes.readBigInt64LE(from));
    case type.uint64:
      return String(bytes.readBigUInt64LE(from));
    case type.real32:
      return String(bytes.readFloatLE(from));
    case type.real64:
      return String(bytes.readDoubleLE(from));
    case type.boolean:
      return bytes.readUInt32LE(from) === 0 ? 'false' : 'true';
    case type.guid:
      return guidAt(bytes, from);
    case type.fileTime:
      return new Date(fileTimeAt(bytes, from)).toISOString();
    case type.systemTime:
      return new Date(systemTimeAt(bytes, from)).toISOString();
    case type.hex32:
    case type.hex64:
    case type.size:
      return hexOf(bytes, from, length);
    default:
      // Binary data, and types that nobody has described: the bytes are kept.
      return bytes.toString('hex', from, from + length).toUpperCase();
  }
}

/** Some providers count the closing zero of a text as a part of it. */
function withoutZeros(text: string): string {
  let end = text.length;
  while (end > 0 && text.charCodeAt(end - 1) === 0) end -= 1;
  return end === text.length ? text : text.slice(0, end);
}

function hexOf(bytes: Buffer, from: number, length: number): string {
  if (length === 4) return `0x${bytes.readUInt32LE(from).toString(16).padStart(8, '0')}`;
  if (length === 8) return `0x${bytes.readBigUInt64LE(from).toString(16).padStart(16, '0')}`;
  throw new Unsound('a value has another size than its type');
}

function guidAt(bytes: Buffer, from: number): string {
  const first = bytes.readUInt32LE(from).toString(16).padStart(8, '0');
  const second = bytes
    .readUInt16LE(from + 4)
    .toString(16)
    .padStart(4, '0');
  const third = bytes
    .readUInt16LE(from + 6)
    .toString(16)
    .padStart(4, '0');
  const rest = bytes.toString('hex', from + 8, from + 16);
  return `{${first}-${second}-${third}-${rest.slice(0, 4)}-${rest.slice(4)}}`.toUpperCase();
}

/** From 1601 in steps of 100 ns. Both halves are divided by themselves, since the whole number is larger than what a number keeps exactly. */
function fileTimeAt(bytes: Buffer, from: number): Instant {
  const low = bytes.readUInt32LE(from);
  const high = bytes.readUInt32LE(from + 4);
  return high * 429_496 + Math.floor((high * 7_296 + low) / 10_000) - 11_644_473_600_000;
}

function systemTimeAt(bytes: Buffer, from: number): Instant {
  const part = (index: number) => bytes.readUInt16LE(from + 2 * index);
  // The third part is the day of the week.
  return Date.UTC(part(0), part(1) - 1, part(3), part(4), part(5), part(6), part(7));
}
