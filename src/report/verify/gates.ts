import { type Campaign, type JudgedGate, partOf, wavesOf } from '../../domain/campaign/campaign.ts';
import { canonicalJson, type Json } from '../../domain/canonical.ts';
import { gateConditions, judgeCondition, judgeGate } from '../../domain/gate/judge-gate.ts';
import type { WaveView } from '../../domain/gate/wave-view.ts';
import type { PlannedWave } from '../../domain/plan/waves.ts';
import { gatesIn } from '../pack/gather.ts';
import type { Court, Entry } from './decisions.ts';
import { not, otherwise, type Ruling, same } from './findings.ts';
import { type Ledger, proofsInWords } from './ledger.ts';

type Judged = JudgedGate & { readonly wave: number };

/** Judges again every gate that an entry brings, and looks that no wave was opened without one. */
export function judgeCampaign(entry: Entry, court: Court): void {
  const { event, where } = entry;
  const { ledger, findings } = court;
  const before = ledger.campaigns.get(event.subjectId);
  const { progress } = (event.payload ?? {}) as unknown as Pick<Campaign, 'progress'>;
  if (!before || !progress) {
    findings.rule('gates', where, not('the plan of the campaign is not in the pack'));
    return;
  }
  const known = new Set(gatesIn({ progress: before.progress }).map(nameOf));
  for (const gate of gatesIn(event.payload))
    if (!known.has(nameOf(gate))) findings.rule('gates', where, judgeOne(before, gate, court));
  for (const [at, wave] of (progress.waves ?? []).entries()) {
    const hadPassed = (before.progress.waves?.[at]?.passedAt ?? null) !== null;
    if (wave.passedAt === null || hadPassed || wave.letBy !== undefined || wave.gate?.verdict === 'pass') continue;
    findings.differ(where, 'decision', `Wave ${at + 2} was opened although the gate before it had not passed.`);
  }
}

/** A judgement is another one when anything of it is. */
function nameOf(gate: Judged): string {
  return canonicalJson(gate as unknown as Json);
}

function judgeOne(campaign: { readonly plan: Campaign['plan'] }, gate: Judged, { ledger, material }: Court): Ruling {
  if (gate.view === undefined) return not('they were logged by a version that did not keep what they were judged on');
  const view = material.views.get(gate.view);
  if (view === undefined) return otherwise(`What the gate after wave ${gate.wave} was judged on is not in the pack.`);
  const fault = faultOf(view, campaign, gate, ledger);
  if (fault !== undefined) return otherwise(fault);
  const conditions = gateConditions(campaign.plan.rules.gate);
  const again = judgeGate(conditions.map((condition) => judgeCondition(condition, view)));
  const [is, was] = [again, gate].map(({ verdict, summary, findings: found, unresolved }) =>
    canonicalJson({ verdict, summary, findings: found, unresolved } as unknown as Json),
  );
  if (is === was) return same;
  if (material.isRedacted && again.verdict !== gate.verdict)
    return not('names are replaced, and the judgement depends on them');
  if (material.isRedacted) return same;
  return otherwise(
    `The gate after wave ${gate.wave} is "${gate.verdict}" in the log (${gate.summary}); judged again it is "${again.verdict}" (${again.summary}).`,
  );
}

/** Why a view is not the wave of the plan as the log tells of it; undefined when it is. */
function faultOf(
  view: WaveView,
  campaign: { readonly plan: Campaign['plan'] },
  gate: Judged,
  ledger: Ledger,
): string | undefined {
  const late =
    [...ledger.campaigns.values()].find(({ plan }) => plan.digest === campaign.plan.digest)?.progress.late ?? [];
  const plans = late.flatMap(({ digest }) => ledger.plans.get(digest)?.plan ?? []);
  const planned: PlannedWave | undefined = wavesOf({ plan: campaign.plan, late: plans })[gate.wave - 1];
  const name = `the gate after wave ${gate.wave} of ${partOf({ plan: campaign.plan, late: plans }, gate.wave).plan.name}`;
  if (view.at !== gate.judgedAt) return `What ${name} was judged on is of another instant.`;
  const ids = (hosts: readonly { readonly hostId: string }[]) => hosts.map(({ hostId }) => hostId).join();
  if (planned === undefined || ids(planned.hosts) !== ids(view.hosts))
    return `What ${name} was judged on is not the wave of the plan.`;
  for (const host of view.hosts) {
    if (host.move === null) continue;
    const told = ledger.moves.get(host.move.moveId);
    if (told === undefined || told.hostId !== host.hostId)
      return `${name} was judged on an attempt that the log does not know.`;
    // What was gathered may be older than the entry by what others wrote in between, and not older than its instant.
    const then = told.history.filter(
      ({ at }, index) => at >= view.at || (told.history[index + 1]?.at ?? view.at) >= view.at,
    );
    const seen = { kind: host.move.kind, proofs: proofsInWords(host.proofs) };
    if (!then.some(({ kind, proofs }) => kind === seen.kind && proofs === seen.proofs))
      return `${name} was judged on ${host.name} as ${seen.kind}, and with proofs, as the log does not tell of it.`;
  }
  return undefined;
}
