import { type Cause, whenNo, whenYes } from '../../domain/cause.ts';
import { connectionCauses, failedSymptom, notArrived, timedOutSymptom } from '../connection/causes.ts';
import {
  clockSkewed,
  highLoad,
  identitySign,
  type LookInput,
  notOnboarded,
  onboardedByCloudOnly,
  proxyMissesOne,
  requestWithoutEffect,
  updateDelayed,
  v3Unhealthy,
} from './diagnosis-signs.ts';
import type { ReasonCode } from './reasons.ts';

type DiagnosisRow = Cause<LookInput>;

/**
 * Every cause that the pages name for a server that is not ready or a migration that failed, and a few of ours. Sources: mission
 * page, "Troubleshoot ..." and "Common failure scenarios", seen 2026-11-21.
 */
export const diagnosisRows: readonly DiagnosisRow[] = [
  {
    code: 'endpoint-not-onboarded',
    title: 'Not onboarded to Defender for Endpoint',
    requirements: ['S3-03', 'S3-12'],
    symptom: 'The server is not ready; several conditions on Defender for Endpoint fail together.',
    problems: [],
    explains: [
      'endpoint-onboarded',
      'sense-running',
      'onboarding-policy',
      'device-id',
      'sense-version',
      'identity-match',
    ],
    remedy: 'Onboard the server to Microsoft Defender for Endpoint; the other conditions follow from it.',
    howToProve: 'Look the server up in the Defender portal under Assets > Devices.',
    look: notOnboarded,
  },
  {
    code: 'onboarded-by-cloud-only',
    title: 'Onboarded without the policy value, as by Defender for Cloud',
    requirements: ['S3-03', 'S3-19'],
    symptom: 'The server reports to Defender for Endpoint, yet the onboarding policy is missing.',
    problems: [],
    explains: ['onboarding-policy'],
    remedy: 'Onboard the server again with the onboarding package or policy; OnboardedInfo alone does not count.',
    howToProve: 'See in the portal how the server was onboarded.',
    look: onboardedByCloudOnly,
  },
  {
    code: 'update-delayed',
    title: 'Delayed update holds sensor v2.x back',
    requirements: ['S3-03'],
    symptom: 'The version of sensor v2.x is too old although sensors update themselves.',
    problems: [],
    explains: ['v2-sensor-version'],
    remedy: 'Switch delayed update off for this sensor on the Sensors page, and wait for the update.',
    howToProve: 'See on the Sensors page of the portal whether delayed update is on.',
    look: updateDelayed,
  },
  ...connectionCauses,
  {
    code: 'identity-unreachable',
    title: 'Defender for Identity cannot be reached on port 443',
    requirements: ['S3-14', 'S3-16'],
    symptom: timedOutSymptom,
    problems: notArrived,
    explains: ['v2-connected'],
    remedy: 'Open outbound TCP 443 to the Defender for Identity service URLs in firewall and proxy, then retry.',
    howToProve:
      'Collect host facts on the server; the collector tests both services. "changeguard probe" gives a hint, from where it runs.',
    look: ({ facts }) =>
      whenNo(facts, 'connectivity.identity443', 'The server does not reach Defender for Identity on port 443.'),
  },
  {
    code: 'proxy-misses-a-service',
    title: 'The proxy lets only one of the two services through',
    requirements: ['S3-14'],
    symptom: timedOutSymptom,
    problems: [],
    explains: [],
    remedy: 'Configure the proxy for both Defender for Endpoint and Defender for Identity, then retry.',
    howToProve: 'Test both services from the server, with and without the proxy.',
    look: proxyMissesOne,
  },
  {
    code: 'high-load',
    title: 'The server is too busy',
    requirements: ['S3-13'],
    symptom: timedOutSymptom,
    problems: notArrived,
    explains: [],
    remedy: 'Retry at a time of lower activity; look for what loads the server.',
    howToProve: 'Collect host facts at the hour of the attempt, or read the load in your monitoring.',
    look: highLoad,
  },
  {
    code: 'policy-blocks-service',
    title: 'A policy or protection software blocks new services',
    requirements: ['S3-13', 'S3-16'],
    symptom: 'The state changes to Migration failed, or the migration runs into the two hours.',
    problems: notArrived,
    explains: [],
    remedy:
      'Allow the service of sensor v3.x to be created and started on domain controllers, in Group Policy and in any other endpoint protection, then retry.',
    howToProve: 'Run gpresult on the server and look into the log of other protection software; collect host facts.',
    look: ({ facts }) =>
      whenYes(facts, 'policy.blocksNewServices', 'A policy on the server keeps new services from being created.'),
  },
  identityRow(
    'several-device-records',
    'Several device records for one server',
    'In the Defender portal under Assets > Devices, find the stale records of this server and remove them, then retry.',
  ),
  identityRow(
    'no-device-record',
    'No device record under the server’s name',
    'Find the name under which the server is registered; offboard and onboard it again to register the current one, then retry.',
  ),
  identityRow(
    'renamed',
    'Renamed after onboarding',
    'Offboard the server from Defender for Endpoint and onboard it again, so that the current name is registered, then retry.',
  ),
  identityRow(
    're-onboarded',
    'Re-onboarded under a new device id',
    'Remove the stale record in the Defender portal under Assets > Devices, wait until the current one reports, then retry.',
  ),
  {
    code: 'clock-skewed',
    title: 'The server’s clock is off',
    requirements: ['S3-14'],
    symptom: failedSymptom,
    problems: [],
    explains: [],
    remedy: 'Bring the server’s clock within five minutes of the true time, then retry.',
    howToProve: 'Run "w32tm /query /status" on the server.',
    look: clockSkewed,
  },
  {
    code: 'request-without-effect',
    title: 'The request had no effect',
    requirements: ['S3-09'],
    symptom: 'The service took the request, or the answer was lost, and nothing began.',
    problems: [],
    explains: [],
    remedy: 'Retry; when it happens again, open a support case with the request id from the log.',
    howToProve: 'Look in the Defender portal whether the server shows Migrating.',
    look: requestWithoutEffect,
  },
  {
    code: 'v3-unhealthy',
    title: 'Sensor v3.x is not healthy',
    requirements: ['S3-10', 'S3-17'],
    symptom: 'The switch is done, and the sensor stopped or has health issues.',
    problems: [],
    explains: [],
    remedy:
      'Mend the health issues named on the sensor’s page. During the observation roll back in time when that does not help; after the commit open a support case.',
    howToProve: 'Look at the sensor’s page in the Defender portal.',
    look: v3Unhealthy,
  },
];

function identityRow(code: ReasonCode, title: string, remedy: string): DiagnosisRow {
  return {
    code,
    title,
    requirements: ['S3-15', 'S3-16'],
    symptom: failedSymptom,
    // One candidate for all four is enough: nobody can look for a rename without looking at the records.
    problems: code === 'renamed' ? notArrived : [],
    explains: ['identity-match'],
    remedy,
    howToProve:
      'Run the device identity hunting query and collect host facts, or search the server under Assets > Devices.',
    look: ({ facts }) => identitySign(facts, code),
  };
}
