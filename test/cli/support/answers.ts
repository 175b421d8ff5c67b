import type { Answer } from '../../../src/contract/routes.ts';
import { aCampaign, aMove, aNotReadyRow, anApplyResult, aPlan, aServerRow, aStatus, aTask } from './samples.ts';
import type { Script } from './scripted-server.ts';

/* One contract-valid answer for every route that a command calls. */

export const at = '2026-11-22T10:00:00.000Z';
export const summary: Answer<'check'> = {
  evaluated: 3,
  pass: 1,
  fail: 1,
  unknown: 0,
  stays: 1,
  groups: [
    {
      reason: 'updater-stopped',
      title: 'The updater is not running',
      remedy: 'Start AATPSensorUpdater.',
      servers: 20,
      alone: 1,
      names: ['A', 'B'],
    },
    {
      reason: 'sense-stopped',
      title: 'Sense is not running',
      remedy: 'Start the Sense service.',
      servers: 14,
      alone: 11,
      names: ['MUC-DC2'],
    },
  ],
  servers: [aServerRow(), aNotReadyRow(), aNotReadyRow({ name: 'BER-CA1', disposition: 'stays' })],
  problems: [],
};
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
const tenant: Answer<'showTenant'> = {
  id: 't-1',
  name: 'Nordbank',
  edition: '2026-03',
  overrides: [],
  usesVpnIntegration: null,
  usesSyslog: false,
  featureLossAcceptedBy: null,
  clock: 'twin',
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
export const verification: Answer<'verify'> = { moves: [aMove()], complete: 0, incomplete: 1, problems: [] };
export const logged: Answer<'listLog'>['value'][number] = {
  id: '9.0',
  seq: 9,
  at,
  kind: 'move-changed',
  subjectType: 'move',
  subjectId: 'm-1',
  server: null,
  actor: 'engine',
  sentence: 'BER-DC1 is observing.',
  payload: {},
  personal: {},
};

export const script: Script = {
  whoAmI: () => ({ actor: 'token:ci', role: 'operator', tenantId: 't-1' }),
  makeSignInLink: () => ({ link: 'http://127.0.0.1:8787/sign-in#abc', expiresAt: at }),
  listTokens: () => ({ value: [token] }),
  makeToken: () => ({ ...token, secret: 'cg_k-1_secret' }),
  revokeToken: () => undefined,
  listUploadTokens: () => ({ value: [uploadToken] }),
  makeUploadToken: () => ({ ...uploadToken, secret: 'up_u-1_secret' }),
  revokeUploadToken: () => undefined,
  listTenants: () => ({ value: [tenant] }),
  makeTenant: () => tenant,
  showTenant: () => tenant,
  changeTenant: () => ({ ...tenant, edition: '2026-09' }),
  showConnection: () => connection,
  connect: () => connection,
  arm: () => ({ ...connection, isArmed: true }),
  disarm: () => connection,
  diagnoseConnection: () => ({
    value: [{ what: 'permission to migrate', verdict: 'fail', detail: 'It is missing.', remedy: 'Grant it.' }],
  }),
  listServers: () => ({ value: [aServerRow(), aNotReadyRow()] }),
  showServer: () => ({ ...aServerRow(), verdicts: [], facts: [], differsIn: [], version: 1 }),
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
  applyPlan: () => anApplyResult({ campaign: aCampaign() }),
  showCampaign: () => aCampaign(),
  listMoves: () => ({ value: [aMove()] }),
  reportCampaign: () => report,
  rollback: () => ({ value: [{ move: aMove(), task: aTask(), problem: null }] }),
  verify: () => verification,
  showStatus: () => aStatus(),
  listTasks: () => ({ value: [aTask({ id: 'later', dueAt: null }), aTask()] }),
  showTask: () => aTask(),
  completeTask: () => aTask({ state: 'done' }),
  declineTask: () => aTask({ state: 'declined' }),
  listLog: () => ({ value: [logged] }),
  verifyLog: () => ({
    isIntact: true,
    links: 9,
    events: 12,
    head: { seq: 9, hash: 'c'.repeat(64) },
    breaks: [],
    viewsAgree: true,
    differences: [],
  }),
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
  host: 'ber-dc1.bank.example',
  facts: [{ key: 'service.Sense', value: 'stopped', source: 'host-facts', observedAt: at }],
  verdicts: [
    {
      check: 'sense-running',
      verdict: 'fail' as const,
      reason: 'sense-stopped',
      remedy: 'Start it.',
      edition: '2026-03',
    },
  ],
  findings: [{ code: 'sense-stopped', severity: 'high' as const, title: 'Sense is stopped', remedy: 'Start it.' }],
  problems: [],
};
