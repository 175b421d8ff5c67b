import { Checkbox, MessageBar, MessageBarBody, MessageBarTitle } from '@fluentui/react-components';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { Campaign, HoldResult } from '../../../contract/campaigns.ts';
import { type Told as Answer, call } from '../../api/call.ts';
import { isRefusal } from '../../api/refusal.ts';
import { Ask } from '../../parts/ask.tsx';
import { Loading, Trouble } from '../../parts/trouble.tsx';
import type { MessageKey } from '../../words/language.ts';
import { useSay } from '../../words/say.tsx';
import { changesBetween } from './changes.ts';
import type { Verb } from './verbs.ts';

const routes = {
  pause: 'pauseCampaign',
  resume: 'resumeCampaign',
  stop: 'stopCampaign',
  abort: 'abortCampaign',
} as const;

interface Extra {
  readonly accept: readonly string[];
  readonly rollBack: boolean;
}

/** Sends one of the four verbs; each takes what it alone has. */
function hold(
  verb: Verb,
  told: Answer<'showCampaign'>,
  because: string,
  extra: Extra,
  dryRun: boolean,
): Promise<{ readonly body: HoldResult }> {
  const asked = { id: told.body.id, ifMatch: told.etag, query: { dryRun: dryRun ? 'true' : 'false' } };
  if (verb === 'resume') return call(routes.resume, { ...asked, body: { because, accept: [...extra.accept] } });
  if (verb === 'abort') return call(routes.abort, { ...asked, body: { because, rollBack: extra.rollBack } });
  return call(routes[verb], { ...asked, body: { because } });
}

/**
 * Says what will happen before it is done. It is based on the campaign that the person saw: when that changed meanwhile nothing is done, what
 * changed is shown, and the person decides again.
 */
export function AskHold({ verb, told, onClose }: { verb: Verb; told: Answer<'showCampaign'>; onClose: () => void }) {
  const { say } = useSay();
  const answers = useQueryClient();
  // The campaign as it was when the person pressed, not as events make it meanwhile.
  const [seen, setSeen] = useState(told);
  const [changes, setChanges] = useState<readonly (readonly [MessageKey, string, string])[]>();
  const [accept, setAccept] = useState<readonly string[]>([]);
  const [rollBack, setRollBack] = useState(false);
  const extra = { accept, rollBack };
  const preview = useQuery({
    queryKey: ['hold', verb, seen.etag, extra],
    queryFn: () => hold(verb, seen, say('hold.preview'), extra, true),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    retry: false,
  });
  const showChange = async () => {
    const fresh = await call('showCampaign', { id: seen.body.id });
    setChanges(changesBetween(seen.body, fresh.body));
    setSeen(fresh);
  };
  const act = async (because: string) => {
    try {
      await hold(verb, seen, because, extra, false);
    } catch (error) {
      if (isRefusal(error, 'version-outdated')) await showChange();
      throw error;
    }
    await answers.invalidateQueries();
  };
  return (
    <Ask
      title={say(`hold.${verb}.title`, { name: seen.body.name })}
      verb={say(`hold.${verb}.do`, { name: seen.body.name })}
      isWaiting={preview.isLoading}
      onDo={act}
      onClose={onClose}
    >
      <p>{say(`hold.${verb}.text`)}</p>
      {changes === undefined ? null : <Changes changes={changes} />}
      {verb === 'resume' ? <Accept campaign={seen.body} accept={accept} onChange={setAccept} /> : null}
      {verb === 'abort' ? (
        <Checkbox
          checked={rollBack}
          onChange={(_event, { checked }) => setRollBack(checked === true)}
          label={say('hold.abort.roll-back')}
        />
      ) : null}
      {preview.isLoading ? <Loading rows={2} /> : null}
      {preview.data === undefined ? null : <Effects result={preview.data.body} />}
      {preview.error === null || isRefusal(preview.error, 'version-outdated') ? null : (
        <Trouble error={preview.error} />
      )}
    </Ask>
  );
}

function Effects({ result }: { result: HoldResult }) {
  const { say } = useSay();
  const rows: readonly (readonly [MessageKey, readonly string[]])[] = [
    ['hold.finishes', result.finishes],
    ['hold.abandons', result.abandons],
    ['hold.rolls-back', result.rollsBack],
    ['hold.accepted', result.accepted],
  ];
  const shown = rows.filter(([, names]) => names.length > 0);
  return (
    <>
      <p className="strong">{say('hold.will')}</p>
      {shown.length === 0 ? <p className="quiet">{say('hold.nothing')}</p> : null}
      <ul className="plain-list">
        {shown.map(([key, names]) => (
          <li key={key}>
            {say(key, { count: names.length })}: {names.slice(0, 20).join(', ')}
            {names.length > 20 ? ' …' : ''}
          </li>
        ))}
      </ul>
    </>
  );
}

/** Failed servers without which it goes on, by name: nobody forgives a failure by forgetting it. */
function Accept({
  campaign,
  accept,
  onChange,
}: {
  campaign: Campaign;
  accept: readonly string[];
  onChange: (names: readonly string[]) => void;
}) {
  const { say } = useSay();
  const names = campaign.held?.servers ?? [];
  if (names.length === 0) return null;
  return (
    <fieldset className="accept">
      <legend>{say('hold.accept')}</legend>
      {names.map((name) => (
        <Checkbox
          key={name}
          label={name}
          checked={accept.includes(name)}
          onChange={(_event, { checked }) =>
            onChange(checked === true ? [...accept, name] : accept.filter((one) => one !== name))
          }
        />
      ))}
    </fieldset>
  );
}

function Changes({ changes }: { changes: readonly (readonly [MessageKey, string, string])[] }) {
  const { say } = useSay();
  return (
    <MessageBar intent="warning" role="alert" layout="multiline" className="changed">
      <MessageBarBody>
        <MessageBarTitle>{say('changed.title')}</MessageBarTitle>
        <ul className="plain-list">
          {changes.length === 0 ? <li>{say('changed.other')}</li> : null}
          {changes.map(([key, before, after]) => (
            <li key={`${key} ${before}`}>{say('changed.from-to', { what: say(key), before, after })}</li>
          ))}
        </ul>
        {say('changed.again')}
      </MessageBarBody>
    </MessageBar>
  );
}
