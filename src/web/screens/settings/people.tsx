import { Button } from '@fluentui/react-components';
import { useState } from 'react';
import type { Answer } from '../../../contract/routes.ts';
import { useAnswer } from '../../api/answers.ts';
import { useSession } from '../../frame/session.tsx';
import { Answered } from '../../parts/answered.tsx';
import { Section } from '../../parts/section.tsx';
import { ShownOnce } from '../../parts/shown-once.tsx';
import { State } from '../../parts/state.tsx';
import { MachineAt, useTimes } from '../../time/times.tsx';
import { useSay } from '../../words/say.tsx';
import { AddPerson } from './add-person.tsx';
import { PersonActions } from './person-actions.tsx';
import { whereInWords } from './role-fields.tsx';

export type Person = Answer<'listPeople'>['value'][number];
/** An account with the link behind which its owner sets the password, where one was made. */
export type Linked = Answer<'addPerson'>;

/** Who has an account here, what it opens, and somebody new. */
export function People() {
  const { say } = useSay();
  const { opensAll } = useSession();
  const { due } = useTimes().machine;
  const [isAdding, setIsAdding] = useState(false);
  const [linked, setLinked] = useState<Linked>();
  const answer = useAnswer('listPeople');
  return (
    <Section
      title={say('people.title')}
      className="form"
      aside={
        opensAll && !isAdding ? (
          <Button size="small" onClick={() => setIsAdding(true)}>
            {say('people.add')}
          </Button>
        ) : undefined
      }
    >
      {isAdding ? (
        <AddPerson
          onDone={(made) => {
            setIsAdding(false);
            setLinked(made);
          }}
        />
      ) : null}
      {linked?.link === undefined || linked.linkExpiresAt === undefined ? null : (
        <ShownOnce
          key={linked.link}
          title={say('people.link', { name: linked.name })}
          secret={linked.link}
          text={say('people.link.text', { at: due(linked.linkExpiresAt) })}
          onPutAway={() => setLinked(undefined)}
        />
      )}
      <Answered from={answer} rows={2}>
        {({ body }) =>
          body.value.length === 0 ? (
            <p className="quiet">{say('people.none')}</p>
          ) : (
            <ul className="lines" aria-label={say('people.title')}>
              {body.value.map((person) => (
                <Row key={person.id} person={person} onLink={setLinked} />
              ))}
            </ul>
          )
        }
      </Answered>
    </Section>
  );
}

function Row({ person, onLink }: { person: Person; onLink: (linked: Linked) => void }) {
  const { say } = useSay();
  const { tenants } = useSession();
  return (
    <li>
      <p className="check-head">
        <strong translate="no">{person.name}</strong>
        <State kind="person" state={person.state} />
      </p>
      <p>
        {person.grants
          .map(({ role, ...where }) => `${role} ${whereInWords(where, tenants, say('people.everywhere'))}`)
          .join('; ')}
      </p>
      <p className="quiet">
        {say(person.origin === 'local' ? 'people.by-password' : 'people.by-entra')}
        {' · '}
        {person.signedInAt === null ? (
          say('people.never')
        ) : (
          <>
            {say('people.signed-in')} <MachineAt instant={person.signedInAt} />
          </>
        )}
        {' · '}
        {say('people.made-by', { by: person.createdBy })}
      </p>
      <PersonActions person={person} onLink={onLink} />
    </li>
  );
}
