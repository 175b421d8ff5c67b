import { Button } from '@fluentui/react-components';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { call } from '../../api/call.ts';
import { to } from '../../frame/links.ts';
import { Trouble, TroubleParts } from '../../parts/trouble.tsx';
import { useSay } from '../../words/say.tsx';

/** A plan for those who could still join: it is saved and shown, and starts nothing. */
export function LatePlan({ id }: { id: string }) {
  const { say } = useSay();
  const navigate = useNavigate();
  const [isBusy, setIsBusy] = useState(false);
  const [trouble, setTrouble] = useState<Error>();
  const make = async () => {
    setIsBusy(true);
    setTrouble(undefined);
    await call('makeLatePlan', { id })
      .then(({ body }) => navigate(to.plan(body.digest)))
      .catch((error: Error) => setTrouble(error))
      .finally(() => setIsBusy(false));
  };
  return (
    <div>
      <Button size="small" disabled={isBusy} onClick={() => void make()}>
        {say('campaign.late-plan.do')}
      </Button>
      {trouble === undefined ? null : (
        <>
          <Trouble error={trouble} />
          <TroubleParts error={trouble} />
        </>
      )}
    </div>
  );
}
