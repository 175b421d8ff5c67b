import { useQueryClient } from '@tanstack/react-query';
import { useId, useState } from 'react';
import { useNavigate } from 'react-router';
import type { BodyIn } from '../../../contract/routes.ts';
import { call } from '../../api/call.ts';
import { to } from '../../frame/links.ts';
import { Trouble } from '../../parts/trouble.tsx';
import { useSay } from '../../words/say.tsx';

type Document = BodyIn<'handInPlan'>['plan'];

/** A plan that was made elsewhere is saved, so that others can approve it; whoever hands it in counts as its author. */
export function HandIn() {
  const { say } = useSay();
  const answers = useQueryClient();
  const navigate = useNavigate();
  const id = useId();
  const [trouble, setTrouble] = useState<Error>();
  const [isGarbled, setIsGarbled] = useState(false);
  const take = async (file: File | undefined) => {
    setTrouble(undefined);
    setIsGarbled(false);
    if (file === undefined) return;
    const plan = documentIn(await file.text());
    if (plan === undefined) return setIsGarbled(true);
    await call('handInPlan', { id: plan.digest, body: { plan } })
      .then(async ({ body }) => {
        await answers.invalidateQueries();
        navigate(to.plan(body.digest));
      })
      .catch((error: Error) => setTrouble(error));
  };
  return (
    <div className="hand-in">
      <label htmlFor={id}>{say('plans.hand-in')}</label>
      <input
        id={id}
        type="file"
        accept=".json"
        onChange={({ target }) => {
          void take(target.files?.[0]);
          // The same file again, once it is mended, is another choice.
          target.value = '';
        }}
      />
      <p role="alert" className={isGarbled ? 'tone-bad' : 'unseen'}>
        {isGarbled ? say('plans.hand-in.garbled') : ''}
      </p>
      {trouble === undefined ? null : <Trouble error={trouble} />}
    </div>
  );
}

/** What is no plan at all is not sent; whether the plan is a good one the API says. */
function documentIn(text: string): Document | undefined {
  try {
    const found: unknown = JSON.parse(text);
    const isPlan = typeof found === 'object' && found !== null && 'digest' in found && typeof found.digest === 'string';
    return isPlan ? (found as Document) : undefined;
  } catch {
    return undefined;
  }
}
