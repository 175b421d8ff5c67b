import { readdirSync, readFileSync } from 'node:fs';
import { isZip, openArchive } from '../../src/evidence/archive.ts';
import { ProblemList } from '../../src/evidence/reading.ts';
import { madeEvidence } from './made-evidence.ts';
import type { Members } from './mutate.ts';

interface Sound {
  readonly name: string;
  readonly bytes: Uint8Array;
  /** Of an archive. */
  readonly members: Members | undefined;
}

const folders = ['real', 'synthetic'];

/** Every sample of evidence and then what is made, in a fixed order and always the same bytes. */
export async function corpus(): Promise<readonly Sound[]> {
  const sounds: Sound[] = [];
  for (const folder of folders) {
    const from = new URL(`../evidence/samples/${folder}/`, import.meta.url);
    for (const name of readdirSync(from).sort()) {
      const bytes = readFileSync(new URL(name, from));
      sounds.push({ name: `${folder}/${name}`, bytes, members: await membersOf(bytes) });
    }
  }
  for (const [name, bytes] of Object.entries(madeEvidence()))
    sounds.push({ name: `made/${name}`, bytes, members: await membersOf(bytes) });
  return sounds;
}

async function membersOf(bytes: Uint8Array): Promise<Members | undefined> {
  if (!isZip(bytes)) return undefined;
  const archive = await openArchive(bytes, new ProblemList());
  return archive?.members.map(({ path, bytes, modifiedLocal }) => ({
    path,
    bytes: bytes() ?? new Uint8Array(),
    writtenLocal: modifiedLocal,
  }));
}
