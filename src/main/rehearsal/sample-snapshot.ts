import type { FloorWaiver } from '../../domain/campaign/rules.ts';
import type { Plan } from '../../domain/plan/document.ts';
import { dayMs, type Instant } from '../../domain/time.ts';
import { controlKeyHeader } from '../../twin/control.ts';
import { type SampleEstateName, sampleEstates } from '../../twin/sample-estates.ts';
import { type Snapshot, takeSnapshot } from './snapshot.ts';
import { type Scratch, type Stage, setStage } from './stage.ts';

const actor = 'user:rehearsal';

/** The same hosts whenever somebody asks, so that two plans can be compared. */
const estateSeed = 1;
const waivedMs = 200 * dayMs;

/**
 * A sample estate instead of the own one: a plan over all that is ready there, with the rules of the given plan and as many waves. Waivers are
 * of sites that the sample does not have, and stay behind; what stands alone in the sample has one of its own, or it would wait for ever.
 */
export async function sampleSnapshot(
  scratch: Scratch,
  name: SampleEstateName,
  { plan, tenant, at }: Snapshot,
): Promise<Snapshot> {
  const sample = sampleEstates[name];
  const facts = { ...tenant.facts, featureLossAcceptedBy: 'user:rehearsal: It is the sample.' };
  const stage = await setStage(scratch, {
    tenant: { ...tenant, facts },
    hosts: [],
    estate: sample.build({ hosts: sample.hosts?.rehearsal ?? 0, seed: estateSeed, startAt: at }),
    seed: 1,
    startAt: at,
  });
  await bringFacts(stage, at);
  const made = await planLike(stage, plan, await waiversOfTheLonely(stage, at + waivedMs));
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

async function waiversOfTheLonely({ store, tenantId }: Stage, expiresAt: Instant): Promise<readonly FloorWaiver[]> {
  const counts = { site: new Map<string, number>(), domain: new Map<string, number>() };
  for (const { site, domain, hosts } of await store.protection(tenantId, 0)) {
    counts.site.set(site, (counts.site.get(site) ?? 0) + hosts);
    counts.domain.set(domain, (counts.domain.get(domain) ?? 0) + hosts);
  }
  return (['site', 'domain'] as const).flatMap((of) =>
    [...counts[of]]
      .filter(([, hosts]) => hosts === 1)
      .map(([name]) => ({ of, name, because: 'It stands alone in the sample.', expiresAt })),
  );
}

function planLike({ control, tenantId }: Stage, plan: Plan, waivers: readonly FloorWaiver[]): Promise<Plan> {
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
    rules: { ...rules, floor: { ...rules.floor, waivers } },
  });
}
