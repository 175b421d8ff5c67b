import type { Passage } from '../contract/passage.ts';
import type { Json } from '../domain/canonical.ts';
import type { Change } from '../domain/plan/changes.ts';
import type { HostChange, PlanDiff, Standing } from '../domain/plan/diff.ts';
import type { PredictionChange } from '../domain/plan/prediction-changes.ts';
import { durationInWords } from '../domain/time.ts';
import { waveInWords } from './plan-text.ts';
import { groupInWords, type Tell } from './rules-text.ts';

/** More than this of one kind is no reading; `--json` has everything. */
const mostShown = 50;

/** What another plan would do otherwise, as people read it: hosts first, then rules, then what was predicted. */
export function planDiffPassages(diff: PlanDiff, tell: Tell): readonly Passage[] {
  const changes = (list: readonly Change[]) => list.map((change) => changeInWords(change, tell));
  return [
    ...section('Joined', diff.joined.map(hostInWords)),
    ...section('Gone', diff.gone.map(hostInWords)),
    ...section('In another wave', diff.moved.map(hostInWords)),
    ...section('Left out otherwise', diff.leftOut.map(hostInWords)),
    ...section('Described otherwise', changes(diff.described)),
    ...section('Only the order is another', diff.reordered),
    ...section('Waves', changes(diff.waves)),
    ...section('Rules', changes(diff.rules)),
    ...section('Predicted', changes(diff.prediction.map(placed))),
    ...section('Else', changes(diff.other)),
  ];
}

function section(title: string, lines: readonly string[]): readonly Passage[] {
  if (lines.length === 0) return [];
  const hidden = lines.length - mostShown;
  return [
    {
      title: `${title} (${lines.length})`,
      lines: [...lines.slice(0, mostShown), ...(hidden > 0 ? [`and ${hidden} more (--json shows all)`] : [])],
    },
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

/** "wave 2, site Berlin, lowest". */
function placed(change: PredictionChange): Change {
  const wave = change.wave === null ? 'plan' : `wave ${change.wave}`;
  const group = change.of === 'site' || change.of === 'domain' ? `, ${groupInWords(change.of, change.name)}` : '';
  return { ...change, path: `${wave}${group}${change.path === '' ? '' : `, ${change.path}`}` };
}

function changeInWords({ path, from, to }: Change, tell: Tell): string {
  const said = (value: Json | undefined) => valueInWords(path, value, tell);
  if (from === undefined) return `${path}  only now: ${said(to)}`;
  return to === undefined ? `${path}  no longer: ${said(from)}` : `${path}  ${said(from)} → ${said(to)}`;
}

/** A number that is an instant or a length of time is told as one; the name of its member says which. */
function valueInWords(path: string, value: Json | undefined, tell: Tell): string {
  if (Array.isArray(value) && value.length === 0) return 'none';
  if (typeof value === 'number' && /(At|asOf|earliest|latest)$/.test(path)) return tell(value);
  if (typeof value === 'number' && /([a-z]Ms|\.ms|^ms)$/.test(path)) return durationInWords(value);
  if (value === null) return /(earliest|latest)$/.test(path) ? 'never, as things are' : 'none';
  if (typeof value !== 'object') return String(value);
  return Object.entries(value)
    .map(([name, member]) => `${Array.isArray(value) ? '' : `${name} `}${valueInWords(name, member, tell)}`)
    .join(', ');
}
