import { useEffect, useState } from 'react';
import { Link } from 'react-router';
import { useAnswer } from '../../api/answers.ts';
import { to } from '../../frame/links.ts';
import { type Look, lastLook, lookedAt, lookFromHere } from '../../frame/looks.ts';
import { useSession } from '../../frame/session.tsx';
import { At } from '../../time/times.tsx';
import type { MessageKey } from '../../words/language.ts';
import { useSay } from '../../words/say.tsx';

/** What of the log is news to a person, the weightiest first; that lists were read is none. */
const kinds: readonly (readonly [kind: string, said: MessageKey])[] = [
  ['move-created', 'since.move-created'],
  ['move-changed', 'since.move-changed'],
  ['commit-passed-unproven', 'since.commit-passed-unproven'],
  ['campaign-created', 'since.campaign-created'],
  ['campaign-changed', 'since.campaign-changed'],
  ['plan-saved', 'since.plan-saved'],
  ['approval-given', 'since.approval-given'],
  ['approval-refused', 'since.approval-refused'],
  ['task-opened', 'since.task-opened'],
  ['task-closed', 'since.task-closed'],
  ['host-registered', 'since.host-registered'],
  ['host-held', 'since.host-held'],
  ['host-released', 'since.host-released'],
  ['verdict-changed', 'since.verdict-changed'],
  ['connection-changed', 'since.connection-changed'],
  ['refused', 'since.refused'],
];

/** What changed since this person last looked at this tenant in this browser, each number a way into the log from that place. */
export function SinceLastLook() {
  const { me, tenant } = useSession();
  if (tenant === undefined) return null;
  const whose = `${tenant.id} ${me.actor}`;
  return <Band key={whose} whose={whose} />;
}

function Band({ whose }: { whose: string }) {
  const { say } = useSay();
  const [look, setLook] = useState(() => lastLook(whose));
  const after = look === undefined ? {} : { after: String(look.seq) };
  const counts = useAnswer('countLog', { query: after }).data?.body;
  const now = counts === undefined ? undefined : { seq: counts.upTo, at: counts.asOf };
  useEffect(() => {
    // What a window in the background shows, nobody has looked at.
    if (counts !== undefined && !document.hidden) lookedAt(whose, { seq: counts.upTo, at: counts.asOf });
  }, [whose, counts]);
  if (counts === undefined || now === undefined) return null;
  if (look === undefined) return <p className="since">{say('since.first')}</p>;
  const begin = () => {
    lookFromHere(whose, now);
    setLook(now);
  };
  return <News look={look} counts={counts} onBegin={begin} />;
}

interface Counts {
  readonly entries: number;
  readonly isWhole: boolean;
  readonly kinds: readonly { readonly kind: string; readonly entries: number }[];
}

function News({ look, counts, onBegin }: { look: Look; counts: Counts; onBegin: () => void }) {
  const { say } = useSay();
  const from = { order: 'oldest', after: String(look.seq) };
  // Of more than was counted no kind has its whole number.
  const news = (counts.isWhole ? kinds : []).flatMap(([kind, said]) => {
    const count = counts.kinds.find((row) => row.kind === kind)?.entries ?? 0;
    return count === 0 ? [] : [{ kind, said, count }];
  });
  return (
    <div className="since">
      <span className="strong">
        {say('since.title')} <At instant={look.at} />
      </span>
      {news.length === 0 && counts.isWhole ? <span>{say('since.nothing')}</span> : null}
      {news.map(({ kind, said, count }) => (
        <Link key={kind} to={to.log({ kind, ...from })}>
          {say(said, { count })}
        </Link>
      ))}
      {counts.entries === 0 ? null : (
        <>
          <Link to={to.log(from)} className="quiet">
            {say(counts.isWhole ? 'since.all' : 'since.all.more', {
              count: counts.isWhole ? counts.entries : counts.entries - 1,
            })}
          </Link>
          <button type="button" className="small-button" onClick={onBegin}>
            {say('since.seen')}
          </button>
        </>
      )}
    </div>
  );
}
