import { apiBase, eventStreamPath } from '../../contract/routes.ts';
import type { Handler, Invocation } from '../command.ts';
import { CliProblem, type ExitCode, exitCodes, usageProblem } from '../problem.ts';
import type { Client } from '../transport.ts';
import { byUrgency, type StatusView, statusLines, summaryLine } from './status-lines.ts';

/** Without events we look this often; with them only in case one was lost. */
const pollMs = 2_000;
const pollWithEventsMs = 15_000;
/** Events come in bursts; one look answers for all of them. */
const leastPauseMs = 500;
/** A server that restarts is no reason to stop watching; one that stays away is. */
const maxFailedLooks = 30;
/** A live picture must not be taller than the terminal, or it cannot be redrawn. */
const maxLiveMoves = 15;
const maxMoves = 1_000;

/** `status [CAMPAIGN]`. */
export const status: Handler = async (invocation) => {
  const { given, screen } = invocation;
  const timeoutMs = given.durationMs('timeout');
  if (timeoutMs !== undefined && !given.flag('watch'))
    throw usageProblem('--timeout limits a watch.', 'Give --watch with it.');
  const client = await invocation.client();
  if (given.flag('watch')) return watch(invocation, client, timeoutMs);
  const view = await look(client, given.word(0), maxMoves);
  if (given.json() !== false) screen.json(document(view));
  else {
    for (const line of statusLines(view, screen)) screen.line(line);
    if (view.status.campaigns.length === 0) screen.next('changeguard check', 'changeguard plan -o FILE');
  }
  return exitCodes.done;
};

async function look(client: Client, campaign: string, shown: number): Promise<StatusView> {
  if (campaign === '') return { status: await client.call('showStatus'), moves: undefined, hasMoreMoves: false };
  const [overview, one] = await Promise.all([
    client.call('showStatus'),
    client.call('showCampaign', { params: { id: campaign } }),
  ]);
  const { items, hasMore } = await client.items('listMoves', { query: { campaign: one.id, top: 200 } }, maxMoves);
  return {
    status: { ...overview, campaigns: [one] },
    moves: [...items].sort(byUrgency).slice(0, shown),
    hasMoreMoves: hasMore || items.length > shown,
  };
}

function document(view: StatusView): unknown {
  return view.moves === undefined ? view.status : { ...view.status, moves: view.moves };
}

function isOver(view: StatusView): boolean {
  return view.status.campaigns.every((campaign) => campaign.state === 'finished' || campaign.state === 'stopped');
}

async function watch(invocation: Invocation, client: Client, timeoutMs: number | undefined): Promise<ExitCode> {
  const { given, io, screen } = invocation;
  const startedAt = io.now();
  const show = createShow(invocation);
  const pauses = createPauses(invocation, client);
  let failedLooks = 0;
  try {
    for (;;) {
      try {
        const view = await look(client, given.word(0), screen.isLive ? maxLiveMoves : maxMoves);
        failedLooks = 0;
        show(view);
        if (isOver(view)) return ended(invocation, view);
      } catch (error) {
        failedLooks += 1;
        if (!isPassing(error) || failedLooks > maxFailedLooks) throw error;
        if (failedLooks === 1) screen.note(`The server does not answer (${error.code}); watching goes on.`);
      }
      const leftMs = timeoutMs === undefined ? Number.POSITIVE_INFINITY : startedAt + timeoutMs - io.now();
      if (io.interrupted.aborted) return left(invocation, 'You stopped watching.', exitCodes.interrupted);
      if (leftMs <= 0) return left(invocation, `Still running after ${given.text('timeout')}.`, exitCodes.timedOut);
      await pauses.next(leftMs);
      if (io.interrupted.aborted) return left(invocation, 'You stopped watching.', exitCodes.interrupted);
    }
  } finally {
    await pauses.close();
  }
}

/** Trouble that time may heal: nothing answered, or the server says that it cannot now. */
function isPassing(error: unknown): error is CliProblem {
  return (
    error instanceof CliProblem &&
    error.exitCode !== exitCodes.usage &&
    (error.status === 0 || error.status === 429 || error.status >= 500)
  );
}

/** Draws over the last picture on a terminal; elsewhere one line (or one JSON document) for each change. */
function createShow({ given, screen }: Invocation): (view: StatusView) => void {
  let before = '';
  return (view) => {
    if (given.json() !== false) {
      // The clock moves all the time; it alone is no change.
      const now = JSON.stringify({ ...view, status: { ...view.status, now: '', readings: [] } });
      if (now !== before) screen.jsonLine(document(view));
      before = now;
    } else if (screen.isLive) {
      const lines = [...statusLines(view, screen), '', 'Watching; Ctrl-C ends the watching, not the campaign.'];
      screen.redraw(lines);
    } else {
      const line = summaryLine(view.status, screen.times);
      const change = JSON.stringify(view.status.campaigns);
      if (change !== before) screen.line(line);
      before = change;
    }
  };
}

/** Sleeps until the next look is due, or an event says that something happened. */
function createPauses({ io }: Invocation, client: Client) {
  const end = new AbortController();
  let wake = new AbortController();
  let hasStream = client.events !== undefined;
  const stream = client
    .events?.(`${apiBase}${eventStreamPath}`, undefined, () => wake.abort(), end.signal)
    // Without the stream watching is slower, not wrong: polling goes on.
    .catch(() => undefined)
    .finally(() => {
      hasStream = false;
      wake.abort();
    });
  return {
    next: async (leftMs: number) => {
      await io.sleep(Math.min(leastPauseMs, leftMs), io.interrupted);
      const restMs = Math.min((hasStream ? pollWithEventsMs : pollMs) - leastPauseMs, leftMs - leastPauseMs);
      if (restMs > 0 && !wake.signal.aborted) await io.sleep(restMs, AbortSignal.any([io.interrupted, wake.signal]));
      if (hasStream || wake.signal.aborted) wake = new AbortController();
    },
    close: async () => {
      end.abort();
      await stream;
    },
  };
}

function ended({ given, screen }: Invocation, view: StatusView): ExitCode {
  const { campaigns } = view.status;
  const stopped = campaigns.filter((campaign) => campaign.state === 'stopped');
  if (campaigns.length === 0) screen.note('Nothing runs.');
  for (const campaign of campaigns) {
    const committed = campaign.counts.committed ?? 0;
    screen.note(
      `${campaign.name} ${campaign.state === 'stopped' ? 'was stopped' : 'has finished'}: ${committed} of ${campaign.planned} committed.`,
    );
    if (given.json() === false) screen.next(`changeguard report campaign ${campaign.name}`);
  }
  return stopped.length > 0 ? exitCodes.failed : exitCodes.done;
}

function left({ given, screen }: Invocation, why: string, exitCode: ExitCode): ExitCode {
  const name = given.word(0);
  screen.note(`${why} ${name === '' ? 'Every campaign' : `Campaign ${name}`} goes on without it.`);
  screen.next(`changeguard status${name === '' ? '' : ` ${name}`} --watch`);
  return exitCode;
}
