import { code, page, table } from './markdown.mjs';

export const path = 'docs/reference/rulebook.md';

export async function render(load) {
  const { editions, rulebookFor } = await load('journeys/sensor-v3/rulebook');
  const { durationInWords } = await load('domain/time');
  const words = (rule, value) => inWords(rule, value, durationInWords);
  return page(
    'Rulebook of the journey sensor-v3',
    'src/journeys/sensor-v3/rulebook.ts',
    "Every value that comes from a Microsoft page, by dated edition. *stated*: the edition's page says so. *known*: another source " +
      'says so. *ours*: no page says so; it is local policy and nothing that Microsoft promises. A tenant chooses the edition, and may ' +
      'override a value with a reason.',
    ...editions.map((edition) => editionSection(edition, rulebookFor(edition, []), words)),
  );
}

function editionSection(edition, rulebook, words) {
  const rows = Object.entries(rulebook).map(([rule, { value, basis, sources, note }]) => [
    code(rule),
    words(rule, value),
    basis,
    [...sources.map(source), ...(note === undefined ? [] : [note])].join('\n'),
  ]);
  return `## Edition ${edition}\n\n${table(['Rule', 'Value', 'Basis', 'Source and reason'], rows)}`;
}

function source({ page: address, datedOn, seenOn }) {
  return `${address}${datedOn === undefined ? '' : `, dated ${datedOn}`}, seen ${seenOn}`;
}

function inWords(rule, value, durationInWords) {
  if (rule.endsWith('Ms')) return durationInWords(value);
  if (Array.isArray(value)) return value.map((one) => code(String(one))).join(', ');
  if (typeof value !== 'object' || value === null) return String(value);
  return Object.entries(value)
    .map(
      ([build, { product, leastRevision, update }]) =>
        `${product}: ${build}.${leastRevision ?? '(number not known)'} (${update})`,
    )
    .join('\n');
}
