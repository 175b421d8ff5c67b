import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { CampaignRules } from '../../../src/domain/campaign/rules.ts';
import { type ProtectedServer, protectionView } from '../../../src/domain/floor/protection.ts';
import type { HostId } from '../../../src/domain/ids.ts';
import type { OpenTimes } from '../../../src/domain/plan/pace.ts';
import { predict } from '../../../src/domain/plan/prediction.ts';
import type { PlannedHost, PlannedWave } from '../../../src/domain/plan/waves.ts';
import { dayMs, hourMs, type Instant, minuteMs } from '../../../src/domain/time.ts';
import { chooseStarts } from '../../support/choose-starts.ts';
import {
  aFloor,
  anyCaps,
  anyFloor,
  anyServer,
  aWaiver,
  durations,
  holds,
  mildFloor,
  now,
  someRules,
  startView,
  viewOfAll,
} from '../../support/plan-estates.ts';

const nextDay = (at: Instant) => (Math.floor(at / dayMs) + 1) * dayMs;
const always: OpenTimes = { nextStart: (at) => at, nextDay };
const never: OpenTimes = { nextStart: () => null, nextDay };

/** Open between two hours of the UTC day; a start must end inside. */
function hoursOpen(from: number, to: number): OpenTimes {
  return {
    nextDay,
    nextStart(at, longestMs) {
      const midnight = nextDay(at) - dayMs;
      const [opens, latest] = [midnight + from * hourMs, midnight + to * hourMs - longestMs];
      if (latest < opens) return null;
      if (at <= opens) return opens;
      return at <= latest ? at : opens + dayMs;
    },
  };
}

const aHost = (name: string, site = 'Berlin', domain = 'corp.example'): PlannedHost => ({
  hostId: name as HostId,
  name,
  site,
  domain,
  stratum: 'all',
});
const aWave = (...hosts: readonly PlannedHost[]): PlannedWave => ({ name: 'wave', isCanary: false, hosts });
const berlin = Array.from({ length: 4 }, (_, at) => aHost(`BER-DC${at + 1}`));
const oslo = aHost('OSL-DC1', 'Oslo');

const caps = (more: Partial<CampaignRules['caps']>) => ({ caps: { ...someRules().caps, ...more } });

describe('the prediction of times', () => {
  const view = startView(viewOfAll([...berlin, oslo]));
  const spansOf = (rules: Partial<CampaignRules>, open = always, waves = [aWave(...berlin)]) =>
    predict(waves, view, someRules(rules), durations, open, now).waves.map(({ starts, ends }) =>
      [starts.earliest, ends.earliest, starts.latest, ends.latest].map((at) =>
        at === null ? null : (at - now) / minuteMs,
      ),
    );

  test.each<[string, Partial<CampaignRules>, readonly (number | null)[]]>([
    ['the floor leaves one of four, so that the fourth goes after the others', {}, [0, 40, 0, 240]],
    ['one at a time', caps({ inFlight: 1 }), [0, 80, 0, 480]],
    ['two in a site', caps({ perSite: 2 }), [0, 40, 0, 240]],
    ['two a day', caps({ startsPerDay: 2 }), [0, 18 * 60 + 20, 0, 18 * 60 + 120]],
    ['commits pace the starts as well', caps({ commitsPerDay: 2 }), [0, 18 * 60 + 20, 0, 18 * 60 + 120]],
    ['half an hour between two starts of a site', caps({ spreadMs: 30 * minuteMs }), [0, 110, 0, 240]],
    [
      'a blast radius of two waits for the first commits',
      caps({ blastRadius: 2 }),
      [0, 7 * 1440 + 40, 0, 7 * 1440 + 240],
    ],
    ['a floor of all servers lets none start', { floor: aFloor({ share: 1 }) }, [null, null, null, null]],
  ])('%s', (_, rules, minutes) => {
    expect(spansOf(rules)).toEqual([minutes]);
  });

  test('a window that opens later is waited for, and none is used in which the longest step does not fit', () => {
    expect(spansOf(caps({ inFlight: 2 }), hoursOpen(22, 24))).toEqual([
      [16 * 60, 40 * 60 + 20, 16 * 60, 40 * 60 + 120],
    ]);
    expect(spansOf({}, hoursOpen(22, 23))).toEqual([[null, null, null, null]]);
    expect(spansOf({}, never)).toEqual([[null, null, null, null]]);
  });

  test('a wave begins when the one before is protected and soaked, and never when that one never ends', () => {
    const [first, second] = [aWave(...berlin.slice(0, 2)), aWave(...berlin.slice(2))];
    const soaked: Partial<CampaignRules> = { gate: [{ kind: 'soak', ms: hourMs }] };
    expect(spansOf(soaked, always, [first, second])).toEqual([
      [0, 20, 0, 120],
      [80, 100, 180, 300],
    ]);
    expect(spansOf({}, always, [aWave(oslo), first])).toEqual([
      [null, null, null, null],
      [null, null, null, null],
    ]);
  });

  test('hosts start in the order of the plan, though another order of them would leave slots empty', () => {
    const munich = [aHost('MUC-DC1', 'Munich'), aHost('MUC-DC2', 'Munich')];
    const [first, second] = [berlin.slice(0, 1), berlin.slice(1, 2)];
    const wave = aWave(...first, ...munich.slice(0, 1), ...second, ...munich.slice(1));
    const both = startView(viewOfAll([...berlin, ...munich]));
    const predicted = predict([wave], both, someRules(caps({ inFlight: 2 })), durations, always, now);
    expect(predicted.waves[0]?.ends.earliest).toBe(now + 40 * minuteMs);
  });

  test('what is on its way already is taken to end first', () => {
    const busy = startView(
      protectionView(berlin.map((host, at) => ({ ...host, protection: 'protected', isDisrupted: at === 0 }))),
      { inFlight: 1 },
    );
    const predicted = predict([aWave(...berlin.slice(1))], busy, someRules(), durations, always, now).waves[0];
    expect(predicted?.starts).toEqual({ earliest: now + 20 * minuteMs, latest: now + 2 * hourMs });
  });
});

describe('S3-05 the prediction of what cannot be undone', () => {
  const view = startView(viewOfAll(berlin));
  const predicted = (observationMs: number | null) =>
    predict([aWave(...berlin)], view, someRules(), { ...durations, observationMs }, always, now).waves[0];

  test('is the end of the first observation, and of the last', () => {
    expect(predicted(7 * dayMs)?.noReturn).toEqual({ earliest: now + 7 * dayMs, latest: now + 7 * dayMs + 2 * hourMs });
    expect(predicted(7 * dayMs)?.allFinal).toEqual({
      earliest: now + 7 * dayMs + 40 * minuteMs,
      latest: now + 7 * dayMs + 4 * hourMs,
    });
  });

  test('is the start itself where no way back is promised', () => {
    expect(predicted(null)?.noReturn).toEqual({ earliest: now, latest: now });
    expect(predicted(null)?.allFinal).toEqual({ earliest: now + 40 * minuteMs, latest: now + 4 * hourMs });
  });
});

describe('I1 the prediction of coverage', () => {
  const lowest = (
    rules: Partial<CampaignRules>,
    view = startView(viewOfAll([...berlin, oslo])),
    hosts = [...berlin, oslo],
  ) => {
    const predicted = predict([aWave(...hosts)], view, someRules(rules), durations, always, now).waves[0];
    return [...(predicted?.sites ?? []), ...(predicted?.domains ?? [])].map(
      ({ name, servers, lowest: low, unknown, needed }) =>
        `${name} ${low}/${servers}, ${unknown} unknown, floor ${needed}`,
    );
  };

  test.each<[string, Partial<CampaignRules>, readonly string[]]>([
    [
      'by the floor',
      {},
      ['Berlin 1/4, 0 unknown, floor 1', 'Oslo 1/1, 0 unknown, floor 0', 'corp.example 2/5, 0 unknown, floor 1'],
    ],
    [
      'by the cap',
      caps({ inFlight: 2 }),
      ['Berlin 2/4, 0 unknown, floor 1', 'Oslo 1/1, 0 unknown, floor 0', 'corp.example 3/5, 0 unknown, floor 1'],
    ],
    [
      'by the cap of a site',
      caps({ perSite: 1 }),
      ['Berlin 3/4, 0 unknown, floor 1', 'Oslo 1/1, 0 unknown, floor 0', 'corp.example 4/5, 0 unknown, floor 1'],
    ],
    [
      'by the cap of a domain',
      caps({ perDomain: 1 }),
      ['Berlin 1/4, 0 unknown, floor 1', 'Oslo 1/1, 0 unknown, floor 0', 'corp.example 4/5, 0 unknown, floor 1'],
    ],
    [
      'by a share',
      { floor: aFloor({ share: 0.75 }) },
      ['Berlin 3/4, 0 unknown, floor 3', 'Oslo 1/1, 0 unknown, floor 0', 'corp.example 4/5, 0 unknown, floor 4'],
    ],
    [
      'with a waiver for the only server',
      { floor: aFloor({ waivers: [aWaiver('Oslo')] }) },
      ['Berlin 1/4, 0 unknown, floor 1', 'Oslo 0/1, 0 unknown, floor 0', 'corp.example 1/5, 0 unknown, floor 1'],
    ],
    [
      'with a waiver that ran out',
      { floor: aFloor({ waivers: [aWaiver('Oslo', { expiresAt: now })] }) },
      ['Berlin 1/4, 0 unknown, floor 1', 'Oslo 1/1, 0 unknown, floor 0', 'corp.example 2/5, 0 unknown, floor 1'],
    ],
  ])('is bounded %s', (_, rules, said) => {
    expect(lowest(rules)).toEqual(said);
  });

  test('tells unknown servers apart, and never counts them', () => {
    const view = protectionView(
      berlin.map((host, at) => ({ ...host, protection: at === 3 ? 'unknown' : 'protected', isDisrupted: false })),
    );
    expect(lowest({}, startView(view), berlin.slice(0, 2))[0]).toBe('Berlin 1/4, 1 unknown, floor 1');
  });

  test('says who would never start, and why', () => {
    const predicted = predict(
      [aWave(...berlin, oslo)],
      startView(viewOfAll([...berlin, oslo])),
      someRules(),
      durations,
      always,
      now,
    );
    expect(predicted.waves[0]?.held).toEqual([{ reason: 'floor-waiver-missing', hosts: 1, names: ['OSL-DC1'] }]);
    const closed = predict([aWave(...berlin)], startView(viewOfAll(berlin)), someRules(), durations, never, now);
    expect(closed.waves[0]?.held).toEqual([
      { reason: 'window-closed', hosts: 4, names: ['BER-DC1', 'BER-DC2', 'BER-DC3', 'BER-DC4'] },
    ]);
  });
});

const anyWaves = (servers: readonly ProtectedServer[]) =>
  fc.array(fc.nat(2), { minLength: servers.length, maxLength: servers.length }).map((waveOf) => {
    const hosts = servers.map((server, at) => aHost(`DC${at}`, server.site, server.domain));
    const waves = [0, 1, 2].map((wave) => aWave(...hosts.filter((_, at) => waveOf[at] === wave)));
    return waves.filter((wave) => wave.hosts.length > 0);
  });

const aCampaign = (floor: fc.Arbitrary<CampaignRules['floor']>) =>
  fc
    .array(fc.record({ server: anyServer, isSelected: fc.boolean() }), { minLength: 1, maxLength: 20, size: 'max' })
    .chain((estate) => {
      const servers = estate.map(({ server }) => server);
      // Who moves is not on its way already.
      const selected = estate
        .filter(({ server, isSelected }) => isSelected && !server.isDisrupted)
        .map(({ server }) => server);
      return fc.record({ servers: fc.constant(servers), waves: anyWaves(selected), caps: anyCaps, floor });
    });

test('I1 coverage is never predicted higher than it gets when hosts take the time they like', () => {
  let touched = 0;
  holds(
    fc.property(
      fc.oneof(aCampaign(mildFloor), aCampaign(anyFloor)),
      fc.infiniteStream(fc.integer({ min: 1, max: 12 })),
      ({ servers, waves, caps: some, floor }, times) => {
        const rules = someRules({ caps: some, floor });
        const onTheWay = servers.filter((server) => server.isDisrupted).length;
        const view = startView(protectionView(servers), { inFlight: onTheWay });
        const predicted = predict(waves, view, rules, durations, always, now).waves;
        waves.forEach((wave, at) => {
          // What was seen unprotected or unknown stays so; every host of the wave that was protected is so again after its step.
          let left = [...wave.hosts];
          const running: { host: PlannedHost; endsAt: Instant }[] = [];
          const startedAt = new Map<string, Instant>();
          for (
            let clock = now, turn = 0;
            turn < 200 && (left.length > 0 || running.length > 0);
            turn += 1, clock += 10 * minuteMs
          ) {
            for (const done of running.filter((one) => one.endsAt <= clock)) running.splice(running.indexOf(done), 1);
            const moving = moved(
              view,
              running.map((one) => one.host),
            );
            const current = {
              ...view,
              ...moving,
              inFlight: onTheWay + running.length,
              unsettled: running.length,
              lastStartAt: startedAt,
            };
            const { starts } = chooseStarts(left, current, { caps: rules.caps, floor, longestMs: 0 }, clock);
            left = left.filter((host) => !starts.includes(host));
            for (const host of starts) {
              running.push({ host, endsAt: clock + (times.next().value ?? 1) * 10 * minuteMs });
              startedAt.set(host.site, clock);
            }
            const seen = moved(
              view,
              running.map((one) => one.host),
            );
            for (const said of predicted[at]?.sites ?? [])
              expect(said.lowest).toBeLessThanOrEqual(seen.sites.get(said.name)?.protected ?? 0);
            for (const said of predicted[at]?.domains ?? [])
              expect(said.lowest).toBeLessThanOrEqual(seen.domains.get(said.name)?.protected ?? 0);
            touched += starts.length;
          }
        });
      },
    ),
  );
  expect(touched).toBeGreaterThan(500);
});

/** The view with these hosts in a disruptive step, each counted as if it had been protected. */
function moved(
  view: ReturnType<typeof protectionView>,
  hosts: readonly PlannedHost[],
): ReturnType<typeof protectionView> {
  const less = (of: 'site' | 'domain', counts: typeof view.sites) =>
    new Map(
      [...counts].map(([name, count]) => {
        const many = hosts.filter((host) => host[of] === name).length;
        return [
          name,
          { ...count, protected: Math.max(0, count.protected - many), disruptive: count.disruptive + many },
        ];
      }),
    );
  return { sites: less('site', view.sites), domains: less('domain', view.domains) };
}

test('times are those of a campaign played through every ten minutes, start by start', () => {
  let ended = 0;
  const anyOpen = fc.constantFrom(always, always, hoursOpen(20, 24), hoursOpen(0, 8), hoursOpen(3, 9));
  const calm = aCampaign(mildFloor).map((campaign) => ({
    ...campaign,
    servers: campaign.servers.map((server) => ({ ...server, isDisrupted: false, protection: 'protected' as const })),
  }));
  holds(
    fc.property(calm, anyOpen, ({ servers, waves, caps: some, floor }, open) => {
      const rules = someRules({ caps: some, floor, gate: [{ kind: 'soak', ms: hourMs }] });
      const view = startView(protectionView(servers));
      const short = { ...durations, observationMs: 30 * hourMs };
      const predicted = predict(waves, view, rules, short, open, now).waves;
      for (const [of, stepMs] of [
        ['earliest', short.typicalMs],
        ['latest', short.worstMs],
      ] as const) {
        const played = play(waves, view, rules, stepMs, short, open);
        played.forEach((wave, at) => {
          expect(predicted[at]?.starts[of]).toBe(wave.firstStartAt);
          expect(predicted[at]?.ends[of]).toBe(wave.lastEndAt);
          if (wave.lastEndAt !== null) ended += 1;
        });
      }
    }),
    60,
  );
  expect(ended).toBeGreaterThan(50);
});

/** The campaign as the engine would run it, looking every ten minutes for a month at everything anew. */
function play(
  waves: readonly PlannedWave[],
  view: ReturnType<typeof startView>,
  rules: CampaignRules,
  stepMs: number,
  times: typeof durations,
  open: OpenTimes,
) {
  const paces = waves.map((): { firstStartAt: Instant | null; lastEndAt: Instant | null } => ({
    firstStartAt: null,
    lastEndAt: null,
  }));
  const moves: { readonly host: PlannedHost; readonly at: Instant }[] = [];
  let [waveAt, begins] = [0, now];
  let left = [...(waves[0]?.hosts ?? [])];
  for (let clock = now; clock < now + 30 * dayMs && waveAt < waves.length; clock += 10 * minuteMs) {
    const running = moves.filter((move) => move.at + stepMs > clock).map((move) => move.host);
    const pace = paces[waveAt];
    if (pace && left.length === 0 && running.length === 0) {
      pace.lastEndAt = clock;
      [waveAt, begins] = [waveAt + 1, clock + hourMs];
      left = [...(waves[waveAt]?.hosts ?? [])];
    }
    if (clock < begins || left.length === 0 || open.nextStart(clock, times.worstMs) !== clock) continue;
    const today = moves.filter((move) => nextDay(move.at) === nextDay(clock)).length;
    const current = {
      ...view,
      ...moved(view, running),
      inFlight: running.length,
      startsToday: today,
      commitsThen: today,
      unsettled: moves.filter((move) => move.at + stepMs + times.observationMs > clock).length,
      lastStartAt: new Map(moves.map((move) => [move.host.site, move.at])),
    };
    const { starts } = chooseStarts(
      left,
      current,
      { caps: rules.caps, floor: rules.floor, longestMs: times.worstMs },
      clock,
    );
    for (const host of starts) moves.push({ host, at: clock });
    left = left.filter((host) => !starts.includes(host));
    const started = paces[waveAt];
    if (started && starts.length > 0) started.firstStartAt ??= clock;
  }
  return paces;
}
