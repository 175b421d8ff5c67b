import { useParams } from 'react-router';
import { useAnswer } from '../../api/answers.ts';
import { Answered } from '../../parts/answered.tsx';
import { Page } from '../../parts/page.tsx';
import { SiteTimes } from '../../time/times.tsx';
import { Attempts } from './attempts.tsx';
import { Checks } from './checks.tsx';
import { Facts } from './facts.tsx';
import { newestOf } from './newest.ts';
import { ServerActions } from './server-actions.tsx';
import { ServerDiagnosis } from './server-diagnosis.tsx';
import { ServerTasks } from './server-tasks.tsx';
import { Standing } from './standing.tsx';
import { Timeline } from './timeline.tsx';
import { Watches } from './watches.tsx';

/** Everything about one server: what it does, why it may or may not go, what is known of it, and what happened. */
export function ServerPage() {
  const { id = '' } = useParams();
  const server = useAnswer('showServer', { id });
  const moves = useAnswer('listMoves', { query: { server: id, top: 50 } }).data?.body.value;
  const newest = newestOf(moves);
  return (
    <Page
      title={server.data?.body.name ?? id}
      isName
      actions={server.data === undefined ? undefined : <ServerActions told={server.data} move={newest} />}
    >
      <Answered from={server}>
        {({ body }) => (
          <SiteTimes site={body.site}>
            <Standing server={body} move={newest} />
            <div className="two-columns">
              <div>
                <Checks server={body} />
                <Watches server={body} />
                <ServerDiagnosis server={body} />
                <Facts server={body} />
              </div>
              <div>
                <ServerTasks serverId={body.id} />
                <Attempts moves={moves} />
                <Timeline serverId={body.id} moves={moves ?? []} />
              </div>
            </div>
          </SiteTimes>
        )}
      </Answered>
    </Page>
  );
}
