type Mode = 'default' | 'wpad' | 'disabled' | 'named' | 'commandLine' | 'other';

/** How the tool went out, and what came of it. `absent`: there is nothing to go through. */
export interface ModeResult {
  readonly mode: Mode;
  readonly outcome: 'succeeded' | 'failed' | 'absent' | 'unread';
  /** An HTTP status or an error of WinHTTP; undefined when the line has none. */
  readonly code: string | undefined;
}

export interface UrlTest {
  readonly url: string;
  readonly line: number;
  readonly modes: readonly ModeResult[];
  /** Whether the log goes on behind the test; the last test of a log that was cut off may lack its successful mode. */
  readonly isWhole: boolean;
}

interface GrowingTest extends UrlTest {
  readonly modes: ModeResult[];
  isWhole: boolean;
}

/** A log with more URLs or modes than this was made to be large. */
const maxTests = 2_000;
const maxModes = 40;

const modes: readonly Mode[] = ['other', 'default', 'wpad', 'disabled', 'named', 'commandLine'];

/**
 * The tool's connectivity log: after `Testing URL : <url>` one line for each way out,
 * `4 - Named proxy (<address>): Failed (407)`. It is fed line by line.
 */
export class UrlLog {
  readonly tests: GrowingTest[] = [];
  #open: GrowingTest | undefined;
  #isLeftOut = false;
  /** Whether the report went on with another section behind the last test: only then all that was tested is here. */
  isClosed = false;
  /** Whether the report holds signs of damage: then URLs may be lacking that could not be reached. */
  isDamaged = false;

  /** Whether all that was tested is in `tests`. */
  get isComplete(): boolean {
    return this.isClosed && !this.#isLeftOut && !this.isDamaged;
  }

  /** @returns whether the line belongs to the log. */
  read(line: string, number: number): boolean {
    const url = /^\s{0,8}Testing URL\s?:\s*(\S{1,2048})/i.exec(line)?.[1];
    if (url !== undefined) {
      this.#begin(url, number);
      return true;
    }
    if (/^\s{0,8}#{3,}/.test(line)) {
      this.#close();
      this.isClosed = this.tests.length > 0;
      return false;
    }
    const test = this.#open;
    if (test === undefined) return false;
    const result = modeResultOf(line);
    if (result !== undefined) {
      if (test.modes.length < maxModes) test.modes.push(result);
      return true;
    }
    // Other lines can stand between two modes; a blank one ends a test that has begun.
    if (line.trim() === '' && test.modes.length > 0) this.#close();
    return false;
  }

  #begin(url: string, line: number): void {
    this.#close();
    this.isClosed = false;
    if (this.tests.length >= maxTests) {
      this.#isLeftOut = true;
      return;
    }
    this.#open = { url, line, modes: [], isWhole: false };
    this.tests.push(this.#open);
  }

  #close(): void {
    if (this.#open !== undefined) this.#open.isWhole = true;
    this.#open = undefined;
  }
}

function modeResultOf(line: string): ModeResult | undefined {
  const parts = /^\s{0,8}([1-9])(?:\.\d{1,2})?\s{0,4}-\s{0,4}(\S.*)$/.exec(line.slice(0, 2_048));
  const rest = parts?.[2];
  if (rest === undefined) return undefined;
  const mode = modes[Number(parts?.[1])] ?? 'other';
  if (/doesn.?t exist/i.test(rest)) return { mode, outcome: 'absent', code: undefined };
  // The result stands at the end; an address that contains the words stands before it.
  const [, word, code] = /\b(Succeeded|Failed)\s?\((-?\d{1,10})\)\s*$/i.exec(rest) ?? [];
  if (word === undefined) return { mode, outcome: 'unread', code: undefined };
  return { mode, outcome: isReached(word, code ?? '') ? 'succeeded' : 'failed', code };
}

/**
 * The tool's own rule for a single way out, which is sound: an answer of these statuses came from the service, whatever the word before it
 * (storage hosts answer 400, the antivirus host 404), and 405 only after "Succeeded". A failure with status 200 is none of these.
 */
function isReached(word: string, code: string): boolean {
  const isSuccess = word.toLowerCase() === 'succeeded';
  return code === '400' || code === '404' || (isSuccess && (code === '200' || code === '405'));
}
