import type { Socket } from 'node:net';
import { Duplex } from 'node:stream';

/** Of a TLS record: what it says it is, and how long its content is. */
interface RecordHead {
  readonly type: number;
  readonly length: number;
}

const headerBytes = 5;
const alert = 21;
const applicationData = 23;
/** An alert has two octets; TLS 1.3 adds its type and a tag of 16 at most. Tickets, the only other thing that comes unasked, are far longer. */
const longestAlert = 2 + 1 + 16;

/**
 * Passes everything on, and remembers what the other side said last. Node tells the end of a stream in the same way whether the other side took its leave
 * (close_notify) or died; only the first one has read what was sent.
 */
export class WatchedStream extends Duplex {
  readonly #raw: Socket;
  #last: RecordHead | undefined;
  /** The beginning of a header that is not whole yet, and how much of the record behind it is still to come. */
  #header = Buffer.alloc(0);
  #left = 0;

  constructor(raw: Socket) {
    super({ allowHalfOpen: true });
    this.#raw = raw;
    raw.on('data', (part: Buffer) => {
      this.#note(part);
      if (!this.push(part)) raw.pause();
    });
    raw.on('end', () => this.push(null));
    raw.on('error', (error) => this.destroy(error));
    raw.on('close', () => this.destroy());
  }

  /** Whether the last that came was an alert: after an end without an error that is close_notify. */
  get hasTakenLeave(): boolean {
    if (this.#last === undefined) return false;
    const { type, length } = this.#last;
    return type === alert || (type === applicationData && length <= longestAlert);
  }

  override _read(): void {
    this.#raw.resume();
  }

  override _write(part: Buffer, encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    this.#raw.write(part, encoding, (error) => done(error));
  }

  override _final(done: () => void): void {
    this.#raw.end(done);
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#raw.destroy();
    done(error);
  }

  #note(part: Buffer): void {
    let rest = part;
    while (rest.length > 0) {
      if (this.#left > 0) {
        const taken = Math.min(this.#left, rest.length);
        this.#left -= taken;
        rest = rest.subarray(taken);
        continue;
      }
      const missing = headerBytes - this.#header.length;
      this.#header = Buffer.concat([this.#header, rest.subarray(0, missing)]);
      rest = rest.subarray(missing);
      if (this.#header.length < headerBytes) return;
      this.#last = { type: this.#header.readUInt8(0), length: this.#header.readUInt16BE(3) };
      this.#left = this.#last.length;
      this.#header = Buffer.alloc(0);
    }
  }
}
