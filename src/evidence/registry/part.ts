import type { Instant } from '../../domain/time.ts';
import type { FactSheet } from '../fact-sheet.ts';
import { type ProblemList, quoted } from '../reading.ts';
import type { RegistryFindings } from './findings.ts';

/** What a part reads from and writes to. */
export interface PartInput {
  readonly findings: RegistryFindings;
  readonly sheet: FactSheet;
  readonly problems: ProblemList;
  readonly observedAt: Instant;
}

/** A group of keys that one document tells of; documents of different parts stand side by side. */
export interface RegistryPart {
  readonly part: string;
  readonly paths: readonly string[];
  read(input: PartInput): void;
  /** Values that are known and not needed, in lower case; `*` when what else is there is none of our business. */
  readonly ignored: readonly string[];
}

/** A value of the type that it must have. `missing` with how surely it is; undefined when nothing is known, or what is there cannot be read. */
type Wanted<T> =
  | { readonly kind: 'found'; readonly value: T; readonly line: number }
  | { readonly kind: 'missing'; readonly isProven: boolean; readonly line: number }
  | undefined;

export function textOf(input: PartInput, path: string, name: string): Wanted<string> {
  const answer = input.findings.value(path, name);
  if (answer?.kind !== 'found') return answer;
  if (answer.data.kind === 'text') return { kind: 'found', value: answer.data.text, line: answer.line };
  addUnreadable(input, name, answer.line);
  return undefined;
}

export function numberOf(input: PartInput, path: string, name: string): Wanted<bigint> {
  const answer = input.findings.value(path, name);
  if (answer?.kind !== 'found') return answer;
  if (answer.data.kind === 'number') return { kind: 'found', value: answer.data.number, line: answer.line };
  addUnreadable(input, name, answer.line);
  return undefined;
}

/** Names only: what a value of the registry holds may be a secret. */
export function addUnreadable({ problems }: PartInput, name: string, line: number): void {
  problems.addRepeated(
    `unreadable ${name}`,
    'value-unknown',
    `The value ${quoted(name)} is not of the type that it should have, or cannot be read; it was not used.`,
    line,
  );
}
