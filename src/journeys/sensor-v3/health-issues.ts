/** One open health issue, as the fact `mdi.healthIssues` carries it: "issueTypeId|severity|title". */
export interface HealthIssue {
  readonly issueTypeId: string;
  readonly severity: string;
  readonly title: string;
}

/** Reads one entry; a text without bars is all title, so that nothing is dropped. */
export function readHealthIssue(text: string): HealthIssue {
  const first = text.indexOf('|');
  const second = first < 0 ? -1 : text.indexOf('|', first + 1);
  if (second < 0) return { issueTypeId: '', severity: '', title: text.trim() };
  return {
    issueTypeId: text.slice(0, first).trim(),
    severity: text.slice(first + 1, second).trim(),
    title: text.slice(second + 1).trim(),
  };
}

/** What makes two issues the same: the type when the service names one, else the title. */
export function issueKey(issue: HealthIssue): string {
  return issue.issueTypeId === '' ? titleKey(issue.title) : `#${issue.issueTypeId}`;
}

/** Titles differ in spelling between page, API and exports; letters and digits are what they share. */
function titleKey(title: string): string {
  return title
    .toLowerCase()
    .replace(/n['’]t\b/g, ' not')
    .replace(/[^a-z0-9]+/g, ' ')
    .trim();
}

export function isListed(issue: HealthIssue, titles: readonly string[]): boolean {
  const wanted = titleKey(issue.title);
  return titles.some((title) => wanted.startsWith(titleKey(title)));
}

/**
 * Issues that only a sensor v2.x can raise: they end with the switch, and their end is no merit of v3.x.
 * Source: health issues page of 2026-04-26, column "supported by sensor version" = 2.x, seen 2026-11-22. The page also lists
 * the directory services credentials here, yet a page of 2026-09-23 says v3.x hosts can show it; see below.
 */
export const v2OnlyHealthIssues: readonly string[] = [
  'Network configuration mismatch for sensors running on VMware',
  'A domain controller is unreachable by a sensor',
  'All of the selected capture network adapters',
  'Some of the selected capture network adapters',
  'All/Some of the selected capture network adapters',
  'Low success rate of active name resolution',
  'No traffic received from domain controller',
  'Read-only user password to expire shortly',
  'Read-only user password expired',
  'Sensor reached a memory resource limit',
  'Some Windows events are not being analyzed',
  'Some network traffic could not be analyzed',
  'Some network traffic is not being analyzed',
  'Some ETW events are not being analyzed',
  'Sensor running on an operating system that will soon become unsupported',
  'Sensor has issues with packet capturing component',
  'Power mode is not configured for optimal processor performance',
  'Sensor failed to write to the custom log path',
  'Radius accounting (VPN integration) data ingestion failures',
  'Auditing for AD CS servers is not enabled as required',
  'Sensor failed to retrieve Microsoft Entra Connect service configuration',
];

/**
 * Issues that only a sensor v3.x can raise: nobody watched for them before the switch, so that they may have been so all along.
 * Source: health issues page of 2026-04-26, column "supported by sensor version" = 3.x, seen 2026-11-22.
 */
export const v3OnlyHealthIssues: readonly string[] = ['Sensor v3.x RPC Audit Misconfigured'];

/**
 * While v2.x sensors with a directory service account remain, its credentials are checked on every sensor, v3.x ones
 * included, which do not use it. Source: sensor v3.x page of 2026-09-23 and action accounts page of 2026-07-02, seen 2026-11-21.
 */
export const expectedHealthIssues: readonly string[] = ['Directory services user credentials are incorrect'];
