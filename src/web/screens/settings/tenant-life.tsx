import { Button } from '@fluentui/react-components';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { pages } from '../../../contract/pages.ts';
import { call, download } from '../../api/call.ts';
import { useSession } from '../../frame/session.tsx';
import { Ask } from '../../parts/ask.tsx';
import { Icon } from '../../parts/icon.tsx';
import { saveFile } from '../../parts/save-file.ts';
import { Section } from '../../parts/section.tsx';
import { SmallField } from '../../parts/small-form.tsx';
import { Trouble } from '../../parts/trouble.tsx';
import { At } from '../../time/times.tsx';
import { useSay } from '../../words/say.tsx';

/** How the tenant is put away and taken up again, taken along as a file, and taken out for good. */
export function TenantLife() {
  const { say } = useSay();
  const { tenant, opensAll } = useSession();
  const [asked, setAsked] = useState<'turn' | 'delete'>();
  if (tenant === undefined) return null;
  const isArchived = tenant.archivedAt !== null;
  return (
    <Section title={say('life.title')}>
      <p className={`head-sentence tone-${isArchived ? 'warn' : 'good'}`}>
        <Icon name={isArchived ? 'dotted' : 'full'} /> {say(isArchived ? 'life.archived' : 'life.in-use')}
        {tenant.archivedAt === null ? null : (
          <>
            {' '}
            (<At instant={tenant.archivedAt} />)
          </>
        )}
      </p>
      <div className="steps-bar">
        <Button size="small" onClick={() => setAsked('turn')}>
          {say(isArchived ? 'life.reopen' : 'life.archive')}
        </Button>
        <Export name={tenant.name} />
        {isArchived && opensAll ? (
          <Button size="small" onClick={() => setAsked('delete')}>
            {say('life.delete')}
          </Button>
        ) : null}
      </div>
      {asked === 'turn' ? <Turn isArchived={isArchived} onClose={() => setAsked(undefined)} /> : null}
      {asked === 'delete' ? <Delete id={tenant.id} name={tenant.name} onClose={() => setAsked(undefined)} /> : null}
    </Section>
  );
}

function Turn({ isArchived, onClose }: { isArchived: boolean; onClose: () => void }) {
  const { say } = useSay();
  const answers = useQueryClient();
  const act = async (because: string) => {
    await call(isArchived ? 'reopenTenant' : 'archiveTenant', { body: { because } });
    await answers.invalidateQueries();
  };
  return (
    <Ask
      title={say(isArchived ? 'life.reopen.title' : 'life.archive.title')}
      verb={say(isArchived ? 'life.reopen' : 'life.archive')}
      onDo={act}
      onClose={onClose}
    >
      <p>{say(isArchived ? 'life.reopen.text' : 'life.archive.text')}</p>
    </Ask>
  );
}

function Export({ name }: { name: string }) {
  const { say } = useSay();
  const [trouble, setTrouble] = useState<Error>();
  const [isMaking, setIsMaking] = useState(false);
  const take = async () => {
    setTrouble(undefined);
    setIsMaking(true);
    await download('exportTenant', {}, '*/*')
      .then((content) => saveFile(content, `${name}.export.gz`))
      .catch((error: Error) => setTrouble(error))
      .finally(() => setIsMaking(false));
  };
  return (
    <>
      <Button size="small" icon={<Icon name="download" />} disabled={isMaking} onClick={() => void take()}>
        {say('life.export')}
      </Button>
      {trouble === undefined ? null : <Trouble error={trouble} />}
    </>
  );
}

/** What cannot be undone asks for the name to be typed, as the command does. */
function Delete({ id, name, onClose }: { id: string; name: string; onClose: () => void }) {
  const { say } = useSay();
  const { tenants, chooseTenant } = useSession();
  const answers = useQueryClient();
  const navigate = useNavigate();
  const [typed, setTyped] = useState('');
  const act = async (because: string) => {
    await call('deleteTenant', { id, body: { name: typed, because } });
    const other = tenants.find((one) => one.id !== id);
    if (other !== undefined) chooseTenant(other.id);
    navigate(pages.tenants);
    await answers.invalidateQueries();
  };
  return (
    <Ask
      title={say('life.delete.title')}
      verb={say('life.delete')}
      isWaiting={typed !== name}
      onDo={act}
      onClose={onClose}
    >
      <p>{say('life.delete.text', { name })}</p>
      <SmallField at="body.name" label={say('life.delete.name')} faults={[]} value={typed} onChange={setTyped} />
    </Ask>
  );
}
