import type { Ledger, Seat } from '../floor/ledger.ts';
import type { Instant } from '../time.ts';
import type { PlannedHost } from './waves.ts';

/** Hosts of one site and domain: what keeps one of them keeps all, so that only the first is looked at. */
interface File {
  readonly seat: Seat;
  readonly places: number[];
  /** Index into `places` of the next to start. */
  next: number;
}

/**
 * The hosts of a wave that have not started, in the plan's order. It starts the same hosts as `chooseStarts` would, without
 * looking at each host at each instant.
 */
export function createLine(hosts: readonly PlannedHost[], seatOf: (host: PlannedHost) => Seat, ledger: Ledger) {
  const files = filesOf(hosts, seatOf);
  const domains = new Set(files.map((file) => file.seat.domain)).size;
  // By the place of the next host, last first, so that the first is taken from the end.
  let waiting: File[] = [...files].reverse();

  function startAll(now: Instant): { readonly started: readonly Seat[]; readonly spreadEndsAt: Instant } {
    const started: Seat[] = [];
    // Room only shrinks while hosts start, so that a file that cannot go now need not be looked at again.
    const aside: File[] = [];
    const full = new Set<Seat['domain']>();
    let spreadEndsAt = Number.POSITIVE_INFINITY;
    while (ledger.obstacleToAll() === null && full.size < domains) {
      const file = waiting.pop();
      if (file === undefined) break;
      const reason = ledger.obstacle(file.seat, now);
      if (reason === null) {
        ledger.start(file.seat, now);
        started.push(file.seat);
        file.next += 1;
        if (file.next < file.places.length) insert(waiting, file);
        continue;
      }
      aside.push(file);
      if (reason === 'spread') spreadEndsAt = Math.min(spreadEndsAt, ledger.spreadUntil(file.seat));
      if (reason === 'floor-domain' || reason === 'cap-domain') full.add(file.seat.domain);
    }
    waiting = waiting.concat(aside.reverse());
    return { started, spreadEndsAt };
  }

  return {
    startAll,
    isEmpty: () => waiting.length === 0,
    /** Who is left, and what keeps each. */
    left: (now: Instant) =>
      waiting.flatMap((file) => {
        const reason = ledger.obstacle(file.seat, now) ?? 'its-turn';
        return file.places.slice(file.next).flatMap((place) => {
          const host = hosts[place];
          return host ? [{ host, reason }] : [];
        });
      }),
  };
}

function filesOf(hosts: readonly PlannedHost[], seatOf: (host: PlannedHost) => Seat): readonly File[] {
  const files = new Map<Seat['site'], Map<Seat['domain'], File>>();
  const inOrder: File[] = [];
  hosts.forEach((host, place) => {
    const seat = seatOf(host);
    const ofSite = files.get(seat.site) ?? new Map<Seat['domain'], File>();
    files.set(seat.site, ofSite);
    const known = ofSite.get(seat.domain);
    if (known) {
      known.places.push(place);
      return;
    }
    const file: File = { seat, places: [place], next: 0 };
    ofSite.set(seat.domain, file);
    inOrder.push(file);
  });
  return inOrder;
}

/** Keeps the order by the place of the next host, descending. */
function insert(waiting: File[], file: File): void {
  const placeOf = (one: File | undefined) => one?.places[one.next] ?? 0;
  const place = placeOf(file);
  let [from, to] = [0, waiting.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if (placeOf(waiting[middle]) > place) from = middle + 1;
    else to = middle;
  }
  waiting.splice(from, 0, file);
}
