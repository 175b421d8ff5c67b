import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { canonicalJson, type Json } from '../../src/domain/canonical.ts';
import { ProblemError } from '../../src/domain/problem.ts';
import { verifyPackBytes } from '../../src/main/verify-pack.ts';
import { sha256 } from '../support/identity.ts';
import { forged, type Line, membersIn, packedAgain, withByte } from './support/forger.ts';
import { aPackedWorld, type PackedWorld } from './support/packed-world.ts';

/* What an auditor is given: a pack that proves itself, and that cannot be made otherwise without somebody seeing it. */
let packed: PackedWorld;
let pack: Buffer;
let members: Awaited<ReturnType<typeof membersIn>>;
beforeAll(async () => {
  packed = await aPackedWorld({ seed: 901 });
  pack = (await packed.download('/campaigns/nord/report/file?format=pack')).bytes;
  members = await membersIn(pack);
});
afterAll(() => packed[Symbol.asyncDispose]());

const verify = (bytes: Uint8Array, key?: string) => verifyPackBytes(bytes, key, () => undefined);
const fingerprint = () => JSON.parse(String(members.get('manifest.json'))).key.fingerprint as string;
const run = { seed: 20_261_126, numRuns: 60 };

describe('a pack', () => {
  test('X-08 is sound: every gate, start, verdict, approval and change of a move in it comes out again as it was decided', async () => {
    const found = await verify(pack, fingerprint());
    expect(found.differences).toEqual([]);
    expect(found).toMatchObject({ isSound: true, signature: { isGood: true, isExpected: true } });
    const { gates, starts, verdicts, approvals, transitions } = found.decisions;
    expect([gates.differing, starts.differing, verdicts.differing, approvals.differing, transitions.differing]).toEqual(
      [0, 0, 0, 0, 0],
    );
    expect(gates.recomputed).toBeGreaterThan(3);
    expect([starts.recomputed, approvals.recomputed]).toEqual([3, 3]);
    expect(verdicts.recomputed).toBeGreaterThan(3);
    expect(transitions.recomputed).toBeGreaterThan(8);
  });

  test('X-08 holds all that its decisions were made on: each comes out again, those from before the campaign too', async () => {
    const { decisions } = await verify(pack);
    expect(decisions.gates.notRecomputed).toEqual([]);
    expect(decisions.starts.notRecomputed).toEqual([]);
    // A number that is another one every hour is no part of what a verdict stands on, and the rest is as it was.
    expect(decisions.verdicts.notRecomputed).toEqual([]);
  });

  test('X-08 with one byte changed anywhere says what differs, and in which member', async () => {
    const anywhere = fc.record({
      name: fc.constantFrom(...members.keys()),
      at: fc.nat(),
      mask: fc.integer({ min: 1, max: 255 }),
    });
    await fc.assert(
      fc.asyncProperty(anywhere, async ({ name, at, mask }) => {
        const found = await verify(withByte(members, name, at, mask), fingerprint());
        expect(found.isSound).toBe(false);
        const own = name === 'manifest.sig' || name === 'manifest.json' ? /^manifest\./ : name;
        expect(found.differences.map(({ where }) => where)).toContainEqual(expect.stringMatching(own));
      }),
      run,
    );
  });

  test('a file with any byte changed is refused, found to differ, or says the same: it never passes as another', async () => {
    const contents = [...members].map(([name, bytes]) => `${name} ${bytes.toString('base64')}`);
    await fc.assert(
      fc.asyncProperty(fc.nat({ max: pack.length - 1 }), fc.integer({ min: 1, max: 255 }), async (at, mask) => {
        const changed = Buffer.from(pack);
        changed[at] = (changed[at] ?? 0) ^ mask;
        const found = await verify(changed).catch((error: unknown) => error);
        if (found instanceof ProblemError) expect(found.code).toBe('pack-unreadable');
        else if ((found as { isSound: boolean }).isSound)
          expect([...(await membersIn(changed))].map(([name, bytes]) => `${name} ${bytes.toString('base64')}`)).toEqual(
            contents,
          );
      }),
      run,
    );
  });

  test('a member too many, one too few, and no manifest are differences', async () => {
    const more = await verify(packedAgain(new Map([...members, ['notes.txt', Buffer.from('trust me')]])));
    expect(more.differences).toEqual([
      { where: 'notes.txt', what: 'member', detail: expect.stringContaining('not in the manifest') },
    ]);
    for (const name of members.keys()) {
      const rest = new Map(members);
      rest.delete(name);
      const found = await verify(packedAgain(rest));
      expect([name, found.isSound]).toEqual([name, false]);
    }
    await expect(verify(Buffer.from('no archive'))).rejects.toMatchObject({ code: 'pack-unreadable' });
  });

  test('I18 of a campaign of another tenant is not made', async () => {
    const stranger = await packed.world.control.makeTenant('user:mallory', 'Strangers');
    const answer = await packed.app.inject({
      method: 'GET',
      url: '/api/v1/campaigns/nord/report/file?format=pack',
      headers: { 'changeguard-tenant': stranger.tenantId, host: '127.0.0.1' },
    });
    expect([answer.statusCode, answer.json().code]).toEqual([404, 'not-found']);
  });
});

type Change = (kind: string, line: Line) => Line;
type Told = { kind: string; payload: Record<string, unknown>; personal: Record<string, { value: string }> };

/** A change of the entries of one kind, as somebody makes it who can write the database. */
const inLog =
  (wanted: string, change: (event: Told) => Told): Change =>
  (kind, line) =>
    kind === 'log' && line.events
      ? {
          ...line,
          events: line.events.map((event) =>
            event.kind === wanted ? change(event as unknown as Told) : event,
          ) as never,
        }
      : line;

describe('whoever owns the database and a key, and makes all digests anew', () => {
  test('is known by the key, where somebody expects another', async () => {
    const same = forged(members, (_kind, line) => line);
    expect((await verify(same)).isSound).toBe(true);
    const found = await verify(same, fingerprint());
    expect(found.signature).toMatchObject({ isGood: true, isExpected: false });
    expect(found.differences).toEqual([expect.objectContaining({ what: 'key' })]);
  });

  test.each<[string, string, Change]>([
    [
      'calls a gate passed that was held',
      'gate after wave',
      inLog('campaign-changed', (event) => {
        const progress = structuredClone(event.payload.progress) as { waves: { gate: { verdict: string } | null }[] };
        for (const { gate } of progress.waves) if (gate?.verdict === 'inconclusive') gate.verdict = 'pass';
        return { ...event, payload: { ...event.payload, progress } };
      }),
    ],
    [
      'opens a wave without its gate',
      'was opened although the gate before it had not passed',
      inLog('campaign-changed', (event) => {
        const progress = structuredClone(event.payload.progress) as {
          waves: { gate: unknown; passedAt: number | null }[];
        };
        for (const wave of progress.waves) if (wave.passedAt !== null) wave.gate = null;
        return { ...event, payload: { ...event.payload, progress } };
      }),
    ],
    [
      'approves a plan of its own',
      'its approval was missing',
      inLog('approval-given', (event) => ({
        ...event,
        personal: { ...event.personal, person: { ...event.personal.person, value: 'user:anna' } },
      })),
    ],
    [
      'puts another name beside the digest of the one who approved',
      'A name in link',
      inLog('approval-given', (event) => {
        const { salt, value } = event.personal.person as unknown as { salt: string; value: string };
        return {
          ...event,
          personal: { ...event.personal, person: { digest: sha256(`${salt}:${value}`), value: 'user:carl' } as never },
        };
      }),
    ],
    [
      'calls a failed verdict a pass',
      'The verdict of',
      inLog('verdict-changed', (event) => ({
        ...event,
        payload: { ...event.payload, ...(event.payload.cited ? { verdict: 'pass', reasons: [] } : {}) },
      })),
    ],
    [
      'makes a reverted move a committed one',
      'leads from',
      inLog('move-changed', (event) => {
        const { state, event: happened } = event.payload as { state: { kind: string }; event: unknown };
        if (happened === null || state.kind !== 'observing') return event;
        return { ...event, payload: { ...event.payload, state: { ...state, kind: 'committed' } } };
      }),
    ],
    [
      'starts a server in the name of a document that it changed',
      'was started, and made again its verdict is',
      (() => {
        const renamed = new Map<string, string>();
        const other = (digest: unknown) => renamed.get(String(digest)) ?? digest;
        return (kind: string, line: Line) => {
          if (kind === 'documents') {
            const { source, facts } = line as unknown as { source: string; facts: Record<string, Json> };
            const changed = { ...facts, 'service.Sense': 'stopped', 'os.build': 14_393 };
            const digest = sha256(canonicalJson({ facts: changed, source }));
            renamed.set(String(line.digest), digest);
            return { ...line, facts: changed, digest };
          }
          return inLog('move-changed', (event) => ({
            ...event,
            payload: { ...event.payload, snapshot: (event.payload.snapshot as string[]).map(other) },
          }))(kind, line);
        };
      })(),
    ],
  ])('and %s, is found out', async (_name, told, change) => {
    const found = await verify(forged(members, change));
    expect(found.signature.isGood).toBe(true);
    expect(found.differences.map(({ detail }) => detail).join('\n')).toContain(told);
  });

  test('and takes an approval out of the list that stands in the log, is found out', async () => {
    const bytes = forged(new Map([...members, ['approvals/00001.jsonl', Buffer.alloc(0)]]), (_kind, line) => line);
    expect((await verify(bytes)).differences).toEqual([
      { where: 'approvals/00001.jsonl', what: 'record', detail: expect.stringContaining('in the log and not here') },
    ]);
  });
});

describe('a pack without names', () => {
  let bare: Buffer;
  beforeAll(async () => {
    bare = (await packed.download('/campaigns/nord/report/file?format=pack&names=false')).bytes;
  });

  test('X-08 holds no name of a host, a site or a person, and nothing that somebody typed', async () => {
    const whole = [...(await membersIn(bare)).values()].map(String).join('\n').toLowerCase();
    const hosts = await packed.world.store.hosts(packed.world.tenantId, {}, { top: 50 });
    const names = hosts.value.flatMap(({ name, fqdn, domain }) => [name, fqdn, domain]);
    for (const name of [...names, 'user:anna', 'user:ben', 'clara', '"salt"'])
      expect(whole).not.toContain(name.toLowerCase());
  });

  test('X-08 keeps its chain, and its starts and gates come out again; what cannot be proved is counted', async () => {
    const found = await verify(bare, fingerprint());
    expect(found.differences).toEqual([]);
    expect(found.pack?.redaction).toBe('names');
    expect(found.log.redactedLinks).toBeGreaterThan(0);
    expect(found.log.redactedLinks).toBeLessThan(found.log.links);
    const { gates, starts, approvals, transitions, verdicts } = found.decisions;
    for (const { recomputed, notRecomputed } of [gates, starts, approvals, transitions]) {
      expect(recomputed).toBeGreaterThan(0);
      expect(notRecomputed).toEqual([]);
    }
    expect(verdicts.notRecomputed).toEqual([
      { because: expect.stringContaining('names are replaced'), count: expect.any(Number) },
    ]);
  });

  test('X-08 with an entry changed has it seen by the chain, where no name stood in it', async () => {
    const own = await membersIn(bare);
    const changed = forged(own, (_kind, line) => line);
    const log = String((await membersIn(changed)).get('log/00001.jsonl'));
    expect((await verify(changed)).isSound).toBe(true);
    const seen = log.replace('"migrationState":"migrating"', '"migrationState":"upToDate"');
    expect(seen).not.toBe(log);
    const after = await verify(
      packedAgain(new Map([...(await membersIn(changed)), ['log/00001.jsonl', Buffer.from(seen)]])),
    );
    expect(after.differences.map(({ what }) => what)).toEqual(expect.arrayContaining(['member', 'chain']));
  });
});

test('X-08 a pack of a period carries the links before it bare, and is sound', async () => {
  const answer = await packed.download('/reports/period?from=2026-03-30T08:00:00Z&to=2026-03-31T00:00:00Z&format=pack');
  const found = await verify(answer.bytes, fingerprint());
  expect(found.differences).toEqual([]);
  expect(found.log.bareLinks).toBeGreaterThan(0);
  expect(found.decisions.gates.recomputed).toBeGreaterThan(0);
});
