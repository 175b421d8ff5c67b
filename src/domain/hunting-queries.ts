import type { SourceId } from './fact.ts';

/** A query that the product runs and that anybody may run: its text stands here, and nowhere else. */
interface HuntingQuery {
  readonly title: string;
  readonly kql: string;
  readonly proves: string;
  /** What one must not read out of its answer. */
  readonly provesNot: readonly string[];
  /** What of its answer is kept, and what is not: nobody shall read more out of the kept rows than they hold. */
  readonly keeps: string;
  /** Under which source its rows are kept. */
  readonly source: SourceId;
  /** Its rows say by themselves when they were seen. Of such rows nobody keeps which of them the last run named again: see `ListWrite`. */
  readonly hasTimes: boolean;
  /** As which kind of file an export of its answer is taken; null: as none, so that a person who runs it sees it alone. */
  readonly takenAs: 'device-inventory-csv' | null;
}

export type HuntingQueryName = 'device-identity' | 'identity-activity';

/**
 * The hunting queries of our library.
 * `arg_max(Timestamp, ...)` takes the newest row of each device; the reverse order of arguments, found on one page, would take the alphabetically largest value.
 * Records that were merged into another device are left out: they are the same machine a second time.
 */
export const huntingQueries: Readonly<Record<HuntingQueryName, HuntingQuery>> = {
  'device-identity': {
    title: 'Device records of the onboarded servers',
    kql: [
      'DeviceInfo',
      '| where OnboardingStatus == "Onboarded" and isempty(MergedToDeviceId)',
      '| summarize arg_max(Timestamp, DeviceName, OSPlatform, OSBuild, OsBuildRevision, ClientVersion, SensorHealthState, DeviceRoles, ConnectivityType) by DeviceId',
    ].join('\n'),
    proves:
      'Which device records the service has, and what the newest row of each says of its build, its version and its state. Two records of one name are two devices to the service.',
    provesNot: [
      'A row is as old as its Timestamp: one from before the switch says nothing of the new sensor.',
      'A server without a row was not seen; that is neither well nor broken.',
      'An answer at the row limit of the place where it is run may be cut off, and what is missing may be the record that matters.',
    ],
    keeps:
      'One row a server is kept: its newest record, with the ids of all records of its name. Rows of devices that are no server here are not kept, nor how many rows the answer had. A row says when the service saw the device; whether the last run named it again is not kept.',
    source: 'hunting-device-identity',
    hasTimes: true,
    takenAs: 'device-inventory-csv',
  },
  'identity-activity': {
    title: 'Identity events of the last hour by server',
    kql: [
      'IdentityLogonEvents',
      '| where Timestamp > ago(1h)',
      '| summarize Events = count(), LastSeen = max(Timestamp) by DestinationDeviceName',
    ].join('\n'),
    proves: 'From which servers identity events came within the last hour, how many, and when the last one did.',
    provesNot: [
      'Events are counted an hour back: right after the switch they may be those of sensor v2.x.',
      'Events arrive with a delay, so the newest minutes are never whole.',
      'No event in a quiet hour is no proof of a broken sensor; compare it with what came before the switch.',
    ],
    keeps:
      'One row a server is kept. A server with a sensor that the answer does not name is kept with 0 events. Rows of machines that are no server here are not kept, nor how many rows the answer had.',
    source: 'hunting-identity-activity',
    hasTimes: false,
    takenAs: null,
  },
};

/** Whether a text names one of them. */
export function isHuntingQuery(name: string): name is HuntingQueryName {
  return Object.hasOwn(huntingQueries, name);
}
