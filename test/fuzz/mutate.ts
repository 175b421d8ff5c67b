import { zipOf } from '../support/zip.ts';

/** A small generator (mulberry32): the same seed draws the same numbers on every machine. */
type Draw = (below: number) => number;

export function seededDraw(seed: number): Draw {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % Math.max(1, below);
  };
}

/**
 * How a file is changed. What *destroys* only takes away: nothing favourable may be read afterwards that was not there before.
 * What *rewrites* can by chance write another true-looking statement, so there only crash, hang, memory and shapes are judged.
 */
export interface Mutant {
  readonly bytes: Uint8Array;
  readonly isDestroyed: boolean;
  readonly how: string;
}

type Mutation = (bytes: Buffer, draw: Draw) => Buffer;

const destroying: Readonly<Record<string, Mutation>> = {
  'cut the end': (bytes, draw) => bytes.subarray(0, draw(bytes.length + 1)),
  'cut the beginning': (bytes, draw) => bytes.subarray(draw(bytes.length + 1)),
  'overwrite with zeros': (bytes, draw) => filled(bytes, draw, 0),
  'overwrite with ones': (bytes, draw) => filled(bytes, draw, 0xff),
  'overwrite with blanks': (bytes, draw) => filled(bytes, draw, 0x20),
  'lose the end of a sector': (bytes, draw) => {
    const copy = Buffer.from(bytes);
    const sector = 512 * draw(Math.ceil(bytes.length / 512));
    copy.fill(0, Math.min(copy.length, sector + draw(512)), Math.min(copy.length, sector + 512));
    return copy;
  },
};

const signs = Buffer.from('\0"\r\n\t,;:|{}[]<>&=\\/%\u00ff\u0080');

const rewriting: Readonly<Record<string, Mutation>> = {
  'flip bits': (bytes, draw) => {
    const copy = Buffer.from(bytes);
    for (let change = 0; change <= draw(16); change += 1) {
      const at = draw(copy.length);
      copy[at] = (copy[at] ?? 0) ^ (1 << draw(8));
    }
    return copy;
  },
  'put signs': (bytes, draw) => {
    const copy = Buffer.from(bytes);
    for (let change = 0; change <= draw(16); change += 1) copy[draw(copy.length)] = signs[draw(signs.length)] ?? 0;
    return copy;
  },
  'take a piece out': (bytes, draw) => {
    const from = draw(bytes.length);
    return Buffer.concat([bytes.subarray(0, from), bytes.subarray(from + draw(bytes.length - from))]);
  },
  'repeat a piece': (bytes, draw) => {
    const from = draw(bytes.length);
    const piece = bytes.subarray(from, from + draw(Math.min(4_096, bytes.length - from)));
    const times = Array.from({ length: 1 + draw(40) }, () => piece);
    return Buffer.concat([bytes.subarray(0, from), ...times, bytes.subarray(from)]);
  },
  'move a piece': (bytes, draw) => {
    const copy = Buffer.from(bytes);
    const length = draw(Math.min(512, bytes.length));
    copy.copy(copy, draw(bytes.length), draw(bytes.length - length), bytes.length);
    return copy;
  },
  'swell a number': (bytes, draw) => {
    const copy = Buffer.from(bytes);
    const at = draw(Math.max(1, copy.length - 4));
    if (copy.length >= 4) copy.writeUInt32LE([0xffffffff, 0x7fffffff, 0x80000000, 0, 0xffff][draw(5)] ?? 0, at);
    return copy;
  },
  'write it wide': (bytes) => Buffer.from(bytes.toString('latin1'), 'utf16le'),
  'run lines together': (bytes) => Buffer.from(bytes.toString('latin1').replace(/[\r\n]+/g, ''), 'latin1'),
};

function filled(bytes: Buffer, draw: Draw, value: number): Buffer {
  const copy = Buffer.from(bytes);
  const from = draw(copy.length);
  copy.fill(value, from, Math.min(copy.length, from + 1 + draw(64 << draw(6))));
  return copy;
}

/**
 * The members of an archive, so that what is changed inside arrives with a sound checksum, and with the time it had: what is older than the last
 * start of its host proves nothing, so members that all got one time could never prove too much.
 */
export type Members = readonly {
  readonly path: string;
  readonly bytes: Uint8Array;
  readonly writtenLocal: number;
}[];

/** Changes some members of an archive, or leaves them out, and packs it anew. */
export function mutatedInside(members: Members, draw: Draw): Mutant {
  const isDestroyed = draw(2) === 0;
  const how: string[] = [];
  const changed = members.flatMap(({ path, bytes, writtenLocal }) => {
    if (draw(3) > 0) return [{ path, bytes, writtenLocal }];
    if (draw(4) === 0) {
      how.push(`leave out ${path}`);
      return [];
    }
    const mutant = changedBy(isDestroyed ? destroying : rewriting, Buffer.from(bytes), draw);
    how.push(`${mutant.how} in ${path}`);
    return [{ path, bytes: mutant.bytes, writtenLocal }];
  });
  return { bytes: zipOf(changed), isDestroyed, how: how.join('; ') };
}

function changedBy(choices: Readonly<Record<string, Mutation>>, bytes: Buffer, draw: Draw) {
  const list = Object.entries(choices);
  const [how = '', mutation] = list[draw(list.length)] ?? [];
  return { how, bytes: mutation === undefined || bytes.length === 0 ? bytes : Buffer.from(mutation(bytes, draw)) };
}

/** Changes a file once to three times; one rewriting step makes the whole a rewriting. */
export function mutated(original: Uint8Array, draw: Draw): Mutant {
  const isDestroyed = draw(2) === 0;
  const choices = isDestroyed ? destroying : { ...rewriting, ...destroying };
  let bytes: Buffer = Buffer.from(original);
  const how: string[] = [];
  for (let steps = 1 + draw(3); steps > 0; steps -= 1) {
    const step = changedBy(choices, bytes, draw);
    bytes = step.bytes;
    how.push(step.how);
  }
  return { bytes, isDestroyed, how: how.join(', ') };
}
