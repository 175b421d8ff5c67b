import type { HuntingQuery, HuntingRow } from '../../contract/hunting-routes.ts';
import type { Answer } from '../../contract/routes.ts';
import type { Handler, Invocation } from '../command.ts';
import { exitCodes, usageProblem } from '../problem.ts';
import { plainText, toned } from '../tone.ts';
import type { Client } from '../transport.ts';
import { plural } from '../words.ts';
import { rowColumns, showRun } from './hunt-run.ts';

type Queries = Answer<'listHuntingQueries'>;

const defaultLimit = 1_000;
const maxLimit = 1_000_000;
const pageSize = 200;

const lintWords = { fine: 'Fine', look: 'Look twice', wrong: 'Wrong' } as const;

/** `hunt [query]`: how the queries were run last and what they brought, and what one can run oneself; in the words of the page Proof. */
export const hunt: Handler = async (invocation) => {
  const { given, screen } = invocation;
  const limit = given.whole('limit', 1, maxLimit) ?? defaultLimit;
  const client = await invocation.client();
  const all = await client.call('listHuntingQueries');
  const asked = given.word(0);
  const chosen = asked === '' ? all : only(all, asked);
  if (given.flag('kql')) {
    for (const { kql } of chosen.value) screen.line(plainKql(kql));
    return exitCodes.done;
  }
  const said = given.flag('rows') ? await rowsOf(client, chosen.value, limit) : undefined;
  if (given.json() !== false) {
    const value = said?.map(({ query, rows }) => ({ ...query, rows })) ?? chosen.value;
    screen.json({ ...chosen, value });
  } else if (said === undefined) show(invocation, chosen);
  else showRows(invocation, chosen.asOf, said);
  for (const { query, hasMore } of said ?? [])
    if (hasMore) screen.note(`The query ${query.id} has more than ${plural(limit, 'row')}; --limit shows more.`);
  return exitCodes.done;
};

function only(all: Queries, asked: string): Queries {
  const value = all.value.filter(({ id }) => id === asked);
  if (value.length > 0) return { ...all, value, proofsWithout: [] };
  const known = all.value.map(({ id }) => id).join(' or ');
  throw usageProblem(`There is no query ${plainText(asked)}.`, `Name ${known}, or none to see all.`);
}

interface Said {
  readonly query: HuntingQuery;
  readonly rows: readonly HuntingRow[];
  readonly hasMore: boolean;
}

/** Two queries, page after page; what is not shown is said. */
async function rowsOf(client: Client, queries: readonly HuntingQuery[], limit: number): Promise<readonly Said[]> {
  return Promise.all(
    queries.map(async (query) => {
      const asked = { params: { id: query.id }, query: { top: Math.min(limit, pageSize) } };
      const { items, hasMore } = await client.items('listHuntingRows', asked, limit);
      return { query, rows: items, hasMore };
    }),
  );
}

function show({ screen }: Invocation, { value, proofsWithout, asOf }: Queries): void {
  for (const query of value) {
    screen.line(`${toned('strong', plainText(query.title))}  ${plainText(query.id)}`);
    screen.line();
    // Never broken or set in: it is there to be taken along.
    screen.line(plainKql(query.kql));
    screen.line();
    showRun(screen, query, asOf);
    for (const { verdict, text } of query.lint) screen.prose(`${lintWords[verdict]}: ${plainText(text)}`, '  ');
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
  const kept = value.find(({ run }) => run.rows > 0);
  if (kept !== undefined) screen.next(`changeguard hunt ${kept.id} --rows`);
}

function showRows({ screen }: Invocation, asOf: string, said: readonly Said[]): void {
  for (const { query, rows } of said) {
    screen.line(`${toned('strong', plainText(query.title))}  ${plainText(query.id)}`);
    showRun(screen, query, asOf);
    if (rows.length > 0) screen.table(rowColumns(screen.times, asOf), rows);
    screen.line();
  }
}

function plainKql(kql: string): string {
  return kql.split('\n').map(plainText).join('\n');
}
