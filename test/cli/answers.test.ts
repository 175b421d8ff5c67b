import { describe, expect, test } from 'vitest';
import { commands } from '../../src/cli/catalogue.ts';
import { fileDiagnosis } from '../../src/contract/file-diagnosis.ts';
import type { Answer } from '../../src/contract/routes.ts';
import { at, fromFile, logged, script, verification } from './support/answers.ts';
import { lines } from './support/lines.ts';
import { summary } from './support/overview-answers.ts';
import { aBadReport } from './support/probe-report.ts';
import { archivesProof, moved, packProof, tenantProof } from './support/proofs.ts';
import { aMove, aNotReadyRow, aPlan, aServerRow, aTask } from './support/samples.ts';
import { aServer, type Script } from './support/scripted-server.ts';
import { aTerminal } from './support/terminal.ts';

async function answering(line: string | readonly string[], more: { script?: Script; columns?: number } = {}) {
  await using server = await aServer({ ...script, ...more.script }, { headers: { etag: '"4"' } });
  const terminal = aTerminal({
    server: server.url,
    env: { NO_COLOR: '1' },
    files: {
      'b.plan.json': JSON.stringify(aPlan()),
      'a.csv': 'x',
      'host-facts.json': '{}',
      't.txt': 'cg_x\n',
      'berlin.zip': 'PK',
    },
    ...(more.columns === undefined ? {} : { columns: more.columns }),
    door: {
      probe: async () => aBadReport(),
      diagnoseFile: async ({ name }) => fileDiagnosis.parse({ ...fromFile, file: name }),
      collectorScript: async () => '#!/bin/sh\n',
      doctorLocal: async () => [{ what: 'Node', verdict: 'pass', detail: 'Node 20.20.2.' }],
      storeInfo: async () => ({
        ...{ kind: 'disk' as const, where: '/data', schemaVersion: '7', isCurrent: true },
        facts: [],
        warnings: ['PGlite on disk never syncs.'],
      }),
      migrateStore: async () => ({ from: '6', to: '7', applied: ['007-tasks'] }),
      copyStore: async () => moved,
      backUpStore: async () => ({ path: '/data/backups/a.dump.gz', rows: 12 }),
      restoreStore: async () => ({ ...moved, madeAt: '2026-03-30T06:00:00.000Z', where: '/data/database' }),
      verifyPack: async (_bytes, key) =>
        key === undefined ? { ...packProof, isSound: true, differences: [], differenceCount: 0 } : packProof,
      health: async () => ({ isReady: true, where: 'http://127.0.0.1:8787', detail: 'All is well.' }),
      verifyTenant: async (_path, key) => tenantProof(false, key),
      verifyArchives: async (_paths, { log }) => archivesProof(log ?? []),
      makeLocalSignInLink: async () => ({ link: 'http://127.0.0.1:8787/sign-in#local', expiresAt: at }),
    },
  });
  const code = await terminal.run(line);
  return { code, out: terminal.out(), err: terminal.err(), seen: server.seen, terminal };
}

describe('every command', () => {
  const answeringCommands = commands.filter(({ path }) => !['serve', 'worker', 'completion'].includes(path));
  test.each(answeringCommands.map((command) => [command.path]))(
    '"%s" succeeds, and with --json stdout is one JSON document',
    async (path) => {
      const line = lines[path] ?? '';
      const human = await answering(line, { columns: 80 });
      expect([human.code, human.err]).toEqual([0, expect.any(String)]);
      expect(human.out).not.toBe('');
      for (const text of human.out.split('\n'))
        expect(text.length).toBeLessThanOrEqual(path.startsWith('connect add') ? 200 : 160);
      const json = await answering(`${line} --json`);
      expect(json.code).toBe(0);
      expect(() => JSON.parse(json.out)).not.toThrow();
    },
  );

  test('a state change is told in a sentence, with how to undo it', async () => {
    for (const path of [
      'apply',
      'notify add',
      'notify set',
      'rollback',
      'connect arm',
      'connect disarm',
      'login',
      'twin fault inject',
      'admin token create',
      'estate upload-token make',
      'admin tenant set',
      'plan',
    ]) {
      const { err } = await answering(path === 'plan' ? 'plan -o x.json' : (lines[path] ?? ''));
      expect([path, err]).toEqual([path, expect.stringMatching(/to undo/i)]);
    }
  });
});

describe('admin tenant rules', () => {
  test('portal 4 a value says where it comes from, and one that the tenant chose its reason and what its edition says', async () => {
    const { out } = await answering('admin tenant rules', { columns: 160 });
    expect(out).toContain(
      [
        'Time that a migration takes at most  timeoutMs',
        '  3 h',
        '  chosen by the tenant: Slow links to the branches',
        '  instead of: 2 h',
        '    stated on "Migrate from Defender for Identity sensor v2 to sensor v3.x", a copy made between 2026-03 and 2026-07, seen',
      ].join('\n'),
    );
    expect(out).toContain('our own, no page says so: The page names high load as a cause and gives no number.');
  });
});

describe('check', () => {
  test('S3-03 what blocks is grouped by remedy, that which unlocks most first', async () => {
    const { out } = await answering('check site:Berlin', { columns: 80 });
    expect(out).toMatchInlineSnapshot(`
      "Server   Site     Verdict  Reason
      BER-DC1  Berlin   ✓ pass   –
      MUC-DC2  München  ✗ fail   The Sense service is not running +2
      BER-CA1  München  ✗ fail   stays on v2.x: The Sense service is not running +2

      Sense is not running  sense-stopped
        Fix this on 14 servers and 11 become ready.
        → Start the Sense service.
        MUC-DC2 and 13 more

      The updater is not running  updater-stopped
        Fix this on 20 servers and 1 becomes ready.
        → Start AATPSensorUpdater.
        Whose turn: the administrators of the server
        A, B and 18 more

      3 servers checked: 1 ready, 1 not, 0 unknown, 1 stays on v2.x.
      "
    `);
  });

  test('--exit-code is 3 unless every server that is to move is ready', async () => {
    expect((await answering('check --exit-code')).code).toBe(3);
    const all = { ...summary, servers: [aServerRow(), aNotReadyRow({ disposition: 'stays' })], evaluated: 2 };
    expect((await answering('check --exit-code', { script: { check: () => all } })).code).toBe(0);
  });

  test('X-01 unknown and an empty selection are no yes', async () => {
    const unknown = {
      ...summary,
      servers: [aServerRow({ verdict: 'unknown' })],
      evaluated: 1,
      pass: 0,
      fail: 0,
      unknown: 1,
    };
    expect((await answering('check --exit-code', { script: { check: () => unknown } })).code).toBe(3);
    const nobody = { ...summary, servers: [], evaluated: 0, pass: 0, fail: 0, unknown: 0, groups: [] };
    expect((await answering('check --exit-code', { script: { check: () => nobody } })).code).toBe(3);
  });

  test('a selector of several words goes as one text; --no-refresh reads nothing', async () => {
    const { seen } = await answering('check site:Berlin state:ready --no-refresh');
    expect(seen[0]?.body).toEqual({ selector: 'site:Berlin state:ready', refresh: false });
  });
});

describe('verify', () => {
  test('I9 --exit-code is 3 while evidence is missing, and when there was nothing to judge', async () => {
    expect((await answering('verify --exit-code')).code).toBe(3);
    const none = { ...verification, moves: [], incomplete: 0 };
    expect((await answering('verify --exit-code', { script: { verify: () => none } })).code).toBe(3);
    const whole = { moves: [aMove({ isProven: true })], complete: 1, incomplete: 0, problems: [] };
    expect((await answering('verify --exit-code', { script: { verify: () => whole } })).code).toBe(0);
  });

  test('the missing proof says how to get it', async () => {
    const { out } = await answering('verify', { columns: 140 });
    expect(out).toContain('v2.x is disabled and still installed');
    expect(out).toContain('→ Collect host facts and import them.');
  });
});

describe('rollback', () => {
  test('S3-10 the task, its steps and the last instant are shown', async () => {
    const { out } = await answering('rollback BER-DC1 --because testing', { columns: 80 });
    expect(out).toMatchInlineSnapshot(`
      "BER-DC1  ◕ observing
        Possible until Fri 27 Nov 14:05 CET (in 5 d).
        Remove the gMSA of the action accounts
          1. Open Settings, Identities.
          2. Remove the account.
      "
    `);
  });

  test('S3-10 too late is a conflict and says what to do instead', async () => {
    const problem = {
      code: 'rollback-too-late',
      title: 'Too late',
      detail: 'The week is over.',
      remedy: 'Check the sensor health.',
    };
    const { code, out } = await answering('rollback BER-DC1 --because testing', {
      script: { rollback: () => ({ value: [{ move: aMove({ state: 'committed' }), task: null, problem }] }) },
    });
    expect(code).toBe(5);
    expect(out).toContain('✗ Too late (rollback-too-late)');
    expect(out).toContain('→ Check the sensor health.');
  });

  test('I1 what the floor keeps waits and has nothing to press; a dry run says which would wait, and for what', async () => {
    const floor = { reason: 'floor-site', words: 'for enough protected servers in its site', since: aMove().createdAt };
    const pressed = { reason: 'rollback-in-portal', words: 'for somebody to press it', since: floor.since };
    const kept = aTask({ kind: 'rollback-kept', title: 'BER-DC2 cannot go back yet', name: 'rollback-kept-2' });
    const rows = (isDryRun: boolean) => ({
      value: [
        { move: aMove({ waiting: pressed }), task: isDryRun ? null : aTask(), problem: null },
        { move: aMove({ server: 'BER-DC2', waiting: floor }), task: isDryRun ? null : kept, problem: null },
      ],
    });
    const script = {
      rollback: ({ query }: { readonly query: unknown }) => rows((query as { dryRun: string }).dryRun === 'true'),
    };
    const asked = await answering('rollback BER-DC1,BER-DC2 --because testing', { script });
    expect(asked.err).toContain('1 server waits for the floor, and goes back when it bears it.');
    expect(asked.err).toContain('"changeguard task done rollback-kept-2 --choice stay --because REASON"');
    expect(asked.err).toContain('1 task open.');
    expect(asked.err).not.toContain('changeguard task done rollback-kept-2\n');
    const foreseen = await answering('rollback BER-DC1,BER-DC2 --because testing --dry-run', { script });
    expect(foreseen.out).toContain('It would wait for enough protected servers in its site.');
    expect(foreseen.err).toContain('Nothing was changed. 1 of 2 servers can go back now, 1 would wait.');
  });
});

describe('diagnose', () => {
  test('S3-12 S3-13 a server is explained with evidence and remedy', async () => {
    const { out } = await answering('diagnose MUC-DC2', { columns: 100 });
    expect(out).toContain('! high  likely  Sense did not respond');
    expect(out).toContain('→ Start it and retry.');
  });

  test('a server of which nothing is known is not called fine', async () => {
    const { out } = await answering('diagnose MUC-DC2', {
      script: { diagnoseServer: () => ({ server: aNotReadyRow(), value: [] }) },
    });
    expect(out).toContain('support case');
  });

  test('a file is read without a server, in exactly the agreed shape; several are one document a line', async () => {
    const { out, seen } = await answering('diagnose host-facts.json a.csv --json');
    const documents = out
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(documents).toEqual([fromFile, { ...fromFile, file: 'a.csv' }]);
    expect(seen).toHaveLength(0);
  });
});

describe('task', () => {
  test('what is due first stands first, and what has no date last', async () => {
    const { out, seen } = await answering('task list --json id');
    expect(JSON.parse(out)).toEqual([{ id: 'task-1' }, { id: 'later' }]);
    expect(seen[0]?.query).toMatchObject({ state: 'open' });
  });

  test('S3-11 a task shows its warning, steps and choices', async () => {
    const { out } = await answering('task show task-1', { columns: 80 });
    expect(out).toMatchInlineSnapshot(`
      "Remove the gMSA of the action accounts  ○ open
        switch-gmsa · for operator · opened Fri 20 Nov 14:20 CET
        Due Fri 27 Nov 14:05 CET (in 5 d)
        ! Attack disruption does not work while it is configured.
        1. Open Settings, Identities.
        2. Remove the account.
        --choice keep  Keep it (needs --because)
          ! Response actions do not work then.
      "
    `);
  });

  test('choice and reason reach the server', async () => {
    const { seen } = await answering(['task', 'done', 'task-1', '--choice', 'keep', '--because', 'The IDS uses it']);
    expect(seen[0]?.body).toEqual({ choice: 'keep', because: 'The IDS uses it' });
  });
});

describe('report', () => {
  test('I12 I16 a broken chain ends with 1 and says where', async () => {
    const broken: Answer<'verifyLog'> = {
      sealed: null,
      isIntact: false,
      links: 9,
      events: 12,
      head: { seq: 9, hash: 'c'.repeat(64) },
      breaks: [{ seq: 5, what: 'digest', detail: 'An event of this link was changed.' }],
      viewsAgree: false,
      differences: ['move m-1: state observing, log says committed'],
    };
    const { code, out } = await answering('report log --verify', { script: { verifyLog: () => broken } });
    expect(code).toBe(1);
    expect(out).toContain('link 5  digest  An event of this link was changed.');
    expect(out).toContain('move m-1: state observing');
    expect((await answering('report log --verify')).code).toBe(0);
  });

  test('X-07 -o writes JSON lines, oldest first', async () => {
    const { terminal, seen } = await answering('report log -o log.jsonl');
    expect(JSON.parse(terminal.files.get('/project/log.jsonl') ?? '')).toEqual(logged);
    expect(seen[0]?.query).toMatchObject({ order: 'oldest' });
  });

  test('X-08 a report for somebody is a file for you alone; its ending says which, and a name that says nothing is refused', async () => {
    const { terminal, seen } = await answering('report campaign berlin --for manager --redact -o berlin.zip');
    expect(seen[0]?.query).toEqual({ for: 'manager', format: 'pack', names: 'false' });
    expect(terminal.modes.get('/project/berlin.zip')).toBe(0o600);
    const period = await answering('report period --from 2026-03-01 --to 2026-03-02T08:00:00+01:00 -o march.html');
    expect(period.seen[0]?.query).toMatchObject({ from: '2026-03-01T00:00:00Z', format: 'html', for: 'auditor' });
    for (const line of [
      'report campaign berlin --for manager',
      'report campaign berlin -o berlin.doc',
      'report period --from yesterday --to 2026-03-01 -o a.html',
      'report key --renew',
      'report verify nowhere.zip',
    ])
      expect([line, (await answering(line)).code]).toEqual([line, 2]);
  });

  test('X-08 a pack that differs says where, what cannot be made again and why, and ends with 1', async () => {
    const { code, out } = await answering(`report verify berlin.zip --key ${'f'.repeat(64)}`, { columns: 110 });
    expect(code).toBe(1);
    expect(out).toMatchInlineSnapshot(`
      "Nordbank  campaign berlin
        made Sun 22 Nov 2026 11:00 CET by changeguard 0.1.0, without names
      ✓ Signed with the key ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff.
      ✓ It is the key that was given.
      ✓ The chain holds: 9 links, 12 entries.
        – 2 links of other matters, without their entries
        – 1 link with a name replaced: their place is proved, their entries are not
      ✗ 2 of 3 judgements of gates come out as they were decided.
      ✓ 2 of 2 verdicts at a start come out as they were decided.
      – None of the verdicts in between could be made again.
        – 4 not recomputed, because names are replaced
      ✓ 2 of 2 approvals at a start come out as they were decided.
      ✓ 8 of 8 changes of a move come out as they were decided.
        ✗ log/00001.jsonl line 7: The gate after wave 1 is "pass" in the log. (decision)
      ✗ 1 difference. This is not what was signed, or not what was decided.
      "
    `);
  });

  test('a campaign is reported attempt by attempt: the one that was reverted stays visible', async () => {
    const { out } = await answering('report campaign berlin', { columns: 120 });
    expect(out).toMatchInlineSnapshot(`
      "berlin  1 committed (by clock) · 1 reverted
        1 move done with complete evidence, 0 committed unproven, 2 tasks open
        Without a protecting sensor: not known, nothing was observed
        made Sun 22 Nov 2026 11:00 CET · plan bbbbbbbbbbbb · log head 9 cccccccccccc

      Server   No.  State                   Done   Started               Ended                 Problem
      BER-DC1    1  ↩ reverted              – no   Sun 22 Nov 11:00 CET  Sun 22 Nov 11:00 CET  timed-out
      BER-DC1    2  ● committed (by clock)  ✓ yes  Sun 22 Nov 11:00 CET  Sun 22 Nov 11:00 CET  –
      "
    `);
  });
});
