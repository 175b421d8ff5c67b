import type { ReactNode } from 'react';
import type { Server } from '../../../contract/servers.ts';
import { roleNames, verdictWord } from '../../../contract/state-words.ts';
import { to } from '../../frame/links.ts';
import { heldIn } from '../../parts/held.tsx';
import { reasonsIn } from '../../parts/reasons.tsx';
import { stateIn } from '../../parts/state.tsx';
import { VerdictState } from '../../parts/verdict-state.tsx';
import { waitIn } from '../../parts/wait.tsx';
import { At } from '../../time/times.tsx';
import type { MessageKey } from '../../words/language.ts';
import type { Spoken } from '../../words/say.tsx';
import { extraOfColumn } from './extras.ts';
import type { Filters } from './filters.ts';

export interface ServerColumn {
  readonly id: string;
  readonly title: MessageKey;
  /** Its least width, and its share of what is left. */
  readonly rem: number;
  readonly share: number;
  /** What stands in it: as few parts and boxes as it takes, for each is made again with every row that comes into sight. */
  readonly cell: (server: Server, words: Spoken) => ReactNode;
}

/** The columns of the Defender portal's page of sensors in its own words, and what that page never showed. */
export const serverColumns: readonly ServerColumn[] = [
  {
    id: 'name',
    title: 'column.server',
    rem: 9,
    share: 1,
    cell: (server) => (
      <a href={to.server(server.id)} tabIndex={-1} className="strong">
        {server.name}
      </a>
    ),
  },
  { id: 'site', title: 'column.site', rem: 7, share: 0.6, cell: (server) => server.site || '–' },
  {
    id: 'state',
    title: 'column.state',
    rem: 25,
    share: 2.4,
    cell: (server, words) => (
      <>
        {stateIn(words, 'migration', server.migrationState)}
        {heldIn(words, server)}
        {reasonsIn(words, server)}
      </>
    ),
  },
  {
    id: 'verdict',
    title: 'column.verdict',
    rem: 8,
    share: 0.6,
    cell: (server, words) =>
      server.disposition === 'stays'
        ? stateIn(words, 'disposition', 'stays')
        : server.verdict === null
          ? '–'
          : verdictIn(server, server.verdict),
  },
  {
    id: 'attempt',
    title: 'column.attempt',
    rem: 9,
    share: 0.8,
    cell: (server, words) => (server.moveState === null ? '–' : stateIn(words, 'move', server.moveState)),
  },
  { id: 'wave', title: 'column.wave', rem: 9, share: 0.7, cell: waveCell },
  { id: 'next', title: 'column.next', rem: 24, share: 1.4, cell: nextCell },
  {
    id: 'commit',
    title: 'column.commit',
    rem: 16,
    share: 0.8,
    cell: ({ attempt, site }) =>
      attempt?.commitDueAt == null ? '–' : <At instant={attempt.commitDueAt} isDue site={site} hasStop={false} />,
  },
  { id: 'proof', title: 'column.proof', rem: 11, share: 0.7, cell: proofCell },
  {
    id: 'version',
    title: 'column.version',
    rem: 9,
    share: 0.6,
    cell: (server) => server.sensorVersion || '–',
  },
  {
    id: 'service',
    title: 'column.service',
    rem: 9,
    share: 0.6,
    cell: (server, words) => (server.serviceStatus === '' ? '–' : stateIn(words, 'service', server.serviceStatus)),
  },
  {
    id: 'health',
    title: 'column.health',
    rem: 9,
    share: 0.8,
    cell: (server, words) => (server.healthStatus === '' ? '–' : stateIn(words, 'health', server.healthStatus)),
  },
  {
    id: 'type',
    title: 'column.type',
    rem: 11,
    share: 0.8,
    cell: (server) => typeInWords(server.sensorType),
  },
  {
    id: 'roles',
    title: 'column.roles',
    rem: 14,
    share: 0.9,
    cell: ({ roles }) => (roles == null ? '–' : roles.map((role) => roleNames[role] ?? role).join(', ')),
  },
  { id: 'domain', title: 'column.domain', rem: 9, share: 1, cell: (server) => server.domain },
  {
    id: 'seen',
    title: 'column.seen',
    rem: 9,
    share: 0.8,
    cell: (server) =>
      server.seenAt === null ? '–' : <At instant={server.seenAt} site={server.site} hasStop={false} />,
  },
];

/** Columns for which nothing has to be read beside the servers. */
const usualColumns = serverColumns.filter(({ id }) => extraOfColumn(id) === undefined);
/** The same with what tells of attempts, for lists of servers that have one. */
const attemptColumns = serverColumns.filter(({ id }) => extraOfColumn(id) !== 'roles');

/** The columns that an address names, in the order in which they always stand; when it names none, those that suit what is listed. The name is what a row is about. */
export function columnsNamed(
  names: string | undefined,
  { moveState, whose, commitDue, wave, proof }: Pick<Filters, 'moveState' | 'whose' | 'commitDue' | 'wave' | 'proof'>,
): readonly ServerColumn[] {
  const wanted = (names ?? '').split(',').filter((name) => serverColumns.some(({ id }) => id === name));
  if (wanted.length > 0) return serverColumns.filter(({ id }) => id === 'name' || wanted.includes(id));
  return [moveState, whose, commitDue, wave, proof].some((values) => values.length > 0) ? attemptColumns : usualColumns;
}

function verdictIn(server: Server, verdict: NonNullable<Server['verdict']>) {
  const { validUntil, reasons } = server;
  return <VerdictState of={{ verdict, validUntil }} word={verdictWord({ verdict, reasons })} />;
}

/** The wave with its number, as a way to its campaign. */
function waveCell({ attempt }: Server) {
  const wave = attempt?.wave ?? null;
  if (wave === null) return '–';
  return (
    <a href={to.campaign(wave.campaignId)} tabIndex={-1}>
      {wave.name === null ? wave.number : `${wave.number} ${wave.name}`}
    </a>
  );
}

/** What comes next and when; where no clock says when, what it waits for. */
function nextCell({ attempt, site }: Server, words: Spoken) {
  const next = attempt?.next ?? null;
  if (next === null) return '–';
  return (
    <>
      {stateIn(words, 'next', next.step)}{' '}
      {next.at !== null ? (
        <At instant={next.at} isDue site={site} hasStop={false} />
      ) : next.waiting === null ? null : (
        <>
          {words.say('next.waiting')} {waitIn(words, next.waiting)}
        </>
      )}
    </>
  );
}

/** How many of the required proofs hold, as a way to each of them. */
function proofCell({ id, attempt }: Server, words: Spoken) {
  const proof = attempt?.proof ?? null;
  if (proof === null) return '–';
  return (
    <>
      {stateIn(words, 'verdict', proof.verdict)}{' '}
      <a href={to.server(id)} tabIndex={-1}>
        {words.say('proof.held', { held: words.number(proof.held), required: words.number(proof.required) })}
      </a>
    </>
  );
}

/** The portal's names of types by the words of Microsoft Graph. */
const typeNames: Readonly<Record<string, string>> = {
  domainControllerIntegrated: 'Domain controller sensor',
  domainControllerStandalone: 'Standalone sensor',
  adfsIntegrated: 'AD FS sensor',
  adcsIntegrated: 'ADCS sensor',
  adConnectIntegrated: 'Entra Connect sensor',
};

/** A word that Microsoft adds is shown as it comes. */
function typeInWords(type: string): string {
  return typeNames[type] ?? (type || '–');
}
