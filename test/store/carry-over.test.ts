import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statfsSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { TenantId } from '../../src/domain/ids.ts';
import { verifyChain } from '../../src/domain/log.ts';
import type { Store } from '../../src/engine/ports/store.ts';
import { runningAddress } from '../../src/store/local/server.ts';
import { openStore } from '../../src/store/open.ts';
import { machineNow, newId, sha256, testIdentity } from '../support/identity.ts';
import { installedPrograms, packagedPrograms } from '../support/postgres.ts';
import { aTenant } from '../support/stores.ts';
import { aDocument, aHost } from './estate.ts';

/* What PGlite kept is carried over at the first start, which may be killed in the middle, or find no room. */

const options = { identity: testIdentity, machineNow };
const programs = packagedPrograms() ?? installedPrograms();
const commits = 8;

const folder = mkdtempSync(join(tmpdir(), 'cg-carry-'));
// Run as root, the database's own account must pass through.
chmodSync(folder, 0o711);
const original = join(folder, 'original');
let tenantId: TenantId;

beforeAll(async () => {
  mkdirSync(original);
  const store = await openStore({ kind: 'disk', directory: original }, options);
  await store.migrate();
  tenantId = await aTenant(store);
  for (let number = 1; number <= commits; number += 1) {
    const host = aHost();
    // What nobody can pack: some 1.4 MB each.
    const noise = Array.from({ length: 55_000 }, () => newId<string>()).join();
    await store.commit({
      tenantId,
      at: 2_000 + number,
      hosts: [host],
      facts: [aDocument(host.host.hostId, { noise })],
    });
  }
  await store.close();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A data directory that an earlier version left. */
function left(at: string): {
  readonly kind: 'local';
  readonly directory: string;
  readonly programs: string | undefined;
} {
  cpSync(original, at, { recursive: true });
  rmSync(join(at, 'lock'), { force: true });
  return { kind: 'local', directory: at, programs };
}

async function expectWhole(store: Store): Promise<void> {
  const hosts = await store.hostIndex(tenantId);
  expect(hosts).toHaveLength(commits);
  const documents = await store.documents(
    tenantId,
    hosts.map(({ hostId }) => hostId),
  );
  expect(documents.map(({ facts }) => String(facts.noise).length)).toEqual(hosts.map(() => 55_000 * 26 - 1));
  const chain = await verifyChain(store.links(tenantId, 0), await store.logHead(tenantId), sha256);
  expect(chain).toMatchObject({ breaks: [], events: 1 + commits });
}

function opener(directory: string): ChildProcess {
  const hook = fileURLToPath(new URL('../support/run-typescript.mjs', import.meta.url));
  const program = fileURLToPath(new URL('../upgrade/migrating-child.ts', import.meta.url));
  const place = JSON.stringify({ kind: 'local', directory, programs });
  return spawn(process.execPath, ['--import', hook, program, place], { stdio: ['pipe', 'pipe', 'inherit'] });
}

/** Waits until somebody else has written in the database of a directory, and has not committed. */
async function untilHalfWritten(directory: string): Promise<void> {
  for (;;) {
    const address = await runningAddress(directory).catch(() => undefined);
    if (address !== undefined) {
      const client = new pg.Client(address);
      try {
        await client.connect();
        const { rows } = await client.query(
          `SELECT 1 FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND backend_xid IS NOT NULL AND query ILIKE '%insert%fact%'`,
        );
        if (rows.length > 0) return;
      } catch {
        // It is just starting.
      } finally {
        await client.end().catch(() => undefined);
      }
    }
    await pause(2);
  }
}

test('a start that is killed while it carries over leaves the old store, and the next one carries all of it', async () => {
  const place = left(join(folder, 'killed'));
  const child = opener(place.directory);
  await untilHalfWritten(place.directory);
  child.kill('SIGKILL');
  await once(child, 'exit');
  expect(existsSync(join(place.directory, 'pglite'))).toBe(true);
  const store = await openStore(place, options);
  expect(store.description.note).toContain('carried over');
  await expectWhole(store);
  await store.close();
  expect(readdirSync(place.directory)).toContain('pglite.kept');
});

const mebibyte = 1024 * 1024;
/** Room for the programs' new database, and not for all that is carried into it. */
const tooLittle = 50 * mebibyte;

const disk = join(folder, 'small');
mkdirSync(disk);
/** Only root makes disks; for others there is nothing to run. */
const isMounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=260m,mode=711', 'cg-carry', disk]).status === 0;
afterAll(() => {
  if (isMounted) spawnSync('umount', [disk]);
});
const onSmallDisk = isMounted ? test : () => undefined;

onSmallDisk(
  'a disk without room for both is told as full, the old store stays, and with room all of it comes',
  async () => {
    const place = left(join(disk, 'data'));
    const ballast = join(disk, 'ballast');
    const { bavail, bsize } = statfsSync(disk);
    writeFileSync(ballast, new Uint8Array(bavail * bsize - tooLittle));
    await expect(openStore(place, options)).rejects.toMatchObject({
      code: expect.stringMatching(/^store-(full|unavailable)$/),
    });
    // The database was made: what had no room is what is carried.
    expect(existsSync(join(place.directory, 'postgres', 'data', 'PG_VERSION'))).toBe(true);
    expect(existsSync(join(place.directory, 'pglite'))).toBe(true);
    rmSync(ballast);
    const store = await openStore(place, options);
    expect(store.description.note).toContain('carried over');
    await expectWhole(store);
    await store.close();
    expect(readdirSync(place.directory)).toContain('pglite.kept');
  },
);
