import { z } from 'zod';
import {
  applyResult,
  campaign,
  move,
  plan,
  planRequest,
  rollbackResult,
  shadowScore,
  status,
  task,
  taskDone,
  verification,
} from './campaigns.ts';
import {
  campaignReport,
  connection,
  connectionRequest,
  coverageReport,
  findings,
  logEntry,
  logQuery,
  logVerification,
  me,
  tenant,
  tenantChange,
  token,
  tokenRequest,
  twinAct,
  twinActResult,
  twinClock,
  twinClockRequest,
  twinFault,
  twinFaultRequest,
} from './installation.ts';
import {
  checkSummary,
  diagnosis,
  evidenceResult,
  selector,
  server,
  serverCounts,
  serverDetail,
  serverQuery,
} from './servers.ts';
import { because, id, instant, listOf, moveState, page, paging, type role } from './words.ts';

type Role = z.infer<typeof role>;

/**
 * One row a route: server, command line, OpenAPI and the matrix tests read the same table.
 * `role` is the least one that may call it; the tenant comes from the credential, or from the header `Changeguard-Tenant` where the credential opens several.
 * `effect` routes need an Idempotency-Key; `ifMatch` routes need the ETag that was read.
 */
export interface Route {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  readonly path: string;
  readonly summary: string;
  readonly role: Role | 'public';
  readonly scope: 'tenant' | 'installation';
  readonly effect: boolean;
  readonly ifMatch: boolean;
  readonly query: z.ZodType | undefined;
  readonly body: z.ZodType | 'bytes' | undefined;
  readonly response: z.ZodType | undefined;
}

function route<
  Query extends z.ZodType | undefined = undefined,
  Body extends z.ZodType | 'bytes' | undefined = undefined,
  Answer extends z.ZodType | undefined = undefined,
  Scope extends Route['scope'] = 'tenant',
>(given: {
  method: Route['method'];
  path: string;
  summary: string;
  role: Route['role'];
  scope?: Scope;
  effect?: boolean;
  ifMatch?: boolean;
  query?: Query;
  body?: Body;
  response?: Answer;
}) {
  return {
    effect: false,
    ifMatch: false,
    ...given,
    scope: (given.scope ?? 'tenant') as Scope,
    query: given.query as Query,
    body: given.body as Body,
    response: given.response as Answer,
  } satisfies Route;
}

const dryRun = z.object({ dryRun: z.stringbool().default(false).describe('Answer what would happen; change nothing') });

export const routes = {
  // Who am I
  signIn: route({
    method: 'POST',
    path: '/sessions',
    summary: 'Sign in with a one-time link; sets an HttpOnly cookie',
    role: 'public',
    scope: 'installation',
    body: z.object({ link: z.string().min(10).max(500) }),
    response: me,
  }),
  signOut: route({ method: 'DELETE', path: '/sessions', summary: 'Sign out', role: 'viewer', scope: 'installation' }),
  whoAmI: route({
    method: 'GET',
    path: '/me',
    summary: 'The person or token behind this request',
    role: 'viewer',
    scope: 'installation',
    response: me,
  }),
  makeSignInLink: route({
    method: 'POST',
    path: '/sign-in-links',
    summary: 'A one-time sign-in link for an administrator',
    role: 'administrator',
    scope: 'installation',
    effect: true,
    response: z.object({ link: z.string(), expiresAt: instant }),
  }),
  listTokens: route({
    method: 'GET',
    path: '/tokens',
    summary: 'API tokens, without their secrets',
    role: 'administrator',
    scope: 'installation',
    response: page(token),
  }),
  makeToken: route({
    method: 'POST',
    path: '/tokens',
    summary: 'A new API token; its secret is shown once',
    role: 'administrator',
    scope: 'installation',
    effect: true,
    body: tokenRequest,
    response: token.extend({ secret: z.string() }),
  }),
  revokeToken: route({
    method: 'DELETE',
    path: '/tokens/{id}',
    summary: 'Revoke an API token',
    role: 'administrator',
    scope: 'installation',
  }),

  // Tenants and connections
  listTenants: route({
    method: 'GET',
    path: '/tenants',
    summary: 'The tenants that this credential opens',
    role: 'viewer',
    scope: 'installation',
    response: page(tenant),
  }),
  makeTenant: route({
    method: 'POST',
    path: '/tenants',
    summary: 'A new tenant',
    role: 'administrator',
    scope: 'installation',
    effect: true,
    body: z.object({ name: z.string().trim().min(1).max(100) }),
    response: tenant,
  }),
  showTenant: route({
    method: 'GET',
    path: '/tenant',
    summary: 'The tenant of this request',
    role: 'viewer',
    response: tenant,
  }),
  changeTenant: route({
    method: 'PATCH',
    path: '/tenant',
    summary: 'Change the edition, overrides and what the tenant uses',
    role: 'administrator',
    ifMatch: true,
    body: tenantChange,
    response: tenant,
  }),
  showConnection: route({
    method: 'GET',
    path: '/connection',
    summary: 'The connection of the tenant',
    role: 'viewer',
    response: connection,
  }),
  connect: route({
    method: 'POST',
    path: '/connection',
    summary: 'Connect the tenant; read-only until armed',
    role: 'administrator',
    effect: true,
    body: connectionRequest,
    response: connection,
  }),
  arm: route({
    method: 'POST',
    path: '/connection/arm',
    summary: 'Allow starts through this connection',
    role: 'administrator',
    effect: true,
    body: z.object({ because }),
    response: connection,
  }),
  disarm: route({
    method: 'POST',
    path: '/connection/disarm',
    summary: 'Make the connection read-only again',
    role: 'administrator',
    effect: true,
    body: z.object({ because }),
    response: connection,
  }),
  diagnoseConnection: route({
    method: 'GET',
    path: '/connection/diagnosis',
    summary: 'Test everything the connection needs',
    role: 'operator',
    response: findings,
  }),

  // The estate
  listServers: route({
    method: 'GET',
    path: '/servers',
    summary: 'Servers, with our verdict and its reasons',
    role: 'viewer',
    query: serverQuery,
    response: page(server),
  }),
  countServers: route({
    method: 'GET',
    path: '/servers/counts',
    summary: 'Counts by state and verdict',
    role: 'viewer',
    response: serverCounts,
  }),
  showServer: route({
    method: 'GET',
    path: '/servers/{id}',
    summary: 'One server with verdicts, facts and conflicts; the id, name or FQDN',
    role: 'viewer',
    response: serverDetail,
  }),
  diagnoseServer: route({
    method: 'GET',
    path: '/servers/{id}/diagnosis',
    summary: 'What is wrong with a server and what to do next',
    role: 'viewer',
    response: z.object({ server, value: z.array(diagnosis) }),
  }),
  importEvidence: route({
    method: 'POST',
    path: '/evidence',
    summary: 'Import a CSV or host facts',
    role: 'operator',
    effect: true,
    query: dryRun.extend({
      fileName: z.string().max(300).default('upload'),
      observedAt: instant.optional().describe('When the export was made, for files that do not say it'),
      map: z.string().max(5_000).optional().describe('column=factKey pairs, separated by commas'),
    }),
    body: 'bytes',
    response: evidenceResult,
  }),
  check: route({
    method: 'POST',
    path: '/checks',
    summary: 'Read the service now, evaluate, and group what blocks by remedy',
    role: 'operator',
    effect: true,
    body: z.object({ selector, refresh: z.boolean().default(true) }),
    response: checkSummary,
  }),

  // Plans, campaigns, moves
  makePlan: route({
    method: 'POST',
    path: '/plans',
    summary: 'A plan document; nothing happens',
    role: 'operator',
    body: planRequest,
    response: plan,
  }),
  applyPlan: route({
    method: 'POST',
    path: '/campaigns',
    summary: 'Start exactly this plan',
    role: 'operator',
    effect: true,
    query: dryRun,
    body: z.object({ plan }),
    response: applyResult,
  }),
  listCampaigns: route({
    method: 'GET',
    path: '/campaigns',
    summary: 'Campaigns',
    role: 'viewer',
    response: page(campaign),
  }),
  showCampaign: route({
    method: 'GET',
    path: '/campaigns/{id}',
    summary: 'One campaign; the id or name',
    role: 'viewer',
    response: campaign,
  }),
  scoreShadow: route({
    method: 'GET',
    path: '/campaigns/{id}/shadow',
    summary: 'Our verdicts against what the portal did',
    role: 'viewer',
    response: shadowScore,
  }),
  reportCampaign: route({
    method: 'GET',
    path: '/campaigns/{id}/report',
    summary: 'What happened, by attempt',
    role: 'viewer',
    response: campaignReport,
  }),
  listMoves: route({
    method: 'GET',
    path: '/moves',
    summary: 'Attempts, newest first',
    role: 'viewer',
    query: paging.extend({ campaign: z.string().optional(), server: z.string().optional(), state: listOf(moveState) }),
    response: page(move),
  }),
  showMove: route({ method: 'GET', path: '/moves/{id}', summary: 'One attempt', role: 'viewer', response: move }),
  rollback: route({
    method: 'POST',
    path: '/rollbacks',
    summary: 'Go back to v2.x while it is possible',
    role: 'operator',
    effect: true,
    query: dryRun,
    body: z.object({ selector, because }),
    response: rollbackResult,
  }),
  verify: route({
    method: 'POST',
    path: '/verifications',
    summary: 'Collect and judge the proofs of moves',
    role: 'operator',
    effect: true,
    body: z.object({ selector, refresh: z.boolean().default(true) }),
    response: verification,
  }),
  showStatus: route({
    method: 'GET',
    path: '/status',
    summary: 'What happens, what is next, what needs you',
    role: 'viewer',
    response: status,
  }),
  showCoverage: route({
    method: 'GET',
    path: '/coverage',
    summary: 'Which sensor protected each server, from when to when, as seen',
    role: 'viewer',
    response: coverageReport,
  }),

  // Tasks
  listTasks: route({
    method: 'GET',
    path: '/tasks',
    summary: 'What people have to do or decide',
    role: 'viewer',
    query: paging.extend({
      state: listOf(z.enum(['open', 'done', 'declined', 'withdrawn'])),
      server: z.string().optional(),
      kind: listOf(z.string()),
    }),
    response: page(task),
  }),
  showTask: route({ method: 'GET', path: '/tasks/{id}', summary: 'One task', role: 'viewer', response: task }),
  completeTask: route({
    method: 'POST',
    path: '/tasks/{id}/done',
    summary: 'Attest or decide',
    role: 'operator',
    effect: true,
    body: taskDone,
    response: task,
  }),
  declineTask: route({
    method: 'POST',
    path: '/tasks/{id}/decline',
    summary: 'Refuse a task, with the reason',
    role: 'operator',
    effect: true,
    body: z.object({ because }),
    response: task,
  }),

  // The log
  listLog: route({
    method: 'GET',
    path: '/log',
    summary: 'Who did what, when and why',
    role: 'viewer',
    query: logQuery,
    response: page(logEntry),
  }),
  verifyLog: route({
    method: 'GET',
    path: '/log/verification',
    summary: 'Recompute the chain, and fold it into the stored state',
    role: 'viewer',
    response: logVerification,
  }),

  // The twin, only where the tenant is connected to it
  showTwinClock: route({
    method: 'GET',
    path: '/twin/clock',
    summary: "The twin's clock",
    role: 'viewer',
    response: twinClock,
  }),
  turnTwinClock: route({
    method: 'POST',
    path: '/twin/clock',
    summary: "Turn the twin's clock through every due instant, or set its speed",
    role: 'operator',
    effect: true,
    body: twinClockRequest,
    response: twinClock,
  }),
  listTwinFaults: route({
    method: 'GET',
    path: '/twin/faults',
    summary: 'What can go wrong in the twin',
    role: 'viewer',
    response: page(twinFault),
  }),
  injectTwinFault: route({
    method: 'POST',
    path: '/twin/faults',
    summary: 'Make something go wrong',
    role: 'operator',
    effect: true,
    body: twinFaultRequest,
    response: page(twinFault),
  }),
  actInTwin: route({
    method: 'POST',
    path: '/twin/acts',
    summary: 'Do by hand what a person does in the portal or on a server',
    role: 'operator',
    effect: true,
    body: twinAct,
    response: twinActResult,
  }),
} as const;

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
export { id as idShape };
