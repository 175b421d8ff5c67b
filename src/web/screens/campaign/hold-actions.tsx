import { Button } from '@fluentui/react-components';
import { useState } from 'react';
import type { Campaign } from '../../../contract/campaigns.ts';
import type { Told as Answer } from '../../api/call.ts';
import { useSession } from '../../frame/session.tsx';
import { useSay } from '../../words/say.tsx';
import { AskHold } from './ask-hold.tsx';
import { type Verb, verbsFor } from './verbs.ts';

/** How a campaign is held and ended. What makes no sense in its state is not offered. */
export function HoldActions({ told }: { told: Answer<'showCampaign'> }) {
  const { say } = useSay();
  const { mayOperate, me } = useSession();
  const [verb, setVerb] = useState<Verb>();
  const campaign: Campaign = told.body;
  const verbs = verbsFor(campaign.state);
  if (!mayOperate) return <p className="quiet">{say('role.only-looks', { role: me.role })}</p>;
  return (
    <>
      {verbs.map((one) => (
        <Button key={one} size="small" onClick={() => setVerb(one)}>
          {say(`hold.${one}`)}
        </Button>
      ))}
      {verb === undefined ? null : <AskHold verb={verb} told={told} onClose={() => setVerb(undefined)} />}
    </>
  );
}
