import { parse } from 'csv-parse/sync';
import { expect, test } from 'vitest';
import type { Server } from '../../src/contract/servers.ts';
import { csvField, serversCsvHead, serversCsvLines } from '../../src/report/servers-csv.ts';

const aServer: Server = {
  id: 'h1',
  name: 'BER-DC1',
  fqdn: 'ber-dc1.bank.example',
  domain: 'bank.example',
  site: 'Berlin',
  migrationState: 'notReadyForMigration',
  migrationStateName: 'Not ready for migration',
  sensorVersion: '2.254.19112.470',
  sensorType: 'domainControllerIntegrated',
  healthStatus: 'healthy',
  serviceStatus: 'running',
  seenAt: null,
  verdict: 'fail',
  disposition: 'moves',
  reasons: [
    { code: 'sense-not-running', title: 'Sense service not running' },
    { code: 'device-id-missing', title: 'No device id registered' },
  ],
  edition: '2026-03',
  validUntil: null,
  isPinned: false,
  hold: null,
  moveId: null,
  moveState: null,
};

test('S3-04 the export has every reason of every server, and reads back as it was written', () => {
  const site = 'Berlin, "Mitte"\nHaus 2';
  const rows = parse(serversCsvHead() + serversCsvLines([{ ...aServer, site }]), { columns: true }) as Record<
    string,
    string
  >[];
  expect(rows).toHaveLength(1);
  expect(rows[0]).toMatchObject({
    name: 'BER-DC1',
    site,
    migrationState: 'Not ready for migration',
    verdict: 'fail',
    reasonCodes: 'sense-not-running; device-id-missing',
    reasons: 'Sense service not running; No device id registered',
  });
});

test('no field of the export is run as a formula by a spreadsheet', () => {
  for (const text of ['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', ' =1', '\n=cmd|x', '\u00a0=1']) {
    const field = csvField(text).replace(/^"/, '');
    expect(field.startsWith("'")).toBe(true);
  }
  for (const text of ['BER-DC1', '2.254', '', 'a=b', '10 @ 20']) expect(csvField(text)).toBe(text);
});
