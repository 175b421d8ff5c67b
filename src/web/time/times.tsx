import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from 'react';
import { useAnswer } from '../api/answers.ts';
import { machineNow } from '../clock.ts';
import type { TimeChoice } from '../frame/choices.ts';
import { useSession } from '../frame/session.tsx';
import { useSay } from '../words/say.tsx';
import { distanceInWords } from './distance.ts';
import { instantFormat } from './instant-format.ts';

interface Times {
  /** The tenant's clock, which may be a twin's and run faster than ours. */
  readonly now: number;
  readonly isTwin: boolean;
  /** When something happened or was seen, as a person chose to read it. */
  readonly at: (instant: string) => string;
  /** When something is due: always the hour itself, with how far it is. */
  readonly due: (instant: string) => string;
  readonly distance: (instant: string) => string;
  /** How far something is from an instant of another clock: each tenant has its own. */
  readonly distanceFrom: (from: string) => (instant: string) => string;
  readonly day: (instant: string) => string;
  readonly absolute: (instant: string) => string;
  /** The same in the zone of a site, where a person chose that and the site has one. */
  readonly ofSite: (site: string) => Times;
  /** Where what is told here happened, as far as that is known. */
  readonly site?: string;
  /** The machine's clock, by which sessions, links and tokens end whatever a twin's clock shows. */
  readonly machine: { readonly now: number; readonly due: (instant: string) => string };
}

const Times = createContext<Times | undefined>(undefined);

/** How often distances are told anew. */
const tickMs = 5_000;

export function TimesProvider({ choice, children }: { choice: TimeChoice; children: ReactNode }) {
  const { tag } = useSay();
  const { hosts } = useSession();
  const { data, dataUpdatedAt } = useAnswer('showStatus', {}, { enabled: hosts === undefined });
  const [tick, setTick] = useState(machineNow);
  useEffect(() => {
    const timer = setInterval(() => setTick(machineNow()), tickMs);
    return () => clearInterval(timer);
  }, []);
  const isOfSite = choice === 'site' && hosts === undefined;
  const zones = useAnswer('showTenant', {}, { enabled: isOfSite }).data?.body.siteZones;
  const status = data?.body;
  const now = useMemo(() => {
    if (status === undefined) return tick;
    const passedMs = Math.max(0, Math.max(tick, dataUpdatedAt) - dataUpdatedAt);
    return Date.parse(status.now) + passedMs * status.clock.rate;
  }, [status, dataUpdatedAt, tick]);
  const isTwin = status?.clock.kind === 'twin';
  const times = useMemo(
    () => timesAt({ now, machineNow: tick, isTwin }, choice, tag, zones),
    [now, tick, choice, tag, isTwin, zones],
  );
  return <Times.Provider value={times}>{children}</Times.Provider>;
}

export function useTimes(): Times {
  const times = useContext(Times);
  if (times === undefined) throw new Error('There is no clock around this part.');
  return times;
}

interface Clocks {
  readonly now: number;
  readonly machineNow: number;
  readonly isTwin: boolean;
}

type Zones = Readonly<Record<string, string>>;

function timesAt(clocks: Clocks, choice: TimeChoice, tag: string, zones: Zones | undefined): Times {
  const here = timesIn(choice === 'utc' ? { timeZone: 'UTC' } : {}, clocks, choice, tag);
  // Many rows are of one site, and making formats is dear.
  const made = new Map<string, Times>();
  const ofSite = (site: string): Times => {
    const zone = choice === 'site' && zones !== undefined && Object.hasOwn(zones, site) ? zones[site] : undefined;
    if (zone === undefined) return whole;
    const known = made.get(zone) ?? { ...timesIn({ timeZone: zone }, clocks, choice, tag), ofSite };
    made.set(zone, known);
    return known;
  };
  const whole: Times = { ...here, ofSite };
  return whole;
}

function timesIn(
  zone: { readonly timeZone?: string },
  { now, machineNow, isTwin }: Clocks,
  choice: TimeChoice,
  tag: string,
): Omit<Times, 'ofSite'> {
  const written = instantFormat(tag, now, zone);
  // Most lists tell no distance at first.
  let made: Intl.RelativeTimeFormat | undefined;
  const relative = () => {
    made ??= new Intl.RelativeTimeFormat(tag, { numeric: 'always', style: 'short' });
    return made;
  };
  const absolute = written.full;
  const distanceFrom = (from: number) => (instant: string) => distanceInWords(relative(), Date.parse(instant) - from);
  const distance = distanceFrom(now);
  const dueFrom = (from: number) => (instant: string) => `${absolute(instant)} (${distanceFrom(from)(instant)})`;
  return {
    now,
    isTwin,
    absolute,
    distance,
    distanceFrom: (from) => distanceFrom(Date.parse(from)),
    at: (instant) => (choice === 'relative' ? distance(instant) : absolute(instant)),
    due: dueFrom(now),
    machine: { now: machineNow, due: dueFrom(machineNow) },
    day: written.day,
  };
}

/** All times of what is told here are those of a site. */
export function SiteTimes({ site, children }: { site: string; children: ReactNode }) {
  const times = useTimes();
  const own = useMemo(() => ({ ...times.ofSite(site), site }), [times, site]);
  return <Times.Provider value={own}>{children}</Times.Provider>;
}

/** An instant for people, with the machine's form beside it; of a site where one is named. */
export function At({
  instant,
  isDue = false,
  isHour = false,
  site,
  hasStop = true,
}: {
  instant: string;
  isDue?: boolean;
  /** Always the hour itself, and not how far it is. */
  isHour?: boolean;
  /** null: it belongs to none. */
  site?: string | null;
  /** Not in a cell of a grid or in a link, which have the focus for it, nor in a drawing that is there for the eye alone. */
  hasStop?: boolean;
}) {
  const here = useTimes();
  const times = site == null ? here : here.ofSite(site);
  const tell = isHour ? times.absolute : isDue ? times.due : times.at;
  return (
    <TimeShown instant={instant} site={site === undefined ? here.site : site} hasStop={hasStop}>
      {tell(instant)}
    </TimeShown>
  );
}

/** An instant on the machine's clock: never told as a distance alone, for the tenant's clock may be another. */
export function MachineAt({ instant, isDue = false }: { instant: string; isDue?: boolean }) {
  const { absolute, machine } = useTimes();
  return (
    <TimeShown instant={instant} clock="machine">
      {isDue ? machine.due(instant) : absolute(instant)}
    </TimeShown>
  );
}

/** What `TimeTip` knows to tell the other forms of, to whoever points at it or comes to it by keys. */
export function TimeShown({
  instant,
  clock = 'tenant',
  from,
  site,
  hasStop = true,
  children,
}: {
  instant: string;
  clock?: 'tenant' | 'machine';
  /** What it is told from, where that is the clock of another tenant. */
  from?: string;
  site?: string | null | undefined;
  hasStop?: boolean;
  children: ReactNode;
}) {
  const stop = hasStop ? { tabIndex: 0 } : {};
  return (
    <time dateTime={instant} data-clock={clock} data-from={from} data-site={site ?? undefined} {...stop}>
      {children}
    </time>
  );
}
