import { Message } from '../parts/message.tsx';
import { useSay } from '../words/say.tsx';
import { useSession } from './session.tsx';

/** Said above every page of a tenant that was put away: nothing on it is of now, and nothing can be done. */
export function ArchivedLine() {
  const { say } = useSay();
  const { tenant } = useSession();
  if ((tenant?.archivedAt ?? null) === null) return null;
  return (
    <Message tone="warn" role="status" title={say('life.archived')}>
      {say('life.archived.remedy')}
    </Message>
  );
}
