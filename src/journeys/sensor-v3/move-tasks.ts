import { assertNever } from '../../domain/assert-never.ts';
import type { Host } from '../../domain/host.ts';
import type { MoveId } from '../../domain/ids.ts';
import type { TenantFacts } from '../../domain/journey.ts';
import type { Move } from '../../domain/move.ts';
import { problems } from '../../domain/problem-catalogue.ts';
import { missingProofs, type ProofVerdict } from '../../domain/proof.ts';
import type { TaskChoice, TaskDraft } from '../../domain/task.ts';
import { type Instant, minuteMs, toRfc3339 } from '../../domain/time.ts';
import { portalStartGraceMs } from './observe.ts';
import { isUndeclaredCommit } from './signs.ts';
import type { LetCommit, MoveState, Observing, RollbackCause } from './states.ts';

/** Where the portal keeps the list; the same words as the page "Start the migration" uses. */
const sensorsPage = 'In the Defender portal open Settings > Identities > On-premises > Sensors.';
const retry: TaskChoice = { choice: 'retry', title: 'The cause is addressed: try again', needsReason: true };
const accept: TaskChoice = { choice: 'accept', title: 'Leave it on v2.x', needsReason: true };

/** The start by hand, for clouds and people that do not start through Graph. */
export function portalStartTask(move: Move<MoveState>, host: Host): TaskDraft {
  return {
    key: `portal-start:${move.moveId}`,
    kind: 'portal-start',
    title: `Start the migration of ${host.name} in the portal`,
    steps: [
      sensorsPage,
      `Select ${host.name} (${host.domain}); its migration state must say Ready for migration.`,
      'Choose Migrate, read the prompt, and confirm.',
      'Proof: the state changes to Migrating; it is read every minute.',
      'Press only while this task is open: it is taken back when the server may not start any more, and asked again when it may.',
      'When it is not to start at all, decline: the server is held until somebody releases it.',
    ],
    hostId: host.hostId,
    moveId: move.moveId,
    ...(move.campaignId ? { campaignId: move.campaignId } : {}),
    ...(move.state.kind === 'requested' ? { dueAt: move.state.requestedAt + portalStartGraceMs } : {}),
    choices: [{ choice: 'started', title: 'I started it', needsReason: false }],
    warning: 'After the observation week the migration is committed and cannot be undone.',
  };
}

/** The way back while it is promised: Microsoft offers no interface for it, so a person does it and reading proves it. */
export function rollbackTask(move: Move<MoveState>, host: Host): TaskDraft {
  const { until, cause } = wayBackOf(move.state);
  return {
    key: `portal-rollback:${move.moveId}`,
    kind: 'portal-rollback',
    title: `${cause === 'drill' ? 'Drill: roll' : 'Roll'} ${host.name} back to sensor v2.x in the portal`,
    steps: [
      ...(cause === 'drill'
        ? ['The gate behind its wave asks for it: one server goes back and is moved again, to show that it can.']
        : []),
      sensorsPage,
      `Open the details of ${host.name} and choose the way back to sensor v2.x.`,
      until === null
        ? 'Do it before the service commits the migration.'
        : `Do it before ${toRfc3339(until).slice(0, 16).replace('T', ' ')} UTC: afterwards nothing can go back.`,
      `Proof: the server reports sensor v2.x again; it is read every ${cause === undefined ? 'minute' : 'five minutes'}.`,
    ],
    hostId: host.hostId,
    moveId: move.moveId,
    ...(move.campaignId ? { campaignId: move.campaignId } : {}),
    ...(until === null ? {} : { dueAt: until }),
    choices: [{ choice: 'rolled-back', title: 'I rolled it back', needsReason: false }],
  };
}

/** The floor keeps a way back: people see it, can mend what stands in its way, and can take it off again. */
export function rollbackKeptTask(move: Move<MoveState>, host: Host): TaskDraft {
  const { until } = wayBackOf(move.state);
  return {
    key: `rollback-kept:${move.moveId}`,
    kind: 'rollback-kept',
    title: `${host.name} waits for its way back: the floor has no room for it`,
    steps: [
      'Too few servers of its site or domain are seen protected, so that its way back would break the floor. It begins by itself as soon as it would not.',
      'Ways back of one site go one after the other. Where another server is dark or unprotected, see what is wrong there: changeguard overview',
      `Where no second server is known, to ask for this one alone is the decision: changeguard rollback ${host.name} --because REASON`,
      ...(until === null
        ? []
        : [
            `What has not begun by ${toRfc3339(until).slice(0, 16).replace('T', ' ')} UTC is lost: the server stays on v3.x.`,
          ]),
    ],
    hostId: host.hostId,
    moveId: move.moveId,
    ...(move.campaignId ? { campaignId: move.campaignId } : {}),
    ...(until === null ? {} : { dueAt: until }),
    choices: [
      {
        choice: 'stay',
        title: 'Take the way back off: it stays on v3.x',
        needsReason: true,
        warning: 'The migration cannot be undone after its observation week.',
      },
    ],
  };
}

function wayBackOf(state: MoveState): { readonly until: number | null; readonly cause?: RollbackCause | undefined } {
  return state.kind === 'observing' ? { until: state.rollbackUntilAt, cause: state.rollbackAskedFor } : { until: null };
}

/** The service goes back by itself, and is given the time to do so. */
const overdueUnaskedMs = 30 * minuteMs;

/** Neither ended nor gone back: the service waits for something on the server, and nobody else will see to it. */
export function overdueTasks(move: Move<MoveState>, host: Host, now: Instant): readonly TaskDraft[] {
  const { state, moveId, campaignId } = move;
  if (state.kind !== 'overdue' || now < state.overdueAt + overdueUnaskedMs) return [];
  return [
    {
      key: `overdue:${moveId}`,
      kind: 'overdue',
      title: `${host.name} neither ends its migration nor goes back: look at it`,
      steps: [
        'See that the server runs, that its sensor runs, and that it reaches the service.',
        `See what is wrong: changeguard diagnose ${host.name}`,
        `${sensorsPage} See what it says of ${host.name}; the list is read every five minutes.`,
        'Once the cause is addressed, the service ends the migration or goes back. Until then the server keeps its slot.',
      ],
      hostId: host.hostId,
      moveId,
      ...(campaignId ? { campaignId } : {}),
      choices: [{ choice: 'addressed', title: 'The cause is addressed: wait for the service', needsReason: true }],
    },
  ];
}

/** Tasks that follow from how an attempt went; aftercare has its own table. */
export function outcomeTasks(move: Move<MoveState>, host: Host, proofs: readonly ProofVerdict[]): readonly TaskDraft[] {
  const { state } = move;
  const about = {
    hostId: host.hostId,
    moveId: move.moveId,
    ...(move.campaignId ? { campaignId: move.campaignId } : {}),
  };
  if ((state.kind === 'reverted' || state.kind === 'failed') && state.acknowledgedAt === undefined) {
    return [
      {
        ...about,
        key: `acknowledge-failure:${move.moveId}`,
        kind: 'acknowledge-failure',
        title: `${host.name}: attempt ${move.attempt} ${state.kind === 'reverted' ? 'was reverted' : 'failed'}; try again?`,
        steps: [
          `What happened: ${problems[state.problem.code].title}.`,
          `See what is wrong: changeguard diagnose ${host.name}`,
          'Address the cause on the server or in the network.',
          'Choose retry for another attempt, or accept to leave it on v2.x.',
        ],
        choices: move.campaignId ? [retry, accept] : [accept],
      },
    ];
  }
  if (state.kind === 'rolledBack') {
    return [
      {
        ...about,
        key: `unpin:${move.moveId}`,
        kind: 'unpin',
        ...(state.isDrill === true
          ? {
              title: `${host.name} went back in a drill: release it, and move it again?`,
              steps: [
                `See that sensor v2.x protects it again: changeguard estate show ${host.name}`,
                'Released, it is moved again by its campaign; the gate passes when that is verified.',
              ],
              choices: [{ choice: 'release', title: 'Release it, and move it again', needsReason: true }],
            }
          : {
              title: `${host.name} was rolled back: release it for another attempt?`,
              steps: [
                'Find out why it was rolled back.',
                'Release it only when the reason is gone; until then no plan takes it.',
              ],
              choices: [{ choice: 'release', title: 'Release it', needsReason: true }],
            }),
      },
    ];
  }
  if (state.kind === 'observing') return commitTasks(move.moveId, state, host, about, proofs);
  if (isUndeclaredCommit(state)) {
    return [
      {
        ...about,
        key: `commit-unproven:${move.moveId}`,
        kind: 'commit-unproven',
        title: `${host.name} was committed before its evidence was complete`,
        steps: [
          `See what is missing: changeguard verify ${host.name}`,
          'Complete the evidence now, or decide to live without it. Until then its campaign starts no other server.',
        ],
        choices: [
          { choice: 'verified-now', title: 'Verified afterwards', needsReason: true },
          { choice: 'accepted', title: 'Accepted without complete evidence', needsReason: true },
        ],
        warning: 'The migration cannot be undone any more.',
      },
    ];
  }
  return [];
}

/** Before the commit: somebody decides while there is a way back. What goes missing after a decision is asked anew. */
function commitTasks(
  moveId: MoveId,
  { alarms = [], letCommit, rollbackUntilAt }: Observing,
  host: Host,
  about: Pick<TaskDraft, 'hostId' | 'moveId' | 'campaignId'>,
  proofs: readonly ProofVerdict[],
): readonly TaskDraft[] {
  const missing = missingProofs(proofs);
  const isCovered = letCommit !== undefined && missing.every((proof) => letCommit.covers.includes(proof));
  if (alarms.length === 0 || missing.length === 0 || isCovered || rollbackUntilAt === null) return [];
  return [
    {
      ...about,
      key: commitTaskKey(moveId, letCommit),
      kind: 'commit-decision',
      title: `${host.name} will be committed, and evidence is missing: decide`,
      steps: [
        `Missing: ${missing.join(', ')}. See how to get it: changeguard verify ${host.name}`,
        'With complete evidence nothing has to be decided.',
        `Or decide before ${toRfc3339(rollbackUntilAt).slice(0, 16).replace('T', ' ')} UTC: afterwards nothing can go back.`,
        'When nobody decides, it goes as the plan says.',
      ],
      dueAt: rollbackUntilAt,
      choices: [
        { choice: 'roll-back', title: 'Go back to sensor v2.x', needsReason: true },
        {
          choice: 'let-commit',
          title: 'Let it be committed without that evidence',
          needsReason: true,
          warning: 'The migration cannot be undone then.',
        },
      ],
    },
  ];
}

function commitTaskKey(moveId: MoveId, letCommit: LetCommit | undefined): string {
  return `commit-decision:${moveId}${letCommit === undefined ? '' : `:${letCommit.at}`}`;
}

/** Tasks that a state has made pointless: nobody is asked to press what was pressed, or to care for a sensor that is gone. */
export function mootTasks(move: Move<MoveState>): readonly string[] {
  const { state, moveId, hostId } = move;
  const start = `portal-start:${moveId}`;
  const back = `portal-rollback:${moveId}`;
  const acknowledge = `acknowledge-failure:${moveId}`;
  const late = `overdue:${moveId}`;
  const decide = commitTaskKey(moveId, undefined);
  const kept = `rollback-kept:${moveId}`;
  switch (state.kind) {
    case 'queued':
    case 'requested':
      return [];
    case 'migrating':
    case 'external':
    case 'overdue':
      return [start, acknowledge];
    case 'observing':
      if (state.rollbackAskedAt === undefined) return [start, back, kept, acknowledge, late];
      return [start, state.rollbackWaitsSince === undefined ? kept : back, acknowledge, late];
    case 'committed':
      return [start, back, kept, acknowledge, late, decide];
    case 'rolledBack':
      return [start, back, kept, late, decide, `aftercare-rpc-auditing:${hostId}`];
    case 'reverted':
    case 'failed':
      return state.acknowledgedAt === undefined ? [start, back, late] : [start, back, acknowledge, late];
    case 'abandoned':
      return [start, back, acknowledge, late];
    default:
      return assertNever(state);
  }
}

/** What v3.x does not have and the tenant uses is accepted in writing before anything moves (S3-20). */
export function tenantTasks(tenant: TenantFacts, reasons: readonly string[]): readonly TaskDraft[] {
  if (!reasons.includes('feature-loss-not-accepted')) return [];
  const used = [
    ...(tenant.usesVpnIntegration ? ['VPN integration'] : []),
    ...(tenant.usesSyslog ? ['syslog notifications'] : []),
  ];
  return [
    {
      key: 'accept-feature-loss',
      kind: 'accept-feature-loss',
      title: `Sensor v3.x has no ${used.join(' and no ')}: accept the loss?`,
      steps: [
        'Find out who relies on it (SIEM, VPN monitoring) and whether it can be replaced.',
        'Accept it in writing here, or decline and leave the servers that serve it on v2.x.',
      ],
      choices: [{ choice: 'accept', title: 'The loss is accepted', needsReason: true }],
      warning: 'After the commit of a server there is no way back to the feature on it.',
    },
  ];
}
