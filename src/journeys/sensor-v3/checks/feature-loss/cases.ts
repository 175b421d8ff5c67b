import type { CheckCase } from '../shape.ts';

export const cases: readonly CheckCase[] = [
  {
    name: 'S3-20 a tenant that uses neither passes',
    tenant: { usesVpnIntegration: false, usesSyslog: false },
    expect: { verdict: 'pass', reason: '' },
  },
  {
    name: 'S3-20 a tenant that uses syslog is told before the first wave',
    tenant: { usesVpnIntegration: false, usesSyslog: true },
    expect: { verdict: 'fail', reason: 'feature-loss-not-accepted', says: ['syslog'] },
  },
  {
    name: 'S3-20 a tenant that uses VPN integration is told before the first wave',
    tenant: { usesVpnIntegration: true, usesSyslog: false },
    expect: { verdict: 'fail', reason: 'feature-loss-not-accepted', says: ['VPN integration'] },
  },
  {
    name: 'S3-20 a known use fails even while the other is not known',
    tenant: { usesVpnIntegration: true },
    expect: { verdict: 'fail', reason: 'feature-loss-not-accepted' },
  },
  {
    name: 'S3-20 an acceptance in writing passes and is named',
    tenant: { usesVpnIntegration: true, usesSyslog: true, featureLossAcceptedBy: 'soc lead, SIEM reads Graph instead' },
    expect: { verdict: 'pass', reason: '', says: ['soc lead'] },
  },
  {
    name: 'S3-20 an empty acceptance accepts nothing',
    tenant: { usesVpnIntegration: false, usesSyslog: true, featureLossAcceptedBy: '  ' },
    expect: { verdict: 'fail', reason: 'feature-loss-not-accepted' },
  },
  {
    name: 'S3-20 when nobody told it is unknown, and says how to tell none',
    expect: { verdict: 'unknown', reason: 'feature-use-unknown', says: ['VPN integration and syslog'] },
  },
  {
    name: 'S3-20 one of two told is unknown',
    tenant: { usesVpnIntegration: false },
    expect: { verdict: 'unknown', reason: 'feature-use-unknown', says: ['syslog'] },
  },
];
