import type { Instant } from '../domain/time.ts';

/** One event of a Windows event log, the same whether it was read from a .evtx file or from an XML export. Accounts and SIDs are not part of it. */
export interface EventRecord extends EventHead {
  /** The number that its log gave it, one more for each event. */
  readonly recordId: number;
  /** 1 critical, 2 error, 3 warning, 4 information, 5 verbose; 0 stands for information too. */
  readonly level: number;
  /** When it happened, by the clock of the computer that wrote it. */
  readonly createdAt: Instant;
  readonly computer: string;
  /** Values by name; the ones without a name by their number, from "1". */
  readonly data: ReadonlyMap<string, string>;
  /** Where an XML export has it. */
  readonly line?: number | undefined;
}

/** What tells whether a record is wanted, before the rest of it is made. */
export interface EventHead {
  readonly provider: string;
  readonly channel: string;
  readonly eventId: number;
}

/** The parts of an event that hold data. Others repeat the message in the language of the machine that exported it. */
export const dataParts: ReadonlySet<string> = new Set(['EventData', 'UserData', 'ProcessingErrorData', 'DebugData']);

/** More values than this no provider writes. */
const maxValues = 500;

/** Collects the values of one event under their names. */
export class EventData {
  readonly #values = new Map<string, string>();
  #unnamed = 0;

  /** @param name the name of a `Data` element, or of an element of another name; undefined for a `Data` element without one. */
  add(name: string | undefined, value: string): void {
    let key = name ?? '';
    if (name === undefined) {
      this.#unnamed += 1;
      key = String(this.#unnamed);
    }
    if (this.#values.size >= maxValues) return;
    // A name that comes twice must not hide what it said first.
    for (let turn = 2; this.#values.has(key); turn += 1) key = `${name ?? this.#unnamed}#${turn}`;
    this.#values.set(key, value);
  }

  all(): ReadonlyMap<string, string> {
    return this.#values;
  }
}
