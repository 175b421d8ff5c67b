import { hash } from 'node:crypto';
import { beginning, stepsFrom, violationsIn } from './model.ts';
import type { SearchState, Setting } from './state.ts';

export interface Explored {
  readonly setting: string;
  readonly states: number;
  /** Steps taken, those that led to a known state among them. */
  readonly steps: number;
  readonly isWhole: boolean;
  /** Everything that happened on the way, whoever it happened to. */
  readonly happened: ReadonlySet<string>;
  /** Each with the way to it, from the beginning. */
  readonly violations: readonly { readonly violation: string; readonly way: readonly string[] }[];
}

/** Campaigns that are searched, from the smallest on. */
export const settings: readonly Setting[] = [
  { name: 'cap 1', cap: 1, failures: 0, hours: 0, operators: 0, hasOthers: false, hasDoubts: false },
  {
    name: 'cap 2, one failure allowed',
    cap: 2,
    failures: 1,
    hours: 0,
    operators: 0,
    hasOthers: false,
    hasDoubts: false,
  },
  { name: 'cap 2, two operators', cap: 2, failures: 0, hours: 0, operators: 2, hasOthers: false, hasDoubts: false },
  {
    name: 'cap 2, started again in the portal',
    cap: 2,
    failures: 3,
    hours: 2,
    operators: 0,
    hasOthers: true,
    hasDoubts: false,
  },
  { name: 'cap 2, all that can be', cap: 2, failures: 1, hours: 5, operators: 2, hasOthers: true, hasDoubts: true },
];

const mostViolations = 5;

/**
 * Visits every state that can be reached, nearest first, so that the way to a violation is the shortest. A state is known by the hash of
 * everything in it.
 */
export function explore(
  setting: Setting,
  mostStates: number,
  onProgress: (states: number) => void = () => {},
): Explored {
  const known = new Set<string>();
  const queue: { readonly state: SearchState; readonly from: number; readonly what: string }[] = [];
  const violations: { violation: string; way: readonly string[] }[] = [];
  const happened = new Set<string>();
  let steps = 0;
  const wayTo = (at: number): readonly string[] => {
    const way: string[] = [];
    for (let index = at; index >= 0; index = queue[index]?.from ?? -1) way.unshift(queue[index]?.what ?? '');
    return way;
  };
  const visit = (state: SearchState, from: number, what: string) => {
    const key = hash('sha1', JSON.stringify(state), 'base64').slice(0, 16);
    if (known.has(key)) return;
    known.add(key);
    queue.push({ state, from, what });
    for (const violation of violationsIn(state, setting))
      if (violations.length < mostViolations) violations.push({ violation, way: wayTo(queue.length - 1) });
    if (known.size % 50_000 === 0) onProgress(known.size);
  };
  visit(beginning(), -1, 'the plan is applied');
  let at = 0;
  for (; at < queue.length && known.size < mostStates && violations.length < mostViolations; at += 1) {
    const { state } = queue[at] ?? { state: beginning() };
    for (const step of stepsFrom(state, setting)) {
      steps += 1;
      happened.add(step.what.replace(/^\S+: /, ''));
      visit(step.state, at, step.what);
    }
  }
  return { setting: setting.name, states: known.size, steps, isWhole: at === queue.length, happened, violations };
}
