import type { ReactNode } from 'react';
import type { Server } from '../../../contract/servers.ts';
import { verdictWord } from '../../../contract/state-words.ts';
import { to } from '../../frame/links.ts';
import { reasonsIn } from '../../parts/reasons.tsx';
import { stateIn } from '../../parts/state.tsx';
import { At } from '../../time/times.tsx';
import type { MessageKey } from '../../words/language.ts';
import type { Spoken } from '../../words/say.tsx';

export interface ServerColumn {
  readonly id: string;
  readonly title: MessageKey;
  /** Width as a track of the grid. */
  readonly track: string;
  /** What stands in it: as few parts and boxes as it takes, for each is made again with every row that comes into sight. */
  readonly cell: (server: Server, words: Spoken) => ReactNode;
}

/** The columns of the Defender portal's page of sensors in its own words, and what that page never showed. */
export const serverColumns: readonly ServerColumn[] = [
  {
    id: 'name',
    title: 'column.server',
    track: 'minmax(9rem, 1fr)',
    cell: (server) => (
      <a href={to.server(server.id)} tabIndex={-1} className="strong">
        {server.name}
      </a>
    ),
  },
  { id: 'site', title: 'column.site', track: 'minmax(6rem, 0.6fr)', cell: (server) => server.site || '–' },
  {
    id: 'state',
    title: 'column.state',
    track: 'minmax(25rem, 2.4fr)',
    cell: (server, words) => (
      <>
        {stateIn(words, 'migration', server.migrationState)}
        {reasonsIn(words, server)}
      </>
    ),
  },
  {
    id: 'verdict',
    title: 'column.verdict',
    track: 'minmax(8rem, 0.6fr)',
    cell: (server, words) =>
      server.disposition === 'stays'
        ? stateIn(words, 'disposition', 'stays')
        : server.verdict === null
          ? '–'
          : stateIn(words, 'verdict', verdictWord({ ...server, verdict: server.verdict })),
  },
  {
    id: 'attempt',
    title: 'column.attempt',
    track: 'minmax(9rem, 0.8fr)',
    cell: (server, words) => (server.moveState === null ? '–' : stateIn(words, 'move', server.moveState)),
  },
  {
    id: 'version',
    title: 'column.version',
    track: 'minmax(9rem, 0.6fr)',
    cell: (server) => server.sensorVersion || '–',
  },
  {
    id: 'service',
    title: 'column.service',
    track: 'minmax(7rem, 0.6fr)',
    cell: (server, words) => (server.serviceStatus === '' ? '–' : stateIn(words, 'service', server.serviceStatus)),
  },
  {
    id: 'health',
    title: 'column.health',
    track: 'minmax(9rem, 0.8fr)',
    cell: (server, words) => (server.healthStatus === '' ? '–' : stateIn(words, 'health', server.healthStatus)),
  },
  {
    id: 'type',
    title: 'column.type',
    track: 'minmax(11rem, 0.8fr)',
    cell: (server) => typeInWords(server.sensorType),
  },
  { id: 'domain', title: 'column.domain', track: 'minmax(9rem, 1fr)', cell: (server) => server.domain },
  {
    id: 'seen',
    title: 'column.seen',
    track: 'minmax(9rem, 0.8fr)',
    cell: (server) => (server.seenAt === null ? '–' : <At instant={server.seenAt} />),
  },
];

/** The columns that an address names, in the order in which they always stand; all of them when it names none. The name is what a row is about. */
export function columnsNamed(names: string | undefined): readonly ServerColumn[] {
  const wanted = (names ?? '').split(',').filter((name) => serverColumns.some(({ id }) => id === name));
  if (wanted.length === 0) return serverColumns;
  return serverColumns.filter(({ id }) => id === 'name' || wanted.includes(id));
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
