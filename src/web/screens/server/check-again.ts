import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { ServerDetail } from '../../../contract/servers.ts';
import { call } from '../../api/call.ts';

/** Judges a server anew on everything that is known now. */
export function useCheckAgain({ fqdn }: Pick<ServerDetail, 'fqdn'>) {
  const answers = useQueryClient();
  const [isBusy, setIsBusy] = useState(false);
  const [trouble, setTrouble] = useState<Error>();
  /** @param whenDone is called once what is shown is new. */
  const check = async (whenDone: () => void) => {
    setIsBusy(true);
    setTrouble(undefined);
    await call('check', { body: { selector: fqdn } })
      .then(() => answers.invalidateQueries())
      .then(whenDone)
      .catch((error: Error) => setTrouble(error))
      .finally(() => setIsBusy(false));
  };
  return { check, isBusy, trouble };
}
