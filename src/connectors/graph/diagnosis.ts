import { type CloudFeature, clouds, isLacking } from '../../domain/cloud.ts';
import { featureSources, lackInWords } from '../../domain/cloud-sources.ts';
import { type ProblemCode, ProblemError } from '../../domain/problem.ts';
import { problems } from '../../domain/problem-catalogue.ts';
import { dayMs, durationInWords, type Instant, minuteMs, toRfc3339 } from '../../domain/time.ts';
import type { ConnectionFinding, FactReading } from '../../engine/ports/service.ts';
import type { Connection } from '../../engine/ports/store.ts';
import type { GraphAnswer, GraphCall, GraphClient, GraphDeps } from './client.ts';
import { credentialIn, validityOf } from './credential.ts';
import { isGranted, type PermissionNeed, permissionNeeds, permissionsInWords } from './permissions.ts';
import type { QueryName } from './queries.ts';
import { requests } from './requests.ts';

interface Subject {
  readonly connection: Connection;
  readonly client: GraphClient;
  readonly deps: GraphDeps;
  readonly hunt: (query: QueryName) => Promise<readonly FactReading[]>;
}

/** Kerberos tolerates as much, and Microsoft recommends clocks within five minutes. */
const clockToleranceMs = 5 * minuteMs;

/** Every thing the connection needs, tried for real. One that fails does not hide the others. */
export async function diagnose(subject: Subject): Promise<readonly ConnectionFinding[]> {
  const cloud = [cloudFinding(subject.connection), ...lackFindings(subject)];
  const secret = [...(await secretFindings(subject)), ...wayOutFindings(subject)];
  const token = await attempt('Sign-in', () => subject.client.signIn());
  if (token.finding.verdict !== 'pass') return [...cloud, ...secret, token.finding];
  return [
    ...cloud,
    ...secret,
    token.finding,
    ...permissionFindings(subject, token.value),
    ...(await callFindings(subject)),
  ];
}

/** What is not asked for is told: else nobody knows whether it was looked at. Migration has a finding of its own, since there is another way for it. */
function lackFindings({ connection: { cloud } }: Subject): readonly ConnectionFinding[] {
  const names = Object.keys(lackRemedies) as (keyof typeof lackRemedies)[];
  return names
    .filter((feature) => isLacking(cloud, feature))
    .map((feature) => ({
      what: `Not in this cloud: ${featureSources[feature].words}`,
      verdict: 'unknown',
      detail: lackInWords(cloud, feature),
      remedy: lackRemedies[feature],
    }));
}

const lackRemedies = {
  sensors: 'Bring them in with "changeguard estate import Sensors.csv", as often as you look.',
  candidates: 'Look in the portal whether automatic activation is off while a campaign runs.',
  health: 'Look at health issues in the portal, before a server is committed too.',
  auditing: 'Look in the portal whether Windows event auditing is automatic, and close its task by hand.',
  hunting: 'Collect host facts on the servers, and bring in what Active Directory says of them.',
} as const satisfies Readonly<Record<Exclude<CloudFeature, 'migration'>, string>>;

function cloudFinding(connection: Connection): ConnectionFinding {
  const cloud = clouds[connection.cloud];
  const what = 'Migration through Graph';
  switch (cloud.features.migration) {
    case 'yes':
      return { what, verdict: 'pass', detail: `The cloud ${cloud.title} offers it (beta).` };
    case 'unverified':
      return {
        what,
        verdict: 'unknown',
        detail: `No page says whether the cloud ${cloud.title} offers it.`,
        remedy: 'See whether the migration states can be read below; if not, use the portal channel.',
      };
    case 'no':
      return {
        what,
        verdict: connection.channel === 'portal' ? 'pass' : 'fail',
        detail: `${lackInWords(connection.cloud, 'migration')} Migrations are started in the portal, by guided tasks.`,
        remedy: 'Set the channel of the connection to "portal".',
      };
  }
}

/** A secret that cannot be read or used shows at the sign-in, with its own code; here only its privacy and its end are judged. */
async function secretFindings({ connection, deps }: Subject): Promise<readonly ConnectionFinding[]> {
  const found = await deps.readSecret(connection.secretRef).catch(() => undefined);
  if (found === undefined) return [];
  const privacy: readonly ConnectionFinding[] =
    found.warning === undefined
      ? []
      : [{ what: 'Secret file', verdict: 'fail', detail: found.warning, remedy: 'Let only our user read it.' }];
  return [...privacy, ...certificateFindings(found.value, deps.machineNow())];
}

/** A campaign lasts longer than a week, and must not lose sight of its servers in the midst of it. */
const renewBeforeMs = 14 * dayMs;

function certificateFindings(text: string, now: Instant): readonly ConnectionFinding[] {
  const what = 'Certificate';
  try {
    const credential = credentialIn(text);
    if (credential.kind === 'secret') return [];
    const { from, to } = validityOf(credential.certificate);
    const detail = `Valid from ${toRfc3339(from)} to ${toRfc3339(to)}.`;
    if (now >= from && to - now > renewBeforeMs) return [{ what, verdict: 'pass', detail }];
    const left = now < from || now >= to ? 'It is not valid now.' : `It ends in ${durationInWords(to - now)}.`;
    return [{ what, verdict: 'fail', detail: `${detail} ${left}`, remedy: certificateRemedy }];
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    return [{ what, verdict: 'fail', detail: error.message, remedy: problems[error.code].remedy }];
  }
}

const certificateRemedy =
  'Add a new certificate to the application, and put it with its key where the connection looks.';

/** Which proxy the environment names; whether it lets us through is shown by the sign-in and the calls. */
function wayOutFindings({ deps: { wayOut } }: Subject): readonly ConnectionFinding[] {
  return wayOut === undefined ? [] : [{ what: 'Way out', verdict: 'pass', detail: wayOut }];
}

function permissionFindings({ connection }: Subject, roles: readonly string[] | undefined): ConnectionFinding[] {
  const features = clouds[connection.cloud].features;
  const needs: readonly PermissionNeed[] = Object.values(permissionNeeds);
  return needs
    .filter((need) => features[need.feature] !== 'no')
    .map((need) => {
      const what = `Permission: ${need.title}`;
      const wanted = permissionsInWords(need);
      if (roles === undefined)
        return { what, verdict: 'unknown', detail: `The token does not show whether it has ${wanted}.` };
      if (isGranted(need, roles)) {
        const held = need.anyOf.filter((permission) => roles.includes(permission)).join(', ');
        return { what, verdict: 'pass', detail: `${held} is granted.` };
      }
      const detail = `${wanted} is not granted${need.isOptional ? ' (optional)' : ''}.`;
      return { what, verdict: 'fail', detail, remedy: problems['connection-permission-missing'].remedy };
    });
}

async function callFindings({ connection, client, deps, hunt }: Subject): Promise<ConnectionFinding[]> {
  const features = clouds[connection.cloud].features;
  const calls: readonly (readonly [string, GraphCall])[] = [
    ['Migration states', requests.sensorMigrations],
    ['Sensors', requests.sensors],
    ['Sensor candidates', requests.sensorCandidates],
    ['Health issues', requests.openHealthIssues],
    ['Automatic auditing', requests.autoAuditingConfiguration],
    ['Automatic activation', requests.sensorCandidateActivationConfiguration],
  ];
  const findings: ConnectionFinding[] = [];
  const skewsMs: number[] = [];
  for (const [what, call] of calls) {
    if (features[call.need.feature] === 'no') continue;
    const tried = await attempt(`Call: ${what}`, () => client.call(call));
    const dateAt = tried.value?.dateAt;
    if (dateAt !== undefined) skewsMs.push(deps.tenantNow() - dateAt);
    findings.push(tried.finding);
    if (call === requests.sensorCandidateActivationConfiguration) findings.push(...activationFindings(tried.value));
  }
  if (features.hunting !== 'no')
    findings.push((await attempt('Call: Hunting', () => hunt('identity-activity'))).finding);
  return [...findings, clockFinding(skewsMs)];
}

/** Automatic activation changes servers outside every wave, window and cap. */
function activationFindings(answer: GraphAnswer | undefined): readonly ConnectionFinding[] {
  const mode = (answer?.json as { readonly activationMode?: unknown } | null | undefined)?.activationMode;
  const what = 'Automatic activation is off';
  if (mode === 'manual') return [{ what, verdict: 'pass', detail: 'Servers are activated by hand only.' }];
  if (mode === 'automated')
    return [
      {
        what,
        verdict: 'fail',
        detail: 'The service activates v3.x by itself on every eligible server, outside any wave.',
        remedy: 'Switch automatic activation off in the portal while a campaign runs.',
      },
    ];
  return [{ what, verdict: 'unknown', detail: 'The service did not say how servers are activated.' }];
}

function clockFinding(skewsMs: readonly number[]): ConnectionFinding {
  const what = 'Clocks agree';
  // The smallest one: a slow answer makes the difference larger, never smaller.
  const [skewMs] = skewsMs.toSorted((one, other) => Math.abs(one) - Math.abs(other));
  if (skewMs === undefined) return { what, verdict: 'unknown', detail: 'The service did not tell its time.' };
  const detail = `Our clock is ${durationInWords(Math.abs(skewMs))} ${skewMs < 0 ? 'behind' : 'ahead of'} the service.`;
  if (Math.abs(skewMs) <= clockToleranceMs) return { what, verdict: 'pass', detail };
  return { what, verdict: 'fail', detail, remedy: 'Let a time service set the clock of this machine.' };
}

/** Failures that say nothing about the thing itself: it may be fine once the service answers. */
const passing: ReadonlySet<ProblemCode> = new Set([
  'connection-throttled',
  'connection-unavailable',
  'connection-timed-out',
]);

async function attempt<T>(
  what: string,
  work: () => Promise<T>,
): Promise<{ readonly finding: ConnectionFinding; readonly value: T | undefined }> {
  try {
    const value = await work();
    return { finding: { what, verdict: 'pass', detail: 'It works.' }, value };
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    const { remedy } = problems[error.code];
    const verdict = passing.has(error.code) ? 'unknown' : 'fail';
    return { finding: { what, verdict, detail: error.message, remedy }, value: undefined };
  }
}
