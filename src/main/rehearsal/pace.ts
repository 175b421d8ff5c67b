import { mayStart } from '../../domain/calendar/may-start.ts';
import { type StartCalendars, startHoursOf } from '../../domain/calendar/start-hours.ts';
import type { Durations } from '../../domain/plan/pace.ts';
import { dayMs, hourMs, type Instant, minuteMs } from '../../domain/time.ts';

/** What is known at a stop of the turned clock. */
interface Scene {
  readonly now: Instant;
  /** When the engine wants to look again. */
  readonly oursAt: Instant | undefined;
  /** When something changes on the twin. */
  readonly theirsAt: Instant | undefined;
  /** When a stand-in does something. */
  readonly peopleAt: Instant;
  /** When a gate or a window of the campaign is looked at again. */
  readonly campaignAt: Instant | null;
  /** Whether the service works on a server, or is asked to. One that has switched and lacks evidence takes a slot as well, and brings nothing new by itself. */
  readonly isMoving: boolean;
  readonly waiting: number;
  readonly observing: number;
  readonly openWave: number;
  /** Whether a list could not be read. The engine asks again within minutes, and does not let the evidence grow old over it. */
  readonly isBlind: boolean;
  /** Whether anything was logged at this stop. */
  readonly isNews: boolean;
}

/**
 * How far a stop may lie from the one before. The engine asks what is so now and never what happened since, so a look that is left out costs it
 * nothing but time: what would have been seen is seen later by so much. Every look of a rehearsal costs as much as one of the engine, so it looks
 * every ten minutes where the engine would look every minute, and the times that it tells are true to that. No less often: lists are believed for 15
 * minutes, and the engine reads them again after ten.
 */
const leastMs = 10 * minuteMs;
/** What could not be read is old before the look after the next. */
const leastBlindMs = 5 * minuteMs;
/** While something is in flight and the twin has nothing new. */
const inFlightMs = 10 * minuteMs;
/** While servers only wait for something: a gate, a window, the day. Who waited long already is looked at less often, by this part of the time. */
const waitingMs = 30 * minuteMs;
const waitingShare = 1 / 8;
const newsMs = 6 * hourMs;
/** When nothing has come forward for so long, and nothing is to come by itself, nobody in a rehearsal will ever change it. */
const stuckMs = 3 * dayMs;
/** While servers are only observed. */
const observingMs = 12 * hourMs;
/** Proofs must not be older than three hours when the week ends. */
const beforeCommitMs = hourMs;

/** Chooses the next stop. It remembers when servers switched, because their week ends by that. */
export class Pace {
  readonly #calendars: StartCalendars;
  readonly #durations: Durations;
  /** Between which instants servers switched, oldest first. */
  #switches: { from: Instant; to: Instant }[] = [];
  #before: Scene | undefined;
  /** Since when no server has started, ended or been let go on. */
  #stillSince: Instant | undefined;

  constructor(calendars: StartCalendars, durations: Durations) {
    this.#calendars = calendars;
    this.#durations = durations;
  }

  /** The next stop; undefined when the campaign stands still and nothing that is known will move it. */
  next(scene: Scene): Instant | undefined {
    this.#remember(scene);
    if (this.#isStuck(scene)) return undefined;
    const { now, oursAt = now + observingMs, peopleAt, campaignAt } = scene;
    const soonest = now + (scene.isBlind ? leastBlindMs : leastMs);
    const gateAt = campaignAt !== null && campaignAt > now ? campaignAt : peopleAt;
    const at = Math.min(peopleAt, gateAt, this.#commitAt(now), scene.isBlind ? oursAt : peopleAt);
    if (scene.isNews && scene.isMoving) return Math.max(soonest, Math.min(at, oursAt));
    if (scene.isMoving) {
      const theirs = scene.theirsAt ?? now + inFlightMs;
      return Math.max(soonest, Math.min(at, Math.max(oursAt, Math.min(theirs, now + inFlightMs))));
    }
    if (scene.waiting > 0) return Math.max(soonest, Math.min(at, this.#startAt(scene)));
    return Math.max(soonest, Math.min(at, now + observingMs));
  }

  #remember(scene: Scene): void {
    const before = this.#before;
    this.#before = scene;
    const cameForward = scene.isMoving || before?.waiting !== scene.waiting || before.openWave !== scene.openWave;
    // Closed hours are nobody's standstill.
    const opensAt = this.#opensAt(scene.now);
    if (opensAt !== undefined) this.#stillSince = opensAt;
    else if (cameForward || this.#stillSince === undefined) this.#stillSince = scene.now;
    if (before !== undefined && scene.observing > before.observing)
      this.#switches.push({ from: before.now, to: scene.now });
  }

  /** Whether servers wait, or what has failed keeps the campaign from ending. */
  #isStuck({ now, isMoving, observing, campaignAt }: Scene): boolean {
    const isAwaited = observing > 0 || (campaignAt !== null && campaignAt > now) || this.#opensAt(now) !== undefined;
    return !isMoving && !isAwaited && this.#stillMs(now) > stuckMs;
  }

  #stillMs(now: Instant): number {
    return Math.max(0, now - (this.#stillSince ?? now));
  }

  /** When the calendars open again; undefined while they are open, or when nobody knows. */
  #opensAt(now: Instant): Instant | undefined {
    const reading = startHoursOf(this.#calendars);
    if (!reading.ok || reading.hours.calendars.length === 0) return undefined;
    const decision = mayStart(reading.hours, now, this.#durations.worstMs);
    return decision.kind === 'must-wait' && decision.next.kind === 'at' ? decision.next.at : undefined;
  }

  /** The next instant that the end of a week makes worth a look: shortly before it, and every minute until all who switched then are committed. */
  #commitAt(now: Instant): Instant {
    const { observationMs } = this.#durations;
    // Where no week is promised nothing is known of its end.
    if (observationMs === null) return now + hourMs;
    this.#switches = this.#switches.filter(({ to }) => to + observationMs + inFlightMs > now);
    const [first] = this.#switches;
    if (first === undefined) return Number.POSITIVE_INFINITY;
    const endsFrom = first.from + observationMs;
    if (now < endsFrom - beforeCommitMs) return endsFrom - beforeCommitMs;
    return Math.max(now + leastMs, endsFrom);
  }

  /** When a start may become possible, for servers that wait although none is in flight. */
  #startAt({ now, campaignAt, isNews }: Scene): Instant {
    const opensAt = this.#opensAt(now);
    if (opensAt !== undefined) return opensAt;
    // A gate says when it will be judged again; before that nothing can start.
    if (campaignAt !== null && campaignAt > now) return campaignAt;
    const stillMs = this.#stillMs(now);
    // Reasons to wait that come and go are news for a while, and then no more.
    return now + (isNews && stillMs < newsMs ? leastMs : Math.max(waitingMs, Math.ceil(stillMs * waitingShare)));
  }
}
