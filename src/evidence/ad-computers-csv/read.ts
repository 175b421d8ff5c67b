import type { TableFormat } from '../table.ts';

/**
 * `Get-ADComputer ... | Export-Csv`, or the console's export. Active Directory knows the build of Windows and not its revision:
 * such a table can never prove that a cumulative update is installed. The site is in it only when somebody added it.
 */
export const adComputersCsv: TableFormat = {
  format: 'ad-computers-csv',
  source: 'csv-ad-computers',
  title: 'Computers of Active Directory',
  headers: {
    name: ['name', 'cn', 'computername', 'hostname', 'samaccountname'],
    fqdn: ['dnshostname', 'fqdn', 'dnsname', 'hostnamefqdn'],
    domain: ['domain', 'domainname'],
    site: ['site', 'adsite', 'sitename'],
    distinguishedName: ['distinguishedname', 'dn'],
    'account.enabled': ['enabled'],
    'os.productName': ['operatingsystem', 'os'],
    'os.versionText': ['operatingsystemversion', 'osversion'],
  },
  ignored: ['objectguid', 'objectclass', 'sid', 'userprincipalname', 'operatingsystemservicepack', 'objectsid'],
  isOne(targets) {
    const hasName = targets.has('name') || targets.has('fqdn') || targets.has('host.fqdn');
    const signs = [
      'fqdn',
      'distinguishedName',
      'os.versionText',
      'os.productName',
      'os.build',
      'site',
      'account.enabled',
    ];
    return hasName && signs.filter((target) => targets.has(target)).length >= 2;
  },
};
