import type { FactTable } from '../../domain/fact.ts';
import { textFact, yesNoFact } from '../../domain/fact-reading.ts';
import type { Host } from '../../domain/host.ts';
import type { MoveId } from '../../domain/ids.ts';
import type { TenantFacts } from '../../domain/journey.ts';
import type { ProofVerdict } from '../../domain/proof.ts';
import type { TaskChoice, TaskDraft, TaskKind } from '../../domain/task.ts';
import { compareVersions } from '../../domain/version.ts';
import type { Rulebook } from './rulebook.ts';
import type { MoveState } from './states.ts';
import { supportCaseTask } from './support-case.ts';

/** What aftercare looks at. Facts and tenant settings may be missing: then the task asks. */
export interface AftercareInput {
  readonly state: MoveState['kind'];
  readonly host: Host;
  readonly moveId?: MoveId | undefined;
  readonly facts?: FactTable | undefined;
  readonly tenant?: TenantFacts | undefined;
  readonly proofs: readonly ProofVerdict[];
  readonly rules: Rulebook;
}

/**
 * The tasks that a state of a move brings with it. Opening them twice is harmless: a tenant-wide task has one key whatever
 * host brought it, a task of a host has the host's id in its key, so that a second attempt finds it done.
 */
export function aftercareTasks(input: AftercareInput): readonly TaskDraft[] {
  const drafts: TaskDraft[] = [];
  for (const row of aftercareTable) {
    if (!row.states.includes(input.state)) continue;
    const body = row.draft(input);
    if (body === undefined) continue;
    const scope = row.scope === 'host' ? { hostId: input.host.hostId, moveId: input.moveId } : {};
    drafts.push({ key: taskKey(row, input.host), kind: row.kind, ...scope, ...body });
  }
  if (input.state === 'committed') {
    const broken = input.proofs.filter((proof) => proof.verdict === 'fail' && brokenSensorProofs.includes(proof.proof));
    if (broken.length > 0)
      drafts.push(
        supportCaseTask(
          input.host,
          input.moveId,
          broken.map((proof) => proof.summary),
        ),
      );
  }
  return drafts;
}

/** After the commit nothing can be rolled back: a sensor that fails one of these goes to Microsoft (S3-17). */
const brokenSensorProofs = ['v3-running', 'sensor-health', 'detection-coverage'];

interface AftercareRow {
  readonly kind: TaskKind;
  readonly scope: 'host' | 'tenant';
  readonly states: readonly MoveState['kind'][];
  /** undefined: known not to be needed here. */
  draft(input: AftercareInput): Omit<TaskDraft, 'key' | 'kind' | 'hostId' | 'moveId'> | undefined;
}

function taskKey(row: Pick<AftercareRow, 'kind' | 'scope'>, host: Host): string {
  return row.scope === 'tenant' ? row.kind : `${row.kind}:${host.hostId}`;
}

const done: TaskChoice = { choice: 'done', title: 'Done', needsReason: false };
const notNeeded: TaskChoice = { choice: 'not-needed', title: 'Not needed here', needsReason: true };

/**
 * Everything that a migrated server or its tenant needs afterwards. The list is open-ended: another step is another row.
 * Sources: mission page "Post-migration steps" and "Clean up", sensor v3.x page of 2026-09-23, seen 2026-11-21.
 */
const aftercareTable: readonly AftercareRow[] = [
  { kind: 'aftercare-rpc-auditing', scope: 'host', states: ['observing', 'committed'], draft: rpcAuditing },
  { kind: 'aftercare-event-auditing', scope: 'tenant', states: ['observing', 'committed'], draft: eventAuditing },
  { kind: 'aftercare-action-account', scope: 'tenant', states: ['observing', 'committed'], draft: actionAccount },
  // v2.x is the way back: nothing of it is removed before the commit.
  { kind: 'cleanup-uninstall-v2', scope: 'host', states: ['committed'], draft: uninstallV2 },
  { kind: 'cleanup-remove-npcap', scope: 'host', states: ['committed'], draft: removeNpcap },
];

function rpcAuditing({ host, facts, rules }: AftercareInput): ReturnType<AftercareRow['draft']> {
  const automaticFrom = rules.rpcAuditingAutomaticFrom.value;
  const version = facts === undefined ? undefined : textFact(facts, 'mdi.v3.version');
  if (automaticFrom !== null && version !== undefined) {
    const order = compareVersions(version.value, automaticFrom);
    if (order !== undefined && order >= 0) return undefined;
  }
  const automatic =
    automaticFrom === null
      ? []
      : [
          `From sensor ${automaticFrom} on nothing is to be done; complete this task once the server shows that version.`,
        ];
  return {
    title: `Configure RPC auditing for ${host.name}`,
    steps: [
      ...automatic,
      'In the Defender portal open System > Settings > Microsoft Defender XDR > Asset Rule Management.',
      `Make or extend the rule that adds the tag "Unified Sensor RPC Audit", so that it covers ${host.fqdn}.`,
      'Allow up to an hour for the tag to apply.',
      'Proof: the health issue "Sensor v3.x RPC Audit Misconfigured" is not open for this server.',
    ],
    choices: [done, notNeeded],
  };
}

function eventAuditing({ tenant }: AftercareInput): ReturnType<AftercareRow['draft']> {
  if (tenant?.automaticAuditing === true) return undefined;
  return {
    title: 'Turn on automatic Windows event auditing',
    steps: [
      'In the Defender portal open Settings > Identities > Advanced features.',
      'Turn on automatic Windows auditing configuration. What was configured for v2.x is kept and converted; automatic auditing checks it every day.',
      'See that no Group Policy writes other audit settings to domain controllers: it would win.',
      'Proof: Graph reports automatic auditing as on, and the audit health issues close within a day.',
    ],
    choices: [done, { ...notNeeded, choice: 'keep-manual', title: 'Keep auditing by hand or policy' }],
  };
}

function actionAccount({ rules }: AftercareInput): ReturnType<AftercareRow['draft']> {
  const removes = rules.actionAccount.value === 'remove';
  return {
    title: 'Let sensors act as the local system, not as a gMSA',
    steps: [
      'In the Defender portal open Settings > Identities > Manage action accounts.',
      removes
        ? 'If a group managed service account is configured there, remove it and use the sensor’s local system account.'
        : 'Choose the sensor’s local system account; it then holds for every sensor of the tenant.',
      'When none is configured, complete the task with "None was configured".',
      'Proof: no API shows this setting; write down who looked and what was set.',
    ],
    choices: [
      { ...done, choice: 'local-system', title: 'Local system is used now' },
      { ...done, choice: 'none-configured', title: 'None was configured' },
      { ...notNeeded, choice: 'keep-gmsa', title: 'Keep the gMSA for now', warning: actionAccountWarning },
    ],
    warning: actionAccountWarning,
  };
}

const actionAccountWarning =
  'As long as a gMSA is configured for action accounts, response actions and attack disruption do not work on servers with sensor v3.x. The setting is the tenant’s: changing it changes the remaining v2.x sensors too.';

function uninstallV2({ host, facts }: AftercareInput): ReturnType<AftercareRow['draft']> {
  const installed = facts === undefined ? undefined : yesNoFact(facts, 'mdi.v2.installed');
  if (installed?.value === false) return undefined;
  return {
    title: `Uninstall sensor v2.x from ${host.name}`,
    steps: [
      'Choose a time in which the server may restart.',
      'Uninstall the sensor in Programs and Features, or run "Azure ATP sensor Setup.exe" /quiet /uninstall.',
      'If an entry of status Unknown is left on the Sensors page of the portal, delete that one.',
      'Proof: collect host facts again; sensor v2.x is no longer installed.',
    ],
    choices: [done, { ...notNeeded, choice: 'keep', title: 'Leave it installed' }],
    warning: 'The server may restart. After this there is no sensor v2.x to go back to.',
  };
}

function removeNpcap({ host, facts }: AftercareInput): ReturnType<AftercareRow['draft']> {
  const installed = facts === undefined ? undefined : yesNoFact(facts, 'npcap.installed');
  const used = facts === undefined ? undefined : yesNoFact(facts, 'npcap.usedByOthers');
  if (installed?.value === false || used?.value === true) return undefined;
  const isUnused = used?.value === false;
  return {
    title: isUnused ? `Remove Npcap from ${host.name}` : `Does anything else on ${host.name} use Npcap?`,
    steps: [
      isUnused
        ? 'Nothing else on the server was found to use Npcap.'
        : 'Find out whether another program captures packets with Npcap (Wireshark, Nmap, monitoring agents); ask the server’s owner.',
      'Only when nothing else uses it, uninstall Npcap in Programs and Features.',
      'Leaving it installed does sensor v3.x no harm.',
    ],
    choices: [
      { ...done, title: 'Removed' },
      { choice: 'used-by-others', title: 'Something else uses it; left installed', needsReason: false },
      { ...notNeeded, choice: 'keep', title: 'Leave it installed' },
    ],
    after: [taskKey({ kind: 'cleanup-uninstall-v2', scope: 'host' }, host)],
  };
}
