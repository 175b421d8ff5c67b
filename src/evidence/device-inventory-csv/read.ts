import type { EvidenceRow } from '../reading.ts';
import type { TableFormat } from '../table.ts';

/**
 * The portal's export of the device inventory. The header of 2020 is known from a public report (MicrosoftDocs/windows-itpro-docs, issue 6603), today's
 * is not published, so the mapping is shown before anything is used. Its dates may be of either order of day and month, and none is read.
 * An export may be filtered: that a device has one row in it does not say that it has one record.
 */
export const deviceInventoryCsv: TableFormat = {
  format: 'device-inventory-csv',
  source: 'csv-device-inventory',
  title: 'Device inventory of Defender for Endpoint, from the portal',
  headers: {
    name: ['devicename', 'machinename', 'device', 'machine', 'computerdnsname', 'computername', 'hostname'],
    fqdn: ['fqdn', 'devicefqdn', 'dnsname'],
    domain: ['domain', 'domainname'],
    'device.id': ['deviceid', 'machineid', 'mdedeviceid', 'defenderdeviceid', 'senseid'],
    'device.health': ['healthstatus', 'sensorhealthstate', 'sensorhealth', 'healthstate', 'devicehealthstatus'],
    'device.onboardingStatus': ['onboardingstatus', 'onboardingstate', 'deviceonboardingstatus'],
    'device.tags': ['tags', 'devicetags', 'machinetags'],
    'os.versionText': ['osbuild', 'osbuildnumber', 'build'],
  },
  ignored: [
    'firstseen',
    'lastseen',
    'lastdeviceupdate',
    'lastdeviceupdated',
    'osplatform',
    'osdistribution',
    'osversion',
    'windows10version',
    'windowsversion',
    'group',
    'devicegroup',
    'machinegroup',
    'isaadjoined',
    'joinedtype',
    'aaddeviceid',
    'azureaddeviceid',
    'entradeviceid',
    'machineips',
    'deviceips',
    'ipaddress',
    'ipaddresses',
    'macaddress',
    'risklevel',
    'exposurelevel',
    'criticalitylevel',
    'assetvalue',
    'devicerole',
    'deviceroles',
    'devicetype',
    'devicecategory',
    'devicesubtype',
    'model',
    'vendor',
    'cloudplatforms',
    'managedby',
    'managedbystatus',
    'discoverysources',
    'antivirusstatus',
    'mitigationstatus',
    'isinternetfacing',
    'isexcluded',
    'exclusionstate',
  ],
  // The record's name is not the server's own word: compared with itself it would always agree.
  nameFact: 'device.fqdn',
  isOne(targets) {
    const hasName = targets.has('name') || targets.has('fqdn') || targets.has('device.fqdn');
    const signs = ['device.health', 'device.onboardingStatus', 'device.tags', 'os.versionText', 'os.build'];
    return hasName && targets.has('device.id') && signs.some((target) => targets.has(target));
  },
  combine,
};

/**
 * Several records of one name. Two live ones are what a migration fails on, and are told as such; of one live and others that are not, the live one
 * counts. Health words: learn.microsoft.com/defender-endpoint/machines-view-overview, seen 2026-11.
 */
function combine(rows: readonly EvidenceRow[]): EvidenceRow | undefined {
  const live = rows.filter(({ facts }) => isWord(facts['device.health'], 'active') && isOnboarded(facts));
  const [first, ...others] = live;
  if (first === undefined) return undefined;
  const ids = new Set(live.map(({ facts }) => String(facts['device.id'])));
  if (live.some(({ facts }) => facts['device.id'] === undefined)) return undefined;
  if (ids.size === 1) return others.length === 0 ? first : undefined;
  const { 'device.fqdn': name } = first.facts;
  return {
    ...first,
    facts: { ...(name === undefined ? {} : { 'device.fqdn': name }), 'device.records': [...ids].sort() },
  };
}

function isOnboarded(facts: EvidenceRow['facts']): boolean {
  return facts['device.onboardingStatus'] === undefined || isWord(facts['device.onboardingStatus'], 'onboarded');
}

function isWord(value: unknown, word: string): boolean {
  return typeof value === 'string' && value.trim().toLowerCase() === word;
}
