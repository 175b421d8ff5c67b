import { Link, useParams } from 'react-router';
import { useAnswer } from '../../api/answers.ts';
import { Refusal } from '../../api/refusal.ts';
import { to } from '../../frame/links.ts';
import { Answered } from '../../parts/answered.tsx';
import { Icon } from '../../parts/icon.tsx';
import { Page } from '../../parts/page.tsx';
import { Section } from '../../parts/section.tsx';
import { useSay } from '../../words/say.tsx';
import { Rehearsal } from '../plan/rehearsal.tsx';
import { Course } from './course.tsx';

/** A rehearsal as the page of its campaign would have shown it, with a clock that can be turned, and what came of it. */
export function PlayedPage() {
  const { id = '' } = useParams();
  const { say } = useSay();
  const plan = useAnswer('showPlan', { id });
  return (
    <Page
      title={say('played.title', { name: plan.data?.body.name ?? id.slice(0, 12) })}
      actions={<Link to={to.plan(id)}>{say('played.plan')}</Link>}
    >
      <p className="rehearsal-band" role="note">
        <Icon name="rehearsal" /> {say('played.band')}
      </p>
      <Answered from={plan}>
        {({ body }) => (
          <>
            {body.rehearsal === null ? null : <Played digest={body.digest} rehearsal={body.rehearsal.digest} />}
            <Rehearsal plan={body} />
          </>
        )}
      </Answered>
    </Page>
  );
}

function Played({ digest, rehearsal }: { digest: string; rehearsal: string }) {
  const { say } = useSay();
  const course = useAnswer('showRehearsalCourse', { id: digest });
  // Kept by a version that kept no courses: its result stands below, and this is how there comes to be one.
  const isMissing = course.error instanceof Refusal && course.error.problem.code === 'course-missing';
  if (isMissing)
    return (
      <Section title={say('played.course')}>
        <p className="quiet">{say('played.none')}</p>
      </Section>
    );
  return <Answered from={course}>{({ body }) => <Course key={rehearsal} course={body} />}</Answered>;
}
