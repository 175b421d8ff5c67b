import type { Readable } from 'node:stream';
import type { FastifyRequest } from 'fastify';
import type { z } from 'zod';
import type { Body, Query, RouteName, routes } from '../contract/routes.ts';
import type { TenantId } from '../domain/ids.ts';
import type { HostFilter } from '../engine/ports/store.ts';
import type { Principal } from './principal.ts';

type Row<N extends RouteName> = (typeof routes)[N];

/** A request that passed the door: signed in, allowed, of a tenant, and valid. */
export interface Call<N extends RouteName> {
  readonly query: Query<N>;
  readonly body: Body<N>;
  /** The `{id}` of the path; empty where the path has none. */
  readonly id: string;
  readonly principal: Principal;
  /** The hosts that the caller sees; undefined: all. */
  readonly within: HostFilter | undefined;
  readonly tenantId: Row<N>['scope'] extends 'tenant' ? TenantId : null;
  /** The version that If-Match names; 0 where the route asks for none. */
  readonly version: number;
  readonly request: FastifyRequest;
}

type Given<T> = T extends z.ZodType ? z.input<T> : undefined;

/** What a handler gives back: the body in the contract's shape, or a file. */
export type Reply<N extends RouteName> =
  | {
      readonly body: Given<Row<N>['response']>;
      /** Set or end the session of the browser. */
      readonly session?: { readonly secret: string } | 'ended';
      /** The browser's side of a sign-in that goes on elsewhere. */
      readonly pending?: { readonly secret: string } | 'ended';
      /** True when the body holds a secret: then it is not remembered for the Idempotency-Key. */
      readonly holdsSecret?: true;
    }
  | { readonly file: Readable | Buffer | string; readonly type: string; readonly name: string };

export type Handler<N extends RouteName> = (call: Call<N>) => Promise<Reply<N>>;

/** One handler a route of the contract; the compiler refuses a table that lacks one. */
export type Handlers = { readonly [N in RouteName]: Handler<N> };

/** The link to the next page: the same request with another continuation, which takes the place of a jump. */
export function nextLink(request: FastifyRequest, after: string | undefined): { nextLink?: string } {
  if (after === undefined) return {};
  const [path = '', query = ''] = request.url.split('?', 2);
  const parameters = new URLSearchParams(query);
  parameters.set('after', after);
  parameters.delete('skip');
  return { nextLink: `${path}?${parameters.toString()}` };
}
