import type { Passage } from '../contract/passage.ts';
import { type DifferenceKind, differenceKinds, mostDifferencesShown, valueKind } from '../contract/plan-diff.ts';
import type { PlanClause } from '../contract/plan-words.ts';
import type { Json } from '../domain/canonical.ts';
import type { Change } from '../domain/plan/changes.ts';
import type { HostChange, PlanDiff, Standing } from '../domain/plan/diff.ts';
import type { PredictionChange } from '../domain/plan/prediction-changes.ts';
import { durationInWords } from '../domain/time.ts';
import type { CheckCatalogue } from './check-catalogue.ts';
import { exclusionInWords } from './left-out.ts';
import { inEnglish, type Tell } from './plan-english.ts';
import { coverageClause, heldClause, spanClause, waveClause } from './plan-text.ts';
import { groupClause } from './rules-text.ts';

/** What another plan would do otherwise, as people read it: hosts first, then rules, then what was predicted. @param allOfIt where the rest of a long list is. */
export function planDiffPassages(
  diff: PlanDiff,
  tell: Tell,
  catalogue: CheckCatalogue,
  allOfIt = '--json shows all',
): readonly Passage[] {
  const hostInWords = ({ name, from, to }: HostChange) =>
    `${name}  ${standingInWords(from, catalogue)} → ${standingInWords(to, catalogue)}`;
  const linesOf = (one: DifferenceKind): readonly string[] => {
    switch (one.lines) {
      case 'hosts':
        return diff[one.kind].map(hostInWords);
      case 'changes':
        return diff[one.kind].map((change) => changeInWords(change, tell));
      case 'texts':
        return diff[one.kind];
      case 'predicted':
        return diff[one.kind].map((change) => predictedInWords(change, tell));
    }
  };
  return differenceKinds.flatMap((one) => shortened(titles[one.kind], linesOf(one), allOfIt));
}

const titles: Readonly<Record<DifferenceKind['kind'], string>> = {
  joined: 'Joined',
  gone: 'Gone',
  moved: 'In another wave',
  leftOut: 'Left out otherwise',
  described: 'Described otherwise',
  reordered: 'Only the order is another',
  waves: 'Waves',
  rules: 'Rules',
  prediction: 'Predicted',
  other: 'Else',
};

function shortened(title: string, lines: readonly string[], allOfIt: string): readonly Passage[] {
  if (lines.length === 0) return [];
  const hidden = lines.length - mostDifferencesShown;
  return [
    {
      title: `${title} (${lines.length})`,
      lines: [...lines.slice(0, mostDifferencesShown), ...(hidden > 0 ? [`and ${hidden} more (${allOfIt})`] : [])],
    },
  ];
}

function standingInWords(standing: Standing, catalogue: CheckCatalogue): string {
  switch (standing.kind) {
    case 'wave':
      return timeless(waveClause(standing.at, standing.wave));
    case 'excluded':
      return `left out, ${exclusionInWords(standing, catalogue)}`;
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

function predictedInWords(change: PredictionChange, tell: Tell): string {
  switch (change.of) {
    case 'asOf':
      return `as of  ${tell(change.from)} → ${tell(change.to)}`;
    case 'site':
    case 'domain':
      return `wave ${change.wave}, ${timeless(groupClause(change.of, change.name))}  ${arrow(change.from, change.to, (covered) => timeless(coverageClause(covered)))}`;
    case 'held':
      return `wave ${change.wave}, ${predicted.held}  ${arrow(change.from, change.to, (held) => held.map((one) => timeless(heldClause(one))).join('; ') || 'nobody')}`;
    default:
      return `wave ${change.wave}, ${predicted[change.of]}  ${arrow(change.from, change.to, (span) => inEnglish(spanClause(span), tell))}`;
  }
}

/** A clause in which no instant is. */
function timeless(clause: PlanClause): string {
  return inEnglish(clause, String);
}

function arrow<T>(from: T | undefined, to: T | undefined, inWords: (value: T) => string): string {
  if (from === undefined) return to === undefined ? '–' : `only now: ${inWords(to)}`;
  return to === undefined ? `no longer: ${inWords(from)}` : `${inWords(from)} → ${inWords(to)}`;
}

function changeInWords({ path, from, to }: Change, tell: Tell): string {
  return `${path}  ${arrow(from, to, (value) => valueInWords(path, value, tell))}`;
}

function valueInWords(path: string, value: Json | undefined, tell: Tell): string {
  switch (valueKind(path, value)) {
    case 'none':
      return 'none';
    case 'never':
      return 'never, as things are';
    case 'instant':
      return tell(value as number);
    case 'duration':
      return durationInWords(value as number);
    case 'text':
      return String(value);
    case 'members':
      return Object.entries(value as object)
        .map(([name, member]) => `${Array.isArray(value) ? '' : `${name} `}${valueInWords(name, member, tell)}`)
        .join(', ');
  }
}
