import type { Move } from '../../contract/campaigns.ts';
import { stateWords } from '../../contract/state-words.ts';
import type { Handler } from '../command.ts';
import { exitCodes } from '../problem.ts';
import type { Screen } from '../screen.ts';
import { plainText, toned } from '../tone.ts';
import { plural, stateCell } from '../words.ts';

/** `verify [selector...]`. */
export const verify: Handler = async (invocation) => {
  const { given, screen } = invocation;
  const client = await invocation.client();
  screen.progress('Collecting and judging proofs');
  const answer = await client.call('verify', {
    body: { selector: given.words.join(' ') || 'all', refresh: given.choice('refresh') !== false },
  });
  const isComplete = answer.complete > 0 && answer.incomplete === 0;
  const exitCode = given.flag('exitCode') && !isComplete ? exitCodes.no : exitCodes.done;
  if (given.json() !== false) {
    screen.json(answer);
    return exitCode;
  }
  if (answer.moves.length > 0) {
    const { now } = await client.call('showStatus');
    screen.table(
      [
        { title: 'Server', cell: (move) => move.server, min: 10 },
        { title: 'Attempt', cell: (move) => stateCell(stateWords.move, move.state) },
        { title: 'Proofs', cell: proofCount },
        { title: 'Missing', cell: missingCell, min: 16 },
        { title: 'Commit', cell: (move) => screen.times.at(move.commitDueAt, now), drop: 1 },
      ],
      answer.moves,
    );
    if (!screen.isPlain) missingProofs(screen, answer.moves);
  }
  for (const problem of answer.problems) screen.note(plainText(`! ${problem.detail} (${problem.code})`));
  if (answer.moves.length === 0) screen.note('No move fits: nothing is proved.');
  else screen.note(`${plural(answer.complete, 'move')} complete, ${answer.incomplete} incomplete.`);
  return exitCode;
};

function missingOf(move: Move): Move['proofs'] {
  return move.proofs.filter(
    (proof) => proof.isRequired && proof.verdict !== 'pass' && proof.verdict !== 'notApplicable',
  );
}

function proofCount(move: Move) {
  const required = move.proofs.filter((proof) => proof.isRequired).length;
  if (required === 0) return '– none yet';
  const text = `${required - missingOf(move).length} of ${required}`;
  return move.isProven ? { text: `✓ ${text}`, tone: 'good' as const } : { text: `? ${text}`, tone: 'warn' as const };
}

function missingCell(move: Move) {
  const [first, ...others] = missingOf(move);
  if (first === undefined) return '–';
  return { text: first.title, ...(others.length > 0 ? { tail: `+${others.length}` } : {}) };
}

/** One proof is usually missing on many servers for one reason: told once, with the servers behind it. */
function missingProofs(screen: Screen, moves: readonly Move[]): void {
  const groups = new Map<string, { proof: Move['proofs'][number]; servers: string[] }>();
  for (const move of moves)
    for (const proof of missingOf(move)) {
      const key = `${proof.proof} ${proof.verdict} ${proof.summary}`;
      const group = groups.get(key) ?? { proof, servers: [] };
      group.servers.push(move.server);
      groups.set(key, group);
    }
  for (const { proof, servers } of groups.values()) {
    const cell = stateCell(stateWords.verdict, proof.verdict);
    screen.line();
    screen.line(
      `${toned(cell.tone, cell.text)}  ${toned('strong', plainText(proof.title))}  ${toned('dim', plainText(proof.proof))}`,
    );
    screen.prose(plainText(`${plural(servers.length, 'server')}: ${servers.join(', ')}`), '  ');
    screen.prose(plainText(proof.summary), '  ');
    if (proof.howToGet !== undefined) screen.prose(plainText(`→ ${proof.howToGet}`), '  ');
  }
}
