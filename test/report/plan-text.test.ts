import { expect, test } from 'vitest';
import { defaultRules } from '../../src/domain/campaign/default-rules.ts';
import type { CampaignRules } from '../../src/domain/campaign/rules.ts';
import type { Plan } from '../../src/domain/plan/document.ts';
import type { LowestCoverage, WavePrediction } from '../../src/domain/plan/prediction.ts';
import { exclusion } from '../../src/domain/waves/exclusion.ts';
import { checkCatalogue } from '../../src/main/check-catalogue.ts';
import { inEnglish } from '../../src/report/plan-english.ts';
import { planPassages, planStory } from '../../src/report/plan-text.ts';
import { rulesInWords, rulesLines } from '../../src/report/rules-text.ts';

const tell = (at: number) => `T${at}`;
const always = (at: number) => ({ earliest: at, latest: at });
const covered = (name: string, more: Partial<LowestCoverage> = {}): LowestCoverage => ({
  ...{ name, servers: 4, lowest: 3, unknown: 0, needed: 1 },
  ...more,
});

function predicted(more: Partial<WavePrediction> = {}): WavePrediction {
  return {
    starts: always(1),
    ends: { earliest: 2, latest: 3 },
    noReturn: { earliest: 4, latest: 5 },
    allFinal: { earliest: 6, latest: null },
    sites: [],
    domains: [],
    held: [],
    ...more,
  };
}

function textOf(waves: readonly WavePrediction[], more: Partial<Plan> = {}): string {
  const plan = {
    ...{ name: 'berlin', author: 'user:anna', createdAt: 0, journey: 'sensor-v3', edition: '2026-03' },
    ...{ channel: 'graph', demand: 'service', digest: 'd'.repeat(64), excluded: [], rules: defaultRules },
    prediction: { asOf: 0, waves },
    waves: waves.map((_, at) => ({ name: `wave ${at + 1}`, isCanary: false, hosts: [{ name: `DC${at + 1}` }] })),
    ...more,
  } as unknown as Plan;
  return planPassages(plan, tell, checkCatalogue)
    .flatMap(({ title, lines }) => [title, ...lines.map((line) => `  ${line}`)])
    .join('\n');
}

test('a plan of one wave says what it does in few lines, and nothing of gates and approvals that nobody asked for', () => {
  expect(textOf([predicted({ sites: [covered('Berlin')] })])).toMatchInlineSnapshot(`
    "berlin  1 server in 1 wave
      journey sensor-v3 · edition 2026-03 · started by Graph · evidence of the service or the host
      made by user:anna, T0 · digest dddddddddddd
    Who goes when, if nothing fails
      wave 1 (1)  DC1
        starts T1
        all protected again T2 at best, T3 at worst
    How low coverage gets
      site Berlin  3 of 4 protected, 75 %; floor 1
    What cannot be undone from when
      The first server from T4 at best, T5 at worst; all of it from T6 at best, at worst never
    What holds
      At once: at most 10 in flight.
      Floor: at least 1 server protected and not in a disruptive step, in every site and domain.
      The first failure stops it.
      Before a commit: alarms 72 h, 48 h, 24 h, 6 h ahead; when nobody decides and evidence is missing, a rollback is asked for in time."
  `);
});

test('what would never start is said with its reason, and never is said to be a time', () => {
  const held = [{ reason: 'floor-waiver-missing', hosts: 7, names: ['A', 'B'] }];
  const text = textOf([predicted({ starts: { earliest: null, latest: null }, held })]);
  expect(text).toContain('starts never, as things are');
  expect(text).toContain('! would not start: A, B and 5 more, waiting for a waiver');
  expect(text).toContain('T6 at best, at worst never');
});

test('the lowest of all waves is shown for each site, the worst first; an unknown server is no protected one', () => {
  const first = predicted({ sites: [covered('Berlin'), covered('Bonn', { servers: 1, lowest: 0, needed: 0 })] });
  const second = predicted({ sites: [covered('Berlin', { lowest: 1, unknown: 2, needed: 2 })] });
  const text = textOf([first, second]);
  expect(text).toContain(
    [
      '  site Bonn  0 of 1 protected, 0 %; no second server stands in, wave 1',
      '  site Berlin  1 of 4 protected, 25 %..75 % (2 unknown); floor 2, broken before anything starts, wave 2',
    ].join('\n'),
  );
});

test('portal 4.4 who is left out stands under the reason that most have, by its title with the code beside it', () => {
  const out = (name: string, reason: string) => ({ name, reason, detail: `${name} cannot.` });
  const excluded = [out('X', 'stays'), out('Y', 'not-eligible'), out('Z', 'not-eligible')];
  expect(textOf([predicted()], { excluded } as unknown as Partial<Plan>)).toContain(
    'Left out: 3 servers\n  Not eligible (not-eligible)  2 servers\n    Y  Y cannot.\n    Z  Z cannot.\n  X  Stays as it is (stays): X cannot.',
  );
});

test.each([
  [
    'fail',
    'moves',
    'Not eligible (not-eligible): Sense service not running (sense-not-running), Renamed after onboarding (renamed)',
  ],
  [
    'fail',
    'stays',
    'Stays as it is (stays): Sense service not running (sense-not-running), Renamed after onboarding (renamed)',
  ],
  [
    'fail',
    'unsupported',
    'Cannot move (unsupported): Sense service not running (sense-not-running), Renamed after onboarding (renamed)',
  ],
  [
    'unknown',
    'moves',
    'Evidence is missing (evidence-missing): Sense service not running (sense-not-running), Renamed after onboarding (renamed)',
  ],
  [null, 'moves', 'Never checked (verdict-missing): It was never checked.'],
] as const)(
  'portal 4.4 what an exclusion by %s of one that %s says is read back into titles',
  (verdict, disposition, words) => {
    const reasons = ['sense-not-running', 'renamed'];
    const found = exclusion({ isPinned: false, isBusy: false, disposition, verdict, reasons });
    const excluded = [{ name: 'X', ...found }];
    expect(textOf([predicted()], { excluded } as unknown as Partial<Plan>)).toContain(`  X  ${words}`);
  },
);

const rules: CampaignRules = {
  caps: {
    inFlight: 4,
    perSite: 1,
    perDomain: 2,
    startsPerDay: 1,
    commitsPerDay: 5,
    blastRadius: 20,
    spreadMs: 1_800_000,
  },
  floor: { servers: 2, share: 0.29, waivers: [{ of: 'site', name: 'Bonn', because: 'It closes', expiresAt: 9 }] },
  budget: { failures: 2, perStratum: 1 },
  gate: [
    { kind: 'success-share', atLeast: 0.9 },
    { kind: 'soak', ms: 86_400_000 },
    { kind: 'manual', question: 'Go on?' },
  ],
  calendars: [{ name: 'nights', zone: 'Europe/Berlin', open: [], closed: [] }],
  commitGuard: { whenNobodyDecides: 'let-commit', alarmHours: [24, 6] },
  approval: { people: 2, perWave: true, validMs: 86_400_000 },
};

test('every rule that a plan carries is told, also in the short form', () => {
  expect(rulesLines(rules)).toEqual(rulesLines(rules, true));
  expect(rulesInWords(rules, tell).join('\n')).toMatchInlineSnapshot(`
    "At once: at most 4 in flight, 1 in a site, 2 in a domain, 1 start a day, 5 commits a day, 20 servers neither as before nor committed, 30 min between two starts at a site.
    Floor: at least 2 servers and 29 % of them protected and not in a disruptive step, in every site and domain.
    Waiver for site Bonn until T9: It closes
    Stops at more than 2 failures in all, or more than 1 of one kind of host.
    Between waves: every move of the wave is verified; 90 % of it succeeded; 1 d passed since its last host was protected by the new sensor; a person answers "Go on?".
    Starts only while all are open: nights (Europe/Berlin).
    Before a commit: alarms 24 h, 6 h ahead; when nobody decides and evidence is missing, the commit is let pass.
    Approved by 2 people other than the author, for each wave; an approval is good for 1 d."
  `);
});

test('portal 4.4 the clauses of a plan carry the very lines of the command line, but for who is left out', () => {
  const excluded = [{ name: 'X', reason: 'stays', detail: 'X cannot.' }];
  const held = [{ reason: 'floor-waiver-missing', hosts: 7, names: ['A', 'B'] }];
  const waves = [
    predicted({ sites: [covered('', { unknown: 1 })], held }),
    predicted({ domains: [covered('bank.example')] }),
  ];
  const plan = {
    ...{ name: 'berlin', author: 'user:anna', createdAt: 0, journey: 'sensor-v3', edition: '2026-03', rules },
    ...{ channel: 'portal', demand: 'host', digest: 'd'.repeat(64), joins: 'e'.repeat(64), excluded },
    prediction: { asOf: 0, waves },
    waves: waves.map((_, at) => ({ name: 'Munich', isCanary: false, hosts: [{ name: `DC${at}` }] })),
  } as unknown as Plan;
  const lines = planPassages(plan, tell, checkCatalogue);
  const story = planStory(plan, tell).map(({ title, lines }) => ({
    title: title.text,
    lines: lines.map(({ text, isDeeper }) => `${isDeeper ? '  ' : ''}${text}`),
  }));
  expect([...story, lines.at(-1)]).toEqual(lines);
  expect(lines.at(-1)?.title).toBe('Left out: 1 server');
  // Nothing that is told of a plan lies in the sentence alone.
  for (const { title, lines } of planStory(plan, tell))
    for (const line of [title, ...lines]) expect(inEnglish(line, tell)).toBe(line.text);
});
