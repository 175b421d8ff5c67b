/** Why a record cannot be believed. Reading it ends; the next one is read. */
export class Unsound extends Error {}

/** Walks over bytes and never leaves them: what would is `Unsound`. */
export class Cursor {
  readonly bytes: Buffer;
  readonly end: number;
  at: number;

  constructor(bytes: Buffer, at: number, end: number) {
    if (at < 0 || end > bytes.length || at > end) throw new Unsound('it points outside its chunk');
    this.bytes = bytes;
    this.at = at;
    this.end = end;
  }

  get isAtEnd(): boolean {
    return this.at >= this.end;
  }

  /** The byte that comes next; 0, which ends everything, where nothing comes. */
  peek(): number {
    return this.at < this.end ? (this.bytes[this.at] ?? 0) : 0;
  }

  byte(): number {
    return this.bytes.readUInt8(this.#take(1));
  }

  uint16(): number {
    return this.bytes.readUInt16LE(this.#take(2));
  }

  uint32(): number {
    return this.bytes.readUInt32LE(this.#take(4));
  }

  skip(length: number): void {
    this.#take(length);
  }

  /** A text of UTF-16 with its length in front. */
  text(): string {
    const length = 2 * this.uint16();
    const from = this.#take(length);
    return this.bytes.toString('utf16le', from, from + length);
  }

  #take(length: number): number {
    const from = this.at;
    if (length > this.end - from) throw new Unsound('it ends in the middle of a value');
    this.at = from + length;
    return from;
  }
}

/** How much work one record, and all records of a chunk together, may ask for; honest records need some hundred steps. */
const limits = {
  recordSteps: 20_000,
  chunkSteps: 400_000,
  recordSigns: 256 * 1024,
  chunkSigns: 4 * 1024 * 1024,
} as const;

/** Counts work, since a few bytes can ask for a great deal: values that repeat themselves, templates within templates. */
export class Effort {
  #chunkSteps: number = limits.chunkSteps;
  #chunkSigns: number = limits.chunkSigns;
  #steps = 0;
  #signs = 0;

  get isSpent(): boolean {
    return this.#chunkSteps <= 0 || this.#chunkSigns <= 0;
  }

  beginRecord(): void {
    this.#steps = Math.min(limits.recordSteps, this.#chunkSteps);
    this.#signs = Math.min(limits.recordSigns, this.#chunkSigns);
  }

  step(): void {
    this.#chunkSteps -= 1;
    this.#steps -= 1;
    if (this.#steps < 0) throw new Unsound('it asks for too much work');
  }

  /** @param count signs of text that are about to be made. */
  write(count: number): void {
    this.#chunkSigns -= count;
    this.#signs -= count;
    if (this.#signs < 0) throw new Unsound('it holds too much text');
  }
}
