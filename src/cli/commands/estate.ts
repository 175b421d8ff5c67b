import { serverOrders } from '../../contract/server-order.ts';
import {
  type Server,
  type ServerDetail,
  serverExtras,
  server as serverShape,
  type Verdict,
} from '../../contract/servers.ts';
import { ownerWords, stateWords, verdictWord } from '../../contract/state-words.ts';
import type { Handler, Invocation } from '../command.ts';
import { exitCodes, usageProblem } from '../problem.ts';
import type { Screen } from '../screen.ts';
import { plainText, toned } from '../tone.ts';
import type { Client } from '../transport.ts';
import { plural, stateCell, stateNames } from '../words.ts';
import { demandLine, groundLines } from './rule-lines.ts';
import { csvLines, serverColumns } from './server-columns.ts';
import { showWatches } from './server-watches.ts';

const defaultLimit = 1_000;
const maxLimit = 1_000_000;
const pageSize = 200;

/** `estate list`. */
export const listServers: Handler = async (invocation) => {
  const { given, screen } = invocation;
  const query = filters(invocation);
  const sort = serverOrders.find((one) => one === given.text('sort'));
  const limit = given.whole('limit', 1, maxLimit) ?? defaultLimit;
  const json = given.json();
  const extras = serverExtras.filter((extra) => given.flag(extra) || isNamed(json, extra));
  const client = await invocation.client();
  const beside = extras.length === 0 ? {} : { with: extras.join(',') };
  const { items, hasMore } = await client.items(
    'listServers',
    { query: { ...query, ...(sort === undefined ? {} : { sort }), ...beside, top: Math.min(limit, pageSize) } },
    limit,
  );
  if (json !== false) screen.jsonList(items, json, Object.keys(serverShape.shape));
  else if (given.flag('csv')) screen.raw(`${csvLines(items, extras).join('\r\n')}\r\n`);
  else if (items.length > 0) screen.table(serverColumns(screen.times, await tenantNow(client), extras), items);
  if (hasMore) screen.note(`There are more than ${limit} servers; --limit shows more.`);
  if (json === false && !given.flag('csv')) listEnd(screen, items, Object.keys(query).length > 0);
  return exitCodes.done;
};

/** Whether one of the fields that JSON is asked for has to be asked for by itself. */
function isNamed(json: false | true | string, field: string): boolean {
  return typeof json === 'string' && json.split(',').some((name) => name.trim() === field);
}

function filters({ given }: Invocation): Record<string, string | readonly string[]> {
  const states = given.list('state').flatMap((text) =>
    text.split(',').map((word) => {
      const state = stateNames[word] ?? word;
      if (!Object.values(stateNames).includes(state))
        throw usageProblem(`There is no state "${word}".`, `States: ${Object.keys(stateNames).join(', ')}.`);
      return state;
    }),
  );
  const lists = { state: states } as Record<string, readonly string[]>;
  for (const name of [
    'verdict',
    'disposition',
    'site',
    'domain',
    'reason',
    'moveState',
    'wave',
    'proof',
    'evidenceAge',
    'whose',
  ])
    lists[name] = given.list(name);
  const search = given.text('search');
  return {
    ...Object.fromEntries(Object.entries(lists).filter(([, values]) => values.length > 0)),
    ...(search === undefined ? {} : { search }),
  };
}

/** Ages and deadlines are counted on the tenant's clock: the twin's may be far from ours. */
async function tenantNow(client: Client): Promise<number> {
  return Date.parse((await client.call('showStatus')).now);
}

function listEnd(screen: Screen, servers: readonly Server[], isFiltered: boolean): void {
  if (servers.length === 0) {
    screen.note(isFiltered ? 'No server fits these filters.' : 'There is no server yet.');
    if (!isFiltered) screen.next('changeguard connect', 'changeguard estate import FILE');
    return;
  }
  screen.note(plural(servers.length, 'server'));
  const blocked = servers.find((server) => server.reasons.length > 0 && server.disposition !== 'stays');
  if (blocked !== undefined) screen.next(`changeguard estate show ${blocked.name}`);
}

/** `estate show`. */
export const showServer: Handler = async (invocation) => {
  const { given, screen } = invocation;
  const client = await invocation.client();
  const server = await client.call('showServer', { params: { id: given.word(0) } });
  if (given.json() !== false) {
    screen.json(server);
    return exitCodes.done;
  }
  const now = await tenantNow(client);
  head(screen, server, now);
  showWatches(screen, server, now);
  const shown = given.flag('all')
    ? server.verdicts
    : server.verdicts.filter((one) => one.verdict === 'fail' || one.verdict === 'unknown');
  for (const verdict of shown) showVerdict(screen, verdict);
  const hidden = server.verdicts.length - shown.length;
  if (hidden > 0) screen.note(`${plural(hidden, 'check')} that pass or do not apply: --all`);
  showFacts(invocation, server, now);
  if (server.verdict === 'pass' && server.moveState === null) screen.next(`changeguard plan ${server.name} -o FILE`);
  else if (server.moveState !== null) screen.next(`changeguard diagnose ${server.name}`);
  return exitCodes.done;
};

function head(screen: Screen, server: ServerDetail, now: number): void {
  const state = stateCell(stateWords.migration, server.migrationState);
  screen.line(
    `${toned('strong', plainText(server.fqdn))}  ${toned(state.tone, `${state.text.slice(0, 1)} ${plainText(server.migrationStateName)}`)}`,
  );
  const seen = server.seenAt === null ? 'never seen' : `seen ${screen.times.at(server.seenAt, now)}`;
  const details = [
    server.domain,
    `site ${server.site || 'unknown'}`,
    `sensor ${server.sensorVersion || 'unknown'}`,
    ...(server.healthStatus === ''
      ? []
      : [(stateWords.health[server.healthStatus]?.word ?? server.healthStatus).toLowerCase()]),
    seen,
  ];
  screen.prose(plainText(details.join(' · ')), '  ');
  if (server.verdict !== null) {
    const verdict = stateCell(stateWords.verdict, verdictWord({ ...server, verdict: server.verdict }));
    const until = server.validUntil === null ? '' : `, valid until ${screen.times.due(server.validUntil, now)}`;
    screen.line(`  Our verdict: ${toned(verdict.tone, verdict.text)} (edition ${server.edition ?? 'none'}${until})`);
  } else screen.line('  Not checked yet.');
  if (server.disposition === 'stays') screen.line('  Disposition: stays on v2.x; migration is not offered for it.');
  if (server.isPinned) screen.line('  Pinned: it was rolled back; a task releases it.');
  if (server.hold !== null)
    screen.prose(
      plainText(`Held by ${server.hold.by} since ${screen.times.at(server.hold.since, now)}: ${server.hold.because}`),
      '  ',
    );
  for (const edition of server.differsIn) screen.line(`  The verdict differs in edition ${edition}.`);
  if (server.moveState !== null) {
    const move = stateCell(stateWords.move, server.moveState);
    screen.line(`  Attempt: ${toned(move.tone, move.text)}`);
  }
  screen.line();
}

function showVerdict(screen: Screen, verdict: Verdict): void {
  const cell = stateCell(stateWords.verdict, verdict.verdict);
  screen.line(
    `${toned(cell.tone, cell.text)}  ${plainText(verdict.title)}  ${toned('dim', plainText(verdict.reason))}`,
  );
  screen.prose(plainText(verdict.summary), '    ');
  for (const one of verdict.evidence)
    screen.prose(
      plainText(`seen: ${one.key} = ${valueText(one.value)}, ${one.source}, ${screen.times.at(one.observedAt)}`),
      '    ',
    );
  for (const demand of verdict.required ?? []) {
    screen.prose(plainText(demandLine(demand)), '    ');
    for (const line of groundLines(demand)) screen.prose(plainText(line), '      ');
  }
  if (verdict.conflict !== undefined) screen.prose(plainText(`conflict: ${verdict.conflict}`), '    ');
  if (verdict.remedy !== undefined) screen.prose(plainText(`→ ${verdict.remedy}`), '    ');
  if (verdict.howToGet !== undefined) screen.prose(plainText(`missing evidence: ${verdict.howToGet}`), '    ');
  if (verdict.owner !== undefined) screen.prose(`whose turn: ${ownerWords[verdict.owner]}`, '    ');
  if (verdict.verify !== undefined) {
    screen.prose(plainText(`with the Client Analyzer: ${verdict.verify.analyzer}`), '    ');
    screen.prose(plainText(`by hand: ${verdict.verify.byHand}`), '    ');
  }
}

function showFacts({ given, screen }: Invocation, server: ServerDetail, now: number): void {
  const facts = given.flag('all') ? server.facts : server.facts.filter((fact) => fact.conflict !== undefined);
  if (facts.length === 0) return;
  screen.line();
  screen.line(toned('strong', given.flag('all') ? 'Facts' : 'Facts in conflict'));
  screen.table(
    [
      { title: 'Fact', cell: (fact) => fact.title, min: 14 },
      { title: 'Value', cell: (fact) => valueText(fact.value), min: 12 },
      { title: 'Source', cell: (fact) => fact.source, min: 8, drop: 1 },
      {
        title: 'Seen',
        cell: (fact) => `${screen.times.relative(fact.observedAt, now)}${fact.isFresh ? '' : ' (too old)'}`,
      },
    ],
    facts,
  );
  for (const fact of facts)
    for (const other of fact.conflict?.others ?? [])
      screen.prose(
        plainText(`${fact.title}: ${other.source} says ${valueText(other.value)}; ${fact.conflict?.why ?? ''}`),
        '  ',
      );
}

function valueText(value: Verdict['evidence'][number]['value']): string {
  if (value === null) return 'not there';
  if (Array.isArray(value)) return value.length === 0 ? 'none' : value.join(', ');
  return typeof value === 'boolean' ? (value ? 'yes' : 'no') : String(value);
}
