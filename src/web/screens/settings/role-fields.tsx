import { useSession } from '../../frame/session.tsx';
import { type FormFaults, SmallField } from '../../parts/small-form.tsx';
import { useSay } from '../../words/say.tsx';

const roles = ['viewer', 'operator', 'approver', 'administrator'] as const;
type Role = (typeof roles)[number];

export interface RoleForm {
  readonly role: Role | 'none';
  /** Empty: every tenant. */
  readonly tenantId: string;
  /** Empty: all hosts. */
  readonly hosts: string;
}

/** What an account or a token may do, where, and for an account over which hosts. */
export function RoleFields({
  form,
  faults,
  more = [],
  hasHosts = true,
  onChange,
}: {
  form: RoleForm;
  faults: FormFaults;
  /** Choices besides the roles. */
  more?: readonly (readonly ['none', string])[];
  hasHosts?: boolean;
  onChange: (form: RoleForm) => void;
}) {
  const { say } = useSay();
  const { tenants, opensAll } = useSession();
  const own = tenants.map(({ id, name }) => [id, name] as const);
  return (
    <>
      <SmallField
        at="body.role"
        label={say('people.role')}
        faults={faults}
        value={form.role}
        onChange={(role) => onChange({ ...form, role: role as RoleForm['role'] })}
        options={[...roles.map((role) => [role, role] as const), ...more]}
      />
      <SmallField
        at="body.tenantId"
        label={say('people.where')}
        faults={faults}
        value={form.tenantId}
        onChange={(tenantId) => onChange({ ...form, tenantId })}
        options={opensAll ? [['', say('people.everywhere')], ...own] : own}
      />
      {hasHosts ? (
        <SmallField
          at="body.hosts"
          label={say('people.hosts')}
          hint={say('people.hosts.hint')}
          faults={faults}
          value={form.hosts}
          onChange={(hosts) => onChange({ ...form, hosts })}
        />
      ) : null}
    </>
  );
}

/** As the API takes where a role holds. */
export function whereOf({ tenantId, hosts }: RoleForm): { tenantId: string | null; hosts: string | null } {
  return { tenantId: tenantId === '' ? null : tenantId, hosts: hosts.trim() === '' ? null : hosts.trim() };
}

/** Where a role holds: a tenant by its name, and the hosts where they are some. */
export function whereInWords(
  { tenantId, hosts = null }: { readonly tenantId: string | null; readonly hosts?: string | null },
  tenants: readonly { readonly id: string; readonly name: string }[],
  everywhere: string,
): string {
  const place = tenantId === null ? everywhere : (tenants.find(({ id }) => id === tenantId)?.name ?? tenantId);
  return `(${place}${hosts === null ? '' : `, ${hosts}`})`;
}
