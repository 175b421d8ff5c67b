import { code, page, table } from './markdown.mjs';

export const path = 'docs/reference/states.md';

export async function render(load) {
  const { transitions } = await load('journeys/sensor-v3/transitions');
  const arcs = Object.entries(transitions).flatMap(([from, events]) =>
    Object.entries(events).flatMap(([event, rule]) => rule.to.map((to) => ({ from, event, to, why: rule.why }))),
  );
  const ended = Object.keys(transitions).filter((state) => !arcs.some((arc) => arc.from === state && arc.to !== state));
  return page(
    'States of a move',
    'src/journeys/sensor-v3/transitions.ts',
    'A move is one attempt to take one server from sensor v2.x to v3.x. Its state is ours; the migration state of the server is ' +
      "Microsoft's and is only an input here (the events that end in `-seen`).",
    'Every pair of state and event that is not below is refused with `move-transition-illegal`.',
    drawing(arcs, ended),
    'Events that leave a state as it is are left out of the drawing and stand in the table.',
    table(
      ['State', 'Event', 'Next', 'Why'],
      merged(arcs).map((row) => [code(row.from), code(row.event), row.to.map(code).join(' or '), row.why]),
    ),
  );
}

/** One arrow for each pair of states, with all the events that lead along it. */
function drawing(arcs, ended) {
  const labels = new Map();
  for (const { from, event, to } of arcs) {
    if (from === to) continue;
    const arrow = `${from} --> ${to}`;
    labels.set(arrow, [...(labels.get(arrow) ?? []), event]);
  }
  return [
    '```mermaid',
    'stateDiagram-v2',
    '  [*] --> queued',
    ...[...labels].map(([arrow, events]) => `  ${arrow}: ${events.join(', ')}`),
    ...ended.map((state) => `  ${state} --> [*]`),
    '```',
  ].join('\n');
}

function merged(arcs) {
  const rows = new Map();
  for (const arc of arcs) {
    const row = rows.get(`${arc.from} ${arc.event}`);
    if (row === undefined) rows.set(`${arc.from} ${arc.event}`, { ...arc, to: [arc.to] });
    else row.to.push(arc.to);
  }
  return [...rows.values()];
}
