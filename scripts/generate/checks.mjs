import { code, page, table } from './markdown.mjs';

export const path = 'docs/reference/checks.md';

export async function render(load) {
  const { checks } = await load('journeys/sensor-v3/checks/all');
  const { editions, rulebookFor } = await load('journeys/sensor-v3/rulebook');
  const { ownerWords } = await load('contract/state-words');
  const { reasonTitles } = await load('journeys/sensor-v3/reasons');
  return page(
    'Checks of the journey sensor-v3',
    'src/journeys/sensor-v3/checks/',
    'A check passes only on facts that are there and fresh. What is missing is *unknown*, and unknown blocks. What the rules demand in ' +
      'each edition stands in [the rulebook](rulebook.md), the facts in [facts](facts.md).',
    ...checks.map((check) => section(check, editions, rulebookFor, ownerWords)),
    '## Reasons',
    'Every verdict that does not pass carries one of these codes.',
    table(
      ['Reason', 'Title'],
      Object.entries(reasonTitles).map(([reason, title]) => [code(reason), title]),
    ),
  );
}

function section(check, editions, rulebookFor, ownerWords) {
  const accepted = editions.filter((edition) => rulebookFor(edition, []).serviceVerdictChecks.value.includes(check.id));
  const rows = [
    ['Requirement', check.requirements.join(', ')],
    ['Reads', check.reads.map(code).join(', ') || 'the verdicts of the other checks'],
    ['Rules', check.rules.map(code).join(', ') || 'none'],
    ['In the Client Analyzer', check.verify.analyzer],
    ['By hand', check.verify.byHand],
    ['Remedy', check.remedy],
    ['Missing evidence', check.howToGet],
    ['Whose turn', `${ownerWords[check.owners.mends]}; for missing evidence ${ownerWords[check.owners.finds]}`],
    [
      "The service's own verdict",
      accepted.length === 0 ? 'not accepted' : `accepted as evidence in ${accepted.join(' and ')}`,
    ],
  ];
  return `## ${check.title}\n\n${code(check.id)}\n\n${table(['', ''], rows)}`;
}
