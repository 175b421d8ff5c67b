import type { PackDifference, PackVerification } from '../../contract/pack-verification.ts';

type DecisionKind = keyof PackVerification['decisions'];

/** What came of making a decision again. */
export type Ruling =
  | { readonly is: 'same' }
  | { readonly is: 'otherwise'; readonly detail: string }
  | { readonly is: 'not-recomputed'; readonly because: string };

export const same: Ruling = { is: 'same' };

export function otherwise(detail: string): Ruling {
  return { is: 'otherwise', detail };
}

export function not(because: string): Ruling {
  return { is: 'not-recomputed', because };
}

/** More differences than these are counted and not told one by one. */
const mostTold = 200;

/** What a verification has found so far. Nothing is passed over: what cannot be made again is counted with its reason. */
export class Findings {
  readonly #told: PackDifference[] = [];
  #count = 0;
  readonly #decisions: Record<DecisionKind, { recomputed: number; differing: number; not: Map<string, number> }> = {
    gates: tally(),
    starts: tally(),
    verdicts: tally(),
    approvals: tally(),
    transitions: tally(),
  };

  differ(where: string, what: PackDifference['what'], detail: string): void {
    this.#count += 1;
    if (this.#told.length < mostTold) this.#told.push({ where, what, detail });
  }

  rule(kind: DecisionKind, where: string, ruling: Ruling): void {
    const tally = this.#decisions[kind];
    if (ruling.is === 'not-recomputed') {
      tally.not.set(ruling.because, (tally.not.get(ruling.because) ?? 0) + 1);
      return;
    }
    tally.recomputed += 1;
    if (ruling.is === 'same') return;
    tally.differing += 1;
    this.differ(where, 'decision', ruling.detail);
  }

  get differences(): { readonly count: number; readonly told: readonly PackDifference[] } {
    return { count: this.#count, told: this.#told };
  }

  get decisions(): PackVerification['decisions'] {
    const shape = (kind: DecisionKind) => {
      const { recomputed, differing, not } = this.#decisions[kind];
      return { recomputed, differing, notRecomputed: [...not].map(([because, count]) => ({ because, count })) };
    };
    return {
      gates: shape('gates'),
      starts: shape('starts'),
      verdicts: shape('verdicts'),
      approvals: shape('approvals'),
      transitions: shape('transitions'),
    };
  }
}

function tally() {
  return { recomputed: 0, differing: 0, not: new Map<string, number>() };
}
