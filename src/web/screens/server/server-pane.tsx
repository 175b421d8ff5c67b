import { useEffect, useRef } from 'react';
import { Link } from 'react-router';
import { useAnswer } from '../../api/answers.ts';
import { to } from '../../frame/links.ts';
import { Answered } from '../../parts/answered.tsx';
import { Icon } from '../../parts/icon.tsx';
import { SiteTimes } from '../../time/times.tsx';
import { useSay } from '../../words/say.tsx';
import { Attempts } from './attempts.tsx';
import { Checks } from './checks.tsx';
import { newestOf } from './newest.ts';
import { ServerActions } from './server-actions.tsx';
import { ServerTasks } from './server-tasks.tsx';
import { Standing } from './standing.tsx';

/** One server beside the list that it was opened from: how it stands and what is asked of somebody. Its page has the rest. */
export function ServerPane({ id, onClose }: { id: string; onClose: () => void }) {
  const { say } = useSay();
  const server = useAnswer('showServer', { id });
  const moves = useAnswer('listMoves', { query: { server: id, top: 50 } }).data?.body.value;
  const newest = newestOf(moves);
  const name = server.data?.body.name ?? id;
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  return (
    <aside
      className="pane"
      aria-label={say('pane.label', { name })}
      onKeyDown={(event) => {
        if (event.key === 'Escape' && !event.defaultPrevented) onClose();
      }}
    >
      <div className="pane-head">
        <h2 ref={heading} tabIndex={-1} translate="no">
          {name}
        </h2>
        <Link to={to.server(id)}>{say('pane.page')}</Link>
        <button type="button" className="small-button" onClick={onClose} aria-label={say('pane.close')}>
          <Icon name="close" />
        </button>
      </div>
      <Answered from={server}>
        {(told) => (
          <SiteTimes site={told.body.site}>
            <div className="page-actions">
              <ServerActions told={told} move={newest} />
            </div>
            <Standing server={told.body} move={newest} />
            <ServerTasks serverId={told.body.id} />
            <Checks server={told.body} />
            <Attempts moves={moves} />
          </SiteTimes>
        )}
      </Answered>
    </aside>
  );
}
