import { readFile } from 'node:fs/promises';
import type { CollectorSystem } from '../cli/io.ts';

/** They lie in the checkout, two folders above the sources and above the build alike. */
const root = new URL('../../', import.meta.url);

const files: Readonly<Record<CollectorSystem, string>> = {
  windows: 'collectors/windows/Get-ChangeguardFacts.ps1',
  unix: 'collectors/unix/changeguard-facts.sh',
};

/** The script as people run it; it depends on nothing else. */
export function collectorScript(system: CollectorSystem): Promise<string> {
  return readFile(new URL(files[system], root), 'utf8');
}
