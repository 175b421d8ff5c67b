import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import type { HostId } from '../../src/domain/ids.ts';
import { verifyChain } from '../../src/domain/log.ts';
import { asProblem } from '../../src/store/failures.ts';
import { openStore } from '../../src/store/open.ts';
import { machineNow, newId, sha256, testIdentity } from '../support/identity.ts';
import { installedPrograms, packagedPrograms } from '../support/postgres.ts';
import { aTenant } from '../support/stores.ts';
import { aDocument, aHost } from './estate.ts';

/* A disk that is really full: a small one in memory, which only root can make. */

const options = { identity: testIdentity, machineNow };
const programs = packagedPrograms() ?? installedPrograms();
const mebibyte = 1024 * 1024;

const mounted: string[] = [];
function aDisk(mebibytes: number): string | undefined {
  const folder = mkdtempSync(join(tmpdir(), 'cg-small-'));
  const { status } = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${mebibytes}m,mode=711`, 'cg-small', folder]);
  if (status === 0) mounted.push(folder);
  else rmSync(folder, { recursive: true });
  return status === 0 ? folder : undefined;
}
afterEach(() => {
  for (const folder of mounted.splice(0)) {
    spawnSync('umount', [folder]);
    rmSync(folder, { recursive: true, force: true });
  }
});
/** Only root makes disks; for others there is nothing to run. */
const small = aDisk(1) === undefined ? () => undefined : test;

test('PostgreSQL’s word for a full disk is ours as well, and time may heal it', () => {
  const said = Object.assign(new Error('could not extend file'), { code: '53100' });
  expect(asProblem(said, true)).toMatchObject({ name: 'Retryable', code: 'store-full', mayHaveHappened: true });
});

/** Takes what is left of a disk. */
function fill(folder: string): void {
  for (const step of [mebibyte, 4096, 1])
    for (let number = 0; ; number += 1) {
      const { bavail, bsize } = statfsSync(folder);
      if (bavail * bsize < step) break;
      try {
        writeFileSync(join(folder, `filler-${step}-${number}`), new Uint8Array(step));
      } catch {
        break;
      }
    }
}

small('a disk too small for a database is told as a full disk, and leaves nothing that looks like one', async () => {
  const disk = aDisk(12) ?? '';
  const directory = join(disk, 'database');
  mkdirSync(directory);
  const at = { kind: 'local', directory, programs } as const;
  await expect(openStore(at, options)).rejects.toMatchObject({ name: 'Terminal', code: 'store-full' });
  fill(disk);
  await expect(openStore(at, options)).rejects.toMatchObject({ name: 'Terminal', code: 'store-full' });
});

small(
  'a disk that fills up loses nothing that was acknowledged, and work goes on when there is room again',
  async () => {
    const disk = aDisk(110) ?? '';
    const directory = join(disk, 'database');
    mkdirSync(directory);
    const at = { kind: 'local', directory, programs } as const;
    const store = await openStore(at, options);
    try {
      await store.migrate();
      const tenantId = await aTenant(store);
      const ballast = join(disk, 'ballast');
      writeFileSync(ballast, new Uint8Array(24 * mebibyte));
      const acknowledged: HostId[] = [];
      const once = async (at: number) => {
        const host = aHost();
        const noise = Array.from({ length: 20_000 }, () => newId<string>()).join();
        await store.commit({ tenantId, at, hosts: [host], facts: [aDocument(host.host.hostId, { noise })] });
        acknowledged.push(host.host.hostId);
      };
      let refusal: unknown;
      for (let number = 2_000; refusal === undefined; number += 1)
        refusal = await once(number).then(
          () => undefined,
          (error: unknown) => error,
        );
      expect(refusal).toMatchObject({ name: 'Retryable', code: expect.stringMatching(/^store-(full|unavailable)$/) });
      expect(acknowledged.length).toBeGreaterThan(2);
      rmSync(ballast);
      for (let isDone = false; !isDone; )
        isDone = await once(900_000).then(
          () => true,
          (error: { readonly name?: string }) => {
            expect(error.name).toBe('Retryable');
            return false;
          },
        );
      const there = new Set((await store.hostIndex(tenantId)).map(({ hostId }) => hostId));
      expect(acknowledged.filter((hostId) => !there.has(hostId))).toEqual([]);
      const chain = await verifyChain(store.links(tenantId, 0), await store.logHead(tenantId), sha256);
      expect(chain).toMatchObject({ breaks: [], events: 1 + there.size });
    } finally {
      await store.close();
    }
    fill(disk);
    await expect(openStore(at, options)).rejects.toMatchObject({ name: 'Terminal', code: 'store-full' });
  },
);
