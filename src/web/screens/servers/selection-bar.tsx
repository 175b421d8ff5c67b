import { Button } from '@fluentui/react-components';
import { useState } from 'react';
import { Link } from 'react-router';
import type { CheckSummary, Server } from '../../../contract/servers.ts';
import { call, download } from '../../api/call.ts';
import { to } from '../../frame/links.ts';
import { useSession } from '../../frame/session.tsx';
import { isReady } from '../../parts/ready.ts';
import { saveFile } from '../../parts/save-file.ts';
import { Trouble } from '../../parts/trouble.tsx';
import { useTimes } from '../../time/times.tsx';
import { useSay } from '../../words/say.tsx';
import { chosenAsCsv } from './export.ts';

/** What is chosen, how much of it could go, and what can be done with it. */
export function SelectionBar({
  chosen,
  shown,
  onClear,
}: {
  chosen: ReadonlyMap<string, Server>;
  /** In which order, and with what beside them, they are written into a file. */
  shown: Readonly<Record<string, string>>;
  onClear: () => void;
}) {
  const { say } = useSay();
  const { mayOperate } = useSession();
  const { now } = useTimes();
  const [outcome, setOutcome] = useState<CheckSummary>();
  const [trouble, setTrouble] = useState<Error>();
  const [isBusy, setIsBusy] = useState(false);
  const servers = [...chosen.values()];
  const ready = servers.filter((server) => isReady(server, now));
  const check = async () => {
    setIsBusy(true);
    setTrouble(undefined);
    await call('check', { body: { selector: servers.map((server) => server.name).join(' ') } })
      .then(({ body }) => setOutcome(body))
      .catch((error: Error) => setTrouble(error))
      .finally(() => setIsBusy(false));
  };
  const save = async () => {
    setTrouble(undefined);
    const read = async (ids: readonly string[]) => {
      const query = { ...shown, id: ids.join(',') };
      return (await download('listServers', { query }, 'text/csv')).text();
    };
    await chosenAsCsv([...chosen.keys()], read)
      .then((text) => saveFile(new Blob([text], { type: 'text/csv' }), 'servers.csv'))
      .catch((error: Error) => setTrouble(error));
  };
  return (
    <section className="selection" aria-label={say('selection.label')}>
      <p className="strong" role="status">
        {say('selection.text', { count: servers.length, ready: ready.length, not: servers.length - ready.length })}
      </p>
      {mayOperate ? (
        <Button size="small" appearance="primary" disabled={isBusy} onClick={() => void check()}>
          {say('selection.check', { count: servers.length })}
        </Button>
      ) : null}
      <Button size="small" onClick={() => void save()}>
        {say('selection.export', { count: servers.length })}
      </Button>
      <Button size="small" onClick={onClear}>
        {say('selection.clear')}
      </Button>
      {mayOperate && ready.length > 0 ? (
        <Link to={to.newPlan(ready.map((server) => server.name).join(' '))}>
          {say('selection.plan', { count: ready.length })}
        </Link>
      ) : null}
      {outcome === undefined ? null : (
        <p role="status">
          {say('selection.checked', {
            count: outcome.evaluated,
            pass: outcome.pass,
            not: outcome.fail + outcome.unknown,
          })}
        </p>
      )}
      {trouble === undefined ? null : <Trouble error={trouble} />}
    </section>
  );
}
