/** A query that the product runs and that anybody may run: its text stands here, and nowhere else. */
interface HuntingQuery {
  readonly title: string;
  readonly kql: string;
  readonly proves: string;
  /** What one must not read out of its answer. */
  readonly provesNot: readonly string[];
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
  },
};
