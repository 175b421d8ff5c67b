/** So many ids are an address that every server and proxy takes. */
export const idsAtOnce = 100;

/** These servers as the text of one CSV file, read in parts where they are many; each part is in the order that is asked for. */
export async function chosenAsCsv(
  ids: readonly string[],
  read: (ids: readonly string[]) => Promise<string>,
): Promise<string> {
  const parts: string[] = [];
  for (let at = 0; at < ids.length; at += idsAtOnce) {
    const text = await read(ids.slice(at, at + idsAtOnce));
    // The heads of the columns, in which no line ends, stand once.
    parts.push(at === 0 ? text : text.slice(text.indexOf('\n') + 1));
  }
  return parts.join('');
}
