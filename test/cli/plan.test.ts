import { describe, expect, test } from 'vitest';
import { planDiff as planDiffShape } from '../../src/contract/plan-diff.ts';
import { aPlan } from './support/samples.ts';
import { aServer } from './support/scripted-server.ts';
import { aTerminal } from './support/terminal.ts';

const nights = {
  name: 'nights',
  zone: 'Europe/Berlin',
  open: [{ days: ['tue'], from: '22:00', to: '04:00' }],
  closed: [],
};
const freeze = { ...nights, name: 'freeze', open: [] };
const files = {
  'rules.json': JSON.stringify({
    caps: { perSite: 1, startsPerDay: 20 },
    floor: { servers: 2, waivers: [{ of: 'site', name: 'Bonn', because: 'It closes', expiresAt: 1_000 }] },
    gate: [{ kind: 'soak', ms: 3_600_000 }, { kind: 'health' }],
    calendars: [nights],
    commitGuard: { whenNobodyDecides: 'let-commit' },
    approval: { validMs: 86_400_000 },
  }),
  'nights.json': JSON.stringify({ ...nights, zone: 'UTC' }),
  'both.json': JSON.stringify([nights, freeze]),
  'waves.json': JSON.stringify([{ hosts: ['BER-DC1'] }, { name: 'Munich', hosts: ['MUC-DC1'] }]),
  'typo.json': JSON.stringify({ caps: { perSight: 1 }, gate: [{ kind: 'soak', ms: '1h' }], flor: {} }),
  'broken.json': '{',
  'a.plan.json': JSON.stringify(aPlan()),
  'old.plan.json': JSON.stringify({ ...aPlan(), schema: 'changeguard.plan/1' }),
};

async function planning(words: readonly string[]) {
  await using server = await aServer({ makePlan: () => aPlan() });
  const terminal = aTerminal({ server: server.url, files });
  const code = await terminal.run(['plan', ...words]);
  const body = server.seen[0]?.body as Record<string, unknown> | undefined;
  return { code, body, err: terminal.err(), sent: server.seen.length };
}

test.each([
  ['nobody has to approve it', 0, ['rehearse a.json', 'apply a.json']],
  ['somebody else has to', 1, ['rehearse a.json', 'approve a.json', 'apply a.json']],
])('X-06 a plan that is saved says that it can be rehearsed first: %s', async (_, people, next) => {
  const plan = aPlan();
  const rules = { ...plan.rules, approval: { ...plan.rules.approval, people } };
  await using server = await aServer({ makePlan: () => ({ ...plan, rules }) });
  const terminal = aTerminal({ server: server.url });
  expect(await terminal.run('plan -o a.json')).toBe(0);
  expect(terminal.err().match(/(?<=Next: changeguard ).*/g)).toEqual(next);
});

describe('the rules of a plan', () => {
  const waiver = { of: 'site', name: 'Bad Homburg', because: 'It closes' };
  test.each<readonly [readonly string[], unknown]>([
    [[], undefined],
    [['--cap', '4', '--per-site', '1', '--per-domain', '3'], { caps: { inFlight: 4, perSite: 1, perDomain: 3 } }],
    [['--starts-per-day', '9', '--commits-per-day', '8'], { caps: { startsPerDay: 9, commitsPerDay: 8 } }],
    [['--blast-radius', '50', '--spread', '30m'], { caps: { blastRadius: 50, spreadMs: 1_800_000 } }],
    [['--floor', '2'], { floor: { servers: 2 } }],
    [['--floor', '29%'], { floor: { share: 0.29 } }],
    [['--floor', '2', '--floor', '50%'], { floor: { servers: 2, share: 0.5 } }],
    [
      ['--waive', 'site:Bad Homburg=2026-12-01', '--because', 'It closes'],
      { floor: { waivers: [{ ...waiver, expiresAt: Date.parse('2026-12-01T00:00:00Z') }] } },
    ],
    [
      ['--waive', 'site:Bad Homburg=2026-12-01T18:00+01:00', '--because', 'It closes'],
      { floor: { waivers: [{ ...waiver, expiresAt: Date.parse('2026-12-01T17:00:00Z') }] } },
    ],
    [['--failures', '2'], { budget: { failures: 2 } }],
    [['--approvals', '2'], { approval: { people: 2 } }],
    [
      ['--gate', 'health', '--gate', 'success-share=90%', '--gate', 'proofs=a, b', '--soak', '24h'],
      {
        gate: [
          { kind: 'health' },
          { kind: 'success-share', atLeast: 0.9 },
          { kind: 'proofs', proofs: ['a', 'b'] },
          { kind: 'soak', ms: 86_400_000 },
        ],
      },
    ],
    [['--gate', 'manual=Go = on?'], { gate: [{ kind: 'manual', question: 'Go = on?' }] }],
    [['--calendar', 'both.json'], { calendars: [nights, freeze] }],
  ])('%j is sent as what it says', async (words, rules) => {
    const { code, body } = await planning(words);
    expect([code, body]).toEqual([
      0,
      { selector: 'all', demand: 'service', ...(rules === undefined ? {} : { rules }) },
    ]);
  });

  test('a flag takes the place of what the file says of the same thing, and of nothing else', async () => {
    const line = '--rules rules.json --per-site 3 --soak 2h --calendar nights.json --approvals 1 --failures 1';
    const { body } = await planning(line.split(' '));
    expect(body?.rules).toEqual({
      caps: { perSite: 3, startsPerDay: 20 },
      floor: { servers: 2, waivers: [{ of: 'site', name: 'Bonn', because: 'It closes', expiresAt: 1_000 }] },
      budget: { failures: 1 },
      gate: [{ kind: 'soak', ms: 7_200_000 }, { kind: 'health' }],
      calendars: [{ ...nights, zone: 'UTC' }],
      commitGuard: { whenNobodyDecides: 'let-commit' },
      approval: { validMs: 86_400_000, people: 1 },
    });
  });

  test.each([
    [['--cap', '0'], 'Give a whole number from 1 to 1000.'],
    [['--blast-radius', '1.5'], 'Give a whole number'],
    [['--failures', '-1'], 'Give a whole number'],
    [['--spread', '30'], 'Give a duration such as'],
    [['--soak', 'a day'], 'Give a duration such as'],
    [['--floor', 'half'], 'Give a number of servers (2) or a share of them (50%).'],
    [['--floor', '101%'], 'Give a number of servers (2) or a share'],
    [['--gate', 'luck'], 'Give health, detection'],
    [['--gate', 'success-share=1'], 'Give health, detection'],
    [['--gate', 'health=A;;B'], 'Give health, detection'],
    [['--gate', 'detection=yes'], 'Give health, detection'],
    [['--gate', 'soak'], 'Give health, detection'],
    [['--waive', 'site:Bonn=2026-12-01'], 'Say with --because'],
    [['--because', 'Why not'], 'leave it out'],
    [['--waive', 'Bonn=2026-12-01', '--because', 'x'], 'Give site:NAME=UNTIL'],
    [['--waive', 'site:Bonn=2026-02-30', '--because', 'x'], 'Give site:NAME=UNTIL'],
    [['--waive', 'site:Bonn=2026-12-01T18:00', '--because', 'x'], 'an instant with its zone'],
    [['--waves', 'sugested'], 'Give one, suggested'],
    [['--waves', '0'], 'Give one, suggested'],
    [['--waves', '101%'], 'Give one, suggested'],
    [['--strata', 'site,site'], 'each once'],
    [['--rules', 'broken.json'], 'broken.json is no JSON.'],
    [['--waves', 'rules.json'], 'rules.json does not hold waves'],
    [['--calendar', 'rules.json'], 'does not hold a calendar'],
  ])('%j is refused with what to do, and nothing is sent', async (words, says) => {
    const { code, err, sent } = await planning(words);
    expect([code, sent]).toEqual([2, 0]);
    expect(err).toContain(says);
    expect(err).toContain('→');
  });

  test('every fault of a file of rules is named with its place; a mistyped rule is never passed over', async () => {
    const { code, err, sent } = await planning(['--rules', 'typo.json']);
    expect([code, sent]).toEqual([2, 0]);
    for (const place of ['- caps: ', '- gate[0].ms: ', '- the file: ']) expect(err).toContain(place);
    for (const word of ['perSight', 'flor']) expect(err).toContain(word);
  });
});

test.each<readonly [readonly string[], object]>([
  [['--waves', 'one'], { canary: false, order: { kind: 'one' } }],
  [['--waves', 'suggested', '--canary'], { canary: true, order: { kind: 'suggested' } }],
  [['--waves', '20'], { canary: false, order: { kind: 'count', hosts: 20 } }],
  [['--waves', '12.5%'], { canary: false, order: { kind: 'percent', percent: 12.5 } }],
  [['--canary', '--strata', 'site,proxy'], { canary: true, strata: ['site', 'proxy'] }],
  [
    ['--waves', 'waves.json'],
    {
      canary: false,
      order: {
        kind: 'explicit',
        waves: [
          { name: 'wave 1', hosts: ['BER-DC1'] },
          { name: 'Munich', hosts: ['MUC-DC1'] },
        ],
      },
    },
  ],
])('waves are asked for by %j', async (words, waves) => {
  const { code, body } = await planning(words);
  expect(code).toBe(0);
  expect(body?.waves).toMatchObject(waves);
});

describe('plan diff', () => {
  const first = aPlan();
  const [wave] = first.waves;
  const host = wave?.hosts[1];
  if (!wave || !host) throw new Error('The sample has two servers.');
  const second = aPlan({
    waves: [
      { ...wave, hosts: wave.hosts.slice(0, 1) },
      { name: 'wave 2', isCanary: false, hosts: [host] },
    ],
    excluded: [],
    rules: { ...first.rules, caps: { ...first.rules.caps, perSite: 1, spreadMs: 1_800_000 } },
    digest: 'c'.repeat(64),
  });
  const extra = { ...files, 'b.plan.json': JSON.stringify(second) };

  async function diffing(line: string) {
    // No server is scripted: a request would fail.
    const terminal = aTerminal({ files: extra, env: { NO_COLOR: '1' } });
    const code = await terminal.run(`plan diff ${line}`);
    return { code, out: terminal.out(), err: terminal.err() };
  }

  test('who moved and who is gone, which rules changed from what to what; no server is asked', async () => {
    const { code, out } = await diffing('a.plan.json b.plan.json');
    expect(code).toBe(0);
    expect(out).toMatchInlineSnapshot(`
      "In another wave (1)
        BER-DC2  wave 1 all → wave 2
      Left out otherwise (1)
        BER-CA1  left out, Stays as it is (stays): It runs AD CS and stays on v2.x. → not selected
      Waves (1)
        waves[1]  only now: name wave 2, isCanary false
      Rules (2)
        caps.perSite  none → 1
        caps.spreadMs  0 s → 30 min
      "
    `);
  });

  test('--exit-code ends with 3 only where they differ, and --json says everything in the shape of the contract', async () => {
    expect((await diffing('a.plan.json a.plan.json --exit-code')).code).toBe(0);
    expect((await diffing('a.plan.json a.plan.json')).out).toBe('The two plans say the same.\n');
    const { code, out } = await diffing('a.plan.json b.plan.json --exit-code --json');
    expect(code).toBe(3);
    const diff = planDiffShape.parse(JSON.parse(out));
    expect(diff.rules).toEqual([
      { path: 'caps.perSite', from: null, to: 1 },
      { path: 'caps.spreadMs', from: 0, to: 1_800_000 },
    ]);
    expect(diff.moved.map(({ name }) => name)).toEqual(['BER-DC2']);
  });

  test.each([
    [
      'old.plan.json a.plan.json',
      'the earlier form changeguard.plan/1',
      'Make it again with "changeguard plan -o FILE"',
    ],
    ['a.plan.json rules.json', 'rules.json does not hold a plan', '- schema: '],
    ['a.plan.json broken.json', 'broken.json is no JSON', 'changeguard plan -o FILE'],
  ])('%s is refused with the reason and the remedy', async (line, says, remedy) => {
    const { code, err } = await diffing(line);
    expect(code).toBe(2);
    expect(err).toContain(says);
    expect(err).toContain(remedy);
  });

  test('an option of the command above is refused, not passed over', async () => {
    const { code, err } = await diffing('a.plan.json b.plan.json --cap 4');
    expect(code).toBe(2);
    expect(err).toContain('"diff" has no --cap.');
  });

  test('apply refuses a plan of the earlier form before it asks any server', async () => {
    const terminal = aTerminal({ files: extra });
    expect(await terminal.run('apply old.plan.json --yes')).toBe(2);
    expect(terminal.err()).toContain('Make it again');
  });
});
