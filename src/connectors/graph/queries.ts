import type { DefenderService } from '../../engine/ports/service.ts';

export type QueryName = Parameters<DefenderService['hunt']>[0];

/**
 * The hunting queries of our library.
 * `arg_max(Timestamp, ...)` takes the newest row of each device; the reverse order of arguments, found on one page, would take the alphabetically largest value.
 * Records that were merged into another device are left out: they are the same machine a second time.
 */
export const queries: Readonly<Record<QueryName, string>> = {
  'device-identity': [
    'DeviceInfo',
    '| where OnboardingStatus == "Onboarded" and isempty(MergedToDeviceId)',
    '| summarize arg_max(Timestamp, DeviceName, OSPlatform, OSBuild, OsBuildRevision, ClientVersion, SensorHealthState, DeviceRoles, ConnectivityType) by DeviceId',
  ].join('\n'),
  'identity-activity': [
    'IdentityLogonEvents',
    '| where Timestamp > ago(1h)',
    '| summarize Events = count(), LastSeen = max(Timestamp) by DestinationDeviceName',
  ].join('\n'),
};
