import { describe, expect, test } from 'vitest';
import type { RehearsalCourse, RehearsalState } from '../../src/contract/rehearsals.ts';
import { aRehearsal } from './support/rehearsal-sample.ts';
import { aPlan, aPlanDetail } from './support/samples.ts';
import { aServer, Refusal, type Script } from './support/scripted-server.ts';
import { aTerminal } from './support/terminal.ts';

const files = { 'berlin.plan.json': JSON.stringify(aPlan()) };
const at = '2026-11-22T10:00:00.000Z';
const done: RehearsalState = { state: 'done', progress: null, problem: null, rehearsal: aRehearsal() };
const running: RehearsalState = {
  ...done,
  state: 'running',
  progress: { done: 1, of: 2, clockAt: at },
  rehearsal: null,
};

async function rehearsing(line: string, more: Script = {}) {
  await using server = await aServer({
    showPlan: () => aPlanDetail(),
    rehearsePlan: () => running,
    showRehearsal: () => done,
    ...more,
  });
  const terminal = aTerminal({ server: server.url, files, env: { NO_COLOR: '1' }, columns: 100 });
  const code = await terminal.run(line);
  return { code, out: terminal.out(), err: terminal.err(), seen: server.seen };
}

describe('rehearse', () => {
  test('X-06 it plays the plan of the file, waits until it is done, and says what matters to whoever decides', async () => {
    let asked = 0;
    const states = [running, done];
    const { code, out, seen } = await rehearsing('rehearse berlin.plan.json --fault host-dark=5% --fault reboot', {
      showRehearsal: () => states[asked++] ?? done,
    });
    expect(code).toBe(0);
    expect(seen.map(({ route }) => route)).toEqual(['rehearsePlan', 'showRehearsal', 'showRehearsal']);
    expect(seen[0]?.body).toMatchObject({
      faults: [{ kind: 'host-dark', rate: 0.05 }, { kind: 'reboot' }],
      anonymise: false,
    });
    expect(out).toContain('the campaign ends in 2 of 2 seeds');
    expect(out).toContain('Berlin: 2 of 3 protected and not in a migration at the lowest, 3 protected');
    expect(out).toContain('without a protecting sensor: 0 to 90 s in all');
    expect(out).toContain('host-dark (5 %) fired 3 times; stopped by failure-budget in 2 seeds');
    expect(out).toContain('reboot (2 %) never fired, which proves nothing');
    expect(out).toContain('acknowledge-failure (1 to 2): answered with retry');
    expect(out).toContain('tls12.enabled is true on 2 servers');
  });

  test('one is said as one, and as many sites are counted as are left away', async () => {
    const sample = aRehearsal();
    const [site] = sample.summary.sites;
    if (!site) throw new Error('The sample has no site.');
    const summary = {
      ...sample.summary,
      sites: Array.from({ length: 6 }, () => site),
      faults: [{ kind: 'reboot', fired: 1, stoppedBy: [] }],
    };
    const { out } = await rehearsing('rehearse bbbbbbbbbbbb --show', {
      showRehearsal: () => ({ ...done, rehearsal: aRehearsal({ summary }) }),
    });
    expect(out).toContain('reboot (2 %) fired 1 time; nothing had to stop it');
    expect(out).toContain('and 1 site not lower');
  });

  test('a seed that is named is played alone', async () => {
    const { seen } = await rehearsing('rehearse bbbbbbbbbbbb --seed 7');
    expect(seen[0]?.body).toMatchObject({ seed: 7, seeds: 1 });
  });

  test('--show plays none, and what is not there is said', async () => {
    const none = { ...done, state: 'none', rehearsal: null } as const;
    const { code, err, seen } = await rehearsing('rehearse bbbbbbbbbbbb --show', { showRehearsal: () => none });
    expect([code, seen.map(({ route }) => route)]).toEqual([1, ['showRehearsal']]);
    expect(err).toContain('rehearsal-missing');
  });

  test('one that broke off says why, and one that runs already is a conflict', async () => {
    const failed = {
      ...done,
      state: 'failed',
      problem: { code: 'plan-outdated', detail: 'BER-DC1 is gone.' },
    } as const;
    const broken = await rehearsing('rehearse bbbbbbbbbbbb', { showRehearsal: () => failed });
    expect([broken.code, broken.err]).toEqual([1, expect.stringContaining('BER-DC1 is gone.')]);
    const busy = await rehearsing('rehearse bbbbbbbbbbbb', {
      rehearsePlan: () => new Refusal('rehearsal-running', 409),
    });
    expect(busy.code).toBe(5);
  });

  test.each([
    ['rehearse bbbbbbbbbbbb --fault host-dark=0', '--fault is "host-dark=0"'],
    ['rehearse bbbbbbbbbbbb --fault host-dark=120%', '--fault is "host-dark=120%"'],
    ['rehearse bbbbbbbbbbbb --seeds 0', '--seeds is "0"'],
  ])('"%s" is refused before anything is asked', async (line, said) => {
    const { code, err, seen } = await rehearsing(line);
    expect([code, seen]).toEqual([2, []]);
    expect(err).toContain(said);
  });

  test('--exit-code is 3 when a seed does not come to its end', async () => {
    const { summary } = aRehearsal();
    const open = { ...done, rehearsal: aRehearsal({ summary: { ...summary, finished: 1 } }) };
    const given = { showRehearsal: () => open };
    expect((await rehearsing('rehearse bbbbbbbbbbbb --exit-code', given)).code).toBe(3);
    expect((await rehearsing('rehearse bbbbbbbbbbbb', given)).code).toBe(0);
  });

  test('X-06 --course shows how the campaign goes on instead of the result: a line a change, with why it was held', async () => {
    const wave = { name: 'first', servers: 2, isOpen: true, isLate: false, passedAt: null, gate: null, letBy: null };
    const stop = { state: 'running' as const, held: null, inFlight: 1, waits: [] };
    const held = { because: '2 failures', by: 'engine', since: '2026-11-22T12:00:00.000Z', servers: [] };
    const course: RehearsalCourse = {
      planDigest: 'b'.repeat(64),
      planName: 'berlin',
      digest: 'e'.repeat(64),
      rehearsedAt: '2026-11-22T10:00:00.000Z',
      seed: 7,
      stops: [
        { ...stop, at: '2026-11-22T10:00:00.000Z', waves: [{ ...wave, counts: { queued: 2 } }] },
        { ...stop, at: '2026-11-22T11:00:00.000Z', waves: [{ ...wave, counts: { queued: 2 } }] },
        {
          ...stop,
          state: 'tripped',
          held,
          at: '2026-11-22T12:00:00.000Z',
          waves: [{ ...wave, counts: { failed: 2 } }],
        },
      ],
    };
    const given = { showRehearsal: () => done, showRehearsalCourse: () => course };
    const { code, out, seen } = await rehearsing('rehearse bbbbbbbbbbbb --show --course', given);
    expect(code).toBe(0);
    expect(seen.map(({ route }) => route)).toEqual(['showRehearsal', 'showRehearsalCourse']);
    expect(out).toContain('the course of seed 7, 2 changes');
    expect(out).toContain('nothing real was touched');
    expect(out.split('\n').filter((line) => line.includes('1/1'))).toEqual([
      expect.stringMatching(/2 Queued/i),
      expect.stringMatching(/2 Failed.*2 failures/i),
    ]);
    const asJson = await rehearsing('rehearse bbbbbbbbbbbb --show --course --json', given);
    expect(JSON.parse(asJson.out)).toEqual(course);
  });
});
