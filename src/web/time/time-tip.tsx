import { useEffect, useLayoutEffect, useRef, useState } from 'react';
import { useAnswer } from '../api/answers.ts';
import { useSession } from '../frame/session.tsx';
import { useSay } from '../words/say.tsx';
import { instantFormat } from './instant-format.ts';
import { useTimes } from './times.tsx';

const tipId = 'time-tip';
/** What `TimeShown` draws: a day has no other forms. */
const times = 'time[data-clock]';

interface Shown {
  readonly time: HTMLTimeElement;
  /** What it told when it was come to: a row of a list that scrolls may tell another the next moment. */
  readonly instant: string;
  /** What has the focus or is pointed at: a cell of the grid has it for the time in it, so that the grid keeps its one tab stop. */
  readonly on: HTMLElement;
  readonly by: 'focus' | 'pointer';
}

/**
 * The other forms of whatever time has the focus or is pointed at: one place for all of them. It stays while the pointer is on it, and Escape takes it away and
 * nothing else (WCAG 1.4.13).
 */
export function TimeTip() {
  const [shown, setShown] = useState<Shown>();
  useEffect(() => {
    const show = (by: Shown['by'], on: EventTarget | null, time: HTMLTimeElement | null) =>
      setShown((before) => {
        if (time !== null && on instanceof HTMLElement) return { time, instant: time.dateTime, on, by };
        // Whoever points elsewhere takes nothing from who has the focus.
        return before?.by === by ? undefined : before;
      });
    const onFocus = ({ target }: FocusEvent) => show('focus', target, timeOf(target));
    const onBlur = ({ relatedTarget }: FocusEvent) => relatedTarget === null && show('focus', null, null);
    const onPoint = ({ target }: PointerEvent) => {
      if (!(target instanceof Element) || target.closest(`#${tipId}`) !== null) return;
      const time = target.closest<HTMLTimeElement>(times);
      show('pointer', time, time);
    };
    // This part comes when the browser is idle; somebody may have been quicker.
    const first = document.activeElement;
    show('focus', first, timeOf(first));
    document.addEventListener('focusin', onFocus);
    document.addEventListener('focusout', onBlur);
    document.addEventListener('pointerover', onPoint);
    return () => {
      document.removeEventListener('focusin', onFocus);
      document.removeEventListener('focusout', onBlur);
      document.removeEventListener('pointerover', onPoint);
    };
  }, []);
  return shown === undefined ? null : <Tip shown={shown} onHide={() => setShown(undefined)} />;
}

function timeOf(target: EventTarget | null): HTMLTimeElement | null {
  if (!(target instanceof HTMLElement)) return null;
  if (target instanceof HTMLTimeElement) return target.matches(times) ? target : null;
  return target.matches('[data-cell], a') ? target.querySelector<HTMLTimeElement>(times) : null;
}

function Tip({ shown, onHide }: { shown: Shown; onHide: () => void }) {
  const { time, instant, on } = shown;
  const { say } = useSay();
  const tip = useRef<HTMLDivElement>(null);
  const hide = useRef(onHide);
  hide.current = onHide;
  const forms = useForms(time, instant);
  useLayoutEffect(() => {
    const before = on.getAttribute('aria-describedby');
    on.setAttribute('aria-describedby', tipId);
    return () => {
      if (before === null) on.removeAttribute('aria-describedby');
      else on.setAttribute('aria-describedby', before);
    };
  }, [on]);
  useLayoutEffect(() => {
    const follow = () => {
      if (tip.current === null || !isThere(time, instant)) hide.current();
      else place(tip.current, time);
    };
    follow();
    document.addEventListener('scroll', follow, { capture: true, passive: true });
    addEventListener('resize', follow);
    return () => {
      document.removeEventListener('scroll', follow, { capture: true });
      removeEventListener('resize', follow);
    };
  });
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key !== 'Escape') return;
      event.preventDefault();
      event.stopPropagation();
      hide.current();
    };
    document.addEventListener('keydown', onKeyDown, { capture: true });
    return () => document.removeEventListener('keydown', onKeyDown, { capture: true });
  }, []);
  return (
    <div ref={tip} id={tipId} role="tooltip" className="time-tip">
      <span className="unseen">{say('time.forms')}: </span>
      {forms.map(([name, text]) => (
        <div key={name}>
          <span className="quiet">{name}:</span> <span>{text}</span>
        </div>
      ))}
    </div>
  );
}

/** It is still told, and in sight. */
function isThere(time: HTMLTimeElement, instant: string): boolean {
  const { top, bottom } = time.getBoundingClientRect();
  return time.isConnected && time.dateTime === instant && bottom > 0 && top < innerHeight;
}

/** Under the time, or above it where no room is below. */
function place(tip: HTMLElement, time: HTMLElement): void {
  const box = time.getBoundingClientRect();
  const isBelow = box.bottom + tip.offsetHeight <= innerHeight;
  tip.style.top = `${isBelow ? box.bottom : Math.max(0, box.top - tip.offsetHeight)}px`;
  tip.style.left = `${Math.max(4, Math.min(box.left, innerWidth - tip.offsetWidth - 4))}px`;
}

/** Every form of it, each with its name: in UTC, where the browser is, at the site where it happened, and how far it is. */
function useForms(time: HTMLTimeElement, instant: string): readonly (readonly [string, string])[] {
  const { say, tag } = useSay();
  const { hosts } = useSession();
  const { now, distance, distanceFrom, machine } = useTimes();
  const { site = '', clock, from } = time.dataset;
  const zones = useAnswer('showTenant', {}, { enabled: site !== '' && hosts === undefined }).data?.body.siteZones ?? {};
  const zone = Object.hasOwn(zones, site) ? zones[site] : undefined;
  const isOfMachine = clock === 'machine';
  const written = (where: { readonly timeZone?: string }) =>
    instantFormat(tag, isOfMachine ? machine.now : now, where).full(instant);
  const start = isOfMachine ? new Date(machine.now).toISOString() : from;
  const far = start === undefined ? distance : distanceFrom(start);
  return [
    [say('time.utc'), written({ timeZone: 'UTC' })],
    [say('time.local'), written({})],
    ...(zone === undefined ? [] : [[say('time.site-of', { site }), written({ timeZone: zone })] as const]),
    [say('time.distance'), far(instant)],
  ];
}
