import type { Status } from '../../../contract/campaigns.ts';
import { useSession } from '../../frame/session.tsx';
import { Command } from '../../parts/command.tsx';
import { Section } from '../../parts/section.tsx';
import { useSay } from '../../words/say.tsx';
import { OpenSample } from './open-sample.tsx';
import { Sources } from './sources.tsx';

/** A tenant without servers: the three steps to the first verdict. */
export function EmptyEstate({ status }: { status: Status }) {
  const { say } = useSay();
  const { me, opensAll } = useSession();
  return (
    <>
      <Section title={say('empty.title')}>
        <p>{say('empty.text')}</p>
        <ol className="steps">
          <li>
            <strong>{say('empty.connect')}</strong>
            <span>{say('empty.connect.text')}</span>
            <Command text="npx changeguard connect add --help" />
            <Command text="npx changeguard estate import FILE" />
          </li>
          <li>
            <strong>{say('empty.check')}</strong>
            <span>{say('empty.check.text')}</span>
            <Command text="npx changeguard check" />
          </li>
          <li>
            <strong>{say('empty.rehearse')}</strong>
            <span>{say('empty.rehearse.text')}</span>
            <Command text="npx changeguard plan -o FILE" />
            <Command text="npx changeguard rehearse FILE" />
          </li>
        </ol>
      </Section>
      {me.role === 'administrator' && opensAll ? <OpenSample /> : null}
      <Sources status={status} />
    </>
  );
}
