import { hash } from 'node:crypto';
import { beginning, type SearchState, type Setting, stepsFrom, violationsIn } from './model.ts';

export interface Explored {
  readonly setting: string;
  readonly states: number;
  /** Steps taken, those that led to a known state among them. */
  readonly steps: number;
  readonly isWhole: boolean;
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
  { name: 'cap 2, all that can be', cap: 2, failures: 1, hours: 5, operators: 2, hasOthers: true, hasDoubts: true },
];

const mostViolations = 5;

/**
 * Visits every state that can be reached; a state is known by the hash of everything in it. It goes on with the oldest and the newest in turn, so
 * that a search that is cut short has seen what is near from all sides, and some of what is far.
 */
export function explore(
  setting: Setting,
  mostStates: number,
  onProgress: (states: number) => void = () => {},
): Explored {
  const known = new Set<string>();
  const queue: { readonly state: SearchState; readonly from: number; readonly what: string }[] = [];
  /** Places in `queue` of what nobody went on from yet; those before `oldest` are done. */
  const open: number[] = [];
  const violations: { violation: string; way: readonly string[] }[] = [];
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
    open.push(queue.push({ state, from, what }) - 1);
    for (const violation of violationsIn(state, setting))
      if (violations.length < mostViolations) violations.push({ violation, way: wayTo(queue.length - 1) });
    if (known.size % 50_000 === 0) onProgress(known.size);
  };
  visit(beginning(), -1, 'the plan is applied');
  let oldest = 0;
  for (let turn = 0; oldest < open.length && known.size < mostStates && violations.length < mostViolations; turn += 1) {
    const at = turn % 2 === 0 ? open[oldest++] : open.pop();
    const { state } = queue[at ?? -1] ?? { state: beginning() };
    for (const step of stepsFrom(state, setting)) {
      steps += 1;
      visit(step.state, at ?? -1, step.what);
    }
  }
  return { setting: setting.name, states: known.size, steps, isWhole: oldest >= open.length, violations };
}
