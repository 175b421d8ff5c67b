import type { Plan } from '../../domain/plan/document.ts';
import type { Instant } from '../../domain/time.ts';
import { bankEstate } from '../../twin/bank.ts';
import { controlKeyHeader } from '../../twin/control.ts';
import { type Snapshot, takeSnapshot } from './snapshot.ts';
import { type Scratch, type Stage, setStage } from './stage.ts';

const actor = 'user:rehearsal';

/**
 * The sample estate instead of the own one: a plan over all that is ready there, with the rules of the given plan and as many waves. Waivers are
 * of sites that the sample does not have, and stay behind.
 */
export async function bankSnapshot(scratch: Scratch, { plan, tenant, at }: Snapshot): Promise<Snapshot> {
  const facts = { ...tenant.facts, featureLossAcceptedBy: 'user:rehearsal: It is the sample.' };
  const stage = await setStage(scratch, {
    tenant: { ...tenant, facts },
    hosts: [],
    estate: bankEstate(at),
    seed: 1,
    startAt: at,
  });
  await bringFacts(stage, at);
  const made = await planLike(stage, plan);
  return await takeSnapshot(stage.store, stage.tenantId, made, at);
}

/** Sites come with an export of Active Directory, and what Graph does not show with collectors. */
async function bringFacts({ control, twin, tenantId }: Stage, observedAt: Instant): Promise<void> {
  const computers = twin.handle({
    method: 'GET',
    url: 'http://127.0.0.1:1/twin/csv/ad-computers',
    headers: { [controlKeyHeader]: twin.controlKey },
    body: '',
  });
  const bytesOf = (text: string) => new TextEncoder().encode(text);
  if (computers.kind === 'answer')
    await control.importEvidence(actor, tenantId, {
      bytes: bytesOf(computers.body),
      fileName: 'ad-computers.csv',
      observedAt,
      dryRun: false,
    });
  const documents = twin.estate().flatMap(({ host }) => twin.hostFacts(host) ?? []);
  const bytes = bytesOf(JSON.stringify(documents));
  await control.importEvidence(actor, tenantId, { bytes, fileName: 'host-facts.json', dryRun: false });
  await control.check(actor, tenantId, 'all', true);
}

function planLike({ control, tenantId }: Stage, plan: Plan): Promise<Plan> {
  const { rules, waves, channel, demand, strata, name, author } = plan;
  const percent = Math.ceil(100 / waves.length);
  return control.makePlan(author, tenantId, {
    selector: 'all',
    name,
    channel,
    demand,
    waves: {
      canary: waves[0]?.isCanary ?? false,
      strata,
      order: waves.length === 1 ? { kind: 'one' } : { kind: 'percent', percent },
    },
    rules: { ...rules, floor: { ...rules.floor, waivers: [] } },
  });
}
