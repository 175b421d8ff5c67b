import type { z } from 'zod';
import { accessRoutes } from './access-routes.ts';
import { campaignRoutes } from './campaign-routes.ts';
import { estateRoutes } from './estate-routes.ts';
import { huntingRoutes } from './hunting-routes.ts';
import { peopleRoutes } from './people-routes.ts';
import { planRoutes } from './plan-routes.ts';
import { receiverRoutes } from './receiver-routes.ts';
import { reportRoutes } from './report-routes.ts';
import type { Route } from './route.ts';
import { tenantRoutes } from './tenant-routes.ts';
import { twinRoutes } from './twin-routes.ts';
import { uploadRoutes } from './upload-routes.ts';
import { workerRoutes } from './workers.ts';

export type { Route } from './route.ts';

/** One row a route, in one table: the server, the command line, OpenAPI and the matrix tests all read it. */
export const routes = {
  ...accessRoutes,
  ...workerRoutes,
  ...tenantRoutes,
  ...peopleRoutes,
  ...estateRoutes,
  ...uploadRoutes,
  ...campaignRoutes,
  ...planRoutes,
  ...receiverRoutes,
  ...huntingRoutes,
  ...reportRoutes,
  ...twinRoutes,
} as const satisfies Readonly<Record<string, Route>>;

export type RouteName = keyof typeof routes;
type In<T> = T extends z.ZodType ? z.input<T> : T extends 'bytes' ? Uint8Array : undefined;
type Parsed<T> = T extends z.ZodType ? z.output<T> : T extends 'bytes' ? Uint8Array : undefined;
export type QueryIn<N extends RouteName> = In<(typeof routes)[N]['query']>;
export type BodyIn<N extends RouteName> = In<(typeof routes)[N]['body']>;
export type Query<N extends RouteName> = Parsed<(typeof routes)[N]['query']>;
export type Body<N extends RouteName> = Parsed<(typeof routes)[N]['body']>;
export type Answer<N extends RouteName> = Parsed<(typeof routes)[N]['response']>;

/** The event stream is no JSON route: `GET /api/v1/events`, server-sent events, resumable by Last-Event-ID (`seq.ordinal`). */
export const eventStreamPath = '/events';
export const apiBase = '/api/v1';
/** Chooses the tenant where a credential opens several. */
export const tenantHeader = 'changeguard-tenant';
/** Carries the csrfToken of a browser session on every change. */
export const csrfHeader = 'x-csrf-token';
