import { Readable } from 'node:stream';
import { ZipFile } from 'yazl';
import { canonicalJson, type Json } from '../../domain/canonical.ts';
import type { Instant } from '../../domain/time.ts';
import {
  manifestName,
  memberKinds,
  type PackManifest,
  packSchema,
  partName,
  readmeName,
  reportName,
  signatureName,
} from './form.ts';
import { linesOfPack, type PackInput } from './gather.ts';

/** A member whose content is made while it is written. */
interface PackMember {
  readonly name: string;
  readonly text: AsyncIterable<string>;
}

/** SHA-256 of bytes that come piece by piece. */
export interface RunningDigest {
  update(bytes: Uint8Array): void;
  hex(): string;
}

/** The key that a pack is signed with; what signs never sees the private half. */
interface PackSigner {
  readonly key: PackManifest['key'];
  /** Ed25519, base64. */
  sign(bytes: Uint8Array): Promise<string>;
}

interface Pen {
  readonly newDigest: () => RunningDigest;
  readonly signer: PackSigner;
  readonly version: string;
  readonly at: Instant;
}

/** Small enough that a reader can hold one, large enough that a million entries are few parts. */
const partCharacters = 32 * 1024 * 1024;
/** Texts are gathered into pieces of this size, so that small lines are not small writes. */
const pieceCharacters = 256 * 1024;

/**
 * Writes a pack as a stream: nothing of it is ever held whole, and each member's digest is made while its bytes pass. The manifest comes last, and its
 * signature behind it. A failure breaks the stream, so that nobody takes half a pack for one.
 */
export function writePack(input: PackInput, pen: Pen): Readable {
  const zip = new ZipFile();
  const members: PackManifest['members'] = [];
  const out = zip.outputStream as Readable;
  const add = async (name: string, text: AsyncIterable<string>) => {
    members.push(await written(zip, { name, text }, pen));
  };
  const write = async () => {
    const { report, readme } = input;
    const told = input.standIns?.json(report) ?? report;
    await add(readmeName, only(readme));
    await add(reportName, only(`${JSON.stringify(told, undefined, 2)}\n`));
    const lines = linesOfPack(input);
    for (const kind of memberKinds) {
      const all = lines[kind]();
      const state = { isDone: false };
      for (let part = 1; !state.isDone; part += 1) await add(partName(kind, part), partOf(all, state));
    }
    const { tenant, scope, standIns, head } = input;
    const manifest: PackManifest = {
      schema: packSchema,
      tool: { name: 'changeguard', version: pen.version },
      tenantId: tenant.tenantId,
      tenant: standIns?.json(tenant.name) ?? tenant.name,
      madeAt: pen.at,
      scope:
        scope.shape.kind === 'campaign'
          ? { ...scope.shape, name: standIns?.json(scope.shape.name) ?? scope.shape.name }
          : scope.shape,
      redaction: standIns === undefined ? 'none' : 'names',
      head,
      key: pen.signer.key,
      members,
    };
    const text = `${canonicalJson(manifest as unknown as Json)}\n`;
    await written(zip, { name: manifestName, text: only(text) }, pen);
    const signature = await pen.signer.sign(Buffer.from(text));
    await written(zip, { name: signatureName, text: only(`${signature}\n`) }, pen);
    zip.end();
  };
  zip.on('error', (error) => out.destroy(error instanceof Error ? error : new Error(String(error))));
  write().catch((error: Error) => out.destroy(error));
  return out;
}

/** Writes one member and waits until the last of its bytes has gone. */
function written(
  zip: ZipFile,
  { name, text }: PackMember,
  { newDigest, at }: Pen,
): Promise<PackManifest['members'][number]> {
  const digest = newDigest();
  let bytes = 0;
  async function* counted() {
    for await (const piece of gathered(text)) {
      const content = Buffer.from(piece);
      digest.update(content);
      bytes += content.length;
      yield content;
    }
  }
  return new Promise((resolve, reject) => {
    const content = Readable.from(counted(), { objectMode: false });
    // A stream that nobody takes any more will never end.
    const leave = () => reject(new Error('The pack was not taken to its end.'));
    zip.outputStream.once('close', leave);
    content.once('error', reject);
    content.once('end', () => {
      zip.outputStream.removeListener('close', leave);
      resolve({ name, sha256: digest.hex(), bytes });
    });
    zip.addReadStream(content, name, { mtime: new Date(at), mode: 0o100644, forceDosTimestamp: true });
  });
}

async function* gathered(texts: AsyncIterable<string>): AsyncGenerator<string> {
  let piece = '';
  for await (const text of texts) {
    piece += text;
    if (piece.length < pieceCharacters) continue;
    yield piece;
    piece = '';
  }
  if (piece !== '') yield piece;
}

/** Takes lines until the part is full. The lines go on in the next one, so that their end must not be closed here. */
async function* partOf(lines: AsyncGenerator<string>, state: { isDone: boolean }): AsyncGenerator<string> {
  for (let length = 0; length < partCharacters; ) {
    const next = await lines.next();
    if (next.done === true) {
      state.isDone = true;
      return;
    }
    length += next.value.length;
    yield next.value;
  }
}

async function* only(text: string): AsyncGenerator<string> {
  yield text;
}
