import { describe, expect, test } from 'vitest';
import { aCampaign, anApplyResult, aPlan, aStatus } from './support/samples.ts';
import { aServer, Refusal, type Script, Verbatim } from './support/scripted-server.ts';
import { aTerminal, type TerminalOptions } from './support/terminal.ts';

const files = { 'berlin.plan.json': JSON.stringify(aPlan()) };
const script: Script = {
  applyPlan: ({ query }) =>
    query.dryRun === 'true' ? anApplyResult() : anApplyResult({ isDryRun: false, campaign: aCampaign({ planned: 2 }) }),
  showStatus: () => aStatus(),
};

async function applying(line: string, options: TerminalOptions = {}, more: Script = {}) {
  await using server = await aServer({ ...script, ...more });
  const terminal = aTerminal({ server: server.url, files, ...options });
  const code = await terminal.run(line);
  const starts = server.seen.filter((seen) => seen.query.dryRun === 'false');
  return { code, starts, out: terminal.out(), err: terminal.err(), seen: server.seen };
}

describe('plan', () => {
  test('S3-05 the file holds the document as it came, members that this version does not know included', async () => {
    const document = { ...aPlan(), extra: { of: 'a newer server' } };
    await using server = await aServer({ makePlan: () => new Verbatim(JSON.stringify(document)) });
    const terminal = aTerminal({ server: server.url });
    expect(await terminal.run('plan site:Berlin state:ready --cap 4 --demand host --name berlin -o b.json')).toBe(0);
    expect(JSON.parse(terminal.files.get('/project/b.json') ?? '')).toEqual(document);
    expect(server.seen[0]?.body).toEqual({
      selector: 'site:Berlin state:ready',
      rules: { caps: { inFlight: 4 } },
      demand: 'host',
      name: 'berlin',
    });
    expect(terminal.err()).toContain('Nothing has started');
  });

  test('a plan shows who moves, who is left out and why', async () => {
    await using server = await aServer({ makePlan: () => aPlan() });
    const terminal = aTerminal({ server: server.url, columns: 80, env: { NO_COLOR: '1' } });
    await terminal.run('plan');
    expect(terminal.out()).toMatchInlineSnapshot(`
      "berlin  2 servers in 1 wave
        journey sensor-v3 · edition 2026-03 · started by Graph · evidence of the
        service or the host
        made by user:anna, Sun 22 Nov 2026 10:30 CET · digest bbbbbbbbbbbb
      Who goes when, if nothing fails
        wave 1 all (2)  BER-DC1, BER-DC2
          starts Sun 22 Nov 2026 10:30 CET
          all protected again Sun 22 Nov 11:10 CET at best, Sun 22 Nov 14:30 CET at
          worst
      How low coverage gets
        domain bank.example  3 of 5 protected, 60 %..80 % (1 unknown); floor 1
        site Berlin  2 of 3 protected, 66.67 %; floor 1
      What cannot be undone from when
        The first server from Sun 29 Nov 10:30 CET at best, Sun 29 Nov 12:30 CET at
        worst; all of it from Sun 29 Nov 11:10 CET at best, Sun 29 Nov 14:30 CET at
        worst
      What holds
        At once: at most 10 in flight.
        Floor: at least 1 server protected and not in a disruptive step, in every site
        and domain.
        The first failure stops it.
        Before a commit: alarms 72 h, 48 h, 24 h, 6 h ahead; when nobody decides and
        evidence is missing, a rollback is asked for in time.
      Left out: 1 server
        BER-CA1  Stays as it is (stays): It runs AD CS and stays on v2.x.
      "
    `);
    expect(terminal.err()).toContain('The server keeps the plan.');
  });

  test('no server to move is a conflict with its remedy', async () => {
    await using server = await aServer({ makePlan: () => new Refusal('plan-empty', 409) });
    const terminal = aTerminal({ server: server.url });
    expect(await terminal.run('plan -o b.json')).toBe(5);
    expect(terminal.files.size).toBe(0);
  });
});

describe('apply', () => {
  test('S3-05 on a terminal it says what happens and from when it cannot be undone, and starts after yes', async () => {
    const { code, starts, out, err } = await applying('apply berlin.plan.json', {
      columns: 80,
      isInteractive: true,
      types: ['yes'],
      env: { NO_COLOR: '1' },
    });
    expect(code).toBe(0);
    expect(starts).toHaveLength(1);
    expect(out).toMatchInlineSnapshot(`
      "berlin  2 servers in 1 wave
        journey sensor-v3 · edition 2026-03 · started by Graph · evidence of the
        service or the host
        made by user:anna, Sun 22 Nov 2026 10:30 CET · digest bbbbbbbbbbbb
      Who goes when, if nothing fails
        wave 1 all (2)  BER-DC1, BER-DC2
          starts Sun 22 Nov 2026 10:30 CET
          all protected again Sun 22 Nov 11:10 CET at best, Sun 22 Nov 14:30 CET at
          worst
      How low coverage gets
        domain bank.example  3 of 5 protected, 60 %..80 % (1 unknown); floor 1
        site Berlin  2 of 3 protected, 66.67 %; floor 1
      What cannot be undone from when
        The first server from Sun 29 Nov 10:30 CET at best, Sun 29 Nov 12:30 CET at
        worst; all of it from Sun 29 Nov 11:10 CET at best, Sun 29 Nov 14:30 CET at
        worst
      What holds
        At once: at most 10 in flight.
        Floor: at least 1 server protected and not in a disruptive step, in every site
        and domain.
        The first failure stops it.
        Before a commit: alarms 72 h, 48 h, 24 h, 6 h ahead; when nobody decides and
        evidence is missing, a rollback is asked for in time.
      Left out: 1 server
        BER-CA1  Stays as it is (stays): It runs AD CS and stays on v2.x.

      What happens
        POST /security/identities/sensorMigration/migrate  BER-DC1, BER-DC2
        v2.x goes on until v3.x is ready.
      From when it cannot be undone
        One week after a server is up to date, the service commits it and v2.x cannot
        come back. Earliest: Sun 29 Nov 11:00 CET (in 7 d).
        ! Automatic activation is on in this tenant: the service changes servers
        outside any plan.

      Campaign berlin started with 2 servers.
      "
    `);
    expect(err).toMatchInlineSnapshot(`
      "Migrate 2 servers? Type yes to start: To undo: "changeguard rollback SERVER --because REASON" while a server is under
      observation.
      Next: changeguard status berlin --watch
      "
    `);
  });

  test.each([['no'], ['y'], ['']])('the answer %j starts nothing', async (typed) => {
    const { code, starts, err } = await applying('apply berlin.plan.json', { isInteractive: true, types: [typed] });
    expect(code).toBe(1);
    expect(starts).toHaveLength(0);
    expect(err).toContain('Nothing was started.');
  });

  test('the end of the input is no yes', async () => {
    expect((await applying('apply berlin.plan.json', { isInteractive: true, types: [] })).starts).toHaveLength(0);
  });

  test.each([
    ['without a terminal', 'apply berlin.plan.json', {}],
    ['with --no-input', 'apply berlin.plan.json --no-input', { isInteractive: true }],
    ['with --json', 'apply berlin.plan.json --json', { isInteractive: true }],
  ])('%s it needs --yes and sends nothing', async (_, line, options) => {
    const { code, seen } = await applying(line, options);
    expect(code).toBe(2);
    expect(seen).toHaveLength(0);
  });

  test('--yes starts exactly the document of the file, once, under a key', async () => {
    const { code, starts } = await applying('apply berlin.plan.json --yes');
    expect(code).toBe(0);
    expect(starts.map((seen) => seen.body)).toEqual([{ plan: aPlan() }]);
    expect(starts[0]?.headers['idempotency-key']).toMatch(/^key-/);
  });

  test('--dry-run shows and starts nothing', async () => {
    const { code, starts, out } = await applying('apply berlin.plan.json --dry-run --json');
    expect(code).toBe(0);
    expect(starts).toHaveLength(0);
    expect(JSON.parse(out)).toEqual(anApplyResult());
  });

  test('a read-only connection is called a shadow, and arming is the next step', async () => {
    const shadow = (isDryRun: boolean) =>
      anApplyResult({
        isDryRun,
        isShadow: true,
        irreversible: null,
        campaign: isDryRun ? null : aCampaign({ state: 'shadow', planned: 2 }),
      });
    const { out, err } = await applying(
      'apply berlin.plan.json --yes',
      {},
      { applyPlan: ({ query }) => shadow(query.dryRun === 'true') },
    );
    expect(out).toContain('nothing is sent; our verdicts are scored');
    expect(err).toContain('changeguard connect arm');
  });

  test('an outdated plan is a conflict and shows what changed', async () => {
    const { code, err } = await applying(
      'apply berlin.plan.json --yes',
      {},
      {
        applyPlan: () =>
          new Refusal('plan-outdated', 409, { errors: [{ at: 'BER-DC1', message: 'is not ready any more' }] }),
      },
    );
    expect(code).toBe(5);
    expect(err).toContain('BER-DC1: is not ready any more');
  });

  test('a file that is no plan is wrong usage', async () => {
    const { code, seen } = await applying('apply other.json', { files: { 'other.json': '{"schema":"other"}' } });
    expect(code).toBe(2);
    expect(seen).toHaveLength(0);
  });
});
