import { expect, test } from 'vitest';
import { collectorScript } from '../../src/main/collector-script.ts';
import { readText } from '../support/modules.ts';
import { aTerminal } from './support/terminal.ts';

const collectors = [
  ['windows', 'collectors/windows/Get-ChangeguardFacts.ps1', undefined],
  ['unix', 'collectors/unix/changeguard-facts.sh', 0o755],
] as const;

/** No server and no store is scripted: asking for one would fail. */
const terminal = () => aTerminal({ door: { collectorScript } });

test.each(collectors)('the collector for %s is printed as it is, without a server', async (system, path) => {
  const shown = terminal();
  expect(await shown.run(`collect script ${system}`)).toBe(0);
  expect(shown.out()).toBe(readText(path));
  expect(shown.err()).toBe('');
});

test.each(collectors)('the collector for %s goes into a file', async (system, path, mode) => {
  const saved = terminal();
  expect(await saved.run(`collect script ${system} -o facts.txt`)).toBe(0);
  expect(saved.files.get('/project/facts.txt')).toBe(readText(path));
  expect(saved.modes.get('/project/facts.txt')).toBe(mode);
  expect(saved.out()).toBe('');
});

test('another system is a slip, and the answer names those that there are', async () => {
  const slip = terminal();
  expect(await slip.run('collect script vms')).toBe(2);
  expect(slip.err()).toContain('Systems: windows, unix.');
});
