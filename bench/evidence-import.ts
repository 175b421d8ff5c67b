import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { minuteMs } from '../src/domain/time.ts';
import { createControl } from '../src/engine/create-control.ts';
import type { Bench } from './bench.ts';
import { engineIn } from './engine.ts';
import { hostOf } from './estate.ts';
import { figure, median, timed } from './figure.ts';

const startAt = Date.parse('2026-06-01T08:00:00Z');

/** A list of sensors as the portal exports it, of servers that nobody has heard of yet: each is registered, logged and gets its document. */
export const evidenceImport: Bench = {
  name: 'evidence-import',
  figures: ['csv-import'],
  run: async ({ isQuick, say }) => {
    const hosts = isQuick ? 10_000 : 100_000;
    const bytes = new TextEncoder().encode(sensorsCsv(hosts));
    const times: number[] = [];
    const rounds = isQuick ? 1 : 3;
    for (let round = 1; round <= rounds; round += 1) {
      const directory = mkdtempSync(join(tmpdir(), 'cg-bench-'));
      chmodSync(directory, 0o711);
      const engine = await engineIn({ kind: 'local', directory }, () => startAt);
      try {
        // As in a server: verdicts beyond the first batch are the loop's.
        const control = createControl(engine.context, { wake: () => undefined, isRunning: true });
        const { tenantId } = await control.makeTenant('user:bench', 'bench');
        const upload = { bytes, fileName: 'Sensors.csv', observedAt: startAt - minuteMs, dryRun: false };
        times.push(
          await timed(async () => {
            const outcome = await control.importEvidence('user:bench', tenantId, upload);
            if (outcome.registered !== hosts)
              throw new Error(`${outcome.registered} of ${hosts} hosts were registered.`);
          }),
        );
        say(`round ${round} of ${rounds}: ${((times.at(-1) ?? 0) / 1_000).toFixed(2)} s`);
      } finally {
        await engine.close();
        rmSync(directory, { recursive: true, force: true });
      }
    }
    return [
      figure({
        name: 'csv-import',
        value: median(times) / 1_000,
        unit: 's',
        limit: 8,
        kind: 'budget',
        better: 'lower',
        n: times.length,
        demand: 1,
        how: `From the bytes of a Sensors.csv of ${hosts.toLocaleString('en')} servers (${(bytes.byteLength / 1e6).toFixed(1)} MB), none of them known, until each is registered, in the log and has its facts in the default store, which waits for the disk at every commit. The verdicts of the first 500 are in it, those of the others are made by the loop.`,
      }),
    ];
  },
};

function sensorsCsv(hosts: number): string {
  const lines = [
    'Sensor,Type,Domain,Version,Delayed update,Service status,Sensor status,Health status,Health issues,Created',
  ];
  for (let index = 0; index < hosts; index += 1) {
    const { name, domain } = hostOf(index);
    const issues = index % 10 === 9 ? 'Not healthy,2' : 'Healthy,0';
    lines.push(
      `${name},Domain controller Sensor,${domain},2.254.19112.470,Disabled,Running,Up to date,${issues},"Mar 3, 2025 9:14 AM"`,
    );
  }
  return `${lines.join('\n')}\n`;
}
