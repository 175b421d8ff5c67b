import type { Json } from '../domain/canonical.ts';
import type { Change } from '../domain/plan/changes.ts';
import { type HostChange, isSame, type PlanDiff, type Standing } from '../domain/plan/diff.ts';
import type { PredictionChange } from '../domain/plan/prediction-changes.ts';
import { durationInWords } from '../domain/time.ts';
import { instantInWords } from './instant.ts';
import { coverageInWords, heldInWords, spanInWords, waveInWords } from './plan-text.ts';
import { groupInWords } from './rules-text.ts';

/** More than this of one kind is no reading; `--json` has everything. */
const mostShown = 50;

/** What another plan would do otherwise, as people read it: hosts first, then rules, then what was predicted. */
export function planDiffLines(diff: PlanDiff): readonly string[] {
  if (isSame(diff)) return ['The two plans say the same.'];
  return [
    ...section('Joined', diff.joined.map(hostInWords)),
    ...section('Gone', diff.gone.map(hostInWords)),
    ...section('In another wave', diff.moved.map(hostInWords)),
    ...section('Left out otherwise', diff.leftOut.map(hostInWords)),
    ...section('Described otherwise', diff.described.map(changeInWords)),
    ...section('Only the order is another', diff.reordered),
    ...section('Waves', diff.waves.map(changeInWords)),
    ...section('Rules', diff.rules.map(changeInWords)),
    ...section('Predicted', diff.prediction.map(predictedInWords)),
    ...section('Else', diff.other.map(changeInWords)),
  ];
}

function section(title: string, lines: readonly string[]): readonly string[] {
  if (lines.length === 0) return [];
  const hidden = lines.length - mostShown;
  return [
    `${title} (${lines.length})`,
    ...lines.slice(0, mostShown).map((line) => `  ${line}`),
    ...(hidden > 0 ? [`  and ${hidden} more (--json shows all)`] : []),
  ];
}

function hostInWords({ name, from, to }: HostChange): string {
  return `${name}  ${standingInWords(from)} → ${standingInWords(to)}`;
}

function standingInWords(standing: Standing): string {
  switch (standing.kind) {
    case 'wave':
      return waveInWords(standing.at, standing.wave);
    case 'excluded':
      return `left out, ${standing.reason}: ${standing.detail}`;
    case 'absent':
      return 'not selected';
  }
}

const predicted = {
  starts: 'first start',
  ends: 'all protected again',
  noReturn: 'first server cannot be undone from',
  allFinal: 'all of it cannot be undone from',
  held: 'would not start',
} as const;

function predictedInWords(change: PredictionChange): string {
  switch (change.of) {
    case 'asOf':
      return `as of  ${instantInWords(change.from)} → ${instantInWords(change.to)}`;
    case 'site':
    case 'domain':
      return `wave ${change.wave}, ${groupInWords(change.of, change.name)}  ${arrow(change.from, change.to, coverageInWords)}`;
    case 'held':
      return `wave ${change.wave}, ${predicted.held}  ${arrow(change.from, change.to, (held) => held.map(heldInWords).join('; ') || 'nobody')}`;
    default:
      return `wave ${change.wave}, ${predicted[change.of]}  ${arrow(change.from, change.to, spanInWords)}`;
  }
}

function arrow<T>(from: T | undefined, to: T | undefined, inWords: (value: T) => string): string {
  if (from === undefined) return to === undefined ? '–' : `only now: ${inWords(to)}`;
  return to === undefined ? `no longer: ${inWords(from)}` : `${inWords(from)} → ${inWords(to)}`;
}

function changeInWords({ path, from, to }: Change): string {
  return `${path}  ${arrow(from, to, (value) => valueInWords(path, value))}`;
}

/** A number that is an instant or a length of time is told as one; the name of its member says which. */
function valueInWords(path: string, value: Json): string {
  if (typeof value === 'number' && /At$/.test(path)) return instantInWords(value);
  if (typeof value === 'number' && /([a-z]Ms|\.ms)$/.test(path)) return durationInWords(value);
  if (value === null) return 'none';
  if (Array.isArray(value)) return value.map((item: Json) => valueInWords('', item)).join(', ') || 'empty';
  if (typeof value === 'object')
    return Object.entries(value)
      .map(([name, member]) => `${name} ${valueInWords(`.${name}`, member ?? null)}`)
      .join(', ');
  return String(value);
}
