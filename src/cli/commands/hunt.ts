import type { Answer } from '../../contract/routes.ts';
import type { Handler, Invocation } from '../command.ts';
import { exitCodes, usageProblem } from '../problem.ts';
import { plainText, toned } from '../tone.ts';

type Queries = Answer<'listHuntingQueries'>;

/** `hunt [query]`: what one can run oneself, in the words of the page Proof. */
export const hunt: Handler = async (invocation) => {
  const { given, screen } = invocation;
  const client = await invocation.client();
  const all = await client.call('listHuntingQueries');
  const asked = given.word(0);
  const chosen = asked === '' ? all : only(all, asked);
  if (given.flag('kql')) for (const { kql } of chosen.value) screen.line(plainKql(kql));
  else if (given.json() !== false) screen.json(chosen);
  else show(invocation, chosen);
  return exitCodes.done;
};

function only(all: Queries, asked: string): Queries {
  const value = all.value.filter(({ id }) => id === asked);
  if (value.length > 0) return { value, proofsWithout: [] };
  const known = all.value.map(({ id }) => id).join(' or ');
  throw usageProblem(`There is no query ${plainText(asked)}.`, `Name ${known}, or none to see all.`);
}

function show({ screen }: Invocation, { value, proofsWithout }: Queries): void {
  for (const query of value) {
    screen.line(`${toned('strong', plainText(query.title))}  ${plainText(query.id)}`);
    screen.line();
    // Never broken or set in: it is there to be taken along.
    screen.line(plainKql(query.kql));
    screen.line();
    screen.prose(`Proves: ${plainText(query.proves)}`, '  ');
    for (const line of query.provesNot) screen.prose(`Not: ${plainText(line)}`, '  ');
    for (const { id, title } of query.proofs) screen.prose(`Proof ${plainText(id)}: ${plainText(title)}`, '  ');
    for (const { id, title } of query.gates) screen.prose(`Gate ${plainText(id)}: ${plainText(title)}`, '  ');
    screen.line();
  }
  if (proofsWithout.length > 0) screen.line(toned('strong', 'Proofs that no hunting query gives'));
  for (const { id, title, howToGet } of proofsWithout) {
    screen.prose(`${plainText(title)}  ${plainText(id)}`, '  ');
    screen.prose(plainText(howToGet), '    ');
  }
}

function plainKql(kql: string): string {
  return kql.split('\n').map(plainText).join('\n');
}
