import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { PackVerification } from '../../src/contract/pack-verification.ts';
import type { LogSeal } from '../../src/domain/log-seal.ts';
import { dayMs } from '../../src/domain/time.ts';
import { systemClocks } from '../../src/engine/clock.ts';
import { sealLog } from '../../src/engine/seal-log.ts';
import { archiveKeeper } from '../../src/main/log-archive/keeper.ts';
import { verifyArchive, verifyArchives } from '../../src/main/log-archive/verify.ts';
import { reportKeys } from '../../src/main/report-keys.ts';
import { verifyPackBytes } from '../../src/main/verify-pack.ts';
import { aPackedWorld, type PackedWorld } from '../report/support/packed-world.ts';

const folder = mkdtempSync(join(tmpdir(), 'cg-archive-'));
const silent = () => undefined;
let packed: PackedWorld;
let seal: LogSeal;
let path: string;
let reports: { readonly before: string; readonly after: string };
let packBefore: PackVerification;

/** A campaign that is over, and its log sealed two years later. */
beforeAll(async () => {
  packed = await aPackedWorld({ seed: 907 });
  const { world } = packed;
  await world.turn({ days: 9 });
  await world.collect(...world.twin.estate().map((server) => server.host));
  await world.control.verify('user:test', world.tenantId, 'all', true);
  await world.turn({ hours: 4 });
  const story = async () =>
    JSON.stringify(JSON.parse(String((await packed.download('/campaigns/nord/report')).bytes)).attempts);
  const before = await story();
  packBefore = await packVerified();
  const later = world.context.clocks.tenantNow(world.tenantId) + 730 * dayMs;
  const keeper = archiveKeeper(join(folder, 'archives'), reportKeys(join(folder, 'keys')));
  const context = { ...world.context, clocks: systemClocks(() => later) };
  const found = await sealLog(context, world.tenantId, 400, keeper);
  if (found === undefined) throw new Error('Nothing was sealed.');
  seal = found;
  path = join(folder, 'archives', world.tenantId, found.file);
  reports = { before, after: await story() };
});
afterAll(async () => {
  await packed[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true, force: true });
});

async function packVerified(): Promise<PackVerification> {
  const { bytes } = await packed.download('/campaigns/nord/report/file?format=pack');
  return verifyPackBytes(bytes, undefined, silent);
}

const codesOf = (found: { readonly differences: readonly { readonly code: string }[] }) =>
  found.differences.map(({ code }) => code);

/** The lines of the archive, changed and packed again. */
function rewritten(change: (lines: string[]) => readonly string[], name = seal.file): string {
  const lines = gunzipSync(readFileSync(path)).toString().trimEnd().split('\n');
  const other = join(mkdtempSync(join(folder, 'changed-')), name);
  writeFileSync(other, gzipSync(`${change(lines).join('\n')}\n`));
  return other;
}

describe('of a log with a sealed part', () => {
  test('I12 I16 the chain holds and folding what is left gives the stored state', async () => {
    const { world } = packed;
    const found = await world.control.verifyLog(world.tenantId);
    expect(found).toMatchObject({ breaks: [], differences: [] });
    expect(found.sealed).toEqual({ links: seal.sealedLinks, events: seal.sealedEvents, lastSeq: seal.lastSeq });
    expect(seal.sealedEvents).toBeGreaterThan(10);
  });

  test('the report of a campaign says of every attempt what it said before', () => {
    expect(reports.after).toBe(reports.before);
    expect(JSON.parse(reports.before)).toHaveLength(3);
  });

  test('X-08 a pack of a campaign from that time proves its starts, gates, approvals and moves as before, with the sealed links bare', async () => {
    const found = await packVerified();
    expect(found.signature.isGood).toBe(true);
    expect(found.differences).toEqual(packBefore.differences);
    const { verdicts, ...others } = found.decisions;
    expect({ ...others, verdicts: packBefore.decisions.verdicts }).toEqual(packBefore.decisions);
    expect(others.starts.recomputed).toBe(3);
    expect(verdicts.differing).toBe(0);
    // What is gone from the log is not judged again, and nothing else.
    expect(found.log.entries).toBeLessThan(packBefore.log.entries);
    expect(found.log.bareLinks).toBeGreaterThan(packBefore.log.bareLinks);
  });

  test('a reader of the log is told how much is not there, and in which archive it is', async () => {
    const list = JSON.parse(String((await packed.download('/log?top=1')).bytes));
    expect(list.sealed).toMatchObject({ lastSeq: seal.lastSeq, entries: seal.sealedEvents });
    const { value } = JSON.parse(String((await packed.download('/log/archives')).bytes));
    expect(value).toMatchObject([{ file: seal.file, sha256: seal.sha256, isHere: null }]);
  });
});

describe('an archive', () => {
  test('proves itself with nothing but the file, and is the one that the log tells of', async () => {
    const found = await verifyArchives([path], { key: seal.key, log: [seal] }, silent);
    expect(found).toMatchObject({
      isSound: true,
      differences: [],
      archives: [{ links: seal.links, events: seal.events, signature: { isGood: true, fingerprint: seal.key } }],
    });
    expect(readdirSync(join(folder, 'archives', packed.world.tenantId))).toEqual([seal.file]);
  });

  test('of which any line was changed says so, with what to do', async () => {
    const count = gunzipSync(readFileSync(path)).toString().trimEnd().split('\n').length;
    for (let at = 1; at < count; at += Math.ceil(count / 20)) {
      const other = rewritten((lines) => lines.with(at, (lines[at] ?? '').replace('"payload":{', '"payload":{"x":1,')));
      const found = await verifyArchive(other, {});
      const isSame = readFileSync(other).equals(gzipSync(gunzipSync(readFileSync(path))));
      expect([at, isSame || codesOf(found).includes('archive-changed')]).toEqual([at, true]);
      expect(found.differences.every(({ remedy }) => remedy.length > 20)).toBe(true);
    }
  });

  test('whose end was written anew is not signed', async () => {
    const other = rewritten((lines) => lines.with(-1, (lines.at(-1) ?? '').replace('"events":', '"events":1')));
    expect(codesOf(await verifyArchive(other, {}))).toEqual(['archive-unsigned', 'archive-changed']);
  });

  test('that another key signed is not the one that was asked for', async () => {
    expect(codesOf(await verifyArchive(path, { key: 'f'.repeat(64) }))).toEqual(['archive-unsigned']);
  });

  test.each([
    ['cut off', (lines: string[]) => lines.slice(0, -1)],
    ['without a head', (lines: string[]) => lines.slice(1)],
    ['with more behind its end', (lines: string[]) => [...lines, '{}']],
    ['no JSON', (lines: string[]) => lines.with(2, '{')],
  ])('that is %s is none', async (_what, change) => {
    await expect(verifyArchive(rewritten(change), {})).rejects.toMatchObject({ code: 'archive-unreadable' });
  });

  test('that is missing, or that nobody knows, is told with its links', async () => {
    const next = { ...seal, firstSeq: seal.lastSeq + 1, lastSeq: seal.lastSeq + 9, hashAfter: 'a'.repeat(64) };
    expect(codesOf(await verifyArchives([path], { log: [seal, next] }, silent))).toEqual(['archive-missing']);
    expect(codesOf(await verifyArchives([path], { log: [] }, silent))).toEqual(['archive-unknown']);
    expect(codesOf(await verifyArchives([path], { log: [{ ...seal, sha256: 'b'.repeat(64) }] }, silent))).toEqual([
      'archive-changed',
    ]);
    const gone = join(folder, 'nowhere.jsonl.gz');
    expect(codesOf(await verifyArchives([path, gone], {}, silent))).toEqual(['archive-unreadable']);
  });
});
