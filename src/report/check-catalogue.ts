import type { HuntingQueryName } from '../domain/hunting-queries.ts';

/** What a journey tells people about its checks and proofs; given by whoever puts the pieces together, so that reports know no journey by heart. */
export interface CheckCatalogue {
  /** By check id. */
  readonly checks: Readonly<Record<string, CheckText>>;
  /** By reason code. A code that is not here is shown in plain words made of itself. */
  readonly reasons: Readonly<Record<string, string>>;
  readonly proofs: readonly ProofText[];
}

/** A kind of proof, with the hunting query whose answer it is judged by; undefined where no query gives its evidence. */
export interface ProofText {
  readonly id: string;
  readonly title: string;
  readonly howToGet: string;
  readonly query: HuntingQueryName | undefined;
}

interface CheckText {
  readonly title: string;
  readonly verify: { readonly analyzer: string; readonly byHand: string };
}

/** The title of a reason code; never empty, because a person must be able to read every reason (S3-04). */
export function reasonTitle(catalogue: CheckCatalogue, code: string): string {
  return catalogue.reasons[code] ?? codeInWords(code);
}

/** "sense-stopped" as "Sense stopped": good enough for people until somebody writes a better title. */
export function codeInWords(code: string): string {
  const words = code
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .replaceAll('-', ' ')
    .toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}
