import { describe, expect, test } from 'vitest';
import { aServer } from './support/scripted-server.ts';
import { aTerminal } from './support/terminal.ts';

describe('estate import', () => {
  const result = {
    format: 'sensors-csv',
    isDryRun: false,
    mapping: [
      { column: 'Sensor', key: 'host.fqdn' },
      { column: 'Farbe', key: null },
    ],
    rows: 3,
    registered: 2,
    updated: 1,
    hosts: [],
    problems: [
      {
        code: 'row-invalid',
        title: 'A row could not be read',
        detail: 'The domain is empty.',
        remedy: 'Correct the row.',
        line: 4,
      },
    ],
  };

  test('the bytes of the file go up as they are, with its name and mapping', async () => {
    await using server = await aServer({ importEvidence: () => result });
    const terminal = aTerminal({ server: server.url, columns: 80, files: { 'Sensors.csv': 'Sensor;Farbe\n' } });
    expect(
      await terminal.run(
        'estate import Sensors.csv --map Standort=site --map Name=host.fqdn --observed-at 2026-11-22T08:00:00+01:00',
      ),
    ).toBe(0);
    expect(new TextDecoder().decode(server.seen[0]?.bytes)).toBe('Sensor;Farbe\n');
    expect(server.seen[0]?.query).toEqual({
      dryRun: 'false',
      fileName: 'Sensors.csv',
      observedAt: '2026-11-22T08:00:00+01:00',
      map: 'Standort=site,Name=host.fqdn',
    });
    expect(terminal.out()).toContain('line 4: The domain is empty. (row-invalid)');
    expect(terminal.out()).toContain('3 rows read: 2 servers were new, 1 were updated.');
  });

  test('a time without a zone is refused before anything is sent', async () => {
    await using server = await aServer({ importEvidence: () => result });
    const terminal = aTerminal({ server: server.url, files: { 'a.csv': '' } });
    expect(await terminal.run('estate import a.csv --observed-at 2026-11-22T08:00:00')).toBe(2);
    expect(server.seen).toHaveLength(0);
  });

  test('a file that is not there fails by name, before the others are sent', async () => {
    await using server = await aServer({ importEvidence: () => result });
    const terminal = aTerminal({ server: server.url, files: { 'a.csv': 'x' } });
    expect(await terminal.run('estate import a.csv b.csv')).toBe(1);
    expect(terminal.err()).toContain('b.csv');
    expect(server.seen).toHaveLength(0);
  });
});
