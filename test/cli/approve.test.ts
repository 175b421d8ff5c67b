import { describe, expect, test } from 'vitest';
import { aPlan, aPlanDetail, aPlanSummary, waiting } from './support/samples.ts';
import { aServer, Refusal, type Script } from './support/scripted-server.ts';
import { aTerminal, type TerminalOptions } from './support/terminal.ts';

const files = { 'berlin.plan.json': JSON.stringify(aPlan()) };
const refused = aPlanSummary({
  standings: [{ ...waiting, state: 'refused', words: 'refused by user:ben', left: 0 }],
});
const script: Script = {
  showPlan: () => aPlanDetail(),
  listPlans: () => ({
    value: [
      aPlanSummary(),
      aPlanSummary({
        name: 'munich',
        digest: 'c'.repeat(64),
        savedBy: 'token:ci',
        standings: [waiting],
        approvals: [],
      }),
      aPlanSummary({ name: 'hamburg', digest: 'd'.repeat(64), standings: refused.standings }),
    ],
  }),
  handInPlan: () => aPlanSummary({ standings: [waiting], approvals: [] }),
  approvePlan: () => aPlanSummary(),
  refusePlan: () => refused,
  withdrawFromPlan: () => aPlanSummary({ standings: [waiting] }),
};

async function approving(line: string | readonly string[], options: TerminalOptions = {}, more: Script = {}) {
  await using server = await aServer({ ...script, ...more });
  const terminal = aTerminal({ server: server.url, files, env: { NO_COLOR: '1' }, columns: 80, ...options });
  const code = await terminal.run(line);
  const decisions = server.seen.filter((seen) => seen.query.dryRun === 'false');
  return { code, decisions, out: terminal.out(), err: terminal.err(), seen: server.seen };
}

describe('approve', () => {
  test('X-09 it shows what is approved before it asks, and approves after yes', async () => {
    const { code, decisions, out, err } = await approving('approve bbbbbbbbbbbb', {
      isInteractive: true,
      types: ['yes'],
    });
    expect(code).toBe(0);
    expect(decisions.map((seen) => seen.route)).toEqual(['approvePlan']);
    expect(out).toMatchInlineSnapshot(`
      "berlin  2 servers in 1 wave
        digest bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb
        made by user:anna, Sun 22 Nov 2026 10:30 CET
        wave 1  all  2 servers: BER-DC1, BER-DC2
        At once: at most 10 in flight.
        Approved by one person other than the author.
        Not rehearsed.

      The plan: approved until Sun 29 Nov 2026 10:40 CET
      "
    `);
    expect(err).toMatchInlineSnapshot(`
      "Approve "berlin" (bbbbbbbbbbbb)? Type yes: It stays in the log with your name.
      To undo: "changeguard approve bbbbbbbbbbbb --withdraw --because REASON".
      "
    `);
  });

  test('X-09 comment, ticket, wave and time go along, with the very document of the file', async () => {
    const line = ['approve', 'berlin.plan.json', '--yes', '--ticket', 'CHG0001', '--comment', 'Seen', '--wave', '2'];
    const { code, decisions } = await approving([...line, '--valid', '3d']);
    expect(code).toBe(0);
    expect(decisions.map((seen) => seen.path)).toEqual([expect.stringContaining(`/plans/${'b'.repeat(64)}/approve`)]);
    expect(decisions.map((seen) => seen.body)).toEqual([
      { wave: 2, ticket: 'CHG0001', comment: 'Seen', validMs: 259_200_000, plan: aPlan() },
    ]);
    expect(decisions[0]?.headers['idempotency-key']).toMatch(/^key-/);
  });

  test.each([
    ['the own plan', { approvePlan: () => new Refusal('approval-own', 409) }, 5],
    ['a document that was changed', { approvePlan: () => new Refusal('plan-digest-wrong', 409) }, 5],
    ['without the role', { approvePlan: () => new Refusal('permission-missing', 403) }, 4],
    ['a plan that is not saved', { showPlan: () => new Refusal('not-found', 404) }, 1],
  ] satisfies [string, Script, number][])('X-09 %s is refused before anybody is asked', async (_, more, expected) => {
    const { code, decisions, err } = await approving(
      'approve berlin.plan.json',
      { isInteractive: true, types: [] },
      more,
    );
    expect(code).toBe(expected);
    expect(decisions).toEqual([]);
    expect(err).not.toContain('Type yes');
  });

  test.each([['no'], ['y'], ['']])('the answer %j decides nothing', async (typed) => {
    const { code, decisions } = await approving('approve bbbbbbbb', { isInteractive: true, types: [typed] });
    expect([code, decisions]).toEqual([1, []]);
  });

  test.each([
    ['without a terminal', 'approve bbbbbbbb', {}],
    ['with --json', 'approve bbbbbbbb --json', { isInteractive: true }],
    ['with a refusal and a withdrawal at once', 'approve bbbbbbbb --refuse --withdraw --because both', {}],
    ['to refuse without a reason', 'approve bbbbbbbb --refuse --yes', {}],
    ['to withdraw without a reason', 'approve bbbbbbbb --withdraw --yes', {}],
    ['to approve with a reason, which may have been meant for a refusal', 'approve bbbbbbbb --because no --yes', {}],
    ['to hand in a digest', 'approve bbbbbbbb --hand-in --yes', {}],
    ['for a time that is none', 'approve bbbbbbbb --valid soon --yes', {}],
  ])('%s it is wrong usage and decides nothing', async (_, line, options) => {
    const { code, decisions } = await approving(line, options);
    expect([code, decisions]).toEqual([2, []]);
  });

  test('--dry-run shows and decides nothing', async () => {
    const { code, decisions, err } = await approving('approve bbbbbbbb --dry-run');
    expect([code, decisions]).toEqual([0, []]);
    expect(err).toContain('Nothing was decided');
  });

  test('X-09 a refusal and its withdrawal carry their reason', async () => {
    const no = await approving(['approve', 'bbbbbbbb', '--refuse', '--because', 'Not this week', '--yes']);
    expect(no.decisions.map((seen) => [seen.route, seen.body])).toEqual([['refusePlan', { because: 'Not this week' }]]);
    expect(no.out).toContain('The plan: refused by user:ben');
    const back = await approving(['approve', 'bbbbbbbb', '--withdraw', '--because', 'Next week then', '--yes']);
    expect(back.decisions.map((seen) => [seen.route, seen.body])).toEqual([
      ['withdrawFromPlan', { because: 'Next week then' }],
    ]);
  });

  test('X-09 a plan that was made elsewhere is handed in, and whoever does is told to be its author', async () => {
    const { code, seen, out } = await approving('approve berlin.plan.json --hand-in --yes');
    expect(code).toBe(0);
    expect(seen.map((one) => [one.route, one.body])).toEqual([['handInPlan', { plan: aPlan() }]]);
    expect(out).toContain('you count as its author');
  });

  test('X-09 the list says what each plan waits for', async () => {
    const { code, out, err } = await approving('approve --list');
    expect(code).toBe(0);
    expect(out).toMatchInlineSnapshot(`
      "Plan     Digest        Servers  Approval
      berlin   bbbbbbbbbbbb  2        ✓ approved
      munich   cccccccccccc  2        ? waits for 1 person other than the author
      hamburg  dddddddddddd  2        ✗ refused by user:ben
      "
    `);
    expect(err).toContain('changeguard approve cccccccccccc');
    const json = await approving('approve --list --json digest,name');
    expect(JSON.parse(json.out)[0]).toEqual({ digest: 'b'.repeat(64), name: 'berlin' });
  });

  test('text of a plan cannot steer the terminal', async () => {
    const more: Script = { showPlan: () => aPlanDetail({ name: 'a\u001b[2Jb', rules: ['c\u001b[2Jd'] }) };
    const { out } = await approving('approve bbbbbbbb --dry-run', {}, more);
    expect(out).not.toContain('\u001b');
  });
});
