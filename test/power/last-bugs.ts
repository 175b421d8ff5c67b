import type { MutantRow } from './mutant.ts';

const lastDoor = 'engine/last-door.test.ts';

/** Bugs in what is asked once more between a decision and what it leads to. */
export const lastBugs: readonly MutantRow[] = [
  [
    'I4',
    'a connection that was made read-only after the grant still sends',
    'engine/send-effects.ts',
    'if (readOnly !== null) return readOnly;',
    '',
    lastDoor,
  ],
  [
    'I4',
    'a request leaves although the verdict turned after the grant',
    'engine/send-effects.ts',
    'keptBackBy(host) ?? lapsed(host, now)',
    'keptBackBy(host)',
    lastDoor,
  ],
  [
    'I2',
    'a start that found no room asks a person to press it',
    'store/commit.ts',
    'tasks: withoutLost(tasks, [...refused]),',
    'tasks,',
    'store/races.test.ts',
  ],
  [
    'I3',
    'a start that nobody pressed is asked for on after its window closed',
    'engine/portal-starts.ts',
    'closed ?? unprovenObstacle(campaign, alarms)',
    'unprovenObstacle(campaign, alarms)',
    'engine/portal-starts.test.ts',
  ],
  [
    'I11',
    'a campaign ends under the edition that its tenant took meanwhile',
    'engine/advance-moves.ts',
    'byCampaign.get(campaignId) ?? own',
    'own',
    lastDoor,
  ],
  [
    'I13',
    'a server that a person released is pinned again at the next look',
    'engine/advance-moves.ts',
    'journey.isPinning(state) && !journey.isPinning(move.state) && !host.isPinned',
    'journey.isPinning(state) && !host.isPinned',
    lastDoor,
  ],
  [
    'I11',
    'a way back that was wanted last does not take the decision before it back',
    'journeys/sensor-v3/state-changes.ts',
    'rollbackAskedAt >= letCommit.at',
    'rollbackAskedAt < 0',
    'journeys/sensor-v3/transitions.test.ts',
  ],
  [
    'I1',
    'a server on its way back counts as one that stands',
    'journeys/sensor-v3/schedule.ts',
    'state.protectedAt === undefined || (isAskedBack && state.rollbackWaitsSince === undefined)',
    'state.protectedAt === undefined',
    'journeys/sensor-v3/transitions.test.ts',
  ],
];
