import type { CheckCase } from '../shape.ts';

export const cases: readonly CheckCase[] = [
  {
    name: 'S3-01 a domain controller by type and by role passes',
    facts: { 'mdi.sensorType': 'domainControllerIntegrated', roles: ['domainController'] },
    expect: { verdict: 'pass', reason: '' },
  },
  {
    name: 'S3-01 a domain controller with another role is still a domain controller',
    facts: { 'mdi.sensorType': 'domainControllerIntegrated', roles: ['domainController', 'adcs'] },
    expect: { verdict: 'pass', reason: '' },
  },
  {
    name: 'S3-03 a federation server keeps v2.x',
    facts: { 'mdi.sensorType': 'adfsIntegrated', roles: ['adfs'] },
    expect: { verdict: 'fail', reason: 'not-a-domain-controller', disposition: 'stays' },
  },
  {
    name: 'S3-03 a standalone sensor keeps v2.x',
    facts: { 'mdi.sensorType': 'domainControllerStandalone', roles: ['domainController'] },
    expect: { verdict: 'fail', reason: 'standalone-sensor', disposition: 'stays' },
  },
  {
    name: 'S3-03 a server demoted since its sensor was installed fails although its type still says domain controller',
    facts: { 'mdi.sensorType': 'domainControllerIntegrated', roles: ['entraConnect'] },
    expect: { verdict: 'fail', reason: 'not-a-domain-controller', disposition: 'stays' },
  },
  {
    name: 'a sensor type that we do not know is unknown',
    facts: { 'mdi.sensorType': 'unknown', roles: ['domainController'] },
    expect: { verdict: 'unknown', reason: 'domain-controller-unknown' },
  },
  {
    name: 'the roles alone are not enough',
    facts: { roles: ['domainController'] },
    expect: { verdict: 'unknown', reason: 'domain-controller-unknown', says: ['Sensor type'] },
  },
  {
    name: 'the sensor type alone is not enough',
    facts: { 'mdi.sensorType': 'domainControllerIntegrated' },
    expect: { verdict: 'unknown', reason: 'domain-controller-unknown', says: ['Identity roles'] },
  },
];
