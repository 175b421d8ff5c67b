import { apiBase, eventStreamPath } from '../../src/contract/routes.ts';

/** An event stream that is read all the while. */
interface Stream {
  /** Everything so far, once it has come to an entry of the log. */
  upTo(seq: number): Promise<string>;
  close(): void;
}

/** From the very beginning of the log. */
export async function openStream(address: string, headers: Readonly<Record<string, string>>): Promise<Stream> {
  const stopping = new AbortController();
  const answer = await fetch(`${address}${apiBase}${eventStreamPath}`, {
    headers: { ...headers, 'last-event-id': '0.0' },
    signal: stopping.signal,
  });
  if (answer.status !== 200) throw new Error(`The stream is refused: ${await answer.text()}`);
  let text = '';
  let isOver = false;
  let told: () => void = () => undefined;
  const read = async () => {
    const decoder = new TextDecoder();
    for await (const part of answer.body ?? []) {
      text += decoder.decode(part as Uint8Array, { stream: true });
      told();
    }
  };
  read().catch(() => {
    isOver = true;
    told();
  });
  return {
    upTo: async (seq) => {
      while (!text.includes(`id: ${seq}.`)) {
        if (isOver) throw new Error(`The stream ended before entry ${seq}.`);
        await new Promise<void>((resolve) => {
          told = resolve;
        });
      }
      return text;
    },
    close: () => stopping.abort(),
  };
}
