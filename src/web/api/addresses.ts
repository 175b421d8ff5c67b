import type { RouteName } from '../../contract/routes.ts';

type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE';

/**
 * The routes that the portal calls. Written down here once more, because the contract's own table brings its shapes along, which are for
 * checking and would be a third of the first screen; a test compares the two.
 */
export const addresses = {
  signIn: ['POST', '/sessions'],
  signOut: ['DELETE', '/sessions'],
  whoAmI: ['GET', '/me'],
  listTenants: ['GET', '/tenants'],
  showTenant: ['GET', '/tenant'],
  changeTenant: ['PATCH', '/tenant'],
  showConnection: ['GET', '/connection'],
  connect: ['POST', '/connection'],
  arm: ['POST', '/connection/arm'],
  disarm: ['POST', '/connection/disarm'],
  diagnoseConnection: ['GET', '/connection/diagnosis'],
  listReceivers: ['GET', '/receivers'],
  addReceiver: ['POST', '/receivers'],
  changeReceiver: ['PATCH', '/receivers/{id}'],
  removeReceiver: ['DELETE', '/receivers/{id}'],
  testReceiver: ['POST', '/receivers/{id}/test'],
  showStatus: ['GET', '/status'],
  showOverview: ['GET', '/overview'],
  listServers: ['GET', '/servers'],
  countServers: ['GET', '/servers/counts'],
  showServer: ['GET', '/servers/{id}'],
  diagnoseServer: ['GET', '/servers/{id}/diagnosis'],
  supportBundle: ['GET', '/servers/{id}/support-bundle'],
  importEvidence: ['POST', '/evidence'],
  diagnoseFile: ['POST', '/file-diagnoses'],
  check: ['POST', '/checks'],
  listCampaigns: ['GET', '/campaigns'],
  showCampaign: ['GET', '/campaigns/{id}'],
  pauseCampaign: ['POST', '/campaigns/{id}/pause'],
  resumeCampaign: ['POST', '/campaigns/{id}/resume'],
  stopCampaign: ['POST', '/campaigns/{id}/stop'],
  abortCampaign: ['POST', '/campaigns/{id}/abort'],
  applyPlan: ['POST', '/campaigns'],
  listMoves: ['GET', '/moves'],
  rollback: ['POST', '/rollbacks'],
  listTasks: ['GET', '/tasks'],
  showTask: ['GET', '/tasks/{id}'],
  completeTask: ['POST', '/tasks/{id}/done'],
  declineTask: ['POST', '/tasks/{id}/decline'],
  makePlan: ['POST', '/plans'],
  draftPlan: ['POST', '/plan-drafts'],
  listPlans: ['GET', '/plans'],
  showPlan: ['GET', '/plans/{id}'],
  rehearsePlan: ['POST', '/plans/{id}/rehearsal'],
  showRehearsal: ['GET', '/plans/{id}/rehearsal'],
  listRehearsalFaults: ['GET', '/rehearsal-faults'],
  approvePlan: ['POST', '/plans/{id}/approve'],
  refusePlan: ['POST', '/plans/{id}/refuse'],
  withdrawFromPlan: ['POST', '/plans/{id}/withdraw'],
  listLog: ['GET', '/log'],
  verifyLog: ['GET', '/log/verification'],
} as const satisfies Partial<Record<RouteName, readonly [Method, string]>>;

export type Called = keyof typeof addresses;
