import { fail, notCoveredByAnalyzer, pass, unknown } from '../../../../domain/check.ts';
import type { SensorCheck } from '../shape.ts';

/** A question to the tenant, asked once: no API shows whether VPN integration or syslog notifications are in use. */
export const featureLoss: SensorCheck = {
  id: 'feature-loss',
  title: 'No feature of v2.x is needed',
  requirements: ['S3-20'],
  verify: {
    analyzer: notCoveredByAnalyzer,
    byHand:
      'In the Defender portal under Settings > Identities, see whether VPN and Syslog notifications are configured.',
  },
  remedy:
    'Accept the loss in writing (complete the task that asks for it), or keep v2.x on the servers that serve the feature.',
  howToGet:
    'Look in the Defender portal under Settings > Identities at VPN and Syslog notifications, and record yes or none for each on the tenant.',
  owners: { mends: 'soc', finds: 'identity' },
  acceptsServiceVerdict: [],
  isOfTenant: true,
  reads: [],
  rules: [],
  decide({ tenant }) {
    const used = [
      ...(tenant.usesVpnIntegration === true ? ['VPN integration'] : []),
      ...(tenant.usesSyslog === true ? ['syslog notifications'] : []),
    ];
    const untold = [
      ...(tenant.usesVpnIntegration === undefined ? ['VPN integration'] : []),
      ...(tenant.usesSyslog === undefined ? ['syslog notifications'] : []),
    ];
    const accepted = tenant.featureLossAcceptedBy?.trim() ?? '';
    if (used.length > 0 && accepted === '') {
      return fail(
        'feature-loss-not-accepted',
        `The tenant uses ${used.join(' and ')}, which sensor v3.x does not have.`,
        [],
      );
    }
    if (untold.length > 0) {
      return unknown(
        'feature-use-unknown',
        `Nobody said whether the tenant uses ${untold.join(' and ')}; sensor v3.x has neither.`,
      );
    }
    if (used.length === 0) return pass('The tenant uses neither VPN integration nor syslog notifications.', []);
    return pass(`The tenant uses ${used.join(' and ')}; the loss was accepted: ${accepted}.`, []);
  },
};
