import { useQueryClient } from '@tanstack/react-query';
import { createContext, type ReactNode, useCallback, useContext, useMemo, useState } from 'react';
import type { Answer } from '../../contract/routes.ts';
import { useAnswer } from '../api/answers.ts';
import { call } from '../api/call.ts';
import { credentials } from '../api/credentials.ts';
import { isRefusal } from '../api/refusal.ts';
import { remember, remembered } from './remembered.ts';

type Me = Answer<'whoAmI'>;
type Grant = NonNullable<Me['grants']>[number];
type Tenant = Answer<'listTenants'>['value'][number];

interface Session {
  readonly me: Me;
  readonly tenants: readonly Tenant[];
  readonly tenant: Tenant | undefined;
  readonly chooseTenant: (id: string) => void;
  /** Whether the role may start, hold and decide; approving is the business of another branch. */
  readonly mayOperate: boolean;
  readonly mayApprove: boolean;
  /** Whether the credential opens every tenant: what is the installation's is done with no other. */
  readonly opensAll: boolean;
  /** What the account sees, as a selector; undefined: all hosts. */
  readonly hosts: string | undefined;
  readonly signOut: () => Promise<void>;
}

const Session = createContext<Session | undefined>(undefined);

type Door =
  | { readonly kind: 'asking' }
  | { readonly kind: 'closed'; readonly why: 'never' | 'ended' | 'left' }
  | { readonly kind: 'trouble'; readonly error: Error }
  | { readonly kind: 'open' };

/** Finds out whether somebody is signed in. A session that ends is said; what was on the screen is not left standing as if it were true. */
export function useDoor(): Door {
  const [isShut, setIsShut] = useState(false);
  const { data, error } = useAnswer('whoAmI', {}, { staleTime: Number.POSITIVE_INFINITY });
  // Asked for meanwhile: whoever is let in needs it next.
  useAnswer('listTenants', {}, { staleTime: 60_000 });
  credentials.hold({ csrfToken: data?.body.csrfToken, onEnd: () => setIsShut(true) });
  if (isShut || isRefusal(error, 'sign-in-required')) {
    const hasLeft = new URLSearchParams(location.search).has('left');
    return { kind: 'closed', why: data !== undefined ? 'ended' : hasLeft ? 'left' : 'never' };
  }
  if (data !== undefined) return { kind: 'open' };
  return error === null ? { kind: 'asking' } : { kind: 'trouble', error };
}

export function SessionProvider({ children }: { children: (session: Session | undefined) => ReactNode }) {
  const me = useAnswer('whoAmI', {}, { staleTime: Number.POSITIVE_INFINITY }).data?.body;
  const tenants = useAnswer('listTenants', {}, { staleTime: 60_000 }).data?.body.value;
  const [chosen, chooseTenant] = useTenantChoice(tenants);
  const signOut = useCallback(async () => {
    await call('signOut');
    location.assign('/sign-in?left');
  }, []);
  const session = useMemo(() => {
    if (me === undefined || tenants === undefined) return undefined;
    const tenant = tenants.find((one) => one.id === chosen);
    const own = grantIn(me, tenant?.id);
    const is = (role: Me['role']) => own.role === role || own.role === 'administrator';
    const may = { mayOperate: is('operator'), mayApprove: is('approver'), opensAll: own.tenantId === null };
    const shown = { me: { ...me, role: own.role }, hosts: own.hosts ?? undefined };
    return { ...shown, ...may, tenants, tenant, chooseTenant, signOut };
  }, [me, tenants, chosen, chooseTenant, signOut]);
  return <Session.Provider value={session}>{children(session)}</Session.Provider>;
}

/** An account may have another role in each tenant; one of its own goes before that for every tenant. */
function grantIn({ role, tenantId: only, grants = [] }: Me, tenantId: string | undefined): Grant {
  const own = grants.find((grant) => grant.tenantId === tenantId);
  return own ?? grants.find((grant) => grant.tenantId === null) ?? { role, hosts: null, tenantId: only };
}

/** Which tenant is shown: the one that is wanted where it is open, else the first; undefined where there is none. */
export function tenantOf(tenants: readonly Tenant[] | undefined, wanted: string | undefined): string | undefined {
  return tenants?.find((one) => one.id === wanted)?.id ?? tenants?.[0]?.id;
}

/** The tenant of last time where there are several; everything that was read of another one is forgotten. */
function useTenantChoice(tenants: readonly Tenant[] | undefined) {
  const answers = useQueryClient();
  const [wanted, setWanted] = useState(() => remembered('tenant'));
  const chosen = tenantOf(tenants, wanted);
  credentials.hold({ tenantId: chosen });
  const choose = useCallback(
    (id: string) => {
      credentials.hold({ tenantId: id });
      remember('tenant', id);
      setWanted(id);
      answers.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'whoAmI' && queryKey[0] !== 'listTenants' });
    },
    [answers],
  );
  return [chosen, choose] as const;
}

export function useSession(): Session {
  const session = useContext(Session);
  if (session === undefined) throw new Error('Nobody is signed in around this part.');
  return session;
}
