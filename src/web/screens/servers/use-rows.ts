import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import { useIdle } from '../../frame/idle.ts';
import { type Spot, scrollSpace } from './scroll-space.ts';

export const rowHeight = 36;
/** Rows beyond what is in sight, so that a step of the wheel finds them drawn. The first picture does not wait for them. */
const beyondSight = 8;
/** Taken until it is measured: a row too many is cheaper than a picture without rows. */
const likelyView = 640;
/** Who has not scrolled for this long rests. */
const restMs = 150;

interface Sight {
  readonly first: number;
  readonly last: number;
  /** How far the rows are ahead of the bar. */
  readonly shift: number;
}

export interface Rows extends Sight {
  readonly element: HTMLElement | null;
  readonly attach: (element: HTMLElement | null) => void;
  readonly height: number;
  /** How many rows are in sight. */
  readonly inSight: number;
  readonly scrollTo: (row: number) => void;
}

/** Which of `count` rows of one height exist while somebody scrolls an element; its head stays above them. */
export function useRows(count: number): Rows {
  const [element, attach] = useState<HTMLElement | null>(null);
  const [view, setView] = useState(likelyView);
  const space = useMemo(() => scrollSpace(count * rowHeight, view), [count, view]);
  const beyond = useIdle() ? beyondSight : 0;
  const spot = useRef<Spot>({ bar: 0, rows: 0 });
  const sightAt = useCallback(
    ({ bar, rows }: Spot): Sight => ({
      first: Math.max(0, Math.floor(rows / rowHeight) - beyond),
      last: Math.min(count - 1, Math.ceil((rows + view) / rowHeight) + beyond),
      shift: rows - bar,
    }),
    [count, view, beyond],
  );
  const [sight, setSight] = useState(() => sightAt(spot.current));
  const show = useCallback(
    () =>
      setSight((before) => {
        const next = sightAt(spot.current);
        return isSame(before, next) ? before : next;
      }),
    [sightAt],
  );
  /** Puts the bar where these rows are, and the rows with it in the same picture. */
  const put = useCallback(
    (rows: number) => {
      if (element === null) return;
      element.scrollTop = space.barAt(rows);
      spot.current = { bar: element.scrollTop, rows };
      flushSync(show);
    },
    [element, space, show],
  );
  useLayoutEffect(() => {
    if (element === null) return;
    const head = element.firstElementChild;
    const measure = () => setView(element.clientHeight - (head?.clientHeight ?? 0));
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, [element]);
  useLayoutEffect(() => {
    spot.current = space.moved(spot.current, element?.scrollTop ?? spot.current.bar);
    show();
  }, [space, element, show]);
  useEffect(() => {
    if (element === null) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const rest = () => {
      if (Math.abs(space.barAt(spot.current.rows) - spot.current.bar) > 1) put(spot.current.rows);
    };
    const follow = () => {
      spot.current = space.moved(spot.current, element.scrollTop);
      if (space.isAstray(spot.current)) put(spot.current.rows);
      else show();
      clearTimeout(timer);
      timer = setTimeout(rest, restMs);
    };
    element.addEventListener('scroll', follow, { passive: true });
    return () => {
      clearTimeout(timer);
      element.removeEventListener('scroll', follow);
    };
  }, [element, space, put, show]);
  const scrollTo = (row: number) => {
    const [top, { rows }] = [row * rowHeight, spot.current];
    if (top < rows) put(top);
    else if (top + rowHeight > rows + view) put(Math.min(space.reach, top + rowHeight - view));
  };
  const last = Math.min(sight.last, count - 1);
  return { ...sight, last, element, attach, height: space.height, inSight: Math.floor(view / rowHeight), scrollTo };
}

function isSame(a: Sight, b: Sight): boolean {
  return a.first === b.first && a.last === b.last && a.shift === b.shift;
}
