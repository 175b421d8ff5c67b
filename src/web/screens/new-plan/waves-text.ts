/** A wave as it is listed: its name, and its servers by their names. */
interface ListedWave {
  readonly name: string;
  readonly hosts: readonly string[];
}

/** A wave a line, `Berlin first: BER-DC1 BER-DC2`; without a name it is called by its number. */
export function wavesIn(text: string): readonly ListedWave[] {
  return text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line, at) => {
      const colon = line.indexOf(':');
      const name = line.slice(0, Math.max(colon, 0)).trim() || nameOf(at);
      const hosts = line
        .slice(colon + 1)
        .split(/[\s,]+/)
        .filter(Boolean);
      return { name, hosts };
    });
}

/** The same as lines; the name always stands in front, so that a wave without servers is still one. */
export function textOfWaves(waves: readonly ListedWave[]): string {
  // A colon in a name would end it, and a line end the wave.
  return waves.map(({ name, hosts }) => `${name.replaceAll(/[:\n]+/g, ' ')}: ${hosts.join(' ')}`.trimEnd()).join('\n');
}

/** A server goes into another wave, behind those that are in it; nothing changes where there is no such wave. */
export function withHostIn(waves: readonly ListedWave[], host: string, to: number): readonly ListedWave[] {
  if (waves[to] === undefined || waves[to].hosts.includes(host)) return waves;
  return waves.map((wave, at) => {
    const hosts = wave.hosts.filter((one) => one !== host);
    return { ...wave, hosts: at === to ? [...hosts, host] : hosts };
  });
}

export function withAnotherWave(waves: readonly ListedWave[]): readonly ListedWave[] {
  return [...waves, { name: nameOf(waves.length), hosts: [] }];
}

function nameOf(at: number): string {
  return `wave ${at + 1}`;
}
