import { code, page, table } from './markdown.mjs';

export const path = 'docs/reference/rulebook.md';

export async function render(load) {
  const { editions } = await load('journeys/sensor-v3/rulebook');
  const { requirementsOf, rulesInWords } = await load('journeys/sensor-v3/rule-words');
  const { checks } = await load('journeys/sensor-v3/checks/all');
  return page(
    'Rulebook of the journey sensor-v3',
    'src/journeys/sensor-v3/rulebook.ts',
    "Every value that comes from a Microsoft page, by dated edition. *stated*: the edition's page says so. *known*: another source " +
      'says so. *ours*: no page says so; it is local policy and nothing that Microsoft promises. A tenant chooses the edition, and may ' +
      'override a value with a reason.',
    ...editions.map((edition) => {
      const rules = { edition, overrides: [] };
      const conditions = checks.flatMap(({ id }) => requirementsOf(id, rules).filter(({ value }) => value === null));
      return editionSection(edition, rulesInWords(rules), conditions);
    }),
  );
}

function editionSection(edition, rules, conditions) {
  const values = rules.map((rule) => [code(rule.rule), rule.title, rule.value, rule.basis, ground(rule)]);
  const asked = conditions.map((one) => [code(one.rule), one.title, one.basis, ground(one)]);
  return [
    `## Edition ${edition}`,
    table(['Rule', 'What it is about', 'Value', 'Basis', 'Source and reason'], values),
    'What checks demand beside these values:',
    table(['Check', 'Condition', 'Basis', 'Source and reason'], asked),
  ].join('\n\n');
}

function ground({ sources, note }) {
  return [...sources.map(source), ...(note === undefined ? [] : [note])].join('\n');
}

function source({ title, page: address, datedOn, copied, seenOn }) {
  const when = datedOn === undefined ? '' : `, dated ${datedOn}`;
  const copy = copied === undefined ? '' : `, a copy made between ${copied.from} and ${copied.to}`;
  return `[${title}](${address})${when}${copy}, seen ${seenOn}`;
}
