import type { CheckCase } from '../shape.ts';

export const cases: readonly CheckCase[] = [
  {
    name: 'S3-01 Windows Server 2019 passes',
    facts: { 'os.build': 17763, roles: ['domainController'] },
    expect: { verdict: 'pass', reason: '' },
  },
  { name: 'S3-01 Windows Server 2022 passes', facts: { 'os.build': 20348 }, expect: { verdict: 'pass', reason: '' } },
  {
    name: 'S3-01 Windows Server 2025 passes',
    facts: { 'os.build': 26100, 'mdi.sensorType': 'domainControllerIntegrated' },
    expect: { verdict: 'pass', reason: '' },
  },
  {
    name: 'S3-01 Windows Server 2016 is unsupported',
    facts: { 'os.build': 14393 },
    expect: { verdict: 'fail', reason: 'os-unsupported', disposition: 'unsupported' },
  },
  {
    name: 'a build between the known branches is unknown and not passed',
    facts: { 'os.build': 25398 },
    expect: { verdict: 'unknown', reason: 'os-branch-unknown' },
  },
  {
    name: 'a build newer than every known branch is unknown and not passed',
    facts: { 'os.build': 29000 },
    expect: { verdict: 'unknown', reason: 'os-branch-unknown' },
  },
  {
    name: 'a build that is a text is unknown',
    facts: { 'os.build': '20348' },
    expect: { verdict: 'unknown', reason: 'os-unknown' },
  },
  {
    name: 'S3-01 a Windows for people is no server, although it shares its build with one',
    facts: { 'os.build': 26100, 'os.productName': 'Windows 11 Enterprise', 'os.installationType': 'Client' },
    expect: { verdict: 'fail', reason: 'os-unsupported', disposition: 'unsupported', says: ['Windows 11 Enterprise'] },
  },
  {
    name: 'S3-01 a Windows for people is known by its name alone, also where the registry has the name of the one before',
    facts: { 'os.build': 26100, 'os.productName': 'Microsoft Windows 10 Pro' },
    expect: { verdict: 'fail', reason: 'os-unsupported', disposition: 'unsupported' },
  },
  {
    name: 'S3-01 an installation type of a Windows for people is enough',
    facts: { 'os.build': 17763, 'os.installationType': 'Client' },
    expect: { verdict: 'fail', reason: 'os-unsupported', disposition: 'unsupported' },
  },
  {
    name: 'S3-01 a server is known by its name and type',
    facts: {
      'os.build': 20348,
      'os.productName': 'Windows Server 2022 Standard',
      'os.installationType': 'Server Core',
    },
    expect: { verdict: 'pass', reason: '' },
  },
  {
    name: 'S3-01 a build of server and client alike is unknown and not passed while nothing says which it is',
    facts: { 'os.build': 26100, roles: [] },
    expect: { verdict: 'unknown', reason: 'os-unknown', says: ['Windows 11'] },
  },
  { name: 'a missing build is unknown', expect: { verdict: 'unknown', reason: 'os-unknown' } },
];
