import type { CheckCase } from '../shape.ts';

const id = '1e5bc9d7e413ddd7902c2932e418702b84d0cc07';
const otherId = '2a5bc9d7e413ddd7902c2932e418702b84d0cc99';
const matching = {
  'host.fqdn': 'ber-dc1.corp.example',
  'device.fqdn': 'BER-DC1.corp.example',
  'device.records': [id],
  'device.id': id.toUpperCase(),
};

export const cases: readonly CheckCase[] = [
  {
    name: 'S3-15 one record with the same name and id passes, whatever the case of the letters',
    facts: matching,
    expect: { verdict: 'pass', reason: '' },
  },
  {
    name: 'S3-15 a server renamed after onboarding fails',
    facts: { ...matching, 'device.fqdn': 'old-dc1.corp.example' },
    expect: { verdict: 'fail', reason: 'renamed', says: ['old-dc1.corp.example', 'onboard it again'] },
  },
  {
    name: 'S3-15 a server re-onboarded under a new id fails',
    facts: { ...matching, 'device.records': [otherId] },
    expect: { verdict: 'fail', reason: 're-onboarded', says: ['stale record'] },
  },
  {
    name: 'S3-15 two live records fail even when one of them is right',
    facts: { ...matching, 'device.records': [id, otherId] },
    expect: { verdict: 'fail', reason: 'several-device-records', says: ['2 live device records'] },
  },
  {
    name: 'the same record listed twice is one record',
    facts: { ...matching, 'device.records': [id, id.toUpperCase()] },
    expect: { verdict: 'pass', reason: '' },
  },
  {
    name: 'no record at all fails',
    facts: { ...matching, 'device.records': [] },
    expect: { verdict: 'fail', reason: 'no-device-record' },
  },
  {
    name: 'a GUID on the server and forty digits in the record cannot be compared',
    facts: { ...matching, 'device.id': '3f2504e0-4f89-41d3-9a0c-0305e82c3301' },
    expect: { verdict: 'unknown', reason: 'identity-unknown', says: ['different forms'] },
  },
  {
    name: 'a missing name is unknown',
    facts: { 'device.fqdn': 'ber-dc1.corp.example', 'device.records': [id], 'device.id': id },
    expect: { verdict: 'unknown', reason: 'identity-unknown' },
  },
  {
    name: 'missing records are unknown',
    facts: { 'host.fqdn': 'ber-dc1.corp.example', 'device.fqdn': 'ber-dc1.corp.example', 'device.id': id },
    expect: { verdict: 'unknown', reason: 'identity-unknown' },
  },
  { name: 'nothing known is unknown', expect: { verdict: 'unknown', reason: 'identity-unknown' } },
];
