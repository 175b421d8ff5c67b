import { fqdnOf, type SensorType, type ServerRole } from './server.ts';
import type { World } from './world.ts';

const typeWords: Record<SensorType, string> = {
  domainControllerIntegrated: 'Domain controller Sensor',
  domainControllerStandalone: 'Domain controller Standalone Sensor',
  adfsIntegrated: 'AD FS Sensor',
  adcsIntegrated: 'AD CS Sensor',
  adConnectIntegrated: 'Entra Connect Sensor',
};

const serviceWords: Readonly<Record<string, string>> = {
  running: 'Running',
  starting: 'Starting',
  disabled: 'Disabled',
  stopped: 'Stopped',
  onboarding: 'Onboarding',
  unknown: 'Unknown',
};

const deploymentWords: Readonly<Record<string, string>> = {
  upToDate: 'Up to date',
  outdated: 'Outdated',
  updating: 'Updating',
  syncing: 'Syncing',
  disconnected: 'Disconnected',
};

/** What the portal's Export on the Sensors page gives: a byte order mark, words for people, local-looking dates. */
export function sensorsCsv(world: World): string {
  const head =
    'Sensor,Type,Domain,Version,Delayed update,Service status,Sensor status,Health status,Health issues,Created';
  const lines = world.servers.flatMap((server) => {
    const { facts } = server;
    if (facts.sensorType === null) return [];
    const row = world.rowOf(server);
    return [
      [
        row.displayName,
        typeWords[facts.sensorType],
        row.domainName,
        row.version,
        facts.delayedUpdate ? 'Enabled' : 'Disabled',
        serviceWords[row.serviceStatus] ?? row.serviceStatus,
        deploymentWords[row.deploymentStatus] ?? row.deploymentStatus,
        row.healthStatus === 'healthy' ? 'Healthy' : 'Not healthy',
        String(row.openHealthIssuesCount),
        `"${portalDate(row.createdAt)}"`,
      ].join(','),
    ];
  });
  return `\uFEFF${[head, ...lines].join('\r\n')}\r\n`;
}

/** What PowerShell 5.1 writes for the domain's computers, with the site that Get-ADDomainController knows. */
export function adComputersCsv(world: World): string {
  const head = [
    'Name',
    'DNSHostName',
    'OperatingSystem',
    'OperatingSystemVersion',
    'Enabled',
    'DistinguishedName',
    'Site',
  ];
  const lines = world.servers.map(({ facts }) => {
    const container = containerOf(facts.roles);
    const suffix = facts.domain.split('.').map((label) => `DC=${label}`);
    return [
      facts.name,
      fqdnOf(facts),
      facts.osProductName,
      `10.0 (${facts.osBuild})`,
      'True',
      [`CN=${facts.name}`, container, ...suffix].join(','),
      facts.site,
    ];
  });
  const quoted = [head, ...lines].map((line) => line.map((cell) => `"${cell}"`).join(','));
  return `${['#TYPE Selected.Microsoft.ActiveDirectory.Management.ADComputer', ...quoted].join('\r\n')}\r\n`;
}

function containerOf(roles: readonly ServerRole[]): string {
  if (roles.includes('domainController')) return 'OU=Domain Controllers';
  return roles.length > 0 ? 'OU=Servers' : 'OU=Computers';
}

/** "Mar 3, 2025 9:14 AM", in UTC. */
function portalDate(at: number): string {
  const date = new Date(at);
  const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
  const hours = date.getUTCHours();
  const minutes = String(date.getUTCMinutes()).padStart(2, '0');
  const half = hours < 12 ? 'AM' : 'PM';
  return `${months[date.getUTCMonth()]} ${date.getUTCDate()}, ${date.getUTCFullYear()} ${hours % 12 || 12}:${minutes} ${half}`;
}
