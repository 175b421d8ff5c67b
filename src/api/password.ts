import { scrypt, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import { RateLimited } from './problem-answer.ts';
import { newSecret } from './secret.ts';

/** What one guess costs: N in memory (128 · N · r bytes) and time, p in time alone. */
export interface PasswordCost {
  readonly N: number;
  readonly r: number;
  readonly p: number;
}

/** 32 MB and about a third of a second on a slow core. Raised, older hashes are made anew when their owners sign in. */
export const passwordCost: PasswordCost = { N: 2 ** 15, r: 8, p: 3 };

const hashBytes = 32;
/** Guesses cost us as well: two at once, a few that wait, and the next one is sent away. */
const limits = { atOnce: 2, waiting: 32 };

const derive = promisify<string, Buffer, number, PasswordCost & { maxmem: number }, Buffer>(scrypt);

export interface Passwords {
  /** As it is kept: `scrypt:N:r:p:salt:hash`. */
  hash(password: string): Promise<string>;
  /** Compares. Without a hash it works as long and says no, so that the time does not tell whether there is an account. */
  isRight(password: string, hash: string | null): Promise<boolean>;
  /** Whether a hash was made at a lower cost than now. */
  isOutdated(hash: string): boolean;
}

export function createPasswords(cost: PasswordCost = passwordCost): Passwords {
  const gate = createGate();
  const compute = (password: string, salt: string, { N, r, p }: PasswordCost, length = hashBytes) =>
    gate(() => derive(password.normalize('NFKC'), Buffer.from(salt, 'hex'), length, { N, r, p, maxmem: 256 * N * r }));
  return {
    hash: async (password) => {
      const salt = newSecret();
      return `scrypt:${cost.N}:${cost.r}:${cost.p}:${salt}:${(await compute(password, salt, cost)).toString('hex')}`;
    },
    isRight: async (password, hash) => {
      const kept = hash === null ? undefined : read(hash);
      const found = await compute(password, kept?.salt ?? newSecret(), kept?.cost ?? cost);
      return kept !== undefined && timingSafeEqual(found, kept.hash);
    },
    isOutdated: (hash) => {
      const kept = read(hash)?.cost;
      return kept !== undefined && (kept.N < cost.N || kept.r < cost.r || kept.p < cost.p);
    },
  };
}

function read(text: string) {
  const found = /^scrypt:(\d{1,8}):(\d{1,3}):(\d{1,3}):([0-9a-f]{64}):([0-9a-f]{64})$/.exec(text);
  if (found === null) return undefined;
  const [, N, r, p, salt = '', hash = ''] = found;
  return { cost: { N: Number(N), r: Number(r), p: Number(p) }, salt, hash: Buffer.from(hash, 'hex') };
}

/** Lets so many through at once, in order. @throws RateLimited when too many wait already. */
function createGate(): <T>(work: () => Promise<T>) => Promise<T> {
  let running = 0;
  const queue: (() => void)[] = [];
  return async (work) => {
    if (running >= limits.atOnce) {
      if (queue.length >= limits.waiting) throw new RateLimited(5);
      // Whoever leaves hands the place on, so that nobody gets in between.
      await new Promise<void>((enter) => queue.push(enter));
    } else running += 1;
    try {
      return await work();
    } finally {
      const next = queue.shift();
      if (next === undefined) running -= 1;
      else next();
    }
  };
}
