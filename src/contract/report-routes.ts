import { z } from 'zod';
import { route } from './route.ts';
import { because, instant } from './words.ts';

/** For whom a report is: what comes first in it, and how much of it is shown. */
export const audience = z.enum(['operator', 'manager', 'auditor']).describe('For whom it is');
export type Audience = z.infer<typeof audience>;

/** A page to read and print, the same as data, or the evidence as a signed pack. */
export const reportFormat = z.enum(['html', 'json', 'pack']).describe('A page, data, or a signed evidence pack');
export type ReportFormat = z.infer<typeof reportFormat>;

const reportQuery = z.object({
  for: audience.default('auditor'),
  format: reportFormat.default('html'),
  names: z.stringbool().default(true).describe('Without them hosts, sites and people get stand-ins'),
});

const reportKey = z
  .object({
    fingerprint: z.string().describe('SHA-256 of the public key (DER of its SPKI), hexadecimal'),
    publicKey: z.string().describe('Ed25519, PEM'),
    madeAt: instant,
    madeBy: z.string(),
    isCurrent: z.boolean().describe('Packs that are made here are signed with it'),
  })
  .meta({ id: 'ReportKey' });

export const reportRoutes = {
  downloadCampaignReport: route({
    method: 'GET',
    path: '/campaigns/{id}/report/file',
    summary: 'The report of a campaign as a file: a page that prints, data, or a signed evidence pack',
    role: 'viewer',
    query: reportQuery,
    response: 'bytes',
  }),
  downloadPeriodReport: route({
    method: 'GET',
    path: '/reports/period',
    summary: 'The report of a period as a file: a page that prints, data, or a signed evidence pack',
    role: 'viewer',
    query: reportQuery.extend({
      from: instant.describe('The first instant of the period'),
      to: instant.describe('The end of the period; it is not part of it'),
    }),
    response: 'bytes',
  }),
  listReportKeys: route({
    method: 'GET',
    path: '/report-keys',
    summary: 'The public keys that evidence packs were signed with, newest first',
    role: 'viewer',
    response: z.object({ value: z.array(reportKey) }),
  }),
  makeReportKey: route({
    method: 'POST',
    path: '/report-keys',
    summary: 'A new key to sign evidence packs with; packs of the old one stay verifiable',
    role: 'administrator',
    effect: true,
    body: z.object({ because }),
    response: reportKey,
  }),
} as const;
