import type { Plan } from '../../src/domain/plan/document.ts';
import type { Store } from '../../src/engine/ports/store.ts';

/* What the log tells, link after link, kept by code that shares none with the engine: neither its fold nor its tables of states. */

export interface CampaignStory {
  readonly campaignId: string;
  readonly plan: Plan;
  state: string;
  because: string;
  openWave: number;
  waves: readonly { readonly passedAt: number | null; readonly letBy?: unknown }[];
  accepted: ReadonlySet<string>;
}

export interface MoveStory {
  readonly moveId: string;
  readonly hostId: string;
  readonly campaignId: string | null;
  readonly attempt: number;
  readonly wave: number;
  state: { readonly kind: string; readonly [member: string]: unknown };
  waitingFor: string | null;
  proofs: readonly { readonly proof: string; readonly verdict: string; readonly isRequired: boolean }[];
  version: number;
  /** The instants of its grants that were not withdrawn. */
  grantedAt: number | null;
}

interface HostStory {
  readonly hostId: string;
  /** As it was registered; a fault may rename the machine. */
  readonly firstFqdn: string;
  fqdn: string;
  name: string;
  site: string;
  domain: string;
  verdict: string;
  isPinned: boolean;
  /** By a person, with a reason. */
  isHeld: boolean;
}

export interface TaskStory {
  readonly taskId: string;
  readonly kind: string;
  readonly key: string;
  readonly hostId: string | undefined;
  readonly moveId: string | undefined;
  readonly campaignId: string | undefined;
  readonly choices: readonly string[];
  readonly openedAt: number;
  state: string;
}

interface ApprovalStory {
  readonly digest: string;
  readonly wave: number;
  readonly person: string;
  readonly decision: string;
  readonly decidedAt: number;
  readonly expiresAt: number | null;
  readonly withdrawnAt: number | null;
}

interface Told {
  readonly kind: string;
  readonly subjectType: string;
  readonly subjectId: string;
  readonly payload: Readonly<Record<string, unknown>>;
  readonly actor: string;
}

/** One link of the log with what it changed. */
export interface LinkTold {
  readonly seq: number;
  readonly at: number;
  readonly events: readonly Told[];
  /** Moves that were granted in it, as they are after it. */
  readonly granted: readonly MoveStory[];
  /** Host releases, commits and all else that checkers look for is in `events`. */
  readonly changedMoves: readonly {
    readonly move: MoveStory;
    readonly versionBefore: number;
    readonly event: string;
  }[];
}

export class Chronicle {
  readonly campaigns = new Map<string, CampaignStory>();
  readonly moves = new Map<string, MoveStory>();
  readonly hosts = new Map<string, HostStory>();
  readonly tasks = new Map<string, TaskStory>();
  readonly approvals = new Map<string, ApprovalStory>();
  seq = 0;

  /** Reads what was written since, and gives each link to `onLink` when everything in it is known. */
  async readOn(store: Store, tenantId: string, onLink: (link: LinkTold) => void): Promise<void> {
    for await (const { link, events } of store.links(tenantId as never, this.seq)) {
      this.seq = link.seq;
      const told = events.map((event) => ({
        kind: event.kind,
        subjectType: event.subjectType,
        subjectId: event.subjectId,
        payload: event.payload as Readonly<Record<string, unknown>>,
        actor: event.personal.actor?.value ?? '',
      }));
      const changed: { move: MoveStory; versionBefore: number; event: string }[] = [];
      events.forEach((event, at) => {
        const one = told[at];
        if (one === undefined) return;
        const secret = (name: string) => event.personal[name]?.value;
        if (one.subjectType === 'move' && one.payload.state !== undefined) changed.push(this.#tellMove(one, link.at));
        else if (one.subjectType === 'campaign') this.#tellCampaign(one, secret);
        else if (one.subjectType === 'host') this.#tellHost(one, secret);
        else if (one.subjectType === 'task') this.#tellTask(one);
        else if (one.kind.startsWith('approval-')) this.#tellApproval(one, link.at, secret);
      });
      const granted = changed.filter(({ event }) => event === 'granted').map(({ move }) => move);
      onLink({ seq: link.seq, at: link.at, events: told, granted, changedMoves: changed });
    }
  }

  openTasks(): readonly TaskStory[] {
    return [...this.tasks.values()].filter((task) => task.state === 'open');
  }

  #tellMove({ subjectId, payload }: Told, at: number) {
    const { kind: event = '' } = (payload.event ?? {}) as { readonly kind?: string };
    const known = this.moves.get(subjectId);
    const move: MoveStory = known ?? {
      moveId: subjectId,
      hostId: String(payload.hostId),
      campaignId: payload.campaignId as string | null,
      attempt: Number(payload.attempt),
      wave: Number(payload.wave),
      state: payload.state as MoveStory['state'],
      waitingFor: null,
      proofs: [],
      version: 0,
      grantedAt: null,
    };
    const versionBefore = move.version;
    move.state = payload.state as MoveStory['state'];
    move.waitingFor = payload.waitingFor as string | null;
    move.proofs = payload.proofs as MoveStory['proofs'];
    move.version = Number(payload.version);
    if (event === 'granted') move.grantedAt = at;
    if (event === 'withdrawn') move.grantedAt = null;
    this.moves.set(subjectId, move);
    return { move, versionBefore, event };
  }

  #tellCampaign({ subjectId, payload }: Told, secret: (name: string) => string | undefined): void {
    const progress = payload.progress as {
      readonly openWave: number;
      readonly waves: CampaignStory['waves'];
      readonly steering: { readonly because?: string; readonly accepted: readonly { readonly moveId: string }[] };
    };
    const plan = secret('plan');
    const known = this.campaigns.get(subjectId);
    if (known === undefined && plan === undefined) return;
    const story: CampaignStory = known ?? {
      campaignId: subjectId,
      plan: JSON.parse(plan ?? '{}') as Plan,
      state: '',
      because: '',
      openWave: 1,
      waves: [],
      accepted: new Set(),
    };
    story.state = String(payload.state);
    story.because = progress.steering.because ?? '';
    story.openWave = progress.openWave;
    story.waves = progress.waves;
    story.accepted = new Set(progress.steering.accepted.map(({ moveId }) => moveId));
    this.campaigns.set(subjectId, story);
  }

  #tellHost({ kind, subjectId, payload }: Told, secret: (name: string) => string | undefined): void {
    const fqdn = secret('fqdn') ?? '';
    const known = this.hosts.get(subjectId);
    const host: HostStory = known ?? {
      hostId: subjectId,
      firstFqdn: fqdn,
      fqdn,
      name: '',
      site: '',
      domain: '',
      verdict: 'unknown',
      isPinned: false,
      isHeld: false,
    };
    host.fqdn = secret('fqdn') ?? host.fqdn;
    host.name = secret('name') ?? host.name;
    host.site = secret('site') ?? host.site;
    host.domain = secret('domain') ?? host.domain;
    if (typeof payload.verdict === 'string') host.verdict = payload.verdict;
    if (typeof payload.isPinned === 'boolean') host.isPinned = payload.isPinned;
    if (kind === 'host-held') host.isHeld = true;
    if (kind === 'host-released') host.isHeld = false;
    this.hosts.set(subjectId, host);
  }

  #tellTask({ subjectId, payload }: Told): void {
    const task = payload as unknown as Omit<TaskStory, 'taskId' | 'choices'> & {
      readonly choices: readonly { readonly choice: string }[];
    };
    this.tasks.set(subjectId, {
      taskId: subjectId,
      kind: task.kind,
      key: task.key,
      hostId: task.hostId,
      moveId: task.moveId,
      campaignId: task.campaignId,
      choices: task.choices.map(({ choice }) => choice),
      openedAt: task.openedAt,
      state: task.state,
    });
  }

  #tellApproval({ kind, subjectId, payload }: Told, at: number, secret: (name: string) => string | undefined): void {
    const id = String(payload.approvalId);
    this.approvals.set(id, {
      digest: subjectId,
      wave: Number(payload.wave),
      person: secret('person') ?? '',
      decision: String(payload.decision),
      decidedAt: Number(payload.decidedAt),
      expiresAt: payload.expiresAt as number | null,
      withdrawnAt: kind === 'approval-withdrawn' ? at : null,
    });
  }
}
