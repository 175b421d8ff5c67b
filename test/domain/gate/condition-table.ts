import { expect, test } from 'vitest';
import type { GateCondition } from '../../../src/domain/campaign/rules.ts';
import type { GateFinding } from '../../../src/domain/gate/finding.ts';
import { judgeCondition } from '../../../src/domain/gate/judge-gate.ts';
import type { WaveView } from '../../../src/domain/gate/wave-view.ts';

/** What a condition must say of a wave: the rule in a sentence, then verdict, reason, and the hosts that are named. */
interface Case {
  readonly rule: string;
  readonly view: WaveView;
  readonly is: readonly [GateFinding['verdict'], GateFinding['reason'], ...string[]];
}

export function holds(condition: GateCondition, cases: readonly Case[]): void {
  for (const { rule, view, is } of cases) {
    test(rule, () => {
      const { verdict, reason, unresolved } = judgeCondition(condition, view);
      expect([verdict, reason, ...unresolved]).toEqual(is);
    });
  }
}
