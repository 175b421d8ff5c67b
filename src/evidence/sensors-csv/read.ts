import type { TableFormat } from '../table.ts';

/**
 * `Sensors.csv` as the portal's Sensors page exports it. The header is not published; these are the column titles of the page
 * (learn.microsoft.com/defender-for-identity/sensor-settings, 2026-07-15, seen 2026-09), so the mapping is shown before anything is used.
 */
export const sensorsCsv: TableFormat = {
  format: 'sensors-csv',
  source: 'csv-sensors',
  title: 'Sensors of Defender for Identity, from the portal',
  headers: {
    name: ['sensor', 'sensorname', 'computer', 'computername', 'server', 'name'],
    fqdn: ['fqdn', 'dnsname', 'dnshostname', 'sensorfqdn'],
    domain: ['domain', 'domainname'],
    site: ['site', 'adsite'],
    'mdi.sensorType': ['type', 'sensortype'],
    'mdi.version': ['version', 'sensorversion'],
    'mdi.delayedUpdate': ['delayedupdate', 'delayedupdates'],
    'mdi.serviceStatus': ['servicestatus', 'sensorservicestatus'],
    'mdi.deploymentStatus': ['sensorstatus', 'deploymentstatus', 'status'],
    'mdi.healthStatus': ['healthstatus', 'sensorhealthstatus'],
    'mdi.openHealthIssues': ['healthissues', 'openhealthissues', 'healthissuescount'],
    'mdi.migrationState': ['migrationstate', 'migrationstatus'],
    'mdi.sensorId': ['sensorid', 'id'],
    'mdi.description': ['description'],
  },
  // Its dates may be of either order of day and month, and nothing depends on it.
  ignored: ['created', 'createdon', 'creationdate'],
  isOne(targets) {
    const states = [...targets].filter((target) => target.startsWith('mdi.') && target !== 'mdi.description');
    return (targets.has('name') || targets.has('fqdn') || targets.has('host.fqdn')) && states.length >= 2;
  },
};
