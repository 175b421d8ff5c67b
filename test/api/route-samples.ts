import type { RouteName } from '../../src/contract/routes.ts';
import { aPlan } from '../cli/support/samples.ts';

interface Sample {
  readonly id?: string;
  readonly body?: unknown;
  /** What a caller gets who may: an answer or a refusal of the product itself, never of the door. */
  readonly status: number;
}

const because = 'a test needs it';
const bytes = new TextEncoder().encode('Name,Domain\nBER-DC1,bank.example\n');

const foreignPlan = aPlan({ tenantId: 'unknown' });

/** A valid request for every route, on a tenant that has nothing yet. */
export const routeSamples: { readonly [N in RouteName]: Sample } = {
  signIn: { body: { link: 'there-is-no-such-link' }, status: 401 },
  signOut: { status: 204 },
  whoAmI: { status: 200 },
  makeSignInLink: { status: 200 },
  listTokens: { status: 200 },
  makeToken: { body: { name: 'ci', role: 'viewer' }, status: 200 },
  revokeToken: { id: 'unknown', status: 404 },
  listWorkers: { status: 200 },
  // Put away and taken up again, so that every other route finds it in use.
  archiveTenant: { body: { because }, status: 200 },
  reopenTenant: { body: { because }, status: 200 },
  exportTenant: { status: 200 },
  deleteTenant: { id: 'unknown', body: { name: 'Third', because }, status: 404 },
  listInstallationLog: { status: 200 },
  verifyInstallationLog: { status: 200 },
  showSignInWays: { status: 200 },
  beginSignIn: { status: 404 },
  choosePassword: { body: { link: 'there-is-no-such-link', password: 'correct horse battery' }, status: 401 },
  listPeople: { status: 200 },
  addPerson: { body: { name: 'petra', role: 'viewer' }, status: 200 },
  changeRole: { id: 'unknown', body: { role: 'viewer' }, status: 404 },
  disablePerson: { id: 'unknown', status: 404 },
  enablePerson: { id: 'unknown', status: 404 },
  resetPassword: { id: 'unknown', body: {}, status: 404 },
  removePerson: { id: 'unknown', status: 404 },
  listTenants: { status: 200 },
  listStandings: { status: 200 },
  makeTenant: { body: { name: 'Third' }, status: 200 },
  showTenant: { status: 200 },
  showRulebook: { status: 200 },
  changeTenant: { body: { usesSyslog: false }, status: 200 },
  showConnection: { status: 409 },
  connect: {
    body: {
      cloud: 'custom',
      loginUrl: 'http://127.0.0.1:9',
      graphUrl: 'http://127.0.0.1:9',
      directoryId: 'd',
      clientId: 'c',
      secretRef: 'env:NONE',
    },
    status: 200,
  },
  arm: { body: { because }, status: 200 },
  disarm: { body: { because }, status: 200 },
  diagnoseConnection: { status: 200 },
  listServers: { status: 200 },
  countServers: { status: 200 },
  showServer: { id: 'unknown', status: 404 },
  diagnoseServer: { id: 'unknown', status: 404 },
  supportBundle: { id: 'unknown', status: 404 },
  // Nobody explains files in this world.
  diagnoseFile: { body: bytes, status: 422 },
  importEvidence: { body: bytes, status: 200 },
  listUploadTokens: { status: 200 },
  makeUploadToken: { body: { host: 'BER-DC1' }, status: 200 },
  revokeUploadToken: { id: 'unknown', status: 404 },
  // No role opens these: only an upload token does.
  postUpload: { body: bytes, status: 403 },
  putUpload: { body: bytes, status: 403 },
  check: { body: { selector: 'all', refresh: false }, status: 200 },
  draftPlan: { body: { selector: 'all' }, status: 409 },
  makePlan: { body: { selector: 'all' }, status: 409 },
  applyPlan: { body: { plan: foreignPlan }, status: 404 },
  listPlans: { status: 200 },
  showPlan: { id: '00000000', status: 404 },
  // Without the other plan there is nothing to compare with.
  showPlanDifference: { id: '00000000', status: 400 },
  handInPlan: { id: foreignPlan.digest, body: { plan: foreignPlan }, status: 404 },
  listRehearsalFaults: { status: 200 },
  listHuntingQueries: { status: 200 },
  rehearsePlan: { id: '00000000', body: {}, status: 404 },
  showRehearsal: { id: '00000000', status: 404 },
  approvePlan: { id: '00000000', body: {}, status: 404 },
  refusePlan: { id: '00000000', body: { because }, status: 404 },
  withdrawFromPlan: { id: '00000000', body: { because }, status: 404 },
  listCampaigns: { status: 200 },
  makeLatePlan: { id: 'unknown', body: {}, status: 404 },
  showCampaign: { id: 'unknown', status: 404 },
  showCampaignTimes: { id: 'unknown', status: 404 },
  showCampaignHistory: { id: 'unknown', status: 404 },
  scoreShadow: { id: 'unknown', status: 404 },
  reportCampaign: { id: 'unknown', status: 404 },
  listMoves: { status: 200 },
  showMove: { id: 'unknown', status: 404 },
  pauseCampaign: { id: 'unknown', body: { because }, status: 404 },
  resumeCampaign: { id: 'unknown', body: { because }, status: 404 },
  stopCampaign: { id: 'unknown', body: { because }, status: 404 },
  abortCampaign: { id: 'unknown', body: { because }, status: 404 },
  rollback: { body: { selector: 'all', because }, status: 409 },
  verify: { body: { selector: 'all', refresh: false }, status: 200 },
  showStatus: { status: 200 },
  showOverview: { status: 200 },
  showCoverage: { status: 200 },
  listTasks: { status: 200 },
  showTask: { id: 'unknown', status: 404 },
  completeTask: { id: 'unknown', body: {}, status: 404 },
  declineTask: { id: 'unknown', body: { because }, status: 404 },
  listReceivers: { status: 200 },
  // The secret is not there: a refusal of the product, not of the door.
  addReceiver: {
    body: { name: 'pager', address: { kind: 'webhook', url: 'http://127.0.0.1:9', secretRef: 'env:NONE' } },
    status: 502,
  },
  changeReceiver: { id: 'unknown', body: { isEnabled: false }, status: 404 },
  removeReceiver: { id: 'unknown', status: 404 },
  testReceiver: { id: 'unknown', status: 404 },
  downloadCampaignReport: { id: 'unknown', status: 404 },
  // Without a period there is none to tell of.
  downloadPeriodReport: { status: 400 },
  listReportKeys: { status: 200 },
  makeReportKey: { body: { because }, status: 200 },
  listLog: { status: 200 },
  countLog: { status: 200 },
  listLogArchives: { status: 200 },
  verifyLog: { status: 200 },
  showTwinClock: { status: 404 },
  turnTwinClock: { body: { advance: '1h' }, status: 404 },
  listTwinFaults: { status: 404 },
  injectTwinFault: { body: { kind: 'throttled' }, status: 404 },
  actInTwin: { body: { act: 'rollback', servers: ['BER-DC1'] }, status: 404 },
};
