import { describe, expect, test } from 'vitest';
import type { ProofVerdict } from '../../../src/domain/proof.ts';
import { type AftercareInput, aftercareTasks } from '../../../src/journeys/sensor-v3/aftercare.ts';
import { rulebookFor } from '../../../src/journeys/sensor-v3/rulebook.ts';
import type { MoveState } from '../../../src/journeys/sensor-v3/states.ts';
import { aHost, factsOf, now } from './support.ts';

function tasks(state: MoveState['kind'], more: Partial<AftercareInput> = {}) {
  const rules = rulebookFor('2026-03', []);
  return aftercareTasks({ state, host: aHost(), proofs: [], rules, ...more });
}

function kinds(state: MoveState['kind'], more: Partial<AftercareInput> = {}) {
  return tasks(state, more).map((task) => task.kind);
}

function aProof(proof: string, verdict: ProofVerdict['verdict']): ProofVerdict {
  return {
    proof,
    title: proof,
    verdict,
    reason: '',
    summary: `${proof} is bad.`,
    isRequired: true,
    evidence: [],
    judgedAt: now,
  };
}

describe('aftercare', () => {
  test('S3-11 opens RPC auditing, event auditing and the action account once the switch is seen', () => {
    expect(kinds('observing')).toEqual([
      'aftercare-rpc-auditing',
      'aftercare-event-auditing',
      'aftercare-action-account',
    ]);
  });

  test.each([
    'queued',
    'requested',
    'migrating',
    'external',
    'overdue',
    'reverted',
    'failed',
    'rolledBack',
    'abandoned',
  ] as const)('S3-11 opens nothing while a move is %s', (state) => {
    expect(kinds(state)).toEqual([]);
  });

  test('S3-11 the gMSA decision is one for the tenant, with its warning', () => {
    const other = { ...aHost(), hostId: 'muc-dc1' as ReturnType<typeof aHost>['hostId'] };
    const [mine, theirs] = [aHost(), other].map((host) =>
      tasks('observing', { host }).find((task) => task.kind === 'aftercare-action-account'),
    );
    expect(mine?.key).toBe('aftercare-action-account');
    expect(theirs?.key).toBe(mine?.key);
    expect(mine?.hostId).toBeUndefined();
    expect(mine?.warning).toContain('attack disruption');
    expect(mine?.choices.find((choice) => choice.choice === 'keep-gmsa')).toMatchObject({ needsReason: true });
  });

  test('S3-11 edition 2026-09 needs no RPC auditing step from sensor 3.0.8 on, and does below', () => {
    const rules = rulebookFor('2026-09', []);
    const at = (version: string) => kinds('observing', { rules, facts: factsOf({ 'mdi.v3.version': version }) });
    expect(at('3.0.8.1')).not.toContain('aftercare-rpc-auditing');
    expect(at('3.0.7.9')).toContain('aftercare-rpc-auditing');
    expect(kinds('observing', { rules })).toContain('aftercare-rpc-auditing');
  });

  test('S3-11 automatic event auditing that is on already opens no task', () => {
    expect(kinds('observing', { tenant: { automaticAuditing: true } })).not.toContain('aftercare-event-auditing');
  });
});

describe('clean-up', () => {
  test('S3-18 v2.x is not uninstalled before the commit', () => {
    expect(kinds('observing')).not.toContain('cleanup-uninstall-v2');
    expect(kinds('committed')).toContain('cleanup-uninstall-v2');
  });

  test('S3-18 Npcap comes after the uninstallation', () => {
    const all = tasks('committed');
    const uninstall = all.find((task) => task.kind === 'cleanup-uninstall-v2');
    const npcap = all.find((task) => task.kind === 'cleanup-remove-npcap');
    expect(npcap?.after).toEqual([uninstall?.key]);
    expect(uninstall?.warning).toContain('restart');
  });

  test('S3-18 Npcap that something else uses, or that is not there, is left alone', () => {
    for (const facts of [{ 'npcap.usedByOthers': true }, { 'npcap.installed': false }]) {
      expect(kinds('committed', { facts: factsOf(facts) })).not.toContain('cleanup-remove-npcap');
    }
  });

  test('S3-18 when nobody knows whether something else uses Npcap, the task asks', () => {
    const title = (facts?: AftercareInput['facts']) =>
      tasks('committed', { facts }).find((task) => task.kind === 'cleanup-remove-npcap')?.title;
    expect(title()).toMatch(/^Does anything else/);
    expect(title(factsOf({ 'npcap.installed': true }))).toMatch(/^Does anything else/);
    expect(title(factsOf({ 'npcap.usedByOthers': false }))).toMatch(/^Remove Npcap/);
  });

  test('S3-18 a server that was cleaned up already gets no task for it', () => {
    expect(kinds('committed', { facts: factsOf({ 'mdi.v2.installed': false }) })).not.toContain('cleanup-uninstall-v2');
  });
});

describe('support case', () => {
  test('S3-17 a sensor that fails after the commit goes to Microsoft, with what is wrong', () => {
    const proofs = [
      aProof('v3-running', 'fail'),
      aProof('configuration-kept', 'fail'),
      aProof('sensor-health', 'unknown'),
    ];
    const task = tasks('committed', { proofs }).find((one) => one.kind === 'support-case');
    expect(task?.steps[0]).toBe('v3-running is bad.');
    expect(task?.steps).not.toContain('configuration-kept is bad.');
    expect(kinds('observing', { proofs })).not.toContain('support-case');
  });

  test('S3-17 unknown is no case', () => {
    expect(kinds('committed', { proofs: [aProof('v3-running', 'unknown')] })).not.toContain('support-case');
  });
});

test('S3-11 S3-18 every task has steps, a proof, choices, and a key of its own', () => {
  const all = tasks('committed');
  expect(new Set(all.map((task) => task.key)).size).toBe(all.length);
  for (const task of all) {
    expect(task.steps.length).toBeGreaterThan(2);
    expect(task.choices.length).toBeGreaterThan(1);
  }
});
