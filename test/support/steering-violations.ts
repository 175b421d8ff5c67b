import type { World } from './world.ts';

/* Checkers of I6 and I8: they read the log alone, link after link, and share no code with the engine. */

interface MoveTold {
  readonly campaignId: string | null;
  readonly event: { readonly kind: string } | null;
  readonly wave: number;
  readonly state: { readonly kind: string; readonly problem?: { readonly code: string }; readonly isDrill?: boolean };
}
interface CampaignTold {
  readonly state: string;
  readonly progress: { readonly steering: { readonly accepted: readonly { readonly moveId: string }[] } };
}

interface Story {
  state: string;
  accepted: ReadonlySet<string>;
  /** Moves between their grant and their end, an observed one included: it can still go back. */
  readonly underWay: Set<string>;
  readonly failed: Set<string>;
  /** The drill of each wave: one move, and no failure. */
  readonly drills: Map<number, string>;
  /** How many were under way when the engine held it, or when a person stopped it, after which it starts nothing that could be held; null: neither happened, or it was resumed since. */
  atEnd: number | null;
  wasAborted: boolean;
}

const failures: ReadonlySet<string> = new Set(['failed', 'reverted', 'rolledBack']);
const resting: ReadonlySet<string> = new Set(['queued', 'committed', 'abandoned', ...failures]);

export async function steeringViolations({ store, tenantId }: World): Promise<readonly string[]> {
  const found: string[] = [];
  const stories = new Map<string, Story>();
  for await (const { events } of store.links(tenantId, 0)) {
    for (const { subjectType, subjectId, payload } of events) {
      if (subjectType === 'campaign') tellCampaign(stories, subjectId, payload as unknown as CampaignTold);
      if (subjectType !== 'move') continue;
      const told = payload as unknown as MoveTold;
      const story = told.campaignId === null ? undefined : stories.get(told.campaignId);
      if (story === undefined || told.state === undefined) continue;
      if (told.event?.kind === 'granted' && story.state !== 'running')
        found.push(`I6: a move was granted while its campaign was ${story.state}.`);
      tellMove(story, subjectId, told);
    }
  }
  const campaigns = await store.campaigns(tenantId);
  for (const { campaignId, name, plan } of campaigns) {
    const story = stories.get(campaignId);
    if (story === undefined || story.wasAborted) continue;
    if (story.drills.size > 0 && !plan.rules.gate.some(({ kind }) => kind === 'rollback-drill'))
      found.push(`I8: a server of ${name} was rolled back as a drill, and its plan asks for none.`);
    const counted = [...story.failed].filter((moveId) => !story.accepted.has(moveId)).length;
    const most = plan.rules.budget.failures + (story.atEnd ?? 0);
    if (counted > most)
      found.push(
        `I8: ${counted} failures of ${name} count; its budget and what was in flight when it was held or stopped allow ${most}.`,
      );
  }
  return found;
}

function tellCampaign(stories: Map<string, Story>, campaignId: string, { state, progress }: CampaignTold): void {
  const fresh: Story = {
    state,
    accepted: new Set(),
    underWay: new Set(),
    failed: new Set(),
    drills: new Map(),
    atEnd: null,
    wasAborted: false,
  };
  const story = stories.get(campaignId) ?? fresh;
  // The failure that trips it is no longer under way then; it is what the budget was exceeded by.
  if (state === 'tripped' && story.state !== 'tripped')
    story.atEnd = Math.max(story.atEnd ?? 0, story.underWay.size + 1);
  if (state === 'stopping' && story.state !== 'stopping') story.atEnd = Math.max(story.atEnd ?? 0, story.underWay.size);
  // Who resumes it has accepted what counted too much: what fails from now on is held against the budget alone.
  if (state === 'running') story.atEnd = null;
  if (state === 'aborting') story.wasAborted = true;
  story.state = state;
  story.accepted = new Set(progress.steering.accepted.map(({ moveId }) => moveId));
  stories.set(campaignId, story);
}

function tellMove(story: Story, moveId: string, { wave, state: { kind, problem, isDrill } }: MoveTold): void {
  if (resting.has(kind)) story.underWay.delete(moveId);
  else story.underWay.add(moveId);
  if (isDrill === true && !story.drills.has(wave)) story.drills.set(wave, moveId);
  if (isDrill === true && story.drills.get(wave) === moveId) return;
  // A request that the connection lost is no failure of the server.
  if (failures.has(kind) && problem?.code.startsWith('connection-') !== true) story.failed.add(moveId);
  else story.failed.delete(moveId);
}
