import { code, page, table } from './markdown.mjs';

export const path = 'docs/reference/facts.md';

export async function render(load) {
  const { factKeys } = await load('domain/fact-keys');
  const { sources } = await load('domain/source');
  const { durationInWords } = await load('domain/time');
  const byRank = Object.entries(sources).sort(([, a], [, b]) => b.rank - a.rank);
  return page(
    'Facts and their sources',
    'src/domain/fact-keys.ts and src/domain/source.ts',
    'A rule reads only these facts. Other keys are kept as evidence and decide nothing.',
    table(
      ['Fact', 'Meaning', 'Form'],
      Object.entries(factKeys).map(([key, definition]) => [code(key), definition.title, form(definition)]),
    ),
    '## Sources',
    'When fresh sources disagree, the higher rank is believed and the conflict is shown. A value older than its limit decides nothing.',
    table(
      ['Source', 'Title', 'Rank', 'Fresh for', 'How to get it'],
      byRank.map(([id, one]) => [code(id), one.title, String(one.rank), durationInWords(one.maxAgeMs), one.howToGet]),
    ),
  );
}

function form({ type, unit, isNullable, choices }) {
  const forms = {
    text: 'text',
    number: 'number',
    yesNo: 'yes or no',
    list: choices === undefined ? 'list of texts' : `list of ${choices.join(', ')}`,
    service: 'state of a service',
    choice: `one of ${(choices ?? []).join(', ')}`,
  };
  return `${forms[type]}${unit === undefined ? '' : ` (${unit})`}${isNullable ? '; or "not there"' : ''}`;
}
