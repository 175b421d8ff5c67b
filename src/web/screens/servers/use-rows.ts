import { type RefObject, useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import { useIdle } from '../../frame/idle.ts';
import { inOrder, type Slot, slotsFor } from './row-slots.ts';
import { type ScrollSpace, type Spot, scrollSpace } from './scroll-space.ts';

/** How tall a row is made; the lower one still has room for whatever is pressed in it (WCAG 2.5.8). */
export const rowHeights = { comfortable: 36, compact: 28 } as const;
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

/** With the boxes in which those rows stand. */
interface Shown extends Sight {
  readonly slots: readonly Slot[];
}

export interface Rows extends Shown {
  readonly element: HTMLElement | null;
  readonly attach: (element: HTMLElement | null) => void;
  readonly height: number;
  /** How many rows are in sight. */
  readonly inSight: number;
  readonly scrollTo: (row: number) => void;
}

/** Which of `count` rows of one height exist while somebody scrolls an element; its head stays above them. */
export function useRows(count: number, rowHeight: number): Rows {
  const [element, attach] = useState<HTMLElement | null>(null);
  const view = useViewHeight(element);
  const space = useMemo(() => scrollSpace(count * rowHeight, view), [count, rowHeight, view]);
  const beyond = useIdle() ? beyondSight : 0;
  const spot = useRef<Spot>({ bar: 0, rows: 0 });
  const sightAt = useCallback(
    (at: Spot) => sightOf(at, { count, rowHeight, view, beyond }),
    [count, rowHeight, view, beyond],
  );
  const [sight, setSight] = useState<Shown>(() => shownAt([], sightAt(spot.current), false));
  const show = useCallback(
    (mayTake: boolean) =>
      setSight((before) => {
        const next = sightAt(spot.current);
        return isSame(before, next) ? before : shownAt(before.slots, next, mayTake);
      }),
    [sightAt],
  );
  /** Puts the bar where these rows are, and the rows with it in the same picture. */
  const put = useCallback(
    (rows: number) => {
      if (element === null) return;
      element.scrollTop = space.barAt(rows);
      spot.current = { bar: element.scrollTop, rows };
      flushSync(() => show(false));
    },
    [element, space, show],
  );
  useKeptPlace({ spot, space, rowHeight, element, show });
  useEffect(() => {
    if (element === null) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const rest = () => {
      // A box that is moved while somebody presses on it loses the click.
      if (element.matches(':active')) {
        timer = setTimeout(rest, restMs);
        return;
      }
      setSight((before) => {
        const slots = inOrder(before.slots);
        return slots === before.slots ? before : { ...before, slots };
      });
      if (Math.abs(space.barAt(spot.current.rows) - spot.current.bar) > 1) put(spot.current.rows);
    };
    const follow = () => {
      spot.current = space.moved(spot.current, element.scrollTop);
      if (space.isAstray(spot.current)) put(spot.current.rows);
      else show(element.lastElementChild?.contains(document.activeElement) !== true);
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
  const slots = sight.slots.filter(({ at }) => at <= last);
  return {
    ...sight,
    last,
    slots,
    element,
    attach,
    height: space.height,
    inSight: Math.floor(view / rowHeight),
    scrollTo,
  };
}

/** Finds the place again when the list becomes longer or shorter; where its rows become taller or lower the same one stays on top. */
function useKeptPlace({
  spot,
  space,
  rowHeight,
  element,
  show,
}: {
  readonly spot: RefObject<Spot>;
  readonly space: ScrollSpace;
  readonly rowHeight: number;
  readonly element: HTMLElement | null;
  readonly show: (mayTake: boolean) => void;
}) {
  const drawn = useRef(rowHeight);
  useLayoutEffect(() => {
    if (drawn.current !== rowHeight && element !== null) {
      const rows = Math.min(space.reach, (spot.current.rows / drawn.current) * rowHeight);
      element.scrollTop = space.barAt(rows);
      spot.current = { bar: element.scrollTop, rows };
    } else spot.current = space.moved(spot.current, element?.scrollTop ?? spot.current.bar);
    drawn.current = rowHeight;
    show(false);
  }, [spot, space, rowHeight, element, show]);
}

/** How much of an element its head leaves to the rows. */
function useViewHeight(element: HTMLElement | null): number {
  const [view, setView] = useState(likelyView);
  useLayoutEffect(() => {
    if (element === null) return;
    // With its border, which stands above the rows as the head does.
    const head = element.firstElementChild as HTMLElement | null;
    const measure = () => setView(element.clientHeight - (head?.offsetHeight ?? 0));
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, [element]);
  return view;
}

function sightOf(
  { bar, rows }: Spot,
  {
    count,
    rowHeight,
    view,
    beyond,
  }: { readonly count: number; readonly rowHeight: number; readonly view: number; readonly beyond: number },
): Sight {
  return {
    first: Math.max(0, Math.floor(rows / rowHeight) - beyond),
    last: Math.min(count - 1, Math.ceil((rows + view) / rowHeight) + beyond),
    shift: rows - bar,
  };
}

function shownAt(before: readonly Slot[], sight: Sight, mayTake: boolean): Shown {
  return { ...sight, slots: slotsFor(before, sight, mayTake) };
}

function isSame(a: Sight, b: Sight): boolean {
  return a.first === b.first && a.last === b.last && a.shift === b.shift;
}
