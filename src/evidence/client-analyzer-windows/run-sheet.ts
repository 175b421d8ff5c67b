import type { FactKey, FactValue, Place } from '../../domain/fact.ts';
import type { FactSheet } from '../fact-sheet.ts';
import type { ProblemList } from '../reading.ts';

export type PutFact = (key: FactKey, value: FactValue, place: Place) => void;

/** What a restart can change: services and versions, what is active, what is reached. Names, programs and findings stay what they were. */
const changedByRestart = [
  'service.',
  'sense.',
  'onboarding.',
  'connectivity.',
  'proxy.',
  'tls',
  'clock.',
  'antivirus.state',
];
const alsoChanged: readonly FactKey[] = ['os.build', 'os.revision'];

/**
 * The sheet of one run, which keeps what is older than the last start of the host from counting: a file of an earlier run that was left in the
 * folder, or a whole run from before. Such evidence proves nothing about now.
 */
export class RunSheet {
  readonly sheet: FactSheet;
  readonly #isOutdated: (member: string | undefined) => boolean;
  readonly #leftOut = new Set<FactKey>();

  constructor(sheet: FactSheet, isOutdated: (member: string | undefined) => boolean) {
    this.sheet = sheet;
    this.#isOutdated = isOutdated;
  }

  readonly put: PutFact = (key, value, place) => {
    if (dependsOnRestart(key) && this.#isOutdated(place.member)) this.#leftOut.add(key);
    else this.sheet.put(key, value, place);
  };

  addStaleProblem(problems: ProblemList): void {
    if (this.#leftOut.size === 0) return;
    const keys = [...this.#leftOut].sort().join(', ');
    problems.add(
      'evidence-stale',
      `Some files are older than the run or than the last start of the host. Not used: ${keys}.`,
    );
  }
}

function dependsOnRestart(key: FactKey): boolean {
  return alsoChanged.includes(key) || changedByRestart.some((prefix) => key.startsWith(prefix));
}
