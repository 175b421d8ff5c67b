/**
 * The hunting queries that the twin answers, by exact text. Until the twin has a query engine, the text is the
 * contract: a query that differs by one word is a 400, as a wrong query would be.
 */
export const deviceIdentityQuery = `DeviceInfo
| where OnboardingStatus == "Onboarded" and isempty(MergedToDeviceId)
| summarize arg_max(Timestamp, DeviceName, OSPlatform, OSBuild, OsBuildRevision, ClientVersion, SensorHealthState, DeviceRoles, ConnectivityType) by DeviceId`;

const digits = ['"0", "1", "2", "3"', '"4", "5", "6", "7"', '"8", "9", "a", "b"'];

/** The same by the first digit of the id, for inventories that do not fit into one answer; and which ids each part has. */
export const deviceIdentityParts: readonly { readonly text: string; readonly has: (id: string) => boolean }[] = [
  ...digits.map((list) => ({
    text: `${deviceIdentityQuery}\n| where substring(tolower(DeviceId), 0, 1) in (${list})`,
    has: (id: string) => list.includes(`"${id.charAt(0).toLowerCase()}"`),
  })),
  {
    text: `${deviceIdentityQuery}\n| where substring(tolower(DeviceId), 0, 1) !in (${digits.join(', ')})`,
    has: (id) => !digits.join().includes(`"${id.charAt(0).toLowerCase()}"`),
  },
];

/** Which domain controllers sent identity events in the last hour: detection coverage. */
export const identityActivityQuery = `IdentityLogonEvents
| where Timestamp > ago(1h)
| summarize Events = count(), LastSeen = max(Timestamp) by DestinationDeviceName`;
