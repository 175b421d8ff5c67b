import yazl from 'yazl';

/** A ZIP of these members, in their order. Names are written as they are; undefined leaves one out. */
export async function zipOf(members: Readonly<Record<string, string | Uint8Array | undefined>>): Promise<Buffer> {
  const zip = new yazl.ZipFile();
  for (const [path, content] of Object.entries(members))
    if (content !== undefined) zip.addBuffer(Buffer.from(content as string), path);
  zip.end();
  const pieces: Buffer[] = [];
  for await (const piece of zip.outputStream) pieces.push(piece as Buffer);
  return Buffer.concat(pieces);
}
