/**
 * The hunting queries that the twin answers, by exact text. Until the twin has a query engine, the text is the
 * contract: a query that differs by one word is a 400, as a wrong query would be.
 */
export const deviceIdentityQuery = `DeviceInfo
| where OnboardingStatus == "Onboarded" and isempty(MergedToDeviceId)
| summarize arg_max(Timestamp, DeviceName, OSPlatform, OSBuild, OsBuildRevision, ClientVersion, SensorHealthState, DeviceRoles, ConnectivityType) by DeviceId`;

/** Which domain controllers sent identity events in the last hour: detection coverage. */
export const identityActivityQuery = `IdentityLogonEvents
| where Timestamp > ago(1h)
| summarize Events = count(), LastSeen = max(Timestamp) by DestinationDeviceName`;
