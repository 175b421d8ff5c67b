import { describe, expect, test } from 'vitest';
import { needsWaiver, roomAbove, serversNeeded, waiverEnds } from '../../../src/domain/floor/floor.ts';
import { protectionView } from '../../../src/domain/floor/protection.ts';
import { aFloor, aWaiver, now } from '../../support/plan-estates.ts';

const protectedOf = (servers: number, more = {}) => ({
  servers,
  protected: servers,
  disruptive: 0,
  unknown: 0,
  ...more,
});

describe('I1 how many servers a site or domain must keep', () => {
  test.each([
    [2, { servers: 0, share: 0 }, 1],
    [10, { servers: 0, share: 0 }, 1],
    [10, { servers: 3, share: 0 }, 3],
    [10, { servers: 3, share: 0.75 }, 8],
    [4, { servers: 1, share: 0.75 }, 3],
    [5, { servers: 1, share: 0.75 }, 4],
    [30, { servers: 1, share: 0.1 }, 3],
    [100, { servers: 1, share: 0.29 }, 29],
    [7, { servers: 1, share: 1 }, 7],
    [2, { servers: 5, share: 0 }, 5],
  ])('of %d servers with %o it is %d', (servers, floor, needed) => {
    expect(serversNeeded(servers, floor)).toBe(needed);
  });
});

describe('I1 how many more may be in a disruptive step', () => {
  test.each([
    ['all but one, when all are protected', protectedOf(4), {}, 3],
    ['what the share leaves', protectedOf(4), { share: 0.75 }, 1],
    ['fewer, when some are on their way already', protectedOf(4, { protected: 2, disruptive: 2 }), {}, 1],
    ['none, when unknown servers are all that is left', protectedOf(3, { protected: 1, unknown: 2 }), {}, 0],
    ['none, when the floor is broken already', protectedOf(3, { protected: 0 }), {}, 0],
    ['none, when the floor asks for more servers than there are', protectedOf(2), { servers: 2 }, 0],
    ['the only server, for which a waiver must speak', protectedOf(1), {}, 1],
    ['the only server no longer, when it is on its way', protectedOf(1, { protected: 0, disruptive: 1 }), {}, 0],
    ['none of a group that nobody counted', undefined, {}, 0],
    ['none of a group without servers', protectedOf(0), {}, 0],
    ['never more than are left beside the unknown ones', protectedOf(4, { protected: 4, unknown: 3 }), {}, 0],
  ])('%s', (_, count, floor, room) => {
    expect(roomAbove(aFloor(floor), count)).toBe(room);
  });

  test.each([Number.NaN, 'three' as unknown as number])('a malformed threshold (%s) leaves no room', (wrong) => {
    expect(roomAbove(aFloor({ servers: wrong }), protectedOf(9)) >= 1).toBe(false);
    expect(roomAbove(aFloor({ share: wrong }), protectedOf(9)) >= 1).toBe(false);
  });
});

test('I1 a single server, and servers of an unknown site, need a waiver', () => {
  expect(needsWaiver('Berlin', protectedOf(2))).toBe(false);
  expect(needsWaiver('Berlin', protectedOf(1))).toBe(true);
  expect(needsWaiver('', protectedOf(9))).toBe(true);
});

test('the longest of several waivers counts, and one without a proper end never does', () => {
  const waivers = [
    aWaiver('Oslo', { expiresAt: now + 5 }),
    aWaiver('Oslo', { expiresAt: now + 9 }),
    aWaiver('Oslo', { expiresAt: now + 1 }),
    aWaiver('Rome', { expiresAt: Number.NaN }),
    aWaiver('Rome', { of: 'domain', expiresAt: Number.POSITIVE_INFINITY }),
  ];
  const ends = waiverEnds(waivers);
  expect([...ends.site]).toEqual([['Oslo', now + 9]]);
  expect([...ends.domain]).toEqual([]);
});

test('a server on its way counts as that alone, whatever was last seen of it', () => {
  const server = { site: 'Berlin', domain: 'corp.example', isDisrupted: false } as const;
  const view = protectionView([
    { ...server, protection: 'protected' },
    { ...server, protection: 'protected', isDisrupted: true },
    { ...server, protection: 'unknown' },
    { ...server, protection: 'unknown', isDisrupted: true },
    { ...server, protection: 'unprotected' },
  ]);
  expect(view.sites.get('Berlin')).toEqual({ servers: 5, protected: 1, disruptive: 2, unknown: 1 });
  expect(view.domains.get('corp.example')).toEqual(view.sites.get('Berlin'));
});
