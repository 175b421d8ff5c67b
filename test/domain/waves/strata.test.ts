import { expect, test } from 'vitest';
import type { Candidate } from '../../../src/domain/waves/candidate.ts';
import { type StratumDimension, stratumDimensions, stratumOf } from '../../../src/domain/waves/strata.ts';
import { aCandidate } from '../../support/plan-estates.ts';

test.each<[string, Partial<Candidate>, readonly StratumDimension[], string]>([
  ['all four', {}, stratumDimensions, 'Windows Server 2022 / domain-controller / Berlin / direct'],
  ['in one order, however they are asked for', {}, ['site', 'system'], 'Windows Server 2022 / Berlin'],
  ['roles in one order, each once', { roles: ['b', 'a', 'b'] }, ['roles'], 'a+b'],
  [
    'what nobody told is a stratum of its own',
    { system: '', roles: [], site: '', proxy: '' },
    stratumDimensions,
    '? / ? / ? / ?',
  ],
  [
    'signs that divide are escaped',
    { site: 'A/B', roles: ['a+b'], proxy: '?' },
    ['roles', 'site', 'proxy'],
    'a%2Bb / A%2FB / %3F',
  ],
  ['without a dimension all are alike', {}, [], 'all'],
  [
    'an operations master is of the kind of the others',
    { roles: ['domain-controller', 'pdc-emulator', 'rid-master'] },
    ['roles'],
    'domain-controller',
  ],
])('%s', (_, more, dimensions, stratum) => {
  expect(stratumOf(aCandidate('BER-DC1', more), dimensions)).toBe(stratum);
});
