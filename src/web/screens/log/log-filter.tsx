import { Button } from '@fluentui/react-components';
import { useId } from 'react';
import { useSearchParams } from 'react-router';
import { useSay } from '../../words/say.tsx';

/** What entries are about, as the log calls it. */
const subjects = [
  'tenant',
  'host',
  'plan',
  'campaign',
  'move',
  'task',
  'effect',
  'connection',
  'user',
  'token',
  'receiver',
];
/** What people look for; any other kind may stand in the address. */
const kinds = [
  'campaign-created',
  'campaign-changed',
  'move-created',
  'move-changed',
  'verdict-changed',
  'host-seen',
  'host-held',
  'host-released',
  'task-opened',
  'task-closed',
  'approval-given',
  'approval-refused',
  'refused',
  'effect-sent',
  'evidence-imported',
  'commit-passed-unproven',
  'signed-in',
];

/** The filters of the log, all of them in the address. */
export function LogFilter() {
  const { say } = useSay();
  const [parameters, setParameters] = useSearchParams();
  const set = (name: string, value: string) => {
    const next = new URLSearchParams(parameters);
    if (value === '') next.delete(name);
    else next.set(name, value);
    setParameters(next);
  };
  const subjectId = parameters.get('subjectId');
  return (
    <div className="chips">
      <Choice
        title={say('log.kind')}
        values={kinds}
        value={parameters.get('kind') ?? ''}
        onChange={(value) => set('kind', value)}
      />
      <Choice
        title={say('log.subject')}
        values={subjects}
        value={parameters.get('subjectType') ?? ''}
        onChange={(value) => set('subjectType', value)}
      />
      <label className="choice">
        {say('log.order')}
        <select
          value={parameters.get('order') ?? 'newest'}
          onChange={({ target }) => set('order', target.value === 'newest' ? '' : target.value)}
        >
          <option value="newest">{say('log.newest')}</option>
          <option value="oldest">{say('log.oldest')}</option>
        </select>
      </label>
      {subjectId === null ? null : (
        <span className="quiet">
          {say('log.only')} <code>{subjectId}</code>
        </span>
      )}
      {parameters.size === 0 ? null : (
        <Button size="small" appearance="subtle" onClick={() => setParameters({})}>
          {say('chips.clear')}
        </Button>
      )}
    </div>
  );
}

function Choice({
  title,
  values,
  value,
  onChange,
}: {
  title: string;
  values: readonly string[];
  value: string;
  onChange: (value: string) => void;
}) {
  const { say } = useSay();
  const id = useId();
  return (
    <span className="choice">
      <label htmlFor={id}>{title}</label>
      <select id={id} value={value} onChange={({ target }) => onChange(target.value)}>
        <option value="">{say('log.any')}</option>
        {[...new Set(value === '' ? values : [...values, value])].map((one) => (
          <option key={one} value={one}>
            {one}
          </option>
        ))}
      </select>
    </span>
  );
}
