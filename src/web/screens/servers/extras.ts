import type { ServerExtra } from '../../../contract/servers.ts';

/**
 * Columns for which the API reads something beside the servers: it is asked for that only while they are shown, so that nobody waits for what nobody
 * looks at. Nothing else stands here, because main.ts asks by it before the screen is there.
 */
const extraOf: Readonly<Partial<Record<string, ServerExtra>>> = {
  wave: 'attempt',
  next: 'attempt',
  commit: 'attempt',
  proof: 'attempt',
  roles: 'roles',
};

/** What a column needs beside the server itself. */
export function extraOfColumn(id: string): ServerExtra | undefined {
  return Object.hasOwn(extraOf, id) ? extraOf[id] : undefined;
}

/** As the address of the list takes it; nothing where no column needs more. */
export function extrasQuery(columns: readonly string[]): { readonly with?: string } {
  const extras = [...new Set(columns.map(extraOfColumn))].filter((extra) => extra !== undefined).sort();
  return extras.length === 0 ? {} : { with: extras.join(',') };
}
