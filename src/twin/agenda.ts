import type { DeviceRow } from './server.ts';

/** What will happen to the simulated world, and when. `attempt` ties a change to one migration; a later one makes it void. */
export type PlannedChange =
  | { readonly kind: 'migration-tries'; readonly key: number; readonly attempt: number }
  | { readonly kind: 'migration-settles'; readonly key: number; readonly attempt: number }
  | { readonly kind: 'migration-deadline'; readonly key: number; readonly attempt: number }
  | { readonly kind: 'failure-fades'; readonly key: number; readonly attempt: number }
  | { readonly kind: 'commit'; readonly key: number; readonly attempt: number }
  | { readonly kind: 'rollback-settles'; readonly key: number; readonly attempt: number }
  | { readonly kind: 'silence-noticed'; readonly key: number; readonly silentSinceAt: number }
  | { readonly kind: 'device-report'; readonly key: number; readonly rows: readonly DeviceRow[] }
  | { readonly kind: 'fault-strikes'; readonly key: number; readonly faultId: number }
  | { readonly kind: 'fault-lifts'; readonly key: number; readonly faultId: number };

export interface AgendaEntry {
  readonly at: number;
  /** Order among entries of one instant: first planned, first applied. */
  readonly seq: number;
  readonly change: PlannedChange;
}

/** The pending changes in order of time: a binary heap, because 100,000 hosts plan 100,000 deadlines. */
export class Agenda {
  readonly #heap: AgendaEntry[] = [];
  #nextSeq = 0;

  get size(): number {
    return this.#heap.length;
  }

  nextDueAt(): number | undefined {
    return this.#heap[0]?.at;
  }

  plan(at: number, change: PlannedChange): void {
    this.#push({ at, seq: this.#nextSeq, change });
    this.#nextSeq += 1;
  }

  /** Takes the earliest entry due at or before the instant. */
  takeDue(at: number): AgendaEntry | undefined {
    const first = this.#heap[0];
    if (first === undefined || first.at > at) return undefined;
    const last = this.#heap.pop();
    if (last !== undefined && this.#heap.length > 0) this.#sinkFromTop(last);
    return first;
  }

  toJSON(): AgendaEntry[] {
    return [...this.#heap].sort(byTime);
  }

  restore(entries: readonly AgendaEntry[]): void {
    this.#heap.length = 0;
    this.#nextSeq = 0;
    for (const entry of entries) {
      this.#push(entry);
      this.#nextSeq = Math.max(this.#nextSeq, entry.seq + 1);
    }
  }

  #push(entry: AgendaEntry): void {
    let index = this.#heap.push(entry) - 1;
    while (index > 0) {
      const parentIndex = (index - 1) >> 1;
      const parent = this.#heap[parentIndex];
      if (parent === undefined || byTime(parent, entry) <= 0) break;
      this.#heap[index] = parent;
      index = parentIndex;
    }
    this.#heap[index] = entry;
  }

  #sinkFromTop(entry: AgendaEntry): void {
    let index = 0;
    for (;;) {
      const left = this.#heap[2 * index + 1];
      const right = this.#heap[2 * index + 2];
      if (left === undefined) break;
      const takesRight = right !== undefined && byTime(right, left) < 0;
      const child = takesRight ? right : left;
      if (byTime(entry, child) <= 0) break;
      this.#heap[index] = child;
      index = 2 * index + (takesRight ? 2 : 1);
    }
    this.#heap[index] = entry;
  }
}

function byTime(a: AgendaEntry, b: AgendaEntry): number {
  return a.at - b.at || a.seq - b.seq;
}
