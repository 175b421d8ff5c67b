import { readFileSync } from 'node:fs';

/** The version in package.json, which lies one folder above the sources and above the build alike. */
export const version = String(
  (JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as { version: unknown }).version,
);
