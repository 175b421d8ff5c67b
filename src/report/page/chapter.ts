import type { Audience } from '../../contract/report-routes.ts';
import { stateWords } from '../../contract/state-words.ts';
import { durationInWords } from '../../domain/time.ts';
import type { ReportChapter } from '../document.ts';
import { commitsChart, statesChart, wavesChart } from './charts.ts';
import { at, html, type Markup, nothing, tableOf } from './markup.ts';

/** Ends of an attempt that somebody has to know of. */
const bad: ReadonlySet<string> = new Set(['reverted', 'failed', 'rolledBack', 'overdue']);
/** A manager's page stays a page; the operator's has them all. */
const mostTold = 20;

/** One page of result: what was to be done, what came of it, what is open. */
export function chapter(one: ReportChapter, audience: Audience, isLater: boolean): Markup {
  const troubles = one.attempts.filter(({ state }) => bad.has(state));
  return html`<section class="result${isLater ? ' chapter' : ''}">
<h2>${isLater ? one.name : `Result of ${one.name}`}</h2>
<p class="verdict ${toneOf(one, troubles.length)}">${verdictOf(one, troubles.length)}</p>
<dl class="figures">${figures(one).map(([title, value]) => html`<div><dt>${title}</dt><dd>${value}</dd></div>`)}</dl>
${selection(one)}
${one.held === null ? nothing : html`<p class="warn">Held: ${one.held}</p>`}
${wavesChart(one)}${commitsChart(one)}${statesChart(one)}
${audience === 'manager' ? nothing : tasks(one)}
${trouble(troubles, audience)}
</section>\n`;
}

function toneOf({ committedUnproven, state }: ReportChapter, troubles: number): string {
  if (committedUnproven > 0 || state === 'tripped') return 'bad';
  return troubles > 0 ? 'warn' : 'good';
}

/** What it comes to in one sentence. Done counts only with complete evidence (I9). */
function verdictOf({ done, planned, late, committedUnproven, state }: ReportChapter, troubles: number): string {
  const whole = planned + late;
  const unproven = committedUnproven === 0 ? '' : ` ${committedUnproven} became final without complete evidence.`;
  const ended =
    troubles === 0 ? '' : ` ${troubles} ${troubles === 1 ? 'attempt' : 'attempts'} did not end well; each is listed.`;
  const word = stateWords.campaign[state]?.word ?? state;
  const icon = stateWords.campaign[state]?.icon ?? '';
  return `${icon} ${word}: ${done} of ${whole} servers are done, each with its complete evidence.${unproven}${ended}`;
}

function figures(one: ReportChapter): readonly (readonly [string, string | number])[] {
  const { servers, unprotectedSeconds } = one.coverage;
  const blind = servers.filter(({ intervals }) => intervals.some(({ by }) => by === 'unknown')).length;
  // No observation is no proof, and what was not seen is said beside what was.
  const gap = servers.length === 0 ? 'not known' : durationInWords(unprotectedSeconds * 1_000);
  return [
    ['Servers planned', one.late === 0 ? one.planned : `${one.planned} + ${one.late} late`],
    ['Done with proof', one.done],
    ['Final without proof', one.committedUnproven],
    ['Attempts', one.attempts.length],
    ['Tasks open', one.openTasks],
    ['Without a sensor, as seen', gap],
    ['Servers with times unseen', blind],
  ];
}

/** The frozen number stands above; who came and went stands beside it. */
function selection({ joined, gone }: ReportChapter): Markup {
  if (joined.length === 0 && gone.length === 0) return nothing;
  return html`<p>${joined.length === 0 ? '' : `Joined since, in no wave: ${joined.join(', ')}. `}${gone.length === 0 ? '' : `Gone since, and still counted: ${gone.join(', ')}.`}</p>`;
}

function tasks({ tasks: open }: ReportChapter): Markup {
  if (open.length === 0) return nothing;
  return html`<h3>Open tasks</h3>${tableOf(
    'What people have to do or decide',
    [
      { title: 'Task', cell: ({ title }) => title },
      { title: 'Since', cell: ({ openedAt }) => at(openedAt) },
      { title: 'Until', cell: ({ dueAt }) => at(dueAt) },
    ],
    open,
  )}`;
}

function trouble(troubles: ReportChapter['attempts'], audience: Audience): Markup {
  if (troubles.length === 0) return nothing;
  const told = audience === 'manager' ? troubles.slice(0, mostTold) : troubles;
  const more = troubles.length - told.length;
  return html`<h3>What did not end well</h3>${attemptTable('Attempts that failed, were reverted or rolled back', told)}${more > 0 ? html`<p>And ${more} more, in the report for the operator.</p>` : nothing}`;
}

function attemptTable(caption: string, attempts: ReportChapter['attempts']): Markup {
  return tableOf(
    caption,
    [
      { title: 'Server', cell: ({ server }) => server },
      { title: 'No.', cell: ({ attempt }) => attempt, isNumber: true },
      { title: 'State', cell: ({ state }) => stateInWords(state) },
      { title: 'Done', cell: ({ isDone }) => (isDone ? '✓ yes' : '– no') },
      { title: 'Started', cell: ({ startedAt }) => at(startedAt) },
      { title: 'Ended', cell: ({ endedAt }) => at(endedAt) },
      { title: 'Problem', cell: ({ problem }) => problem ?? '–' },
    ],
    attempts,
  );
}

function stateInWords(state: string): string {
  const { icon = '', word = state } = stateWords.move[state] ?? {};
  return `${icon} ${word}`;
}

/** Behind the result: on what it rests, as far as the reader needs it. */
export function evidence(one: ReportChapter, audience: Audience): Markup {
  if (audience === 'manager') return html`<section><h2>Waves of ${one.name}</h2>${waves(one, false)}</section>\n`;
  const isAuditor = audience === 'auditor';
  return html`<section class="evidence">
<h2>Evidence of ${one.name}</h2>
${isAuditor ? plan(one) : nothing}
<h3>Waves and gates</h3>${waves(one, isAuditor)}
${accepted(one)}
${isAuditor ? history(one) : nothing}
<h3>Servers</h3>${attemptTable('Every attempt; a failed one stays after a later one succeeded', one.attempts)}
${isAuditor ? proofs(one) : nothing}
${isAuditor ? intervals(one) : nothing}
</section>\n`;
}

function plan(one: ReportChapter): Markup {
  const { plan: made, planDigest, edition, journey, createdAt, createdBy, approvals } = one;
  return html`<h3>Plan and approval</h3>
<p>Made ${at(made.madeAt)} by ${made.author}; applied ${at(createdAt)} by ${createdBy}. Journey ${journey}, edition ${edition}, started by ${made.channel}, evidence of the ${made.demand}. At most ${made.cap} in flight, ${made.budget} failures, ${made.people} people to approve.</p>
<p>Digest <code>${planDigest}</code></p>
${
  approvals.length === 0
    ? html`<p>Nobody decided on it${made.people === 0 ? ', and nobody had to' : ''}.</p>`
    : tableOf(
        'Decisions on the plan',
        [
          { title: 'Person', cell: ({ person }) => person },
          { title: 'Decision', cell: ({ decision }) => decision },
          { title: 'Wave', cell: ({ wave }) => (wave === 0 ? 'all' : wave) },
          { title: 'At', cell: (decision) => at(decision.at) },
          { title: 'Until', cell: ({ until }) => at(until) },
          { title: 'Withdrawn', cell: ({ withdrawnAt }) => at(withdrawnAt) },
          { title: 'Comment', cell: ({ comment, ticket }) => [comment, ticket].filter(Boolean).join(' · ') || '–' },
        ],
        approvals,
      )
}`;
}

function waves({ waves: all }: ReportChapter, withFindings: boolean): Markup {
  const findings = (gate: NonNullable<ReportChapter['waves'][number]['gate']>) =>
    gate.findings.map(({ kind, verdict, summary }) => html`<br>${kind}: ${verdict}. ${summary}`);
  return tableOf(
    'Waves with the gate behind each',
    [
      { title: 'Wave', cell: ({ name }) => name },
      { title: 'Servers', cell: ({ servers }) => servers, isNumber: true },
      { title: 'Opened', cell: ({ openedAt }) => at(openedAt) },
      { title: 'Passed', cell: ({ passedAt }) => at(passedAt) },
      {
        title: 'Gate',
        cell: ({ gate, letBy }) => [
          gate === null ? '–' : html`${gate.verdict}, ${at(gate.judgedAt)}`,
          ...(gate && withFindings ? findings(gate) : []),
          letBy ? html`<br>Let by ${letBy.by}: ${letBy.because}` : null,
        ],
      },
    ],
    all,
  );
}

function accepted({ accepted: all }: ReportChapter): Markup {
  if (all.length === 0) return nothing;
  return tableOf(
    'Failed, and a person goes on without it',
    [
      { title: 'Server', cell: ({ name }) => name },
      { title: 'Accepted by', cell: ({ by }) => by },
      { title: 'At', cell: (one) => at(one.at) },
      { title: 'Because', cell: ({ because }) => because },
    ],
    all,
  );
}

function history({ history: all }: ReportChapter): Markup {
  return html`<h3>History</h3>${tableOf(
    'What the log says of the campaign and its plans',
    [
      { title: 'No.', cell: ({ id }) => id },
      { title: 'At', cell: (one) => at(one.at) },
      { title: 'What', cell: ({ sentence }) => sentence },
    ],
    all,
  )}`;
}

function proofs({ proofs: all }: ReportChapter): Markup {
  const rows = all.flatMap(({ server, attempt, proofs: own }) => own.map((proof) => ({ server, attempt, ...proof })));
  if (rows.length === 0) return nothing;
  return html`<h3>Proofs</h3>${tableOf(
    'Every proof of every attempt, as last judged',
    [
      { title: 'Server', cell: ({ server }) => server },
      { title: 'No.', cell: ({ attempt }) => attempt, isNumber: true },
      { title: 'Proof', cell: ({ title, isRequired }) => (isRequired ? title : `${title} (not required)`) },
      { title: 'Verdict', cell: ({ verdict }) => verdictInWords(verdict) },
      { title: 'Seen', cell: ({ summary }) => summary },
    ],
    rows,
  )}`;
}

function verdictInWords(verdict: string): string {
  const { icon = '', word = verdict } = stateWords.verdict[verdict] ?? {};
  return `${icon} ${word}`;
}

function intervals({ coverage }: ReportChapter): Markup {
  const rows = coverage.servers.flatMap(({ server, intervals: own }) => own.map((one) => ({ server, ...one })));
  if (rows.length === 0) return nothing;
  const words = { v2: 'sensor v2.x', v3: 'sensor v3.x', none: 'no sensor', unknown: 'nobody saw' } as const;
  return html`<h3>Protection over time</h3>${tableOf(
    'Which sensor protected each server, as seen between readings',
    [
      { title: 'Server', cell: ({ server }) => server },
      { title: 'By', cell: ({ by }) => words[by] },
      { title: 'From', cell: ({ from }) => at(from) },
      { title: 'To', cell: ({ to }) => (to === null ? 'now' : at(to)) },
    ],
    rows,
  )}`;
}
