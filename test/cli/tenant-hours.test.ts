import { expect, test } from 'vitest';
import type { Answer } from '../../src/contract/routes.ts';
import { tenant as before } from './support/answers.ts';
import { aServer } from './support/scripted-server.ts';
import { aTerminal } from './support/terminal.ts';

test('X-02 windows and freezes are given by files with a reason, take the place of those of the same name, and are shown with the next openings', async () => {
  const calendar = (name: string, to: string) => ({
    ...{ name, zone: 'Europe/Berlin', open: [] },
    closed: [{ from: '2026-12-20T00:00', to, because: 'Year end' }],
  });
  const openings: Answer<'showTenant'>['openings'] = [
    { text: 'Now until Sun 20 Dec 00:00', isDeeper: false, says: 'opening-until', values: {} },
  ];
  const kept = {
    calendars: [calendar('house', '2026-12-27T00:00'), calendar('plant', '2026-12-28T00:00')],
    openings,
  };
  const tenant = { ...before, ...kept };
  await using server = await aServer(
    { showTenant: () => tenant, changeTenant: () => tenant },
    { headers: { etag: '"4"' } },
  );
  const files = { 'house.json': JSON.stringify(calendar('house', '2027-01-04T00:00')) };
  const terminal = aTerminal({ server: server.url, files });
  expect(await terminal.run('admin tenant set --calendar house.json')).toBe(2);
  expect(terminal.err()).toContain('Give --because.');
  expect(await terminal.run(['admin', 'tenant', 'set', '--calendar', 'house.json', '--because', 'later'])).toBe(0);
  expect(server.seen.at(-1)?.body).toEqual({
    calendars: [calendar('plant', '2026-12-28T00:00'), calendar('house', '2027-01-04T00:00')],
    because: 'later',
  });
  expect(terminal.out()).toContain('Now until Sun 20 Dec 00:00');
  expect(await terminal.run(['admin', 'tenant', 'set', '--clear-calendars', '--because', 'over'])).toBe(0);
  expect(server.seen.at(-1)?.body).toEqual({ calendars: [], because: 'over' });
  const shown = aTerminal({ server: server.url });
  expect(await shown.run('admin tenant hours')).toBe(0);
  for (const text of ['house', 'Europe/Berlin', 'open at any hour', '2026-12-27T00:00: Year end', 'Now until'])
    expect(shown.out()).toContain(text);
});
