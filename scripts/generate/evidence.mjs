import { code, page, table } from './markdown.mjs';

export const path = 'docs/reference/evidence.md';

/** What each kind of file tells; a kind without words here is not printed, but refused. */
const tells = {
  'host-facts': 'All that the checks need, and when it was collected.',
  'client-analyzer-windows':
    'Build, Sense and its version, both onboardings, connectivity URL by URL, installed programs, findings. Host and time are in it.',
  'client-analyzer-unix':
    'Findings, health of mdatp, device id; connectivity as far as the tool says it. Host and time are in it.',
  'mdatp-health': 'Health, licence, version, onboarding, device id, modes of protection on Linux and macOS.',
  'mdatp-edr': 'The partner geography, which shows the streamlined package, and the device id.',
  'mdatp-connectivity': 'Which URLs were reached, which set they are of, and whether that set is proved.',
  'sc-query': 'States of Windows services, by their number; a service that is missing.',
  'registry-export': 'Onboarding policy, active onboarding, offboarding, device id.',
  'reg-query': 'The same, key by key.',
  ver: 'Build and revision of Windows.',
  systeminfo: 'Build of Windows without revision, product name, host.',
  'event-log': 'What SENSE logged: start, contacts and failures, onboarding.',
  'mdi-sensor-log': 'Version and errors of sensor v2.x.',
  'mdi-deployment-log': 'Whether sensor v2.x was deployed, and why not.',
  'mdi-readiness': 'What Test-MdiReadiness found on every server of a domain.',
  'sensors-csv': 'Versions, states and health of sensors, as the portal shows them.',
  'ad-computers-csv': 'Names, sites and builds of computers.',
  'device-inventory-csv': 'Device ids, names, onboarding and health, as the portal shows them.',
};

const limits = {
  fileBytes: 'Size of a file',
  textBytes: 'Size of a file, or of a member of an archive, that is read as text',
  outputLength: 'Characters of an output of mdatp, of a report of the Client Analyzer for Linux and macOS',
  rows: 'Rows of a table, documents of a stream',
  lines: 'Lines of an output of a command',
  logLines: 'Lines of a log of sensor v2.x',
  columns: 'Columns of a table',
  recordLength: 'Characters of a row',
  factsPerDocument: 'Facts of one host in one file',
  problems: 'Problems that are listed one by one',
};

export async function render(load) {
  const { fileFormats } = await load('evidence/formats');
  const { tableFormats } = await load('evidence/tables');
  const { evidenceLimits } = await load('evidence/reading');
  return page(
    'Files of evidence',
    'src/evidence/formats.ts, src/evidence/tables.ts and src/evidence/reading.ts',
    'A file is known by its content, never by its name. What is not understood in it is told as a [problem](problems.md) and hinders nothing; ' +
      'what is damaged, cut off or contradicts itself proves nothing. [How facts are used](../concepts/evidence.md).',
    table(['Kind', 'File', 'What it tells'], fileFormats.map(row)),
    '## Tables\n\nComma, semicolon or tab; the columns are known by their names, and `--map` says what a column means. Tables never say when they ' +
      'were made.',
    table(['Kind', 'File', 'What it tells'], tableFormats.map(row)),
    '## Limits\n\nWhat passes a limit is refused or left out, with a problem.',
    table(
      ['Limit', 'Value'],
      Object.entries(evidenceLimits).map(([name, value]) => [wordsOf(limits, name), inWords(name, value)]),
    ),
  );
}

function row({ format, title }) {
  return [code(format), title, wordsOf(tells, format)];
}

function wordsOf(words, name) {
  if (words[name] === undefined) throw new Error(`scripts/generate/evidence.mjs has no words for ${name}.`);
  return words[name];
}

function inWords(name, value) {
  return name.endsWith('Bytes') ? `${value / 1024 / 1024} MiB` : value.toLocaleString('en-US').replaceAll(',', ' ');
}
