import { access, mkdir, open, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { type ReportKeys, signerOf } from '../../api/report-keys.ts';
import type { TenantId } from '../../domain/ids.ts';
import { Terminal } from '../../domain/problem.ts';
import type { ArchiveKeeper, Signer, Stretch } from '../../engine/ports/log-archive.ts';
import { writeLineFile } from '../../store/transfer/line-file.ts';
import { signedEnd } from '../../store/transfer/signed-end.ts';
import { type ArchiveManifest, archiveFormat } from './form.ts';
import { verifyArchive } from './verify.ts';

/** Keeps archives in the data directory, a folder for each tenant; like the keys that sign them. */
export function archiveKeeper(directory: string, keys: ReportKeys): ArchiveKeeper {
  return {
    signer: async (tenantId) => signerOf(keys, tenantId, await keys.current(tenantId)),
    write: async (tenantId, stretch, links, signer) => {
      const folder = join(directory, tenantId);
      await mkdir(folder, { recursive: true, mode: 0o700 });
      const file = fileName(stretch);
      const path = join(folder, file);
      const manifest = await writeArchive(path, { tenantId, stretch, links, signer });
      await syncFolder(folder);
      await prove(path, manifest).catch(async (error: unknown) => {
        // What is not proved must not look like an archive.
        await rm(path, { force: true });
        throw error;
      });
      const { sha256, links: count, events } = manifest;
      return { file, sha256, links: count, events };
    },
  };
}

/** Whether an archive lies there, by the name that the log tells. */
export function archivesIn(directory: string): (tenantId: TenantId, file: string) => Promise<boolean> {
  return (tenantId, file) =>
    access(join(directory, tenantId, basename(file))).then(
      () => true,
      () => false,
    );
}

/** In the order of the log when they are listed. The hash keeps what a restored store writes apart from what was there before. */
function fileName({ firstSeq, lastSeq, hashAfter }: Stretch): string {
  const place = (seq: number) => String(seq).padStart(10, '0');
  return `log-${place(firstSeq)}-${place(lastSeq)}-${hashAfter.slice(0, 12)}.jsonl.gz`;
}

async function writeArchive(
  path: string,
  given: {
    readonly tenantId: TenantId;
    readonly stretch: Stretch;
    readonly links: Parameters<ArchiveKeeper['write']>[2];
    readonly signer: Signer;
  },
): Promise<ArchiveManifest> {
  const { tenantId, stretch, links, signer } = given;
  const { firstSeq, hashBefore } = stretch;
  let manifest: ArchiveManifest | undefined;
  await writeLineFile(
    path,
    async (say) => {
      await say({ format: archiveFormat, tenantId, firstSeq, hashBefore });
      const counts = { links: 0, events: 0 };
      for await (const { link, events } of links) {
        const { seq, at, digest, hash, eventCount } = link;
        counts.links += 1;
        counts.events += events.length;
        await say({
          link: { seq, at, digest, hash, eventCount },
          events: events.map(({ kind, subjectType, subjectId, payload, personal }) => ({
            kind,
            subjectType,
            subjectId,
            payload,
            personal,
          })),
        });
      }
      return counts;
    },
    async (counts, sha256) => {
      manifest = { format: archiveFormat, tenantId, ...stretch, ...counts, sha256, key: { ...signer.key } };
      return signedEnd(manifest, signer);
    },
  );
  if (manifest === undefined) throw new Error('An archive was written without an end.');
  return manifest;
}

/** A file that has its name only in memory is no file after a power failure. Windows keeps names by itself, and opens no folder. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const held = await open(folder, 'r');
  try {
    await held.sync();
  } finally {
    await held.close();
  }
}

/** @throws Terminal('archive-changed') when what lies there is not what was meant; then nothing may be cut. */
async function prove(path: string, { sha256, lastSeq, hashAfter, key }: ArchiveManifest): Promise<void> {
  const found = await verifyArchive(path, { key: key.fingerprint });
  const isMeant = found.sha256 === sha256 && found.lastSeq === lastSeq && found.hashAfter === hashAfter;
  const [first] = found.differences;
  if (!isMeant || first !== undefined)
    throw new Terminal(
      'archive-changed',
      `${path} does not hold what was written: ${first?.detail ?? 'it is another one'}`,
    );
}
