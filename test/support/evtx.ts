import { crc32 } from 'node:zlib';

/*
 * Writes .evtx files as Windows does: chunks with names and templates that are stored once, at their first use, and a template of its own for the data
 * of each kind of event. evtxexport reads them too, so that a mistake in here is not the same mistake as in the reader.
 */

/** A value as it lies in the file. */
export interface WrittenValue {
  readonly type: number;
  readonly bytes: Buffer;
}

export interface WrittenEvent {
  readonly recordId: number;
  readonly eventId: number;
  readonly createdAt: number;
  readonly level?: number;
  readonly provider?: string;
  readonly channel?: string;
  readonly computer?: string;
  /** Names with values; a name of '' stands for a `Data` element without one. */
  readonly data?: readonly (readonly [string, string | WrittenValue])[];
}

interface LogForm {
  readonly flags?: number;
  readonly eventsPerChunk?: number;
  /** What the head of the file says; the right count where it is left out. */
  readonly chunkCount?: number;
}

export const fileHeadBytes = 4_096;
export const chunkBytes = 65_536;
const chunkHeadBytes = 512;

export function evtxLog(events: readonly WrittenEvent[], form: LogForm = {}): Buffer {
  const { flags = 0, eventsPerChunk = Number.POSITIVE_INFINITY } = form;
  const chunks: ChunkWriter[] = [];
  for (const event of events) {
    const last = chunks.at(-1);
    if (last !== undefined && last.count < eventsPerChunk && last.add(event)) continue;
    const chunk = new ChunkWriter();
    if (!chunk.add(event)) throw new Error('The event does not fit into a chunk.');
    chunks.push(chunk);
  }
  const head = Buffer.alloc(fileHeadBytes);
  head.write('ElfFile\0', 'latin1');
  head.writeBigUInt64LE(BigInt(Math.max(0, chunks.length - 1)), 16);
  head.writeBigUInt64LE(BigInt((events.at(-1)?.recordId ?? 0) + 1), 24);
  head.writeUInt32LE(128, 32);
  head.writeUInt16LE(1, 36);
  head.writeUInt16LE(3, 38);
  head.writeUInt16LE(fileHeadBytes, 40);
  head.writeUInt16LE(form.chunkCount ?? chunks.length, 42);
  head.writeUInt32LE(flags, 120);
  head.writeUInt32LE(crc32(head.subarray(0, 120)), 124);
  return Buffer.concat([head, ...chunks.map((chunk) => chunk.bytes())]);
}

/** Where the records of the chunk at this place begin, for tests that damage one. */
export function recordOffsets(log: Buffer, chunkAt = fileHeadBytes): readonly number[] {
  const offsets: number[] = [];
  for (let at = chunkAt + chunkHeadBytes; log.readUInt32LE(at) === 0x2a2a; at += log.readUInt32LE(at + 4))
    offsets.push(at);
  return offsets;
}

/** Makes the checksums of a chunk fit again, after it was changed. */
export function sealChunk(log: Buffer, chunkAt = fileHeadBytes): void {
  const chunk = log.subarray(chunkAt, chunkAt + chunkBytes);
  chunk.writeUInt32LE(crc32(chunk.subarray(chunkHeadBytes, chunk.readUInt32LE(48))), 52);
  chunk.writeUInt32LE(crc32(chunk.subarray(128, chunkHeadBytes), crc32(chunk.subarray(0, 120))), 124);
}

const senseNames = { provider: 'Microsoft-Windows-SENSE', channel: 'Microsoft-Windows-SENSE/Operational' } as const;
const senseGuid = Buffer.from('096de9fae1ad23520098af7b67348531', 'hex');
const localSystem = Buffer.from('010100000000000512000000', 'hex');

class ChunkWriter {
  readonly #chunk = Buffer.alloc(chunkBytes);
  readonly #names = new Map<string, number>();
  readonly #templates = new Map<string, number>();
  readonly #ids: number[] = [];
  #at = chunkHeadBytes;
  #last = chunkHeadBytes;

  get count(): number {
    return this.#ids.length;
  }

  /** @returns false when there is no room; then nothing was written. */
  add(event: WrittenEvent): boolean {
    const before = { at: this.#at, names: new Map(this.#names), templates: new Map(this.#templates) };
    try {
      this.#record(event);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      this.#chunk.fill(0, before.at);
      this.#at = before.at;
      restore(this.#names, before.names);
      restore(this.#templates, before.templates);
      return false;
    }
    this.#ids.push(event.recordId);
    this.#last = before.at;
    return true;
  }

  bytes(): Buffer {
    const chunk = this.#chunk;
    const [first = 0] = this.#ids;
    chunk.write('ElfChnk\0', 'latin1');
    chunk.writeBigUInt64LE(1n, 8);
    chunk.writeBigUInt64LE(BigInt(this.#ids.length), 16);
    chunk.writeBigUInt64LE(BigInt(first), 24);
    chunk.writeBigUInt64LE(BigInt(this.#ids.at(-1) ?? 0), 32);
    chunk.writeUInt32LE(128, 40);
    chunk.writeUInt32LE(this.#last, 44);
    chunk.writeUInt32LE(this.#at, 48);
    sealChunk(chunk, 0);
    return chunk;
  }

  #record(event: WrittenEvent): void {
    const start = this.#at;
    this.#uint32(0x2a2a);
    this.#uint32(0);
    this.#put(uint64(BigInt(event.recordId)));
    this.#put(fileTime(event.createdAt));
    this.#fragment();
    const { data = [] } = event;
    const at = this.#instance('event', eventTemplate, [
      text(event.provider ?? senseNames.provider),
      { type: 0x0f, bytes: senseGuid },
      { type: 0x06, bytes: uint16(event.eventId) },
      { type: 0x04, bytes: Buffer.from([event.level ?? 4]) },
      { type: 0x15, bytes: uint64(0x4000000000000000n) },
      { type: 0x11, bytes: fileTime(event.createdAt) },
      { type: 0x0a, bytes: uint64(BigInt(event.recordId)) },
      text(event.channel ?? senseNames.channel),
      text(event.computer ?? 'DC01.contoso.example'),
      { type: 0x13, bytes: localSystem },
      // Its size is known once it is written.
      { type: 0x21, bytes: Buffer.alloc(0) },
    ]);
    const inner = this.#at;
    this.#fragment();
    const names = data.map(([name]) => name);
    this.#instance(
      names.join('\n'),
      element(
        'EventData',
        [],
        names.map((name, index) => element('Data', name === '' ? [] : [['Name', name]], [index])),
      ),
      data.map(([, value]) => (typeof value === 'string' ? text(value) : value)),
    );
    this.#byte(0);
    this.#chunk.writeUInt16LE(this.#at - inner, at + 4 * 10);
    this.#byte(0);
    while ((this.#at - start) % 8 !== 4) this.#byte(0);
    const size = this.#at + 4 - start;
    this.#uint32(size);
    this.#chunk.writeUInt32LE(size, start + 4);
  }

  /** @returns where the sizes and types of the values stand. */
  #instance(key: string, template: Element, values: readonly WrittenValue[]): number {
    this.#put(Buffer.from([0x0c, 1]));
    const id = crc32(key);
    this.#uint32(id);
    const known = this.#templates.get(key);
    this.#uint32(known ?? this.#at + 4);
    if (known === undefined) {
      this.#templates.set(key, this.#at);
      this.#uint32(0);
      const guid = Buffer.alloc(16);
      guid.writeUInt32LE(id);
      this.#put(guid);
      this.#sized(() => {
        this.#fragment();
        this.#element(template);
        this.#byte(0);
      });
    }
    this.#uint32(values.length);
    const heads = this.#at;
    for (const { type, bytes } of values) {
      this.#put(uint16(bytes.length));
      this.#put(Buffer.from([type, 0]));
    }
    for (const { bytes } of values) this.#put(bytes);
    return heads;
  }

  #element({ name, attributes, content }: Element): void {
    this.#byte(attributes.length > 0 ? 0x41 : 0x01);
    this.#put(uint16(0xffff));
    this.#sized(() => {
      this.#name(name);
      if (attributes.length > 0)
        this.#sized(() => {
          for (const [index, [attribute, value]] of attributes.entries()) {
            this.#byte(index < attributes.length - 1 ? 0x46 : 0x06);
            this.#name(attribute);
            this.#part(value);
          }
        });
      if (content.length === 0) {
        this.#byte(0x03);
        return;
      }
      this.#byte(0x02);
      for (const part of content) this.#part(part);
      this.#byte(0x04);
    });
  }

  #part(part: Part): void {
    if (typeof part === 'number') {
      this.#byte(0x0e);
      this.#put(uint16(part));
      this.#byte(0x01);
    } else if (typeof part === 'string') {
      this.#put(Buffer.from([0x05, 0x01]));
      this.#put(uint16(part.length));
      this.#put(Buffer.from(part, 'utf16le'));
    } else this.#element(part);
  }

  #name(name: string): void {
    const known = this.#names.get(name);
    this.#uint32(known ?? this.#at + 4);
    if (known !== undefined) return;
    this.#names.set(name, this.#at);
    this.#uint32(0);
    this.#put(uint16([...name].reduce((hash, sign) => (Math.imul(hash, 65_599) + sign.charCodeAt(0)) & 0xffff, 0)));
    this.#put(uint16(name.length));
    this.#put(Buffer.from(`${name}\0`, 'utf16le'));
  }

  #fragment(): void {
    this.#put(Buffer.from([0x0f, 1, 1, 0]));
  }

  /** What is written, with its size in front. */
  #sized(write: () => void): void {
    const at = this.#at;
    this.#uint32(0);
    write();
    this.#chunk.writeUInt32LE(this.#at - at - 4, at);
  }

  #byte(value: number): void {
    this.#put(Buffer.from([value]));
  }

  #uint32(value: number): void {
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32LE(value);
    this.#put(bytes);
  }

  #put(bytes: Buffer): void {
    if (this.#at + bytes.length > chunkBytes) throw new RangeError('The chunk is full.');
    bytes.copy(this.#chunk, this.#at);
    this.#at += bytes.length;
  }
}

/** Text, an element, or the number of the value that stands there. */
type Part = string | number | Element;

interface Element {
  readonly name: string;
  readonly attributes: readonly (readonly [string, string | number])[];
  readonly content: readonly Part[];
}

function element(name: string, attributes: Element['attributes'] = [], content: readonly Part[] = []): Element {
  return { name, attributes, content };
}

const eventTemplate = element(
  'Event',
  [['xmlns', 'http://schemas.microsoft.com/win/2004/08/events/event']],
  [
    element(
      'System',
      [],
      [
        element('Provider', [
          ['Name', 0],
          ['Guid', 1],
        ]),
        element('EventID', [], [2]),
        element('Version', [], ['0']),
        element('Level', [], [3]),
        element('Keywords', [], [4]),
        element('TimeCreated', [['SystemTime', 5]]),
        element('EventRecordID', [], [6]),
        element('Channel', [], [7]),
        element('Computer', [], [8]),
        element('Security', [['UserID', 9]]),
      ],
    ),
    10,
  ],
);

function text(value: string): WrittenValue {
  return { type: 0x01, bytes: Buffer.from(value, 'utf16le') };
}

export function fileTime(at: number): Buffer {
  return uint64(BigInt(at + 11_644_473_600_000) * 10_000n);
}

function uint64(value: bigint): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(value);
  return bytes;
}

function uint16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16LE(value);
  return bytes;
}

function restore<K, V>(map: Map<K, V>, entries: ReadonlyMap<K, V>): void {
  map.clear();
  for (const [key, value] of entries) map.set(key, value);
}
