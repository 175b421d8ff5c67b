import { useId } from 'react';
import { Link, useParams, useSearchParams } from 'react-router';
import type { PlanDifference } from '../../../contract/plan-diff.ts';
import type { PlanSummary } from '../../../contract/plans.ts';
import { useAnswer } from '../../api/answers.ts';
import { to } from '../../frame/links.ts';
import { Answered } from '../../parts/answered.tsx';
import { Page } from '../../parts/page.tsx';
import { saveFile } from '../../parts/save-file.ts';
import { Section } from '../../parts/section.tsx';
import { Nothing } from '../../parts/trouble.tsx';
import { useTimes } from '../../time/times.tsx';
import { useSay } from '../../words/say.tsx';
import { DifferenceInWords } from './in-words.tsx';

/** Two saved plans side by side, in the words of `plan diff`; the other one is in the address, so that a link shows what its sender saw. */
export function PlanDifferencePage() {
  const { id = '' } = useParams();
  const [search, setSearch] = useSearchParams();
  const { say } = useSay();
  const plans = useAnswer('listPlans');
  const listed = plans.data?.body.value;
  const other = search.get('with') ?? (listed === undefined ? undefined : earlierOf(listed, id)?.digest);
  const own = listed?.find(({ digest }) => digest.startsWith(id));
  return (
    <Page title={say('difference.title', { name: own?.name ?? id.slice(0, 12) })}>
      <Answered from={plans} rows={2}>
        {({ body }) =>
          other === undefined ? (
            <Nothing title={say('difference.no-other')}>
              <p>
                <Link to={to.plan(id)}>{say('difference.this')}</Link>
              </p>
            </Nothing>
          ) : (
            <>
              <Which
                plans={body.value}
                id={own?.digest ?? id}
                other={other}
                onChoose={(digest) => setSearch({ with: digest }, { replace: true })}
              />
              <Difference id={id} other={other} />
            </>
          )
        }
      </Answered>
    </Page>
  );
}

/** What a plan is most likely held against: the one before it of its name, else the one before it, else any other. */
function earlierOf(plans: readonly PlanSummary[], id: string): PlanSummary | undefined {
  const at = plans.findIndex(({ digest }) => digest.startsWith(id));
  const own = plans[at];
  const earlier = at < 0 ? plans : plans.slice(at + 1);
  return earlier.find(({ name }) => name === own?.name) ?? earlier[0] ?? plans.find((one) => one !== own);
}

function Which({
  plans,
  id,
  other,
  onChoose,
}: {
  plans: readonly PlanSummary[];
  id: string;
  other: string;
  onChoose: (digest: string) => void;
}) {
  const { say } = useSay();
  const { absolute } = useTimes();
  const field = useId();
  const own = plans.find(({ digest }) => digest === id);
  const chosen = plans.find(({ digest }) => digest.startsWith(other));
  return (
    <Section
      title={say('difference.which')}
      aside={<Link to={to.planDifference(chosen?.digest ?? other, id)}>{say('difference.turned')}</Link>}
    >
      <p>
        {say('difference.this')}: <Link to={to.plan(id)}>{own?.name ?? id.slice(0, 12)}</Link>{' '}
        <code>{id.slice(0, 12)}</code>
      </p>
      <p className="difference-choice">
        <label htmlFor={field}>{say('difference.with')}</label>
        <select id={field} value={chosen?.digest ?? other} onChange={({ target }) => onChoose(target.value)}>
          {chosen === undefined ? <option value={other}>{other.slice(0, 12)}</option> : null}
          {plans
            .filter(({ digest }) => digest !== id)
            .map(({ digest, name, savedAt }) => (
              <option key={digest} value={digest}>
                {say('difference.choice', { name, digest: digest.slice(0, 12), at: absolute(savedAt) })}
              </option>
            ))}
        </select>{' '}
        <Link to={to.plan(chosen?.digest ?? other)}>
          <code>{other.slice(0, 12)}</code>
        </Link>
      </p>
    </Section>
  );
}

function Difference({ id, other }: { id: string; other: string }) {
  const { say } = useSay();
  const answer = useAnswer('showPlanDifference', { id, query: { with: other } });
  const body = answer.data?.body;
  return (
    <Section
      title={say('difference.what')}
      aside={body === undefined || body.isSame ? undefined : <AsFile difference={body} />}
    >
      <Answered from={answer} rows={4}>
        {({ body }) => (body.isSame ? <p>{say('difference.same')}</p> : <DifferenceInWords difference={body} />)}
      </Answered>
    </Section>
  );
}

/** Every line, also where the page tells the first of many: what `plan diff --json` prints. */
function AsFile({ difference: { from, to: second, diff } }: { difference: PlanDifference }) {
  const { say } = useSay();
  const save = () =>
    saveFile(
      new Blob([JSON.stringify(diff, null, 2)], { type: 'application/json' }),
      `difference-${from.digest.slice(0, 12)}-${second.digest.slice(0, 12)}.json`,
    );
  return (
    <button type="button" className="small-button" onClick={save}>
      {say('difference.file')}
    </button>
  );
}
