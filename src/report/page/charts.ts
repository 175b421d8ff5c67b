import { partsOf, shareOf, sharesOfHighest, slicesOf } from '../../contract/geometry.ts';
import { stateWords } from '../../contract/state-words.ts';
import type { ReportChapter, ReportDocument } from '../document.ts';
import { html, Markup, nothing, tableOf } from './markup.ts';

/*
 * Charts as SVG in the page itself: sizes are in units of the drawing, which scales to the page. Each stands before its table, which says the same in figures.
 */
const width = 640;
const label = 150;
const row = 22;
const bar = 12;

const states = Object.keys(stateWords.move);
const wordOf = (state: string) => stateWords.move[state]?.word ?? state;

/** Which states are in a drawing, as its legend. */
function legend(present: readonly string[]): Markup {
  return html`<ul class="legend">${present.map(
    (state) =>
      html`<li><svg class="swatch" viewBox="0 0 12 12" aria-hidden="true"><rect width="12" height="12" class="is-${state}"/></svg> ${wordOf(state)}</li>`,
  )}</ul>`;
}

function drawing(title: string, height: number, content: readonly Markup[], below: Markup, table: Markup): Markup {
  return html`<figure><figcaption>${title}</figcaption>
<svg viewBox="0 0 ${width} ${height}" role="img" aria-label="${title}">${content}</svg>
${below}${table}</figure>\n`;
}

/** A number with few digits: a drawing needs no more, and stays readable. */
function unit(value: number): number {
  return Math.round(value * 100) / 100;
}

function rect(x: number, y: number, size: { readonly w: number; readonly h: number }, kind: string): Markup {
  return html`<rect x="${unit(x)}" y="${unit(y)}" width="${unit(size.w)}" height="${unit(size.h)}" class="${kind}"/>`;
}

function text(x: number, y: number, anchor: 'start' | 'end' | 'middle', content: string | number): Markup {
  return html`<text x="${unit(x)}" y="${unit(y)}" text-anchor="${anchor}">${content}</text>`;
}

/** Names that do not fit beside a bar; they stand whole in the table. */
function short(name: string): string {
  return name.length > 22 ? `${name.slice(0, 21)}…` : name;
}

/** The servers of each wave by state. */
export function wavesChart({ waves }: Pick<ReportChapter, 'waves'>): Markup {
  if (waves.length === 0) return nothing;
  const span = width - label - 40;
  const present = partsOf(states, Object.assign({}, ...waves.map(({ counts }) => counts))).map(({ state }) => state);
  const content = waves.flatMap((wave, at) => {
    const y = at * row;
    const slices = slicesOf(partsOf(states, wave.counts), wave.servers);
    return [
      text(label - 8, y + bar, 'end', short(wave.name)),
      rect(label, y + 3, { w: span, h: bar }, 'empty'),
      ...slices.map(({ state, from, size }) =>
        rect(label + from * span, y + 3, { w: size * span, h: bar }, `is-${state}`),
      ),
      text(width, y + bar, 'end', wave.servers),
    ];
  });
  const table = tableOf(
    'Servers by wave and state',
    [
      { title: 'Wave', cell: (wave) => wave.name },
      { title: 'Servers', cell: (wave) => wave.servers, isNumber: true },
      ...present.map((state) => ({
        title: wordOf(state),
        cell: (wave: ReportChapter['waves'][number]) => wave.counts[state] ?? 0,
        isNumber: true as const,
      })),
    ],
    waves,
  );
  return drawing('Waves', waves.length * row, content, legend(present), table);
}

/** More sites than these are told by the table alone, those nearest to their floor first. */
const mostSites = 30;

/** Protected servers of each site, with the line of its floor. */
export function coverageChart({ sites, madeAt }: Pick<ReportDocument, 'sites' | 'madeAt'>): Markup {
  if (sites.length === 0) return nothing;
  const span = width - label - 70;
  const shown = sites.slice(0, mostSites);
  const content = shown.flatMap((site, at) => {
    const y = at * row;
    const seen = shareOf(site.protected, site.servers) * span;
    const floor = label + shareOf(site.floor, site.servers) * span;
    return [
      text(label - 8, y + bar, 'end', short(site.site || 'no site')),
      rect(label, y + 3, { w: span, h: bar }, 'empty'),
      rect(label, y + 3, { w: seen, h: bar }, 'is-protected'),
      rect(label + seen, y + 3, { w: shareOf(site.unknown, site.servers) * span, h: bar }, 'is-unseen'),
      html`<line x1="${unit(floor)}" x2="${unit(floor)}" y1="${y}" y2="${y + bar + 6}" class="floor"/>`,
      text(width, y + bar, 'end', `${site.protected} of ${site.servers}`),
    ];
  });
  const keys = [
    ['is-protected', 'protected'],
    ['is-unseen', 'not seen lately'],
  ].map(
    ([kind, word]) =>
      html`<li><svg class="swatch" viewBox="0 0 12 12" aria-hidden="true"><rect width="12" height="12" class="${kind}"/></svg> ${word}</li>`,
  );
  const floorKey = html`<li><svg class="swatch" viewBox="0 0 12 12" aria-hidden="true"><line x1="6" x2="6" y1="0" y2="12" class="floor"/></svg> floor</li>`;
  const table = tableOf(
    `Protection by site, ${madeAt.slice(0, 16).replace('T', ' ')} UTC`,
    [
      { title: 'Site', cell: (site) => site.site || 'no site' },
      { title: 'Servers', cell: ({ servers }) => servers, isNumber: true },
      { title: 'Protected', cell: (site) => site.protected, isNumber: true },
      { title: 'Not seen lately', cell: ({ unknown }) => unknown, isNumber: true },
      { title: 'Floor', cell: ({ floor }) => floor, isNumber: true },
    ],
    sites,
  );
  return drawing('Coverage', shown.length * row, content, html`<ul class="legend">${keys}${floorKey}</ul>`, table);
}

const plot = 90;

/** How many servers became final on each day. */
export function commitsChart({ commitsByDay }: Pick<ReportChapter, 'commitsByDay'>): Markup {
  if (commitsByDay.length === 0) return nothing;
  const heights = sharesOfHighest(commitsByDay.map(({ servers }) => servers));
  const step = Math.min(64, width / commitsByDay.length);
  // Where columns are narrow only some of them are named.
  const every = Math.ceil(44 / step);
  const content = commitsByDay.flatMap(({ day, servers }, at) => {
    const h = (heights[at] ?? 0) * plot;
    const x = at * step;
    const named = at % every === 0;
    return [
      rect(x + 2, 14 + plot - h, { w: step - 4, h }, 'is-committed'),
      ...(named
        ? [text(x + step / 2, 10 + plot - h, 'middle', servers), text(x + step / 2, plot + 28, 'middle', day.slice(5))]
        : []),
    ];
  });
  const table = tableOf(
    'Commits by day (UTC)',
    [
      { title: 'Day', cell: ({ day }) => day },
      { title: 'Servers', cell: ({ servers }) => servers, isNumber: true },
    ],
    commitsByDay,
  );
  return drawing('Commits by day', plot + 34, content, nothing, table);
}

/** How many attempts were in which state as time went on. */
export function statesChart({ statesOverTime }: Pick<ReportChapter, 'statesOverTime'>): Markup {
  if (statesOverTime.length < 2) return nothing;
  const present = partsOf(states, Object.assign({}, ...statesOverTime.map(({ counts }) => counts))).map(
    ({ state }) => state,
  );
  const total = (counts: Readonly<Record<string, number>>) =>
    Object.values(counts).reduce((sum, count) => sum + count, 0);
  const most = Math.max(...statesOverTime.map(({ counts }) => total(counts)));
  const step = width / statesOverTime.length;
  const content = statesOverTime.flatMap(({ counts }, at) =>
    slicesOf(partsOf(states, counts), most).map(({ state, from, size }) =>
      rect(at * step, plot - (from + size) * plot, { w: step, h: size * plot }, `is-${state}`),
    ),
  );
  const told = (at: string) => `${at.slice(0, 16).replace('T', ' ')} UTC`;
  const ends = [
    text(0, plot + 16, 'start', told(statesOverTime[0]?.at ?? '')),
    text(width, plot + 16, 'end', told(statesOverTime.at(-1)?.at ?? '')),
  ];
  const table = tableOf(
    'Attempts by state, over time',
    [
      { title: 'At', cell: ({ at }) => told(at) },
      ...present.map((state) => ({
        title: wordOf(state),
        cell: ({ counts }: ReportChapter['statesOverTime'][number]) => counts[state] ?? 0,
        isNumber: true as const,
      })),
    ],
    statesOverTime,
  );
  return drawing('States over time', plot + 22, [...content, ...ends], legend(present), table);
}

/** What sets states apart without their colour; referred to by the style sheet. */
export const patterns = new Markup(
  [
    ['observing', '#54b054', 'M0 6L6 0'],
    ['migrating', '#0f6cbd', 'M3 0V6'],
    ['overdue', '#d13438', 'M0 0L6 6'],
    ['reverted', '#f7894a', 'M0 0L6 6'],
    ['abandoned', '#d2d0ce', 'M0 3H6'],
    ['unseen', '#d2d0ce', 'M0 6L6 0'],
  ]
    .map(
      ([name, colour, line]) =>
        `<pattern id="p-${name}" width="6" height="6" patternUnits="userSpaceOnUse"><rect width="6" height="6" fill="${colour}"/><path d="${line}" stroke="#fff" stroke-width="1.4"/></pattern>`,
    )
    .join(''),
);
