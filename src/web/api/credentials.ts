/** What goes along with every request. The session itself is a cookie that no script can read. */
interface Credentials {
  csrfToken: string | undefined;
  tenantId: string | undefined;
  /** Called when the server says that the session has ended. */
  onEnd: () => void;
}

const held: Credentials = { csrfToken: undefined, tenantId: undefined, onEnd: () => undefined };

export const credentials = {
  hold: (given: Partial<Credentials>) => void Object.assign(held, given),
  tenantId: (): string | undefined => held.tenantId,
  headers: (): Record<string, string> => (held.tenantId === undefined ? {} : { 'changeguard-tenant': held.tenantId }),
  changeHeaders: (): Record<string, string> => (held.csrfToken === undefined ? {} : { 'x-csrf-token': held.csrfToken }),
  ended: () => held.onEnd(),
};
