import { z } from 'zod';
import { fileDiagnosis } from './file-diagnosis.ts';
import { dryRun, route } from './route.ts';
import {
  checkSummary,
  diagnosis,
  evidenceResult,
  selector,
  server,
  serverCounts,
  serverDetail,
  serverHoldResult,
  serverQuery,
} from './servers.ts';
import { because, instant, page } from './words.ts';

function hold<Verb extends string>(verb: Verb, summary: string) {
  return route({
    method: 'POST',
    path: `/servers/{id}/${verb}`,
    summary,
    role: 'operator',
    hosts: true,
    effect: true,
    ifMatch: true,
    query: dryRun,
    body: z.object({ because }),
    response: serverHoldResult,
  });
}

export const estateRoutes = {
  listServers: route({
    method: 'GET',
    path: '/servers',
    summary: 'Servers, with our verdict and its reasons',
    role: 'viewer',
    hosts: true,
    query: serverQuery,
    response: page(server),
  }),
  countServers: route({
    method: 'GET',
    path: '/servers/counts',
    summary: 'Counts by state and verdict',
    role: 'viewer',
    hosts: true,
    response: serverCounts,
  }),
  showServer: route({
    method: 'GET',
    path: '/servers/{id}',
    summary: 'One server with verdicts, facts and conflicts; the id, name or FQDN',
    role: 'viewer',
    hosts: true,
    response: serverDetail,
  }),
  diagnoseServer: route({
    method: 'GET',
    path: '/servers/{id}/diagnosis',
    summary: 'What is wrong with a server and what to do next',
    role: 'viewer',
    hosts: true,
    response: z.object({ server, value: z.array(diagnosis) }),
  }),
  supportBundle: route({
    method: 'GET',
    path: '/servers/{id}/support-bundle',
    summary: 'Verdicts, evidence, findings and timeline of one server as a ZIP for a support case',
    role: 'operator',
    query: z.object({
      names: z.stringbool().default(false).describe('Keep names of servers, domains and sites'),
    }),
    response: 'bytes',
  }),
  holdServer: hold('hold', 'Send no start of this server until it is released; what is under way goes on'),
  releaseServer: hold('release', 'Let a server that is held start again'),
  importEvidence: route({
    method: 'POST',
    path: '/evidence',
    summary: 'Import a file of evidence',
    role: 'operator',
    effect: true,
    query: dryRun.extend({
      fileName: z.string().max(300).default('upload'),
      observedAt: instant.optional().describe('When the export was made, for files that do not say it'),
      host: z.string().trim().min(1).max(253).optional().describe('Whose file it is, for files that do not say it'),
      map: z.string().max(5_000).optional().describe('column=factKey pairs, separated by commas'),
    }),
    body: 'bytes',
    response: evidenceResult,
  }),
  diagnoseFile: route({
    method: 'POST',
    path: '/file-diagnoses',
    summary: 'What a file of evidence shows by itself; nothing of it is kept',
    role: 'operator',
    query: z.object({
      fileName: z.string().max(300).default('upload'),
      modifiedAt: instant
        .optional()
        .describe('When it was written, for files that do not say when they were made; else now'),
      observedAt: instant.optional().describe('When it was made, above what the file says'),
      host: z.string().trim().min(1).max(253).optional().describe('Whose file it is, for files that do not say it'),
    }),
    body: 'bytes',
    response: fileDiagnosis,
  }),
  check: route({
    method: 'POST',
    path: '/checks',
    summary: 'Read the service now, evaluate, and group what blocks by remedy',
    role: 'operator',
    hosts: true,
    effect: true,
    body: z.object({ selector, refresh: z.boolean().default(true) }),
    response: checkSummary,
  }),
} as const;
