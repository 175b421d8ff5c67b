import { describe, expect, test } from 'vitest';
import { sampleEstates } from '../../src/twin/sample-estates.ts';
import { fqdnOf } from '../../src/twin/server.ts';
import { worldStartAt } from '../support/world.ts';
import { playEstate } from './estates.ts';
import { promiseOf } from './promise.ts';

/** In the suite in a size that takes seconds; `npm run estates` plays 100,000 hosts of each. */
describe.each([
  ['hospital', 2_000],
  ['school', 1_000],
] as const)('the sample estate %s with %i hosts', (name, hosts) => {
  test('every host is judged as its seed promises, and a plan over all has each that is eligible once and every other with its reason', async () => {
    const outcome = await playEstate({ name, hosts, seed: 3, say: () => undefined });
    expect(outcome.problems).toEqual([]);
    expect(outcome.differences).toEqual([]);
    expect(outcome.verdicts).toEqual(outcome.promised);
    // Nothing is compared with nothing: each verdict is given to many.
    for (const count of Object.values(outcome.verdicts)) expect(count).toBeGreaterThan(hosts / 50);
    expect(outcome.planned).toBe(outcome.verdicts.pass);
    const leftOut = Object.values(outcome.leftOut).reduce((sum, count) => sum + count, 0);
    expect(outcome.planned + leftOut).toBe(hosts);
  }, 240_000);
});

/** A promise that never changed would be kept by nobody. */
test('what a seed promises follows the host and who tells of it', () => {
  const { servers } = sampleEstates.hospital.build({ hosts: 200, seed: 3, startAt: worldStartAt });
  const sound = servers.find((host) => promiseOf(host, { isCollected: true, isHunted: true }).verdict === 'pass');
  if (sound === undefined) throw new Error('No server is sound.');
  const of = (but: Partial<typeof sound>, isCollected = true, isHunted = true) =>
    promiseOf({ ...sound, ...but }, { isCollected, isHunted });
  expect(of({})).toEqual({ verdict: 'pass', leftOutFor: undefined });
  expect(of({}, false)).toEqual({ verdict: 'pass', leftOutFor: undefined });
  expect(of({}, true, false)).toEqual({ verdict: 'unknown', leftOutFor: 'evidence-missing' });
  expect(of({ osBuild: 14_393 })).toEqual({ verdict: 'fail', leftOutFor: 'unsupported' });
  expect(of({ roles: ['domainController', 'adcs'] })).toEqual({ verdict: 'fail', leftOutFor: 'stays' });
  expect(of({ senseService: 'stopped' })).toEqual({ verdict: 'fail', leftOutFor: 'not-eligible' });
  expect(of({ serviceSays: 'ready', updaterService: 'stopped' })).toMatchObject({ verdict: 'unknown' });
  expect(of({ serviceSays: 'ready', updaterService: 'stopped' }, false)).toMatchObject({ verdict: 'pass' });
  const [record] = sound.devices;
  if (record === undefined) throw new Error('The server has no record.');
  expect(of({ devices: [record, { ...record, id: 'another' }] })).toMatchObject({ verdict: 'fail' });
  expect(of({ devices: [{ ...record, fqdn: `old-${fqdnOf(sound)}` }] })).toMatchObject({ verdict: 'unknown' });
});
