import { hourMs, minuteMs } from '../../../src/domain/time.ts';
import type { Portal } from './portal.ts';

const actor = 'os:anna';

/** The bank accepts that syslog goes, which is what keeps most of its servers from being ready. */
export async function acceptFeatureLoss({ control, tenantId }: Portal): Promise<void> {
  await control.check(actor, tenantId, 'all', true);
  const tasks = await control.store.tasks(tenantId, { state: ['open'], kind: ['accept-feature-loss'] }, { top: 1 });
  const [task] = tasks.value;
  if (task === undefined) throw new Error('Nobody asks for the acceptance.');
  const because = 'The SIEM reads alerts through Graph';
  await control.completeTask(actor, tenantId, task.taskId, { because });
  await control.check(actor, tenantId, 'all', true);
}

/** A campaign in two waves, under way: some of it observed, one server still migrating that will run out of its time. */
export async function aCampaignUnderWay(portal: Portal, name = 'Berlin and Munich', who = actor): Promise<string> {
  const { control, tenantId, twin } = portal;
  await acceptFeatureLoss(portal);
  const plan = await control.makePlan(who, tenantId, {
    name,
    selector: 'BER-DC1 BER-DC2 MUC-DC1 MUC-DC3 MUC-DC4',
    demand: 'service',
    waves: {
      canary: false,
      strata: [],
      order: {
        kind: 'explicit',
        waves: [
          { name: 'Berlin first', hosts: ['BER-DC1', 'BER-DC2', 'MUC-DC3'] },
          { name: 'Munich', hosts: ['MUC-DC1', 'MUC-DC4'] },
        ],
      },
    },
  });
  const { campaign } = await control.apply(who, tenantId, plan, false);
  if (campaign === null) throw new Error('The campaign did not begin.');
  await twin.turn({ advanceMs: 40 * minuteMs });
  return campaign.campaignId;
}

/** The server that does not make it is put back by the service, and the campaign is held. */
export async function letTwoHoursPass({ twin }: Portal): Promise<void> {
  await twin.turn({ advanceMs: 2 * hourMs });
}

/** A plan that waits for somebody other than its author. */
export async function aPlanToApprove({ control, tenantId }: Portal): Promise<string> {
  const plan = await control.makePlan(actor, tenantId, {
    name: 'Hamburg',
    selector: 'site:Hamburg',
    demand: 'service',
    rules: { approval: { people: 1 } },
  });
  return plan.digest;
}
