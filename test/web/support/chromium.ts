import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';

/** As one needs a browser in a container: without a sandbox of its own, without a graphics card, and without anything that calls home. */
const args = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Where Debian's browser is, if it is there. */
export function browserProgram(): string | undefined {
  const places = (process.env.PATH ?? '').split(delimiter).map((folder) => join(folder, 'chromium'));
  return places.find((place) => existsSync(place));
}

export function openBrowser(program: string): Promise<Browser> {
  return chromium.launch({ executablePath: program, args });
}
