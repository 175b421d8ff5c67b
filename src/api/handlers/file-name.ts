/** A name for a file that every system takes, without its ending. */
export function fileNameOf(kind: string, name: string): string {
  const plain = name
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '')
    .slice(0, 60);
  return plain === '' ? kind : `${kind}-${plain}`;
}
