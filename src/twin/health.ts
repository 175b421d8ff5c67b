/** What the health page can say about a sensor; names as on learn.microsoft.com/defender-for-identity/health-alerts, seen 2026-09. */
interface IssueKind {
  readonly typeId: string;
  readonly displayName: string;
  readonly description: string;
  readonly severity: 'low' | 'medium' | 'high';
  /** Closes when the v3 sensor takes over, because only the v2 sensor can have it. */
  readonly v2Only: boolean;
  readonly recommendation: string;
}

export const issueKinds = {
  'capture-incomplete': {
    typeId: '1023',
    displayName: 'Some network traffic is not being analyzed',
    description: 'The capture component of the v2 sensor drops packets on this server.',
    severity: 'medium',
    v2Only: true,
    recommendation: 'Give the server more memory and processors, or migrate to a sensor that does not capture.',
  },
  'sensor-outdated': {
    typeId: '1017',
    displayName: 'Sensor outdated',
    description: 'The v2 sensor is three or more versions behind.',
    severity: 'medium',
    v2Only: true,
    recommendation: 'Let the sensor update itself; look at the delayed update setting.',
  },
  'service-stopped': {
    typeId: '1009',
    displayName: 'Sensor service failed to start',
    description: 'A service of the v2 sensor has not been running for half an hour.',
    severity: 'high',
    v2Only: true,
    recommendation: 'Start the service AATPSensorUpdater; reinstall the sensor when it does not start.',
  },
  'stopped-communicating': {
    typeId: '1010',
    displayName: 'Sensor stopped communicating',
    description: 'No message came from the sensor for five minutes.',
    severity: 'medium',
    v2Only: false,
    recommendation: 'See whether the server is up and can reach the service.',
  },
  'rpc-audit-missing': {
    typeId: '1041',
    displayName: 'Sensor v3.x RPC Audit Misconfigured',
    description: 'The v3 sensor sees no RPC audit events on this server.',
    severity: 'low',
    v2Only: false,
    recommendation: 'Configure RPC auditing for the server.',
  },
} as const satisfies Record<string, IssueKind>;

export type IssueKindName = keyof typeof issueKinds;

export interface HealthIssue {
  readonly id: string;
  readonly key: number;
  readonly kind: IssueKindName;
  status: 'open' | 'closed' | 'suppressed';
  readonly createdAt: number;
  modifiedAt: number;
}

const severityRank = { low: 1, medium: 2, high: 3 } as const;
const statusByRank = ['healthy', 'notHealthyLow', 'notHealthyMedium', 'notHealthyHigh'] as const;

/** The health of a sensor is its worst open issue. */
export function healthStatusOf(open: readonly HealthIssue[]): string {
  const worst = open.reduce((rank, issue) => Math.max(rank, severityRank[issueKinds[issue.kind].severity]), 0);
  return statusByRank[worst] ?? 'healthy';
}
