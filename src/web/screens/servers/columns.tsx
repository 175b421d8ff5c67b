import type { ReactNode } from 'react';
import { Link } from 'react-router';
import type { Server } from '../../../contract/servers.ts';
import { to } from '../../frame/links.ts';
import { Reasons } from '../../parts/reasons.tsx';
import { State } from '../../parts/state.tsx';
import { At } from '../../time/times.tsx';
import type { MessageKey } from '../../words/say.tsx';

export interface ServerColumn {
  readonly id: string;
  readonly title: MessageKey;
  /** Width as a track of the grid. */
  readonly track: string;
  readonly cell: (server: Server) => ReactNode;
  readonly isWide?: boolean;
}

/** The columns of the Defender portal's page of sensors in its own words, and what that page never showed. */
export const serverColumns: readonly ServerColumn[] = [
  {
    id: 'name',
    title: 'column.server',
    track: 'minmax(9rem, 1fr)',
    cell: (server) => (
      <Link to={to.server(server.id)} tabIndex={-1} className="strong">
        {server.name}
      </Link>
    ),
  },
  { id: 'type', title: 'column.type', track: 'minmax(8rem, 0.8fr)', cell: (server) => typeInWords(server.sensorType), isWide: true },
  { id: 'domain', title: 'column.domain', track: 'minmax(9rem, 1fr)', cell: (server) => server.domain, isWide: true },
  { id: 'site', title: 'column.site', track: 'minmax(6rem, 0.6fr)', cell: (server) => server.site || '–' },
  {
    id: 'state',
    title: 'column.state',
    track: 'minmax(15rem, 2fr)',
    cell: (server) => (
      <span className="state-with-reason">
        <State kind="migration" state={server.migrationState} />
        <Reasons server={server} tabIndex={-1} />
      </span>
    ),
  },
  {
    id: 'verdict',
    title: 'column.verdict',
    track: 'minmax(7rem, 0.6fr)',
    cell: (server) =>
      server.disposition === 'stays' ? <State kind="disposition" state="stays" /> : server.verdict === null ? '–' : <State kind="verdict" state={server.verdict} />,
  },
  {
    id: 'attempt',
    title: 'column.attempt',
    track: 'minmax(9rem, 0.8fr)',
    cell: (server) => (server.moveState === null ? '–' : <State kind="move" state={server.moveState} />),
  },
  { id: 'version', title: 'column.version', track: 'minmax(7rem, 0.6fr)', cell: (server) => server.sensorVersion || '–' },
  {
    id: 'service',
    title: 'column.service',
    track: 'minmax(7rem, 0.6fr)',
    cell: (server) => (server.serviceStatus === '' ? '–' : <State kind="service" state={server.serviceStatus} />),
  },
  {
    id: 'health',
    title: 'column.health',
    track: 'minmax(9rem, 0.8fr)',
    cell: (server) => (server.healthStatus === '' ? '–' : <State kind="health" state={server.healthStatus} />),
  },
  {
    id: 'seen',
    title: 'column.seen',
    track: 'minmax(9rem, 0.8fr)',
    cell: (server) => (server.seenAt === null ? '–' : <At instant={server.seenAt} />),
  },
];

/** "domainControllerIntegrated" as words; a word that Microsoft adds is shown as it comes. */
function typeInWords(type: string): string {
  const words = type.replaceAll(/([a-z])([A-Z])/g, '$1 $2').toLowerCase();
  return words === '' ? '–' : words.charAt(0).toUpperCase() + words.slice(1);
}
