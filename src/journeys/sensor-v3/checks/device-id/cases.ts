import type { CheckCase } from '../shape.ts';

export const cases: readonly CheckCase[] = [
  {
    name: 'S3-02 a GUID passes, and the form is said',
    facts: { 'device.id': '3f2504e0-4f89-41d3-9a0c-0305e82c3301' },
    expect: { verdict: 'pass', reason: '', says: ['GUID'] },
  },
  {
    name: 'S3-02 a GUID in braces and capitals passes',
    facts: { 'device.id': '{3F2504E0-4F89-41D3-9A0C-0305E82C3301}' },
    expect: { verdict: 'pass', reason: '', says: ['GUID'] },
  },
  {
    name: 'S3-02 forty hexadecimal digits pass, and the form is said',
    facts: { 'device.id': '1E5BC9D7E413DDD7902C2932E418702B84D0CC07' },
    expect: { verdict: 'pass', reason: '', says: ['40 hexadecimal'] },
  },
  {
    name: 'S3-02 no id fails',
    facts: { 'device.id': null },
    expect: { verdict: 'fail', reason: 'device-id-missing' },
  },
  {
    name: 'S3-02 an empty id fails',
    facts: { 'device.id': ' ' },
    expect: { verdict: 'fail', reason: 'device-id-missing' },
  },
  {
    name: 'thirty-nine digits fail',
    facts: { 'device.id': '1e5bc9d7e413ddd7902c2932e418702b84d0cc0' },
    expect: { verdict: 'fail', reason: 'device-id-malformed' },
  },
  {
    name: 'a GUID of zeros stands for none and fails',
    facts: { 'device.id': '00000000-0000-0000-0000-000000000000' },
    expect: { verdict: 'fail', reason: 'device-id-malformed' },
  },
  { name: 'an id that nobody looked for is unknown', expect: { verdict: 'unknown', reason: 'device-id-unknown' } },
];
