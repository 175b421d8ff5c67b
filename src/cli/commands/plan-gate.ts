import type { PlanRequest } from '../../contract/campaigns.ts';
import { usageProblem } from '../problem.ts';
import { parseDuration } from '../times.ts';

type Condition = NonNullable<NonNullable<PlanRequest['rules']>['gate']>[number];

/** `KIND` or `KIND=VALUE`, as `--gate` takes it. */
export function conditionGiven(word: string): Condition {
  const [, kind = '', value] = /^([a-z-]+)(?:=(.*))?$/s.exec(word) ?? [];
  const condition = value === undefined ? bare(kind) : valued(kind, value.trim());
  if (condition === undefined)
    throw usageProblem(
      `--gate is "${word}".`,
      'Give health, detection, rollback-drill, success-share=90%, soak=24h, proofs=ID,ID, hunting=QUERY or manual=QUESTION.',
    );
  return condition;
}

/** `90%` as 0.9; undefined when it is no share. A bare number is none: nobody knows whether 1 is one in all or one in a hundred. */
export function shareGiven(text: string): number | undefined {
  const [, percent] = /^(\d{1,3}(?:\.\d{1,4})?)%$/.exec(text) ?? [];
  const share = Number(percent) / 100;
  return percent === undefined || share > 1 ? undefined : share;
}

function bare(kind: string): Condition | undefined {
  return kind === 'health' || kind === 'detection' || kind === 'rollback-drill' ? { kind } : undefined;
}

function valued(kind: string, value: string): Condition | undefined {
  if (value === '') return undefined;
  switch (kind) {
    case 'success-share': {
      const atLeast = shareGiven(value);
      return atLeast === undefined ? undefined : { kind, atLeast };
    }
    case 'soak': {
      const ms = parseDuration(value);
      return ms === undefined ? undefined : { kind, ms };
    }
    case 'proofs': {
      const proofs = value.split(',').map((proof) => proof.trim());
      return proofs.includes('') ? undefined : { kind, proofs };
    }
    case 'health': {
      const acceptedWatches = value.split(';').map((title) => title.trim());
      return acceptedWatches.includes('') ? undefined : { kind, acceptedWatches };
    }
    case 'hunting':
      return { kind, query: value };
    case 'manual':
      return { kind, question: value };
    default:
      return undefined;
  }
}
