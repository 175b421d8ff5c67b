import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { ServeOptions } from '../../src/cli/io.ts';
import { verifyChain } from '../../src/domain/log.ts';
import { dayMs, hourMs } from '../../src/domain/time.ts';
import { systemClocks } from '../../src/engine/clock.ts';
import { sealsOf } from '../../src/engine/seal-log.ts';
import { dataDirectory } from '../../src/main/data-directory.ts';
import { verifyArchives } from '../../src/main/log-archive/verify.ts';
import { serve } from '../../src/main/serve.ts';
import { openStore } from '../../src/store/open.ts';
import { anEvent } from '../store/estate.ts';
import { sha256, testIdentity } from '../support/identity.ts';
import { aTenant } from '../support/stores.ts';

/* The real server, an hour of whose timers is turned on. */

const now = 1_000 * dayMs;
const options = { identity: testIdentity, machineNow: () => now };
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cg-serve-seals-'));
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
});
afterEach(() => {
  vi.useRealTimers();
  rmSync(folder, { recursive: true, force: true });
});

async function anHourOfServing(environment: Readonly<Record<string, string>>): Promise<void> {
  const stop = new AbortController();
  const asked: ServeOptions = {
    host: '127.0.0.1',
    port: 0,
    publicUrl: undefined,
    tlsCert: undefined,
    tlsKey: undefined,
    behindProxy: undefined,
    signIn: undefined,
    dataDirectory: folder,
    store: 'disk',
    postgresBin: undefined,
    drop: undefined,
    heartbeat: undefined,
    siem: undefined,
    sample: false,
  };
  let ended: Promise<unknown> = Promise.resolve();
  await new Promise<void>((ready, failed) => {
    const say = (line: string) => {
      if (line.startsWith('Next:')) ready();
    };
    ended = serve(
      asked,
      { CHANGEGUARD_DUMPS: '0', ...environment },
      say,
      stop.signal,
      systemClocks(() => now),
    );
    ended.catch(failed);
  });
  vi.advanceTimersByTime(hourMs);
  // The end waits for the archive that is being written.
  stop.abort();
  await ended;
}

test('I12 a server that keeps the log for so many days seals what is older within the hour, and one that was not told so never does', {
  timeout: 120_000,
}, async () => {
  const { database, archives, path } = dataDirectory(folder);
  const place = { kind: 'disk', directory: database } as const;
  expect(path).toBe(folder);
  const before = await openStore(place, options);
  await before.migrate();
  const tenantId = await aTenant(before);
  for (const day of [10, 20, 30])
    await before.commit({ tenantId, at: day * dayMs, events: [anEvent('signed-in', 'user', 'anna', { day })] });
  await before.close();

  await anHourOfServing({});
  expect(readdirSync(folder)).not.toContain('archives');
  await anHourOfServing({ CHANGEGUARD_KEEP: 'log=400d' });

  const after = await openStore(place, options);
  const log = (await sealsOf({ store: after }, tenantId)).map(({ seal }) => seal);
  expect(log).toMatchObject([{ sealedEvents: 3 }]);
  const chain = await verifyChain(after.links(tenantId, 0), await after.logHead(tenantId), sha256);
  expect(chain).toMatchObject({ breaks: [], sealed: { events: 3 } });
  await after.close();
  const files = readdirSync(join(archives, tenantId)).map((file) => join(archives, tenantId, file));
  expect(await verifyArchives(files, { log }, () => undefined)).toMatchObject({ isSound: true });
});
