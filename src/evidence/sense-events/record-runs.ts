/** So many gaps no honest log has; with more of them nothing is taken to be without one. */
const mostRuns = 4_096;

/**
 * Which record numbers were seen, as runs without a gap. A log numbers its events one by one, so a gap means that something is missing: it was
 * damaged, overwritten on the way round, or left out by whoever exported it with a filter.
 */
export class RecordRuns {
  /** In order, never touching each other. */
  readonly #runs: { from: number; to: number }[] = [];
  #isOverfull = false;

  add(recordId: number): void {
    const last = this.#runs.at(-1);
    // Almost always the next one.
    if (last !== undefined && recordId === last.to + 1) {
      last.to = recordId;
      return;
    }
    const index = this.#indexOf(recordId);
    const before = this.#runs[index - 1];
    const after = this.#runs[index];
    if (before !== undefined && recordId <= before.to) return;
    const touchesBefore = before !== undefined && recordId === before.to + 1;
    const touchesAfter = after !== undefined && recordId === after.from - 1;
    if (touchesBefore && touchesAfter) {
      before.to = after.to;
      this.#runs.splice(index, 1);
    } else if (touchesBefore) before.to = recordId;
    else if (touchesAfter) after.from = recordId;
    else if (this.#runs.length < mostRuns) this.#runs.splice(index, 0, { from: recordId, to: recordId });
    else this.#isOverfull = true;
  }

  /** Whether every record from this one to the newest was seen. */
  reachesNewest(recordId: number): boolean {
    const last = this.#runs.at(-1);
    return !this.#isOverfull && last !== undefined && recordId >= last.from && recordId <= last.to;
  }

  /** Index of the first run that begins behind the number. */
  #indexOf(recordId: number): number {
    let low = 0;
    let high = this.#runs.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#runs[middle]?.from ?? 0) <= recordId) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
