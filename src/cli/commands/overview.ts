import type { Overview, Standing } from '../../contract/overview.ts';
import { ownerWords } from '../../contract/state-words.ts';
import type { Handler, Invocation } from '../command.ts';
import { exitCodes } from '../problem.ts';
import type { Times } from '../times.ts';
import { plainText, toned } from '../tone.ts';
import { plural } from '../words.ts';

/** `overview`: of one tenant, or one line for each. */
export const overview: Handler = async (invocation) => {
  const { given, screen } = invocation;
  const client = await invocation.client();
  if (given.flag('allTenants')) {
    const { items } = await client.items('listStandings', {}, 10_000);
    if (given.json() !== false) screen.json({ value: items });
    else showTenants(invocation, items);
    return exitCodes.done;
  }
  const seen = await client.call('showOverview');
  if (given.json() !== false) screen.json(seen);
  else showEstate(invocation, seen);
  return exitCodes.done;
};

function showTenants({ screen }: Invocation, tenants: readonly Standing[]): void {
  if (tenants.length === 0) screen.note('There is no tenant that you may open.');
  else
    screen.table(
      [
        { title: 'Tenant', cell: ({ name }) => name, min: 10 },
        { title: 'Needs you', cell: needsCell },
        { title: 'Protected', cell: (one) => coverageText(one) },
        { title: 'In flight', cell: ({ inFlight }) => String(inFlight), align: 'right', drop: 2 },
        {
          title: 'Next deadline',
          cell: ({ dueAt, asOf }) => (dueAt === null ? '–' : screen.times.due(dueAt, asOf)),
          min: 20,
        },
        { title: 'As of', cell: ({ asOf }) => screen.times.at(asOf), drop: 1 },
      ],
      tenants,
    );
}

function needsCell({ needs, listsInTrouble }: Standing) {
  if (listsInTrouble > 0) return { text: `✗ ${needs}, the service cannot be read`, tone: 'bad' as const };
  return needs === 0 ? { text: '– nothing', tone: 'dim' as const } : { text: `! ${needs}`, tone: 'warn' as const };
}

/** What nobody saw lately makes it a range. */
function coverageText({ protected: least, unknown, servers }: Pick<Standing, 'protected' | 'unknown' | 'servers'>) {
  return unknown === 0 ? `${least} of ${servers}` : `${least} to ${least + unknown} of ${servers}`;
}

function showEstate({ screen }: Invocation, seen: Overview): void {
  const lines = [
    ...siteLines(seen.sites),
    '',
    ...commitLines(seen, screen.times),
    '',
    ...blockerLines(seen.blockers),
    '',
    ...oldestLines(seen, screen.times),
    '',
    `As of ${screen.times.at(seen.asOf)}.`,
  ];
  for (const line of lines) screen.prose(line.trimStart(), /^ */.exec(line)?.[0] ?? '');
  if (seen.blockers.length > 0) screen.next('changeguard check');
}

function siteLines(sites: Overview['sites']): readonly string[] {
  if (sites.length === 0) return ['No server is known yet.'];
  return [
    toned('strong', 'Coverage by site'),
    ...sites.map((one) => {
      const isBelow = one.protected < one.floor;
      const text = `${one.site === '' ? 'no site known' : one.site}  ${coverageText(one)} protected, floor ${one.floor}`;
      const moving = one.inMotion === 0 ? '' : `, ${one.inMotion} in motion`;
      return `  ${toned(isBelow ? 'warn' : undefined, plainText(`${text}${moving}${isBelow ? '; below the floor' : ''}`))}`;
    }),
  ];
}

/** By day of whoever looks, as the portal counts them. */
function commitLines({ commits, asOf }: Overview, times: Times): readonly string[] {
  if (commits.length === 0) return ['No server is under observation.'];
  return [
    toned('strong', 'Commits by hour, and no way back after'),
    ...commits.map(({ from, servers, proven }) => {
      const open = servers - proven;
      const proof = open === 0 ? 'all proven' : toned('bad', `✗ ${open} not proven`);
      return `  ${times.due(from, asOf)}  ${plural(servers, 'server')}, ${proof}`;
    }),
  ];
}

function oldestLines({ oldestEvidence, asOf }: Overview, times: Times): readonly string[] {
  if (oldestEvidence === null) return ['No verdict that is in force rests on evidence.'];
  const { server, title, observedAt, believedUntil } = oldestEvidence;
  return [
    toned('strong', 'Oldest evidence that a verdict in force rests on'),
    plainText(`  ${times.relative(observedAt, asOf)}  ${server}  ${title}`),
    plainText(`    Seen ${times.at(observedAt, asOf)}; believed until ${times.due(believedUntil, asOf)}.`),
  ];
}

function blockerLines(blockers: Overview['blockers']): readonly string[] {
  if (blockers.length === 0) return ['Nothing blocks.'];
  return [
    toned('strong', 'What blocks'),
    ...blockers.flatMap(({ title, reason, servers, alone, remedy, owner }) => [
      plainText(`  ${title}  ${reason}`),
      plainText(`    On ${plural(servers, 'server')}; fixing this alone makes ${alone === 0 ? 'none' : alone} ready.`),
      plainText(`    → ${remedy}`),
      ...(owner === null ? [] : [`    Whose turn: ${ownerWords[owner]}`]),
    ]),
  ];
}
