import type { Campaign } from '../../../contract/campaigns.ts';
import { stateWords } from '../../../contract/state-words.ts';
import type { MessageKey } from '../../words/language.ts';

/** What of a campaign became different, for whoever decided on what it was before. */
export function changesBetween(before: Campaign, after: Campaign): readonly (readonly [MessageKey, string, string])[] {
  const rows: readonly (readonly [MessageKey, string, string])[] = [
    ['changed.state', campaignWord(before.state), campaignWord(after.state)],
    ['changed.held', heldText(before), heldText(after)],
    ['changed.flight', String(before.inFlight), String(after.inFlight)],
    ['changed.wave', openWave(before), openWave(after)],
    ['changed.servers', countsText(before), countsText(after)],
  ];
  return rows.filter(([, was, is]) => was !== is);
}

function campaignWord(state: string): string {
  return stateWords.campaign[state]?.word ?? state;
}

function heldText({ held }: Campaign): string {
  return held === null ? '–' : `${held.by}: ${held.because}`;
}

function openWave({ waves }: Campaign): string {
  const at = waves.findIndex((wave) => wave.isOpen);
  return at < 0 ? '–' : String(at + 1);
}

function countsText({ counts }: Campaign): string {
  return Object.entries(counts)
    .filter(([, count]) => count > 0)
    .map(([state, count]) => `${count} ${stateWords.move[state]?.word ?? state}`)
    .join(', ');
}
