import { z } from 'zod';
import type { role } from './words.ts';

type Role = z.infer<typeof role>;

/**
 * One row a route: server, command line, OpenAPI and the matrix tests read the same table.
 * `role` is the least one that may call it (`upload`: nobody but the holder of an upload token, who may call nothing else); the tenant comes from the credential, or from the header `Changeguard-Tenant` where the credential opens several.
 * `hosts`: it keeps to the hosts that an account is scoped to; every other route refuses an account that does not see all hosts.
 * `archived`: it is called of an archived tenant too; every other change is refused there.
 * `timeless`: it tells what is written, whatever time it is at the tenant, and so it answers where the tenant's clock is not known too.
 * `effect` routes need an Idempotency-Key (an upload is its own key); `ifMatch` routes need the ETag that was read.
 */
export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly path: string;
  readonly summary: string;
  readonly role: Role | 'public' | 'upload';
  readonly scope: 'tenant' | 'installation';
  readonly effect: boolean;
  readonly ifMatch: boolean;
  readonly hosts: boolean;
  readonly archived: boolean;
  readonly timeless: boolean;
  readonly query: z.ZodType | undefined;
  readonly body: z.ZodType | 'bytes' | undefined;
  readonly response: z.ZodType | 'bytes' | undefined;
}

/** Builds one row, keeping the types of its shapes. */
export function route<
  Query extends z.ZodType | undefined = undefined,
  Body extends z.ZodType | 'bytes' | undefined = undefined,
  Answer extends z.ZodType | 'bytes' | undefined = undefined,
  Scope extends Route['scope'] = 'tenant',
>(given: {
  method: Route['method'];
  path: string;
  summary: string;
  role: Route['role'];
  scope?: Scope;
  effect?: boolean;
  ifMatch?: boolean;
  hosts?: boolean;
  archived?: boolean;
  timeless?: boolean;
  query?: Query;
  body?: Body;
  response?: Answer;
}) {
  return {
    effect: false,
    ifMatch: false,
    hosts: false,
    archived: false,
    timeless: false,
    ...given,
    scope: (given.scope ?? 'tenant') as Scope,
    query: given.query as Query,
    body: given.body as Body,
    response: given.response as Answer,
  } satisfies Route;
}

/** Query of every action that can be tried without effect. */
export const dryRun = z.object({
  dryRun: z.stringbool().default(false).describe('Answer what would happen; change nothing'),
});
