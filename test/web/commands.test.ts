import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { commands } from '../../src/cli/catalogue.ts';
import { type RouteName, routes } from '../../src/contract/routes.ts';
import { addresses, type Called } from '../../src/web/api/addresses.ts';
import { en } from '../../src/web/words/en.ts';
import type { MessageKey } from '../../src/web/words/language.ts';
import { projectFiles } from '../support/modules.ts';

interface InPortal {
  /** The routes with which the portal does the same. */
  readonly calls: readonly Called[];
  /** What the portal calls it, where the command's own verb must be in it. */
  readonly says?: readonly [MessageKey, RegExp];
}

/** Every command, and where the portal has it; a text is the reason why it has not. */
const table: Readonly<Record<string, InPortal | string>> = {
  status: { calls: ['showStatus', 'showCampaign', 'showCampaignHistory', 'showCampaignTimes', 'listMoves'] },
  overview: { calls: ['showOverview', 'listStandings'], says: ['overview.title', /overview/i] },
  'estate import': { calls: ['importEvidence'] },
  'estate list': { calls: ['listServers', 'countServers'] },
  'estate show': { calls: ['showServer'] },
  'estate upload-token make': { calls: ['makeUploadToken'], says: ['uploads.make', /make an upload token/i] },
  'estate upload-token list': { calls: ['listUploadTokens'], says: ['uploads.title', /upload tokens/i] },
  'estate upload-token revoke': { calls: ['revokeUploadToken'], says: ['tokens.revoke', /revoke/i] },
  'collect script': 'The script is a file of the product, which runs on a server or a device and not in a browser.',
  check: { calls: ['check'], says: ['server.check', /check/i] },
  diagnose: { calls: ['diagnoseFile', 'diagnoseServer', 'supportBundle'] },
  probe:
    'It looks at the network from the machine on which it runs; from the server that is another machine than one means.',
  plan: { calls: ['draftPlan', 'makePlan'], says: ['new-plan.do', /plan/i] },
  'plan join': { calls: ['makeLatePlan'], says: ['campaign.late-plan.do', /plan/i] },
  'plan diff': { calls: ['showPlanDifference'], says: ['difference.title', /differ/i] },
  rehearse: {
    calls: ['rehearsePlan', 'showRehearsal', 'showRehearsalCourse', 'listRehearsalFaults'],
    says: ['rehearsal.do', /rehearse/i],
  },
  approve: {
    calls: ['listPlans', 'showPlan', 'approvePlan', 'refusePlan', 'withdrawFromPlan', 'handInPlan'],
    says: ['plan.approve', /approve/i],
  },
  apply: { calls: ['applyPlan'] },
  'hold pause': { calls: ['pauseCampaign'], says: ['hold.pause', /pause/i] },
  'hold resume': { calls: ['resumeCampaign'], says: ['hold.resume', /resume/i] },
  'hold stop': { calls: ['stopCampaign'], says: ['hold.stop', /stop/i] },
  'hold abort': { calls: ['abortCampaign'], says: ['hold.abort', /abort/i] },
  'hold server': { calls: ['holdServer'], says: ['server.hold', /hold/i] },
  'hold release': { calls: ['releaseServer'], says: ['server.release', /release/i] },
  rollback: { calls: ['rollback'], says: ['server.rollback', /roll back/i] },
  verify: { calls: ['verify'], says: ['verify.title', /verify/i] },
  hunt: { calls: ['listHuntingQueries', 'listHuntingRows'], says: ['queries.run', /last run/i] },
  'task list': { calls: ['listTasks'] },
  'task show': { calls: ['showTask'] },
  'task done': { calls: ['completeTask'] },
  'task decline': { calls: ['declineTask'], says: ['task.decline', /decline/i] },
  'report log': { calls: ['listLog', 'countLog', 'verifyLog'], says: ['chain.verify', /verify/i] },
  'report campaign': { calls: ['downloadCampaignReport'], says: ['report.title', /report/i] },
  'report period': { calls: ['downloadPeriodReport'], says: ['report.title', /report/i] },
  'report verify': 'It proves a pack without the server that made it; a page of that server would ask for belief.',
  'report archive list':
    'Archives lie on the machine of the server, and whoever looks after that machine looks after them.',
  'report archive verify':
    'It proves archives without the server that made them; a page of that server would ask for belief.',
  'report key': { calls: ['listReportKeys', 'makeReportKey'], says: ['keys.new', /make another key/i] },
  'notify list': { calls: ['listReceivers'] },
  'notify add': { calls: ['addReceiver'] },
  'notify set': { calls: ['changeReceiver'] },
  'notify test': { calls: ['testReceiver'], says: ['receivers.test', /test/i] },
  'notify remove': { calls: ['removeReceiver'], says: ['plan-field.remove', /remove/i] },
  'people add': { calls: ['addPerson'], says: ['people.add', /add/i] },
  'people list': { calls: ['listPeople'], says: ['people.title', /people/i] },
  'people role': { calls: ['changeRole'], says: ['people.role.change', /role/i] },
  'people disable': { calls: ['disablePerson'], says: ['people.disable', /disable/i] },
  'people enable': { calls: ['enablePerson'], says: ['people.enable', /enable/i] },
  'people password': { calls: ['resetPassword'], says: ['people.password', /new setup link/i] },
  'people remove': { calls: ['removePerson'], says: ['people.remove', /remove/i] },
  'connect show': { calls: ['showConnection'] },
  'connect add': { calls: ['connect'], says: ['connection.connect', /connect/i] },
  'connect arm': { calls: ['arm'], says: ['connection.arm', /^arm/i] },
  'connect disarm': { calls: ['disarm'], says: ['connection.disarm', /disarm/i] },
  doctor: { calls: ['diagnoseConnection'] },
  login: { calls: ['signIn', 'signOut', 'whoAmI'] },
  'admin token create': { calls: ['makeToken'] },
  'admin token list': { calls: ['listTokens'], says: ['tokens.title', /API tokens/] },
  'admin token revoke': { calls: ['revokeToken'], says: ['tokens.revoke', /revoke/i] },
  'admin sign-in-link':
    'It is for whoever cannot sign in, and so stands before the portal; whoever is in it adds a person.',
  'admin tenant list': { calls: ['listTenants'], says: ['tenants.title', /tenants/i] },
  'admin tenant create': { calls: ['makeTenant'] },
  'admin tenant rules': { calls: ['showRulebook'], says: ['rulebook.title', /rulebook/i] },
  'admin tenant hours': { calls: ['showTenant'], says: ['hours.title', /windows and freezes/i] },
  'admin tenant set': { calls: ['showTenant', 'changeTenant'] },
  'admin tenant archive': { calls: ['archiveTenant'], says: ['life.archive', /archive/i] },
  'admin tenant reopen': { calls: ['reopenTenant'], says: ['life.reopen', /take up again/i] },
  'admin tenant export': { calls: ['exportTenant'], says: ['life.export', /export/i] },
  'admin tenant verify':
    'It proves an export without the server that made it; a page of that server would ask for belief.',
  'admin tenant delete': { calls: ['deleteTenant'], says: ['life.delete', /delete/i] },
  'admin log': 'The log of the installation is about no tenant, and every page of the portal is about one.',
  serve: 'It is what serves the portal.',
  worker: 'It works beside the server that serves the portal.',
  health: 'It is for whoever restarts what is not well, on the machine itself.',
  'store info': 'The database is looked after from the machine it is on, also when no server runs.',
  'store migrate': 'The database is looked after from the machine it is on, also when no server runs.',
  'store copy': 'The database is looked after from the machine it is on, also when no server runs.',
  'store backup': 'The database is looked after from the machine it is on, also when no server runs.',
  'store restore': 'The database is looked after from the machine it is on, also when no server runs.',
  'twin clock': "The twin plays Microsoft's side; in the portal that would stand beside what is real.",
  'twin open': { calls: ['openSample'], says: ['empty.sample.do', /open/i] },
  'twin fault list': "The twin plays Microsoft's side; in the portal that would stand beside what is real.",
  'twin fault inject': "The twin plays Microsoft's side; in the portal that would stand beside what is real.",
  'twin act': "The twin plays Microsoft's side; in the portal that would stand beside what is real.",
  completion: 'It is for a shell.',
  version: 'It is about the program on this machine.',
};

/** Routes that the portal does not call, and no command that the portal has needs. */
const unused: Readonly<Partial<Record<RouteName, string>>> = {
  makeSignInLink: 'admin sign-in-link',
  listInstallationLog: 'admin log',
  listLogArchives: 'report archive list',
  verifyInstallationLog: 'admin log',
  listWorkers: 'The command doctor tells of them, on the machine whose store they share.',
  turnTwinClock: 'twin clock',
  showTwinClock: 'twin clock',
  listTwinFaults: 'twin fault list',
  injectTwinFault: 'twin fault inject',
  actInTwin: 'twin act',
  reportCampaign: 'The page of the campaign shows the same, and its report has it as a file.',
  showMove: 'Attempts are shown with their server and their campaign.',
  showCoverage: 'The report of a campaign has it by server.',
  scoreShadow: 'For programs; the report of a campaign has it.',
  postUpload: 'For collectors.',
  putUpload: 'For collectors.',
};

/** Routes that only a browser needs. */
const ofBrowsers: ReadonlySet<string> = new Set(['showSignInWays', 'beginSignIn', 'choosePassword', 'listCampaigns']);

const sources = projectFiles()
  .filter((path) => /^src\/web\/.*\.tsx?$/.test(path) && path !== 'src/web/api/addresses.ts')
  .map((path) => readFileSync(path, 'utf8'))
  .join('\n');
const rows = Object.entries(table).filter((row): row is [string, InPortal] => typeof row[1] !== 'string');

describe('the portal has what the command line has', () => {
  test('every command is in the table, and the table names no other', () => {
    expect(Object.keys(table).sort()).toEqual(commands.map(({ path }) => path).sort());
  });

  test('what the table says the portal calls is called by a screen', () => {
    const called = rows.flatMap(([, { calls }]) => calls);
    expect(called.filter((name) => !new RegExp(`['"]${name}['"]`).test(sources))).toEqual([]);
  });

  test('every address of the portal belongs to a command, or is of browsers alone', () => {
    const known = new Set<string>(rows.flatMap(([, { calls }]) => calls));
    expect(Object.keys(addresses).filter((name) => !known.has(name) && !ofBrowsers.has(name))).toEqual([]);
  });

  test('every route is called by the portal, or there is a reason why it is not', () => {
    const silent = Object.keys(routes).filter((name) => !(name in addresses));
    expect(silent.sort()).toEqual(Object.keys(unused).sort());
    for (const reason of Object.values(unused)) expect(reason in table || reason.endsWith('.'), reason).toBe(true);
  });

  test('both use the same words', () => {
    const differing = rows.filter(([, { says }]) => says !== undefined && !says[1].test(en[says[0]]));
    expect(differing.map(([command, { says }]) => [command, en[says?.[0] ?? 'product']])).toEqual([]);
  });
});
