import { type ReactNode, useEffect, useState } from 'react';
import { NavLink, useLocation } from 'react-router';
import { pages } from '../../contract/pages.ts';
import { useAnswer } from '../api/answers.ts';
import { useLive } from '../live/live.tsx';
import type { IconName } from '../parts/drawings.ts';
import { Icon } from '../parts/icon.tsx';
import type { MessageKey } from '../words/language.ts';
import { useSay } from '../words/say.tsx';
import { ArchivedLine } from './archived-line.tsx';
import { LostLine } from './lost-line.tsx';
import type { Choices } from './portal.tsx';
import { useSession } from './session.tsx';
import { TopBar } from './top-bar.tsx';

const rail: readonly (readonly [string, IconName, MessageKey])[] = [
  [pages.overview, 'overview', 'rail.overview'],
  [pages.servers, 'servers', 'rail.servers'],
  [pages.campaigns, 'campaigns', 'rail.campaigns'],
  [pages.tasks, 'tasks', 'rail.tasks'],
  [pages.evidence, 'evidence', 'rail.evidence'],
  [pages.proof, 'proof', 'rail.proof'],
  [pages.rehearsals, 'rehearsal', 'rail.rehearsals'],
  [pages.log, 'log', 'rail.log'],
  [pages.settings, 'settings', 'rail.settings'],
  [pages.tenants, 'tenants', 'rail.tenants'],
];

/** The others are about all hosts, and refused to an account that sees some. */
const ofSomeHosts: ReadonlySet<string> = new Set([pages.servers, pages.tasks, pages.proof]);

/** What stands around every screen: the way past it, the bar on top, the rail, and the one place where news are told. */
export function Frame({ choices, children }: { choices: Choices; children: ReactNode }) {
  const { say } = useSay();
  const { news } = useLive();
  const { pathname } = useLocation();
  const { hosts, opensAll, me, tenants } = useSession();
  const hasTenants = tenants.length > 1 || (opensAll && me.role === 'administrator');
  const shown = rail.filter(
    ([path]) => (hosts === undefined || ofSomeHosts.has(path)) && (path !== pages.tenants || hasTenants),
  );
  const [isOpen, setIsOpen] = useState(false);
  // biome-ignore lint/correctness/useExhaustiveDependencies: going to another page closes the menu.
  useEffect(() => setIsOpen(false), [pathname]);
  return (
    <div className={`frame ${isOpen ? 'frame-open' : ''}`}>
      <a className="skip" href="#content">
        {say('frame.skip')}
      </a>
      <TopBar choices={choices} isMenuOpen={isOpen} onMenu={() => setIsOpen(!isOpen)} />
      <nav className="rail" id="rail" aria-label={say('rail.label')}>
        <ul>
          {shown.map(([path, icon, key]) => (
            <li key={path}>
              <NavLink to={path} end={path === pages.overview}>
                <Icon name={icon} size={20} />
                <span>{say(key)}</span>
                {path === pages.tasks && hosts === undefined ? <NeedCount /> : null}
              </NavLink>
            </li>
          ))}
        </ul>
      </nav>
      <main id="content" className="content" tabIndex={-1}>
        <LostLine />
        <ArchivedLine />
        {children}
      </main>
      <div className="unseen" role="status" aria-live="polite">
        <span key={news.number}>{news.text}</span>
      </div>
    </div>
  );
}

/** How many things wait for a person, beside the way to them. */
function NeedCount() {
  const { say, number } = useSay();
  const needs = useAnswer('showStatus').data?.body.needsYou.filter((need) => need.kind === 'task').length ?? 0;
  if (needs === 0) return null;
  return (
    <span className="rail-count">
      {number(needs)}
      <span className="unseen"> {say('rail.open')}</span>
    </span>
  );
}
