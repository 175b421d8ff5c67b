import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { UnderWay } from '../../../contract/servers.ts';
import { type Told as Answer, call } from '../../api/call.ts';
import { isRefusal } from '../../api/refusal.ts';
import { Ask } from '../../parts/ask.tsx';
import { HeldLine } from '../../parts/held.tsx';
import { Loading, Trouble } from '../../parts/trouble.tsx';
import type { MessageKey } from '../../words/language.ts';
import { useSay } from '../../words/say.tsx';

const routes = { hold: 'holdServer', release: 'releaseServer' } as const;
export type ServerVerb = keyof typeof routes;

const goesOn: Readonly<Record<UnderWay, MessageKey>> = {
  nothing: 'server-hold.nothing',
  queued: 'server-hold.queued',
  asked: 'server-hold.asked',
  started: 'server-hold.started',
  observing: 'server-hold.observing',
};

/**
 * Says what holding or releasing a server does, and what it does not, before it is done. It is based on the server that the person saw: when that changed
 * meanwhile nothing is done, and the person decides again on what is so now.
 */
export function AskServerHold({
  verb,
  told,
  onClose,
}: {
  verb: ServerVerb;
  told: Answer<'showServer'>;
  onClose: () => void;
}) {
  const { say } = useSay();
  const answers = useQueryClient();
  // The server as it was when the person pressed, not as events make it meanwhile.
  const [seen, setSeen] = useState(told);
  const [hasChanged, setHasChanged] = useState(false);
  const { id, name } = seen.body;
  const asked = { id, ifMatch: seen.etag };
  const preview = useQuery({
    queryKey: ['server-hold', verb, id, seen.etag],
    queryFn: () =>
      call(routes[verb], { ...asked, query: { dryRun: 'true' }, body: { because: say('hold.preview') } }).catch(
        async (error: Error) => {
          if (isRefusal(error, 'version-outdated')) await lookAgain();
          throw error;
        },
      ),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    retry: false,
  });
  const lookAgain = async () => {
    setSeen(await call('showServer', { id }));
    setHasChanged(true);
  };
  const act = async (because: string) => {
    try {
      await call(routes[verb], { ...asked, body: { because } });
    } catch (error) {
      if (isRefusal(error, 'version-outdated')) await lookAgain();
      throw error;
    }
    await answers.invalidateQueries();
  };
  const result = preview.data?.body;
  return (
    <Ask
      title={say(`server-hold.${verb}.title`, { name })}
      verb={say(`server-hold.${verb}.do`, { name })}
      isWaiting={result === undefined}
      onDo={act}
      onClose={onClose}
    >
      <p>{say(`server-hold.${verb}.text`)}</p>
      {hasChanged ? <p className="tone-warn">{say('server-hold.changed')}</p> : null}
      {preview.isLoading ? <Loading rows={2} /> : null}
      {result !== undefined && !result.isChanged ? (
        <p className="strong">{say(`server-hold.${verb}.already`)}</p>
      ) : null}
      {seen.body.hold === null ? null : <HeldLine hold={seen.body.hold} />}
      {verb === 'hold' && result !== undefined ? <p>{say(goesOn[result.underWay])}</p> : null}
      {verb === 'release' && seen.body.isPinned ? <p className="tone-warn">{say('server-hold.pinned')}</p> : null}
      <p className="quiet">{say(`server-hold.${verb}.undo`)}</p>
      {preview.error === null || isRefusal(preview.error, 'version-outdated') ? null : (
        <Trouble error={preview.error} />
      )}
    </Ask>
  );
}
