import type { ServerDetail } from '../../contract/servers.ts';
import { stateWords } from '../../contract/state-words.ts';
import type { Watches } from '../../contract/watches.ts';
import type { Screen } from '../screen.ts';
import { plainText, toned } from '../tone.ts';
import { plural, stateCell } from '../words.ts';

/** What is watched of a server under observation, as `estate show` tells it; of any other there is nothing beside its checks. */
export function showWatches(screen: Screen, { watches, seenAt }: ServerDetail, now: number): void {
  const { observation, proofs, health, commitDueAt } = watches;
  if (observation === null) return;
  const { times } = screen;
  screen.line(toned('strong', 'Watches'));
  const until = commitDueAt === null ? '' : `, observed until ${times.due(commitDueAt, now)}`;
  screen.prose(`v3.x runs since ${times.at(observation.seenAt, now)}${until}`, '  ');
  screen.prose(`list of sensors: seen ${times.at(seenAt, now)}`, '  ');
  for (const proof of proofs) {
    const cell = stateCell(stateWords.verdict, proof.verdict);
    const told = `since ${times.at(proof.since, now)}, seen ${times.at(proof.seenAt, now)}`;
    screen.prose(`${toned(cell.tone, cell.text)}  ${plainText(proof.title)}: ${told}`, '  ');
  }
  showHealth(screen, health, now);
  for (const way of watches.rollsBack) {
    const at = way.at === null ? '' : ` ${way.cause === 'asked' ? times.at(way.at, now) : times.due(way.at, now)}`;
    screen.prose(`back to v2.x: ${waysInWords[way.cause]}${at}${missing(way.missing)}`, '  ');
  }
  screen.line();
}

const waysInWords = {
  asked: 'asked for since',
  person: 'when somebody asks, until',
  plan: 'when a required proof is missing and nobody decides, from',
  elsewhere: 'when two readings show v2.x, at any time',
} as const satisfies Record<Watches['rollsBack'][number]['cause'], string>;

function missing(proofs: readonly string[]): string {
  return proofs.length === 0 ? '' : `; missing now: ${proofs.join(', ')}`;
}

function showHealth(screen: Screen, health: Watches['health'], now: number): void {
  const read = health.readAt === null ? 'never read' : `read ${screen.times.at(health.readAt, now)}`;
  const problem = health.problem === null ? '' : `; ${health.problem.detail} (${health.problem.code})`;
  screen.prose(plainText(`health issues: ${read}${problem}`), '  ');
  for (const { title, standing } of health.issues) {
    const cell = stateCell(stateWords.issue, standing);
    screen.prose(`${toned(cell.tone, cell.text)}  ${plainText(title)}`, '    ');
  }
  const ended = plural(health.onlyOld.length, 'kind');
  if (health.onlyOld.length > 0)
    screen.prose(`ended watches: ${ended} of issues that only v2.x raised (--json)`, '    ');
}
