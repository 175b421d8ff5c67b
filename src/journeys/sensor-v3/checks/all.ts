import { cumulativeUpdate } from './cumulative-update/check.ts';
import { deviceId } from './device-id/check.ts';
import { domainController } from './domain-controller/check.ts';
import { endpointOnboarded } from './endpoint-onboarded/check.ts';
import { featureLoss } from './feature-loss/check.ts';
import { identityMatch } from './identity-match/check.ts';
import { noAdditionalRole } from './no-additional-role/check.ts';
import { onboardingPolicy } from './onboarding-policy/check.ts';
import { operatingSystem } from './operating-system/check.ts';
import { senseRunning } from './sense-running/check.ts';
import { senseVersion } from './sense-version/check.ts';
import { serviceAgrees } from './service-agrees/check.ts';
import type { SensorCheck } from './shape.ts';
import { v2Connected } from './v2-connected/check.ts';
import { v2SensorVersion } from './v2-sensor-version/check.ts';
import { v2UpdaterRunning } from './v2-updater-running/check.ts';

/** Every check of the journey, in the order people read them. The one that compares the others stands last. */
export const checks: readonly SensorCheck[] = [
  domainController,
  noAdditionalRole,
  v2SensorVersion,
  operatingSystem,
  cumulativeUpdate,
  endpointOnboarded,
  v2UpdaterRunning,
  senseRunning,
  onboardingPolicy,
  deviceId,
  senseVersion,
  identityMatch,
  v2Connected,
  featureLoss,
  serviceAgrees,
];
