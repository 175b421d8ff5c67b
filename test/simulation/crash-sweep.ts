import { isDeepStrictEqual } from 'node:util';
import type { Store } from '../../src/engine/ports/store.ts';
import { makeScratchPlace, type ScratchServer } from '../../src/store/scratch.ts';
import { type Left, playWithDeaths } from './crash-copies.ts';
import { type CrashRun, crashCampaigns, playCrash } from './crash-run.ts';

/** Where a process died, what it was about, and what was wrong in the end. */
interface Broken {
  readonly point: number;
  readonly call: string;
  readonly what: readonly string[];
  readonly reproduce: string;
}
interface SweptPart {
  /** Points at which the process can die while nothing else goes wrong. */
  readonly points: number;
  readonly tried: readonly number[];
  /** Points at which nothing had changed since the one before, which was tried: a death there is the same one. */
  readonly same: readonly number[];
  readonly broken: readonly Broken[];
}
export interface Swept {
  readonly servers: number;
  readonly campaign: SweptPart;
  /** What the process does that goes on after a death behind the first request that starts servers, until it knows what became of it. Without copies it is not swept. */
  readonly recovery: SweptPart | undefined;
  readonly wallMs: number;
}
export interface SweepOrder {
  /** A PostgreSQL on which what follows a death begins in a copy of the database; with a store alone, the campaign is played anew for each. */
  readonly where: { readonly server: ScratchServer } | { readonly store: Store };
  readonly campaign: keyof typeof crashCampaigns;
  /** How many points, of the campaign and of the recovery, spread over all; or one of the campaign; or all. */
  readonly points: number | 'all' | { readonly only: number };
  readonly onPoint?: (told: {
    readonly part: 'campaign' | 'recovery';
    readonly point: number;
    readonly call: string;
    readonly tried: number;
    readonly of: number;
    /** What was wrong in the end. */
    readonly what: readonly string[];
  }) => void;
}

/** Plays the campaign undisturbed, and for each point at which its process dies what follows; the end has to be the same. */
export async function sweepCrashes(order: SweepOrder): Promise<Swept> {
  const begunAt = performance.now();
  const { servers } = crashCampaigns[order.campaign];
  const parts =
    'store' in order.where
      ? { campaign: await sweepAnew(order, order.where.store), recovery: undefined }
      : await sweepCopies(order, order.where.server);
  return { servers, ...parts, wallMs: Math.round(performance.now() - begunAt) };
}

async function sweepAnew(order: SweepOrder, store: Store): Promise<SweptPart> {
  const campaign = crashCampaigns[order.campaign];
  const whole = unbroken(await playCrash({ campaign, store }));
  const wanted = chosen(whole.calls, order.points);
  const report = new Report(order, 'campaign', whole, wanted.length);
  for (const point of wanted) {
    const run = await playCrash({ campaign, store, deathAt: point }).catch(asError);
    // A death that does not happen would prove nothing.
    const never = run instanceof Error || run.hasDied ? [] : ['The process never came to this point.'];
    report.end(point, run, never);
  }
  return report.swept();
}

async function sweepCopies(order: SweepOrder, server: ScratchServer) {
  const given = { server, campaign: crashCampaigns[order.campaign] };
  const whole = unbroken(await playWithDeaths(given));
  const heard = 2 * firstRequest(whole.calls) + 1;
  let left: Left | undefined;
  const keep = async (point: number, { place, remains }: Left) => {
    if (point === heard) left = { place: await makeScratchPlace(server.address, place), remains };
  };
  const campaign = await sweepPart(order, 'campaign', whole, (more) =>
    playWithDeaths({ ...given, ...more, onLeft: keep }),
  );
  if (left === undefined) return { campaign, recovery: undefined };
  const from = left;
  const recovered = unbroken(await playWithDeaths({ ...given, from }));
  if (!isDeepStrictEqual(recovered.end, whole.end)) throw new Error('After one death the campaign ends otherwise.');
  const recovery = await sweepPart(order, 'recovery', recovered, (more) => playWithDeaths({ ...given, ...more, from }));
  return { campaign, recovery };
}

async function sweepPart(
  order: SweepOrder,
  part: 'campaign' | 'recovery',
  whole: CrashRun,
  play: (more: Pick<Parameters<typeof playWithDeaths>[0], 'isWanted' | 'onEnd' | 'onSame'>) => Promise<CrashRun>,
): Promise<SweptPart> {
  const wanted = new Set(chosen(whole.calls, order.points));
  const report = new Report(order, part, whole, wanted.size);
  const { calls } = await play({
    isWanted: (point) => wanted.has(point),
    onEnd: (point, end) => report.end(point, end),
    onSame: (point) => report.same(point),
  });
  if (!isDeepStrictEqual(calls, whole.calls)) throw new Error('Played twice, it called something else.');
  return report.swept();
}

function unbroken(run: CrashRun): CrashRun {
  if (run.violations.length > 0) throw new Error(`Undisturbed, it breaks: ${run.violations.join(' ')}`);
  return run;
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}

class Report {
  readonly #order: SweepOrder;
  readonly #part: 'campaign' | 'recovery';
  readonly #whole: CrashRun;
  readonly #of: number;
  readonly #tried: number[] = [];
  readonly #same: number[] = [];
  readonly #broken: Broken[] = [];
  constructor(order: SweepOrder, part: 'campaign' | 'recovery', whole: CrashRun, of: number) {
    this.#order = order;
    this.#part = part;
    this.#whole = whole;
    this.#of = of;
  }

  end(point: number, run: CrashRun | Error, more: readonly string[] = []): void {
    this.#tried.push(point);
    const what = [...differences(this.#whole, point, run), ...more];
    const call = placeOf(this.#whole.calls, point);
    if (what.length > 0) this.#broken.push({ point, call, what, reproduce: commandOf(this.#order, this.#part, point) });
    const tried = this.#tried.length + this.#same.length;
    this.#order.onPoint?.({ part: this.#part, point, call, tried, of: this.#of, what });
  }

  same(point: number): void {
    this.#same.push(point);
  }

  swept(): SweptPart {
    const inOrder = (points: readonly number[]) => [...points].sort((a, b) => a - b);
    const [tried, same] = [inOrder(this.#tried), inOrder(this.#same)];
    return { points: 2 * this.#whole.calls.length, tried, same, broken: this.#broken };
  }
}

/** A point of the recovery comes again with all of the recovery. */
function commandOf({ campaign }: SweepOrder, part: 'campaign' | 'recovery', point: number): string {
  return `npm run simulate -- --sweep --campaign ${campaign}${part === 'campaign' ? ` --point ${point}` : ''}`;
}

function differences(whole: CrashRun, point: number, run: CrashRun | Error): readonly string[] {
  if (run instanceof Error) return [`It broke off: ${run.stack}`];
  const found = [...run.violations];
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
  const request = firstRequest(calls);
  const start = 2 * request;
  const granted = 2 * calls.lastIndexOf('commit', request) + 1;
  const spread = Array.from({ length: points }, (_, at) => Math.floor(((at + 0.5) * all.length) / points));
  const special = request < 0 ? [] : [start + 1, granted, start];
  return [...new Set([...special, ...spread])].slice(0, points).sort((a, b) => a - b);
}

function firstRequest(calls: readonly string[]): number {
  return calls.findIndex((call) => call.endsWith('/migrate'));
}

function placeOf(calls: readonly string[], point: number): string {
  return `${point % 2 === 0 ? 'before' : 'after'} call ${Math.floor(point / 2) + 1}, ${calls[Math.floor(point / 2)] ?? 'which never came'}`;
}
