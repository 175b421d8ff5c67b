import type { Owner } from '../../contract/owner.ts';
import { useSay } from '../words/say.tsx';

const words = {
  server: 'owner.server',
  network: 'owner.network',
  endpoint: 'owner.endpoint',
  identity: 'owner.identity',
  soc: 'owner.soc',
  operator: 'owner.operator',
} as const satisfies Readonly<Record<Owner, string>>;

/** Who does what a remedy says. */
export function WhoseTurn({ owner }: { owner: Owner | null | undefined }) {
  const { say } = useSay();
  if (owner === null || owner === undefined) return null;
  return (
    <span className="quiet">
      {say('owner.turn')} {say(words[owner])}
    </span>
  );
}
