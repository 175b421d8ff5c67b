import type { Campaign, JudgedGate } from '../domain/campaign/campaign.ts';
import type { CampaignId } from '../domain/ids.ts';
import type { TaskDraft } from '../domain/task.ts';
import type { Instant } from '../domain/time.ts';
import { plannedOf } from './campaign-attempts.ts';
import type { EngineContext } from './context.ts';
import type { MoveRow } from './ports/store.ts';

const namesTold = 20;

/** How the keys of the questions of one wave begin: by them an answer belongs to its wave. */
export function questionsOf(campaignId: CampaignId, wave: number): string {
  return `gate-question:${campaignId}:${wave}:`;
}

/** What a gate that does not pass asks of people, as far as it is not asked already. */
export async function gateTasks(
  context: EngineContext,
  campaign: Campaign,
  gate: JudgedGate,
  { stuck, hasSettled }: { readonly stuck: readonly MoveRow[]; readonly hasSettled: boolean },
): Promise<readonly TaskDraft[]> {
  const { tenantId, campaignId } = campaign;
  const asked = await context.store.tasks(
    tenantId,
    { campaignId, kind: ['gate-decision', 'gate-question'] },
    { top: 200 },
  );
  const isOpen = (start: string) => asked.value.some((task) => task.state === 'open' && task.key.startsWith(start));
  // Whatever was decided or answered is asked anew under another key when it does not count any more.
  const round = asked.value.length;
  const wave = campaign.progress.openWave;
  const drafts: TaskDraft[] = [];
  gate.findings.forEach(({ condition, waitsFor }, at) => {
    if (condition.kind !== 'manual' || waitsFor !== 'person') return;
    const start = `${questionsOf(campaignId, wave)}${at}:`;
    if (!isOpen(start)) drafts.push(question(campaign, `${start}${round}`, condition.question));
  });
  // The moves are at rest: what still waits for them, or for evidence, comes with the next readings or not at all.
  const needsDecision = gate.findings.some(
    ({ condition, verdict, waitsFor }) =>
      verdict === gate.verdict &&
      condition.kind !== 'manual' &&
      (waitsFor === 'person' || (hasSettled && (waitsFor === 'evidence' || waitsFor === 'moves'))),
  );
  const start = `gate-decision:${campaignId}:${wave}:`;
  if ((gate.verdict === 'fail' || needsDecision || stuck.length > 0) && !isOpen(start))
    drafts.push(decision(campaign, `${start}${round}`, gate, stuck));
  return drafts;
}

function question({ campaignId, name, progress }: Campaign, key: string, asked: string): TaskDraft {
  return {
    key,
    kind: 'gate-question',
    title: `${name}, after wave ${progress.openWave}: ${asked}`,
    // The first step is the question as the plan has it: the answer is found by it.
    steps: [asked, 'The next wave begins only with a yes; a no holds the campaign.'],
    campaignId,
    choices: [
      { choice: 'yes', title: 'Yes', needsReason: false },
      { choice: 'no', title: 'No', needsReason: true },
    ],
  };
}

function decision(campaign: Campaign, key: string, gate: JudgedGate, stuck: readonly MoveRow[]): TaskDraft {
  const { campaignId, name, progress } = campaign;
  const planned = plannedOf(campaign);
  const left = stuck.map((move) => planned.get(move.hostId)?.name ?? move.hostId).sort();
  const more = left.length > namesTold ? ` and ${left.length - namesTold} more` : '';
  const goOn =
    left.length > 0
      ? { choice: 'leave-out', title: `Leave out ${left.length} that cannot start`, needsReason: true }
      : { choice: 'continue', title: 'Let the next wave begin all the same', needsReason: true };
  return {
    key,
    kind: 'gate-decision',
    title: `${name}: the gate after wave ${progress.openWave} ${gate.verdict === 'fail' ? 'failed' : 'is undecided'}; go on?`,
    steps: [
      ...gate.findings.filter((finding) => finding.verdict !== 'pass').map((finding) => finding.summary),
      ...(left.length === 0
        ? []
        : [`These have not started and will not by themselves: ${left.slice(0, namesTold).join(', ')}${more}.`]),
      'It is judged anew by itself: bring the evidence that is missing, and it may pass.',
      'To go on without it is your decision, and is kept in the log as yours.',
      ...(gate.verdict === 'fail'
        ? [`The campaign is held as well: changeguard hold resume "${name}" --because REASON`]
        : []),
    ],
    campaignId,
    choices: [goOn, { choice: 'stop', title: 'End it: finish what runs, start no more', needsReason: true }],
  };
}

/** What to do about a campaign that the engine holds. */
export function trippedTask(campaign: Campaign, because: string, names: readonly string[], at: Instant): TaskDraft {
  const told = names.slice(0, namesTold).join(', ');
  const more = names.length > namesTold ? ` and ${names.length - namesTold} more` : '';
  const accept = names.length === 0 ? '' : ` --accept ${names.slice(0, namesTold).join(' ')}`;
  return {
    key: `campaign-tripped:${campaign.campaignId}:${at}`,
    kind: 'campaign-tripped',
    title: `${campaign.name} is held: ${because}`,
    steps: [
      ...(names.length === 0 ? [] : [`It is about ${told}${more}. See what is wrong: changeguard diagnose SERVER`]),
      'Address the cause, and do the tasks of these servers. Nothing starts meanwhile; what runs goes on.',
      `Go on without them: changeguard hold resume "${campaign.name}" --because REASON${accept}`,
      `Or end it: changeguard hold stop "${campaign.name}" --because REASON`,
    ],
    campaignId: campaign.campaignId,
    choices: [
      { choice: 'resume', title: 'Go on; what failed is accepted by name', needsReason: true },
      { choice: 'stop', title: 'End it: finish what runs, start no more', needsReason: true },
    ],
  };
}
