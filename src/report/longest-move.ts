import type { EditionId } from '../domain/ids.ts';
import type { RulebookOverride } from '../domain/journey.ts';
import { rulebookFor } from '../journeys/sensor-v3/rulebook.ts';

/** How long one move takes at most: an opening that is shorter lets none start. */
export function longestMoveMs(edition: EditionId, overrides: readonly RulebookOverride[]): number {
  return rulebookFor(edition, overrides).timeoutMs.value;
}
