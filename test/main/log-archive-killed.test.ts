import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, expect, test } from 'vitest';
import type { TenantId } from '../../src/domain/ids.ts';
import { verifyChain } from '../../src/domain/log.ts';
import { dayMs, type Instant } from '../../src/domain/time.ts';
import { sealsOf } from '../../src/engine/seal-log.ts';
import { verifyArchives } from '../../src/main/log-archive/verify.ts';
import type { StorePlace } from '../../src/store/place.ts';
import { anEvent } from '../store/estate.ts';
import { sha256 } from '../support/identity.ts';
import { aTenant, onServer } from '../support/stores.ts';

const points = [
  'before the key is known',
  'before the archive is written',
  'while the archive is written',
  'before the cut',
  'in the cut',
  'after the cut',
] as const;

/** What one sealing process is told when it starts. */
export interface SealingOrder {
  readonly place: StorePlace;
  readonly tenantId: TenantId;
  readonly archives: string;
  readonly keys: string;
  readonly at: Instant;
  /** Where it is gone; undefined: it comes to its end. */
  readonly point?: (typeof points)[number] | undefined;
}

const folder = mkdtempSync(join(tmpdir(), 'cg-sealing-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function seal(order: SealingOrder): Promise<NodeJS.Signals | number | null> {
  const hooks = new URL('../support/run-typescript.mjs', import.meta.url).href;
  const program = new URL('./support/sealing-child.ts', import.meta.url).pathname;
  const child = spawn(process.execPath, ['--import', hooks, program, JSON.stringify(order)], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const [code, signal] = (await once(child, 'exit')) as [number | null, NodeJS.Signals | null];
  return signal ?? code;
}

onServer((under) => {
  test.each(points)('I12 a process that is killed %s loses no entry, and the next one seals the log', async (point) => {
    const store = under.store();
    const tenantId = await aTenant(store);
    const written = ['tenant-created'];
    for (let day = 10; day <= 100; day += 10) {
      await store.commit({ tenantId, at: day * dayMs, events: [anEvent('signed-in', 'user', 'anna', { day })] });
      written.push(`signed-in ${day}`);
    }
    const own = { archives: join(folder, tenantId), keys: join(folder, 'keys') };
    const order = { place: under.place(), tenantId, at: 1_000 * dayMs, ...own };
    expect(await seal({ ...order, point })).toBe('SIGKILL');

    /** Every entry that is in the log, or in an archive that the log names and that proves itself. */
    const there = async () => {
      const chain = await verifyChain(store.links(tenantId, 0), await store.logHead(tenantId), sha256);
      expect(chain.breaks).toEqual([]);
      const log = (await sealsOf({ store }, tenantId)).map((one) => one.seal);
      const files = log.map(({ file }) => join(own.archives, tenantId, file));
      expect(await verifyArchives(files, { log }, () => undefined)).toMatchObject({ isSound: true });
      const found = (await store.events(tenantId, {}, 99)).map(({ kind, payload }) => named(kind, payload));
      return new Set([...found, ...files.flatMap(entriesIn)]);
    };
    for (const entry of written) expect(await there()).toContain(entry);
    expect(await seal(order)).toBe(0);
    expect(await sealsOf({ store }, tenantId)).toHaveLength(1);
    for (const entry of written) expect(await there()).toContain(entry);
    expect((await store.events(tenantId, { kinds: ['signed-in'] }, 99)).length).toBe(0);
    const [folderOfTenant] = existsSync(own.archives) ? readdirSync(own.archives) : [];
    expect(folderOfTenant).toBe(tenantId);
  });
});

function named(kind: string, payload: unknown): string {
  const { day } = (payload ?? {}) as { readonly day?: number };
  return day === undefined ? kind : `${kind} ${day}`;
}

function entriesIn(path: string): readonly string[] {
  const lines = gunzipSync(readFileSync(path)).toString().trimEnd().split('\n');
  return lines
    .slice(1, -1)
    .flatMap((line) => (JSON.parse(line) as { events: { kind: string; payload: unknown }[] }).events)
    .map(({ kind, payload }) => named(kind, payload));
}
