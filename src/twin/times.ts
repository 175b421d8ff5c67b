const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

/** How long things take on Microsoft's side. All of it can be set, because no page states all of it for ever. */
export interface TwinTimes {
  /** A migration takes between these two; the page says "up to 20 minutes". */
  readonly migrationMinMs: number;
  readonly migrationMaxMs: number;
  /** The last part of it, in which v3 has taken over and the service status says onboarding. */
  readonly settleMinMs: number;
  readonly settleMaxMs: number;
  /** How often a waiting migration tries again. */
  readonly retryMs: number;
  /** After this the service reverts by itself: two hours on the page of 2026-03. */
  readonly deadlineMs: number;
  /** What reads show after that: the page names both Ready and Migration failed. */
  readonly afterDeadline: 'ready' | 'failed-then-ready' | 'failed';
  readonly failedShownMs: number;
  /** One week on the page of 2026-03, then the commit. */
  readonly observationMs: number;
  readonly rollbackMinMs: number;
  readonly rollbackMaxMs: number;
  /** Whether v3 stops before v2 is back. No page says; the worse case is the default. */
  readonly rollbackLeavesGap: boolean;
  readonly rebootMinMs: number;
  readonly rebootMaxMs: number;
  /** How late the hunting tables are. */
  readonly huntingLagMs: number;
  /** After so long without a word the service opens a health issue. */
  readonly silenceNoticedMs: number;
}

export const standardTimes: TwinTimes = {
  migrationMinMs: 8 * minuteMs,
  migrationMaxMs: 20 * minuteMs,
  settleMinMs: minuteMs,
  settleMaxMs: 3 * minuteMs,
  retryMs: 5 * minuteMs,
  deadlineMs: 2 * hourMs,
  afterDeadline: 'failed-then-ready',
  failedShownMs: 10 * minuteMs,
  observationMs: 7 * 24 * hourMs,
  rollbackMinMs: 2 * minuteMs,
  rollbackMaxMs: 5 * minuteMs,
  rollbackLeavesGap: true,
  rebootMinMs: 2 * minuteMs,
  rebootMaxMs: 6 * minuteMs,
  huntingLagMs: 15 * minuteMs,
  silenceNoticedMs: 5 * minuteMs,
};
