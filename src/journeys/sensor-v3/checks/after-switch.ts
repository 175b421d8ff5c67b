import { notApplicable } from '../../../domain/check.ts';
import { textFact } from '../../../domain/fact-reading.ts';
import type { SensorCheckInput, SensorFinding } from './shape.ts';

/**
 * Conditions on sensor v2.x end with the switch, which disables it: judging them afterwards would call every migrated
 * server broken.
 */
export function afterSwitch(input: SensorCheckInput): SensorFinding | undefined {
  const state = textFact(input.facts, 'mdi.migrationState');
  if (state?.value !== 'upToDate') return undefined;
  return notApplicable(
    'already-migrated',
    'The server already runs sensor v3.x; sensor v2.x is meant to be disabled.',
    [state],
  );
}
