import { isDeepStrictEqual } from 'node:util';
import type { Store } from '../../src/engine/ports/store.ts';
import { type CrashRun, playUntilDeathAndOn } from './crash-run.ts';

/** Where a process died, what it was about, and what was wrong in the end. */
interface Broken {
  readonly point: number;
  readonly call: string;
  readonly what: readonly string[];
  readonly reproduce: string;
}
export interface Swept {
  /** Points at which a process can die in the campaign that nobody disturbs. */
  readonly points: number;
  readonly tried: readonly number[];
  readonly broken: readonly Broken[];
  readonly wallMs: number;
}
export interface SweepOrder {
  readonly store: Store;
  /** How many points, spread over all; or one of them; or all. */
  readonly points: number | 'all' | { readonly only: number };
  readonly onPoint?: (told: {
    readonly point: number;
    readonly call: string;
    readonly tried: number;
    readonly of: number;
    readonly isBroken: boolean;
  }) => void;
}

/** Plays the campaign undisturbed, and once more for each point at which its process dies; the end has to be the same. */
export async function sweepCrashes({ store, points, onPoint }: SweepOrder): Promise<Swept> {
  const begunAt = performance.now();
  const whole = await playUntilDeathAndOn(store);
  if (whole.violations.length > 0) throw new Error(`Undisturbed, it breaks: ${whole.violations.join(' ')}`);
  const tried = chosen(whole.calls, points);
  const broken: Broken[] = [];
  for (const [at, point] of tried.entries()) {
    const what = await differences(store, whole, point);
    const call = placeOf(whole.calls, point);
    if (what.length > 0) broken.push({ point, call, what, reproduce: commandOf(point) });
    onPoint?.({ point, call, tried: at + 1, of: tried.length, isBroken: what.length > 0 });
  }
  return { points: 2 * whole.calls.length, tried, broken, wallMs: Math.round(performance.now() - begunAt) };
}

function commandOf(point: number): string {
  return `npm run simulate -- --sweep --point ${point}`;
}

async function differences(store: Store, whole: CrashRun, point: number): Promise<readonly string[]> {
  let run: CrashRun;
  try {
    run = await playUntilDeathAndOn(store, point);
  } catch (error) {
    return [`It broke off: ${error instanceof Error ? error.stack : error}`];
  }
  const found = [...run.violations];
  // A death that does not happen would prove nothing.
  if (!run.hasDied) found.push('The process never came to this point.');
  const { campaigns, servers } = run.end;
  if (!isDeepStrictEqual(campaigns, whole.end.campaigns))
    found.push(
      `The campaigns ended ${campaigns.join(', ') || 'never'}, undisturbed ${whole.end.campaigns.join(', ')}.`,
    );
  whole.end.servers.forEach((planned, at) => {
    const attempts = isBeforeSending(whole.calls, point) ? (servers[at]?.attempts ?? 0) : planned.attempts;
    const expected = { ...planned, attempts };
    if (attempts <= planned.attempts + 1 && isDeepStrictEqual(servers[at], expected)) return;
    found.push(`I10 I14: ${JSON.stringify(servers[at])}, undisturbed ${JSON.stringify(expected)}.`);
  });
  return found;
}

/**
 * Whether it is written that a request leaves, and it never did. Nobody can know that afterwards, so that this one attempt counts as failed and a person has it
 * tried again; a death at any other point costs no attempt.
 */
function isBeforeSending(calls: readonly string[], point: number): boolean {
  const call = calls[Math.floor(point / 2)] ?? '';
  return point % 2 === 0 ? call.endsWith('/migrate') : call === 'markSending';
}

/** After the first grant is recorded, around the first request that starts servers, and the others at equal distances: whichever kind they are. */
function chosen(calls: readonly string[], points: SweepOrder['points']): readonly number[] {
  const all = Array.from({ length: 2 * calls.length }, (_, point) => point);
  if (points === 'all') return all;
  if (typeof points === 'object') return [points.only];
  const request = calls.findIndex((call) => call.endsWith('/migrate'));
  const start = 2 * request;
  const granted = 2 * calls.lastIndexOf('commit', request) + 1;
  const spread = Array.from({ length: points }, (_, at) => Math.floor(((at + 0.5) * all.length) / points));
  return [...new Set([granted, start, start + 1, ...spread])].slice(0, points).sort((a, b) => a - b);
}

function placeOf(calls: readonly string[], point: number): string {
  return `${point % 2 === 0 ? 'before' : 'after'} call ${Math.floor(point / 2) + 1}, ${calls[Math.floor(point / 2)] ?? 'which never came'}`;
}
