import type { Campaign } from '../../../contract/campaigns.ts';
import { useAnswer } from '../../api/answers.ts';
import { Answered } from '../../parts/answered.tsx';
import { Section } from '../../parts/section.tsx';
import { StatesDrawn } from '../../parts/states-drawn.tsx';
import { At } from '../../time/times.tsx';
import { useSay } from '../../words/say.tsx';

/** How many attempts were in which state as time went on: drawn as columns, and as a table that says the same. */
export function StatesOverTime({ campaign }: { campaign: Campaign }) {
  const { say } = useSay();
  const answer = useAnswer('showCampaignHistory', { id: campaign.id }, { refetchInterval: 60_000 });
  const asOf = answer.data?.body.asOf;
  return (
    <Section title={say('history.title')} aside={asOf === undefined ? undefined : <At instant={asOf} />}>
      <Answered from={answer}>
        {({ body: { states } }) =>
          states.length === 0 ? <p className="quiet">{say('history.none')}</p> : <StatesDrawn states={states} />
        }
      </Answered>
    </Section>
  );
}
