import { z } from 'zod';
import { logEntry, logVerification, tenant } from './installation.ts';
import { route } from './route.ts';
import { because, page, paging } from './words.ts';

/** How a tenant is put away, given out and taken off, and the log that outlives it. */
export const tenantRoutes = {
  archiveTenant: route({
    method: 'POST',
    path: '/tenant/archive',
    summary: 'Put the tenant away: nothing starts, is read or changes there; refused while a move is not over',
    role: 'administrator',
    effect: true,
    archived: true,
    body: z.object({ because }),
    response: tenant,
  }),
  reopenTenant: route({
    method: 'POST',
    path: '/tenant/reopen',
    summary: 'Take an archived tenant up again; its connection is read-only then',
    role: 'administrator',
    effect: true,
    archived: true,
    body: z.object({ because }),
    response: tenant,
  }),
  exportTenant: route({
    method: 'GET',
    path: '/tenant/export',
    summary:
      'Everything of the tenant in one file that its key signs, without what opens a door; its log can be verified from the file',
    role: 'administrator',
    response: 'bytes',
  }),
  deleteTenant: route({
    method: 'POST',
    path: '/tenants/{id}/delete',
    summary: 'Take out everything of an archived tenant; for administrators of the installation',
    role: 'administrator',
    scope: 'installation',
    effect: true,
    body: z.object({ name: z.string().min(1).max(100).describe('The name of the tenant, as it is'), because }),
  }),
  listInstallationLog: route({
    method: 'GET',
    path: '/installation/log',
    summary: 'What concerns no tenant, or one that is archived or gone; for administrators of the installation',
    role: 'administrator',
    scope: 'installation',
    query: paging,
    response: page(logEntry),
  }),
  verifyInstallationLog: route({
    method: 'GET',
    path: '/installation/log/verification',
    summary: 'Recompute the chain of the log of the installation',
    role: 'administrator',
    scope: 'installation',
    response: logVerification,
  }),
} as const;
