import { expect, test } from 'vitest';
import { nextEventWords } from '../../src/contract/state-words.ts';
import type { Campaign } from '../../src/domain/campaign/campaign.ts';
import { defaultRules } from '../../src/domain/campaign/default-rules.ts';
import type { TenantId } from '../../src/domain/ids.ts';
import { hourMs, minuteMs, toRfc3339 } from '../../src/domain/time.ts';
import { nextEventShape } from '../../src/report/next-event.ts';
import { en } from '../../src/web/words/en.ts';
import { aCampaign } from '../store/estate.ts';

/** Monday, 10:00 in Berlin. */
const now = Date.UTC(2026, 4, 4, 8);
const nights = {
  name: 'nights',
  zone: 'Europe/Berlin',
  open: [{ days: ['mon', 'tue'], from: '22:00', to: '02:00' }],
  closed: [],
};

function soaking(until: number) {
  const condition = { kind: 'soak', ms: hourMs };
  const finding = {
    condition,
    verdict: 'inconclusive',
    reason: 'soaking',
    summary: '',
    unresolved: [],
    lookAgainAt: until,
  };
  return { verdict: 'inconclusive', summary: '', findings: [finding], unresolved: [], judgedAt: now };
}

/** Two waves, of which the first is open. */
function underWay(more: { state?: Campaign['state']; lookAt?: number; gate?: object } = {}): Campaign {
  const { campaign } = aCampaign('t-1' as TenantId);
  const waves = ['First', 'Then'].map((name) => ({ name, hosts: [] }));
  const rules = { ...defaultRules, calendars: [nights] };
  const plan = { ...campaign.plan, waves, rules };
  const gates = [more.gate ?? null, null].map((gate) => ({ openedAt: now, passedAt: null, gate }));
  const progress = { ...campaign.progress, openWave: 1, waves: gates, lookAt: more.lookAt ?? null };
  return { ...campaign, state: more.state ?? 'running', plan, progress } as unknown as Campaign;
}

const nothing = { waits: {}, calendars: undefined, commitAt: null, now };

test('portal 4.1 who waits for a window is told when it opens, in the hour of its zone, and not of one that is open already', () => {
  const waiting = { ...nothing, waits: { 'window-closed': 3 } };
  const opens = { kind: 'window-opens', wave: null, at: toRfc3339(Date.UTC(2026, 4, 4, 20)) };
  expect(nextEventShape(underWay(), waiting)).toEqual(opens);
  const within = { ...waiting, waits: { 'too-late-in-window': 1 }, now: Date.UTC(2026, 4, 4, 23) };
  expect(nextEventShape(underWay(), within)).toEqual({ ...opens, at: toRfc3339(Date.UTC(2026, 4, 5, 20)) });
  expect(nextEventShape(underWay(), { ...nothing, waits: { 'cap-full': 3 } })).toBeNull();
});

test('portal 4.1 who waits for a freeze of the tenant is told when that and the calendars of the plan are open at once', () => {
  const closed = [{ from: '2026-05-04T00:00', to: '2026-05-05T21:00', because: 'The books are closed.' }];
  const calendars = [{ name: 'nights', zone: 'UTC', open: [], closed }];
  const waiting = { ...nothing, calendars, waits: { freeze: 3 } };
  // The night that began before the freeze ends is open from its end on.
  const opens = { kind: 'window-opens', wave: null, at: toRfc3339(Date.UTC(2026, 4, 5, 21)) };
  expect(nextEventShape(underWay(), waiting)).toEqual(opens);
});

test('portal 4.1 the soak of the open wave is told by its end, another look at its gate as that, and the earliest of all stands there', () => {
  const until = now + 5 * hourMs;
  const campaign = underWay({ gate: soaking(until), lookAt: until });
  expect(nextEventShape(campaign, nothing)).toEqual({ kind: 'soak-ends', wave: 1, at: toRfc3339(until) });
  const broken = underWay({ gate: { ...soaking(until), findings: [] }, lookAt: now + 5 * minuteMs });
  expect(nextEventShape(broken, nothing)).toEqual({ kind: 'gate-judged', wave: 1, at: toRfc3339(now + 5 * minuteMs) });
  const commit = { ...nothing, commitAt: now + hourMs };
  expect(nextEventShape(campaign, commit)).toEqual({ kind: 'commit', wave: null, at: toRfc3339(now + hourMs) });
  expect(nextEventShape(campaign, { ...commit, commitAt: now + 6 * hourMs })?.kind).toBe('soak-ends');
  // What is over is no next event.
  expect(nextEventShape(underWay({ gate: soaking(now), lookAt: now }), nothing)).toBeNull();
});

test('portal 4.1 a campaign that is held promises no window and no gate, but its commits come all the same', () => {
  const held = underWay({ state: 'paused', gate: soaking(now + hourMs), lookAt: now + hourMs });
  const given = { ...nothing, waits: { 'window-closed': 3 } };
  expect(nextEventShape(held, given)).toBeNull();
  expect(nextEventShape(held, { ...given, commitAt: now + 9 * hourMs })?.kind).toBe('commit');
});

test('portal 8.10 the portal says the next event in the words of the command line', () => {
  for (const [kind, words] of Object.entries(nextEventWords))
    expect(en[`next-event.${kind as keyof typeof nextEventWords}`]).toBe(words);
});
