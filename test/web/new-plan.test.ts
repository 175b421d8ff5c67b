import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { durationMs, durationText } from '../../src/web/screens/new-plan/durations.ts';
import { faultsAt, faultsNowhere, placeOf } from '../../src/web/screens/new-plan/faults.ts';
import { emptyForm, type PlanForm } from '../../src/web/screens/new-plan/form.ts';
import { requestOf } from '../../src/web/screens/new-plan/request.ts';
import { formWithRules } from '../../src/web/screens/new-plan/rules-file.ts';

const example = readFileSync('docs/operate/rules.example.json', 'utf8');

function read(change: Partial<PlanForm>) {
  return requestOf({ ...emptyForm('site:Berlin'), ...change });
}

test('an empty field is an option that was left away: nothing is said of it', () => {
  expect(read({})).toEqual({
    ok: true,
    request: {
      selector: 'site:Berlin',
      demand: 'service',
      waves: { canary: false, strata: ['system', 'roles', 'site'], order: { kind: 'one' } },
    },
  });
});

test('a file of rules is read into the fields, and they say again what the file says', () => {
  const { form, strangers } = formWithRules(emptyForm('all'), example);
  expect(strangers).toEqual([]);
  const reading = requestOf(form);
  const { floor, approval, ...rest } = JSON.parse(example);
  expect(reading.ok && reading.request.rules).toEqual({
    ...rest,
    floor: { servers: floor.servers, share: floor.share },
    approval: { people: approval.people, validMs: approval.validMs },
  });
});

test.each([
  ['{ "caps": { "perSight": 1 }, "hurry": true }', ['caps.perSight', 'hurry']],
  ['{ "approval": { "people": 2 } }', []],
])('of the file %s the names that nobody knows are told', (text, strangers) => {
  expect(formWithRules(emptyForm('all'), text).strangers).toEqual(strangers);
});

test.each(['no JSON', '{ "gate": 3 }', 'null'])('%s is no file of rules', (text) => {
  expect(() => formWithRules(emptyForm('all'), text)).toThrow();
});

test.each<[string, Partial<PlanForm>, string]>([
  ['a word for a number', { inFlight: 'ten' }, 'caps.inFlight'],
  ['a number without its unit', { spread: '30' }, 'caps.spreadMs'],
  ['more than a whole', { floorShare: '101' }, 'floor.share'],
  ['a wave of nobody knows how many', { order: 'count' }, 'waves.order.hosts'],
  ['a list without a wave', { order: 'explicit', orderWaves: ' \n' }, 'waves.order.waves'],
  ['a condition without its size', { gate: [{ kind: 'soak', value: '' }] }, 'gate.0'],
  [
    'a waiver until no day',
    { waivers: [{ of: 'site', name: 'Bonn', until: '', because: 'It closes' }] },
    'floor.waivers.0.expiresAt',
  ],
  ['an alarm that is no hour', { alarmHours: '72, soon' }, 'commitGuard.alarmHours'],
])('%s is told at its field, and nothing is asked', (_, change, at) => {
  const reading = read(change);
  expect(reading.ok ? [] : reading.faults.map((fault) => fault.at)).toEqual([at]);
});

test('waves are listed one a line, and one without a name is called by its number', () => {
  const reading = read({ order: 'explicit', orderWaves: 'Berlin first: BER-DC1, BER-DC2\nMUC-DC1' });
  expect(reading.ok && reading.request.waves?.order).toEqual({
    kind: 'explicit',
    waves: [
      { name: 'Berlin first', hosts: ['BER-DC1', 'BER-DC2'] },
      { name: 'wave 2', hosts: ['MUC-DC1'] },
    ],
  });
});

test.each([
  ['body.rules.gate.0.kind', 'gate.0.kind'],
  ['gate[0].atLeast', 'gate.0.atLeast'],
  ['order.waves[1].hosts[0]', 'waves.order.waves.1.hosts.0'],
  ['body.waves.order.percent', 'waves.order.percent'],
  ['calendars[0].open[1].to', 'calendars.0.open.1.to'],
  ['selector', 'selector'],
])('the API names the place %s, which the form calls %s', (at, place) => {
  expect(placeOf(at)).toBe(place);
});

test('a fault stands at its field and at every field around it, or is told apart', () => {
  const faults = [
    { at: 'gate[0].atLeast', message: 'too small' },
    { at: 'MUC-DC8', message: 'not eligible' },
  ];
  expect(faultsAt(faults, 'gate.0').map(({ message }) => message)).toEqual(['too small']);
  expect(faultsAt(faults, 'gate.1')).toEqual([]);
  expect(faultsNowhere(faults, ['gate', 'selector']).map(({ at }) => at)).toEqual(['MUC-DC8']);
});

test.each([
  ['90s', 90_000, '90s'],
  ['30m', 1_800_000, '30m'],
  ['24h', 86_400_000, '1d'],
  ['7d', 604_800_000, '7d'],
])('%s is %i ms, and read back as %s', (text, ms, again) => {
  expect([durationMs(text), durationText(ms)]).toEqual([ms, again]);
});
