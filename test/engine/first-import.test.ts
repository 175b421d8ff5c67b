import { expect, test } from 'vitest';
import { createControl } from '../../src/engine/create-control.ts';
import type { EvidenceRow } from '../../src/evidence/reading.ts';
import { aWorld, storeOfFile } from '../api/world.ts';

/* The first list of an estate is registered without looking for hosts, where that can make no difference. */

const store = storeOfFile();
/** More than are under way at once, so that the first host is stored when the last row comes. */
const servers = 9_000;

test('the first list of an estate files a server under its host also where a late row has only its short name', async () => {
  const world = await aWorld(store());
  try {
    const observedAt = world.tenantClock.now - 1_000;
    const row = (at: number): EvidenceRow => ({
      source: 'csv-sensors',
      name: `DC${at}`,
      fqdn: `dc${at}.bank.example`,
      facts: { 'mdi.v2.version': '2.254.1.1' },
      observedAt,
      origin: {},
    });
    const late: EvidenceRow = {
      source: 'csv-ad-computers',
      name: 'DC0',
      facts: { 'os.productName': 'Windows Server 2022' },
      observedAt,
      origin: {},
    };
    const rows = [...Array.from({ length: servers }, (_, at) => row(at)), late];
    const context = {
      ...world.context,
      readEvidence: async () => ({ format: 'sensors-csv' as const, mapping: [], rows, problems: [] }),
    };
    const control = createControl(context, { wake: () => undefined, isRunning: true });
    const upload = { bytes: new Uint8Array(1), fileName: 'Sensors.csv', dryRun: false };
    const outcome = await control.importEvidence('user:test', world.tenantId, upload);
    expect(outcome).toMatchObject({ registered: servers, problems: [] });
    const named = await store().hosts(world.tenantId, { names: ['DC0'] }, { top: 9 });
    expect(named.value.map((host) => host.fqdn)).toEqual(['dc0.bank.example']);
    const documents = await store().documents(world.tenantId, [named.value[0]?.hostId ?? ('' as never)]);
    expect(documents.map((document) => document.source).sort()).toEqual(['csv-ad-computers', 'csv-sensors']);
  } finally {
    await world.close();
  }
});
