import { z } from 'zod';
import {
  connection,
  connectionRequest,
  findings,
  logArchive,
  logCounts,
  logEntry,
  logQuery,
  logVerification,
  me,
  sealedPart,
  tenant,
  tenantChange,
  token,
  tokenRequest,
} from './installation.ts';
import { standing } from './overview.ts';
import { route } from './route.ts';
import { rulebook } from './rulebook.ts';
import { because, instant, page } from './words.ts';

export const accessRoutes = {
  // Who am I
  signIn: route({
    method: 'POST',
    path: '/sessions',
    summary:
      'Sign in with a one-time link, a name and a password, or what Microsoft Entra ID sent back; sets an HttpOnly cookie',
    role: 'public',
    scope: 'installation',
    body: z.union([
      z.strictObject({ link: z.string().min(10).max(500) }),
      z.strictObject({ name: z.string().min(1).max(200), password: z.string().min(1).max(1_000) }),
      z.strictObject({ code: z.string().min(1).max(4_000), state: z.string().min(1).max(200) }),
    ]),
    response: me,
  }),
  signOut: route({
    method: 'DELETE',
    path: '/sessions',
    summary: 'Sign out, here or everywhere',
    role: 'viewer',
    scope: 'installation',
    hosts: true,
    query: z.object({ everywhere: z.stringbool().default(false).describe('End every session of the same account') }),
  }),
  whoAmI: route({
    method: 'GET',
    path: '/me',
    summary: 'The person or token behind this request',
    role: 'viewer',
    scope: 'installation',
    hosts: true,
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
    hosts: true,
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
  listStandings: route({
    method: 'GET',
    path: '/standings',
    summary: 'How each tenant that this credential opens stands; those with the nearest deadline first',
    role: 'viewer',
    scope: 'installation',
    response: page(standing),
  }),
  showTenant: route({
    method: 'GET',
    path: '/tenant',
    summary: 'The tenant of this request',
    role: 'viewer',
    response: tenant,
  }),
  showRulebook: route({
    method: 'GET',
    path: '/rulebook',
    summary:
      'Every value of the rulebook that is in force, with its source page and day, and what the tenant chose instead',
    role: 'viewer',
    response: rulebook,
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
    body: z.object({
      because,
      acceptsUnsafeStore: z
        .boolean()
        .optional()
        .describe('To move real servers from a store that may forget what it acknowledged; it stands in the log'),
    }),
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

  // The log
  listLog: route({
    method: 'GET',
    path: '/log',
    summary: 'Who did what, when and why',
    role: 'viewer',
    timeless: true,
    query: logQuery,
    response: page(logEntry).extend({ sealed: sealedPart.nullable() }),
  }),
  countLog: route({
    method: 'GET',
    path: '/log/counts',
    summary: 'How much was logged behind a place, by kind: what changed since somebody looked',
    role: 'viewer',
    query: z.object({
      after: z
        .string()
        .max(2_000)
        .optional()
        .describe('A place, as `upTo` says it; without one nothing is counted, and the answer says where the log ends'),
    }),
    response: logCounts,
  }),
  listLogArchives: route({
    method: 'GET',
    path: '/log/archives',
    summary: 'The sealed archives of the log, oldest first',
    role: 'viewer',
    timeless: true,
    response: page(logArchive),
  }),
  verifyLog: route({
    method: 'GET',
    path: '/log/verification',
    summary: 'Recompute the chain, and fold it into the stored state',
    role: 'viewer',
    timeless: true,
    response: logVerification,
  }),
} as const;
