import type { Standing } from '../../../src/contract/overview.ts';
import type { Answer } from '../../../src/contract/routes.ts';
import { checkCatalogue } from '../../../src/main/check-catalogue.ts';
import { rulebookShape } from '../../../src/report/rule.ts';
import { aHuntingRow, someQueries } from './hunting-answers.ts';
import { anOverview, summary } from './overview-answers.ts';
import { aRehearsal } from './rehearsal-sample.ts';
import {
  aCampaign,
  aMove,
  aNotReadyRow,
  anApplyResult,
  aPlan,
  aPlanDetail,
  aPlanSummary,
  aServerRow,
  aStatus,
  aTask,
  someWatches,
} from './samples.ts';
import type { Script } from './scripted-server.ts';

/* One contract-valid answer for every route that a command calls. */

export const at = '2026-11-22T10:00:00.000Z';
export function aStanding(more: Partial<Standing> = {}): Standing {
  const counts = { needs: 0, listsInTrouble: 0, servers: 30, protected: 28, unknown: 2, inFlight: 0, campaigns: 1 };
  return { id: 't-1', name: 'Nordbank', asOf: at, ...counts, dueAt: null, ...more };
}
function held(
  state: Answer<'pauseCampaign'>['campaign']['state'],
  more: Partial<Answer<'pauseCampaign'>> = {},
): Answer<'pauseCampaign'> {
  const nobody = { accepted: [], abandons: [], rollsBack: [], finishes: [] };
  return { campaign: aCampaign({ state }), isDryRun: false, ...nobody, ...more };
}

const connection: Answer<'showConnection'> = {
  id: 'n-1',
  kind: 'graph',
  cloud: 'global',
  loginUrl: 'https://login.example',
  graphUrl: 'https://graph.example',
  directoryId: 'd-1',
  clientId: 'c-1',
  secretRef: 'env:SECRET',
  isArmed: false,
  channel: 'graph',
  createdAt: at,
  version: 1,
};
export const receiver: Answer<'addReceiver'> = {
  id: 'r-1',
  name: 'pager',
  kind: 'webhook',
  host: 'hooks.bank.example',
  to: [],
  isEnabled: true,
  kinds: ['move-failed'],
  quietHours: { from: '22:00', to: '06:00', zone: 'Europe/Berlin' },
  createdAt: at,
  sentAt: at,
  waiting: 2,
  problem: {
    code: 'receiver-refused',
    title: 'The receiver refused the message',
    detail: 'hooks.bank.example answered 403.',
    remedy: 'Mend it.',
  },
  version: 1,
};
/** What the tenant chose instead of its edition. */
const slowLinks = { rule: 'timeoutMs', value: '3h', because: 'Slow links to the branches' };
export const tenant: Answer<'showTenant'> = {
  id: 't-1',
  name: 'Nordbank',
  edition: '2026-03',
  overrides: [],
  usesVpnIntegration: null,
  usesSyslog: false,
  siteZones: {},
  calendars: [],
  openings: [],
  featureLossAcceptedBy: null,
  clock: 'twin',
  archivedAt: null,
  createdAt: at,
  version: 4,
};
const token = {
  id: 'k-1',
  name: 'ci',
  role: 'viewer' as const,
  tenantId: null,
  createdAt: at,
  createdBy: 'user:anna',
  expiresAt: '2026-12-22T10:00:00.000Z',
  revokedAt: null,
  lastUsedAt: null,
};
const person: Answer<'listPeople'>['value'][number] = {
  id: 'p-1',
  name: 'anna',
  origin: 'local',
  state: 'active',
  grants: [{ tenantId: null, role: 'operator', hosts: 'site:Berlin' }],
  createdAt: at,
  createdBy: 'os:root',
  signedInAt: null,
};
const uploadToken = {
  id: 'u-1',
  host: 'ber-dc1.bank.example',
  state: 'valid' as const,
  createdAt: at,
  createdBy: 'user:anna',
  expiresAt: '2026-11-23T10:00:00.000Z',
  usedAt: null,
  revokedAt: null,
  refusals: 0,
};
const report: Answer<'reportCampaign'> = {
  campaignId: 'c-1',
  name: 'berlin',
  madeAt: at,
  planDigest: 'b'.repeat(64),
  head: { seq: 9, hash: 'c'.repeat(64) },
  planned: 1,
  late: 0,
  joined: [],
  gone: [],
  done: 1,
  committedUnproven: 0,
  attempts: [
    {
      server: 'BER-DC1',
      attempt: 1,
      state: 'reverted',
      startedAt: at,
      endedAt: at,
      problem: 'timed-out',
      isDone: false,
    },
    { server: 'BER-DC1', attempt: 2, state: 'committed', startedAt: at, endedAt: at, problem: null, isDone: true },
  ],
  openTasks: 2,
  coverage: { servers: [], unprotectedSeconds: 0 },
};
const reportKey: Answer<'makeReportKey'> = {
  fingerprint: 'f'.repeat(64),
  publicKey: '-----BEGIN PUBLIC KEY-----\nMCow\n-----END PUBLIC KEY-----\n',
  madeAt: at,
  madeBy: 'user:anna',
  isCurrent: true,
};
const rehearsed: Answer<'showRehearsal'> = { state: 'done', progress: null, problem: null, rehearsal: aRehearsal() };
export const verification: Answer<'verify'> = { moves: [aMove()], complete: 0, incomplete: 1, problems: [] };
export const logged: Answer<'listLog'>['value'][number] = {
  id: '9.0',
  seq: 9,
  at,
  kind: 'move-changed',
  subjectType: 'move',
  subjectId: 'm-1',
  ...{ server: null, site: null },
  actor: 'engine',
  sentence: 'BER-DC1 is observing.',
  story: [],
  payload: {},
  personal: {},
};

export const sealedArchive: Answer<'listLogArchives'>['value'][number] = {
  file: 'log-0000000001-0000000009-cccccccccccc.jsonl.gz',
  firstSeq: 1,
  lastSeq: 9,
  from: at,
  to: at,
  hashBefore: '0'.repeat(64),
  hashAfter: 'c'.repeat(64),
  links: 9,
  entries: 12,
  sealedEntries: 5,
  sha256: 'd'.repeat(64),
  key: 'e'.repeat(64),
  sealedAt: at,
  isHere: true,
};

const verified: Answer<'verifyLog'> = {
  sealed: null,
  isIntact: true,
  links: 9,
  events: 12,
  head: { seq: 9, hash: 'c'.repeat(64) },
  breaks: [],
  viewsAgree: true,
  differences: [],
};

export const script: Script = {
  whoAmI: () => ({ actor: 'token:ci', role: 'operator', tenantId: 't-1' }),
  makeSignInLink: () => ({ link: 'http://127.0.0.1:8787/sign-in#abc', expiresAt: at }),
  showSignInWays: () => ({ password: true, entra: false }),
  beginSignIn: () => ({ url: 'https://login.example/authorize' }),
  choosePassword: () => undefined,
  listPeople: () => ({ value: [person] }),
  addPerson: () => ({ ...person, link: 'http://127.0.0.1:8787/sign-in?setup#abc', linkExpiresAt: at }),
  changeRole: () => person,
  disablePerson: () => person,
  enablePerson: () => person,
  resetPassword: () => ({ ...person, link: 'http://127.0.0.1:8787/sign-in?setup#abc', linkExpiresAt: at }),
  removePerson: () => undefined,
  listTokens: () => ({ value: [token] }),
  makeToken: () => ({ ...token, secret: 'cg_k-1_secret' }),
  revokeToken: () => undefined,
  listUploadTokens: () => ({ value: [uploadToken] }),
  makeUploadToken: () => ({ ...uploadToken, secret: 'up_u-1_secret' }),
  revokeUploadToken: () => undefined,
  listWorkers: () => ({
    value: [
      {
        id: 'worker-1',
        kind: 'worker',
        host: 'guard1',
        process: 4_711,
        version: '0.1.0',
        startedAt: at,
        seenAt: at,
        state: 'alive',
        isClockAhead: false,
      },
    ],
  }),
  listTenants: () => ({ value: [tenant] }),
  makeTenant: () => tenant,
  showTenant: () => tenant,
  showRulebook: () => rulebookShape({ edition: '2026-03', overrides: [slowLinks] }, checkCatalogue),
  archiveTenant: () => ({ ...tenant, archivedAt: at }),
  reopenTenant: () => tenant,
  exportTenant: () => new TextEncoder().encode('rows'),
  deleteTenant: () => undefined,
  listInstallationLog: () => ({ value: [{ ...logged, kind: 'tenant-deleted', sentence: 'anna deleted the tenant.' }] }),
  verifyInstallationLog: () => verified,
  changeTenant: () => ({ ...tenant, edition: '2026-09' }),
  showConnection: () => connection,
  connect: () => connection,
  arm: () => ({ ...connection, isArmed: true }),
  disarm: () => connection,
  diagnoseConnection: () => ({
    value: [{ what: 'permission to migrate', verdict: 'fail', detail: 'It is missing.', remedy: 'Grant it.' }],
  }),
  listServers: () => ({ value: [aServerRow(), aNotReadyRow()] }),
  showServer: () => ({ ...aServerRow(), verdicts: [], facts: [], differsIn: [], watches: someWatches(), version: 1 }),
  diagnoseServer: () => ({
    server: aNotReadyRow(),
    value: [
      {
        code: 'sense-unresponsive',
        title: 'Sense did not respond',
        severity: 'high',
        confidence: 'likely',
        because: 'Its service is stopped.',
        remedy: 'Start it and retry.',
        requirement: 'S3-13',
        evidence: [{ key: 'service.Sense', value: 'stopped', source: 'host-facts', observedAt: at }],
      },
    ],
  }),
  importEvidence: () => ({
    format: 'sensors-csv',
    isDryRun: false,
    mapping: [],
    rows: 1,
    registered: 1,
    updated: 0,
    hosts: ['ber-dc1.bank.example'],
    problems: [],
  }),
  check: () => summary,
  makePlan: () => aPlan(),
  makeLatePlan: () => aPlan({ name: 'berlin, late wave 1', joins: 'c'.repeat(64) }),
  rehearsePlan: () => rehearsed,
  showRehearsal: () => rehearsed,
  applyPlan: () => anApplyResult({ campaign: aCampaign() }),
  listPlans: () => ({ value: [aPlanSummary()] }),
  showPlan: () => aPlanDetail(),
  handInPlan: () => aPlanSummary(),
  approvePlan: () => aPlanSummary(),
  refusePlan: () => aPlanSummary(),
  withdrawFromPlan: () => aPlanSummary(),
  showCampaign: () => aCampaign(),
  pauseCampaign: () => held('paused'),
  resumeCampaign: () => held('running', { accepted: ['BER-DC2'] }),
  stopCampaign: () => held('stopping', { abandons: ['BER-DC1', 'BER-DC2'] }),
  holdServer: () => ({
    server: aServerRow({ name: 'BER-DC1', hold: { since: at, by: 'user:anna', because: 'The racks are moved.' } }),
    isDryRun: false,
    isChanged: true,
    underWay: 'queued',
  }),
  releaseServer: () => ({
    server: aServerRow({ name: 'BER-DC1' }),
    isDryRun: false,
    isChanged: true,
    underWay: 'nothing',
  }),
  abortCampaign: () => held('aborting', { rollsBack: ['BER-DC1'], finishes: ['BER-DC2'] }),
  listHuntingQueries: () => someQueries(),
  listHuntingRows: () => ({ value: [aHuntingRow()], count: 1 }),
  listMoves: () => ({ value: [aMove()] }),
  reportCampaign: () => report,
  downloadCampaignReport: () => new TextEncoder().encode('<!doctype html>'),
  downloadPeriodReport: () => new TextEncoder().encode('<!doctype html>'),
  listReportKeys: () => ({ value: [reportKey] }),
  makeReportKey: () => reportKey,
  rollback: () => ({ value: [{ move: aMove(), task: aTask(), problem: null }] }),
  verify: () => verification,
  showStatus: () => aStatus(),
  showOverview: () => anOverview,
  listStandings: () => ({
    value: [aStanding({ needs: 2, dueAt: '2026-11-22T12:00:00.000Z' }), aStanding({ name: 'Südbank' })],
  }),
  listTasks: () => ({ value: [aTask({ id: 'later', dueAt: null }), aTask()] }),
  showTask: () => aTask(),
  completeTask: () => aTask({ state: 'done' }),
  declineTask: () => aTask({ state: 'declined' }),
  listReceivers: () => ({ value: [receiver] }),
  addReceiver: () => receiver,
  changeReceiver: () => receiver,
  removeReceiver: () => undefined,
  testReceiver: () => ({
    receiver,
    messageId: 'm-1',
    isDelivered: true,
    answer: 'hooks.bank.example answered 204.',
    durationMs: 12,
    problem: null,
  }),
  listLog: () => ({ value: [logged], sealed: null }),
  countLog: () => ({ asOf: at, upTo: 9, entries: 0, isWhole: true, kinds: [] }),
  listLogArchives: () => ({ value: [sealedArchive] }),
  verifyLog: () => verified,
  openSample: () => ({ tenantId: 't-2', name: 'Nordbank (sample)', isNew: true }),
  showTwinClock: () => ({ now: at, rate: 60, nextDueAt: '2026-11-22T10:06:00.000Z' }),
  turnTwinClock: () => ({ now: '2026-11-29T10:00:00.000Z', rate: 60, nextDueAt: null }),
  listTwinFaults: () => ({
    value: [{ kind: 'high-load', description: 'The server is too busy.', fired: 2, isActive: true }],
  }),
  injectTwinFault: () => ({
    value: [{ kind: 'high-load', description: 'The server is too busy.', fired: 2, isActive: true }],
  }),
  actInTwin: () => ({ value: [{ server: 'BER-DC1', ok: true, detail: 'Collected.' }] }),
};

export const fromFile = {
  file: 'host-facts.json',
  format: 'host-facts',
  asOf: at,
  host: 'ber-dc1.bank.example',
  facts: [{ key: 'service.Sense', value: 'stopped', source: 'host-facts', observedAt: at }],
  verdicts: [
    {
      journey: 'sensor-v3',
      check: 'sense-running',
      title: 'Defender for Endpoint sensor running',
      verdict: 'fail' as const,
      reason: 'sense-stopped',
      summary: 'The Sense service is stopped.',
      remedy: 'Start it.',
      edition: '2026-03',
      evidence: [{ key: 'service.Sense', member: 'SystemInfoLogs/x.xml', line: 7 }],
    },
  ],
  findings: [
    {
      code: 'sense-stopped',
      severity: 'high' as const,
      confidence: 'proven' as const,
      title: 'Sense is stopped',
      because: 'It is.',
      remedy: 'Start it.',
      evidence: [{ key: 'service.Sense' }],
    },
  ],
  problems: [],
};
