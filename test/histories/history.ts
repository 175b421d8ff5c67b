import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { LogEvent, LogLink } from '../../src/domain/log.ts';
import { seededIdentity } from '../../src/engine/identity.ts';
import type { Store } from '../../src/engine/ports/store.ts';
import { openStore } from '../../src/store/open.ts';
import { playCampaign } from '../simulation/campaign.ts';
import type { Smaller } from '../simulation/scenario.ts';
import { worldStartAt } from '../support/world.ts';

/** One transaction of a log, as a line of a file. */
export interface Chapter {
  readonly link: LogLink;
  readonly events: readonly LogEvent[];
}

const folder = fileURLToPath(new URL('./', import.meta.url));

/** The recorded logs, oldest version first. A file that is here was written by the version in its name, and is never written again. */
export function histories(): readonly string[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.jsonl'))
    .sort();
}

export function readHistory(name: string): readonly Chapter[] {
  const lines = readFileSync(`${folder}${name}`, 'utf8').trimEnd().split('\n');
  return lines.map((line) => JSON.parse(line) as Chapter);
}

/** Plays one simulated campaign of today's code and keeps its log. @returns how many events it has. */
export async function recordHistory(file: string, seed: number, smaller: Smaller): Promise<number> {
  const identity = seededIdentity('history');
  const store = await openStore({ kind: 'memory' }, { identity, machineNow: () => worldStartAt });
  try {
    await store.migrate();
    const { violations } = await playCampaign(store, seed, smaller);
    if (violations.length > 0) throw new Error(violations.join('\n'));
    const chapters = await logOf(store);
    writeFileSync(file, chapters.map((chapter) => `${JSON.stringify(chapter)}\n`).join(''), { flag: 'wx' });
    return chapters.reduce((sum, { events }) => sum + events.length, 0);
  } finally {
    await store.close();
  }
}

async function logOf(store: Store): Promise<readonly Chapter[]> {
  const [tenant] = await store.tenants();
  if (tenant === undefined) throw new Error('The campaign left no tenant.');
  const chapters: Chapter[] = [];
  for await (const chapter of store.links(tenant.tenantId, 0)) chapters.push(chapter);
  return chapters;
}
