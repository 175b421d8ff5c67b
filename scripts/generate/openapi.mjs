import { readFile } from 'node:fs/promises';

export const path = 'docs/reference/openapi.json';

export async function render(load) {
  const { openApiDocument } = await load('api/server');
  const { version } = JSON.parse(await readFile(new URL('../../package.json', import.meta.url), 'utf8'));
  return `${JSON.stringify(await openApiDocument(version), null, 2)}\n`;
}
