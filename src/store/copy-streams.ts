import type { Duplex } from 'node:stream';
import type pg from 'pg';

/*
 * COPY as PostgreSQL offers it: rows go as one stream of bytes out of one server and into another, and no row of them is an object here. pg leaves
 * what such a statement says to whoever asks it.
 */

/** What pg's connection has beyond its types. */
type CopyConnection = pg.Connection & {
  endCopyFrom(): void;
  sendCopyFail(because: string): void;
};

/** What pg tells a statement that it was given. */
abstract class CopyStatement {
  readonly done: Promise<void>;
  protected isOver = false;
  readonly #text: string;
  #resolve: () => void = () => undefined;
  #reject: (error: Error) => void = () => undefined;

  constructor(text: string) {
    this.#text = text;
    this.done = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    // Whoever is told first of a failure tells it; the other side of a copy may hear of it later.
    this.done.catch(() => undefined);
  }

  submit(connection: pg.Connection): void {
    connection.query(this.#text);
  }

  handleError(error: Error): void {
    this.isOver = true;
    this.#reject(error);
  }

  handleReadyForQuery(): void {
    this.isOver = true;
    this.#resolve();
  }

  handleCommandComplete(): void {}
  handleRowDescription(): void {}
  handleDataRow(): void {}
  handleEmptyQuery(): void {}
}

/** COPY ... FROM STDIN: takes chunks until it is ended. */
class CopyIn extends CopyStatement {
  readonly begun: Promise<CopyConnection>;
  #begin: (connection: CopyConnection) => void = () => undefined;
  #fail: (error: Error) => void = () => undefined;

  constructor(text: string) {
    super(text);
    this.begun = new Promise((resolve, reject) => {
      this.#begin = resolve;
      this.#fail = reject;
    });
    this.begun.catch(() => undefined);
  }

  handleCopyInResponse(connection: CopyConnection): void {
    this.#begin(connection);
  }

  override handleError(error: Error): void {
    this.#fail(error);
    super.handleError(error);
  }

  /** Whether it still takes what it is given. */
  get isOpen(): boolean {
    return !this.isOver;
  }
}

/** A message of the protocol: one byte that says which, and its length with the four bytes that hold it. */
const headBytes = 5;
const copyData = 'd'.charCodeAt(0);

/**
 * COPY ... TO STDOUT. Each row is a message, and goes into a COPY ... FROM STDIN as the same message: whole stretches of them are handed on as they came
 * from the socket, and pg is given the others. Through its parser a row cost ten times as much as here, more than in the servers.
 */
class CopyOut extends CopyStatement {
  readonly #take: Take;
  #give: (chunk: Buffer) => void = () => undefined;
  #stream: Duplex | undefined;
  /** The beginning of a message whose head is not whole yet. */
  #head: Buffer | undefined;
  /** Bytes of the message before that are still to come, and whether it is a row. */
  #left = 0;
  #isRow = false;

  constructor(text: string, take: Take) {
    super(text);
    this.#take = take;
  }

  override submit(connection: pg.Connection): void {
    const { stream } = connection;
    const listeners = stream.listeners('data') as ((chunk: Buffer) => void)[];
    if (listeners.length === 0) throw new Error('Nothing reads from the connection: pg is another one.');
    this.#stream = stream;
    this.#give = (chunk) => {
      for (const listener of listeners) listener(chunk);
    };
    stream.removeAllListeners('data').on('data', this.#read);
    const giveBack = () => {
      stream.off('data', this.#read);
      for (const listener of listeners) stream.on('data', listener);
    };
    this.done.then(giveBack, giveBack);
    super.submit(connection);
  }

  readonly #read = (chunk: Buffer): void => {
    const bytes = this.#head === undefined ? chunk : Buffer.concat([this.#head, chunk]);
    this.#head = undefined;
    let begin = 0;
    let rows = 0;
    let at = Math.min(this.#left, bytes.length);
    this.#left -= at;
    while (at + headBytes <= bytes.length) {
      const isRow = bytes[at] === copyData;
      if (isRow !== this.#isRow) {
        this.#pass(bytes.subarray(begin, at), rows);
        [begin, rows] = [at, 0];
        this.#isRow = isRow;
      }
      if (isRow) rows += 1;
      const end = at + 1 + bytes.readInt32BE(at + 1);
      this.#left = Math.max(0, end - bytes.length);
      at = Math.min(end, bytes.length);
    }
    this.#pass(bytes.subarray(begin, at), rows);
    if (at < bytes.length) this.#head = bytes.subarray(at);
  };

  #pass(messages: Buffer, rows: number): void {
    if (messages.length === 0) return;
    if (!this.#isRow) {
      this.#give(messages);
      return;
    }
    const full = this.#take(messages, rows, this.#left);
    if (full === undefined) return;
    this.#stream?.pause();
    void full.then(() => this.#stream?.resume());
  }
}

/** Is given what came, how many rows begin in it, and how many bytes of its last row are still to come. Its promise says when it can take more. */
type Take = (messages: Buffer, rows: number, owed: number) => Promise<void> | undefined;

interface CopyOrder {
  readonly from: { readonly client: pg.ClientBase; readonly text: string };
  readonly to: { readonly client: pg.ClientBase; readonly text: string };
  /** Hears how many more rows were sent. */
  readonly onRows: (rows: number) => void;
}

/**
 * Lets what one COPY gives flow into another.
 * @throws what either side says; what was read until then is not written.
 */
export async function pour({ from, to, onRows }: CopyOrder): Promise<void> {
  const into = to.client.query(new CopyIn(to.text));
  const connection = await into.begun;
  let owed = 0;
  const out = from.client.query(
    new CopyOut(from.text, (messages, rows, rest) => {
      // After a failure there the rest is let pass; it was asked for, and cannot be taken back. But a message that was begun is finished.
      const wanted = into.isOpen ? messages : messages.subarray(0, owed);
      owed = into.isOpen ? rest : owed - wanted.length;
      if (wanted.length === 0) return undefined;
      onRows(rows);
      if (connection.stream.write(wanted)) return undefined;
      return Promise.race([drained(connection), into.done.catch(() => undefined)]);
    }),
  );
  try {
    await out.done;
  } catch (error) {
    // The connection broke in the midst of a row, of which nothing is kept; the server waits for its end all the same.
    if (owed > 0) connection.stream.write(Buffer.alloc(owed));
    if (into.isOpen) connection.sendCopyFail('What was to come broke off.');
    await into.done.catch(() => undefined);
    throw error;
  }
  if (into.isOpen) connection.endCopyFrom();
  await into.done;
}

function drained({ stream }: CopyConnection): Promise<void> {
  return new Promise((resolve) => {
    const go = () => {
      stream.off('drain', go).off('close', go);
      resolve();
    };
    stream.once('drain', go).once('close', go);
  });
}
