import { FactSheet } from '../fact-sheet.ts';
import type { FileFormat } from '../file.ts';
import type { EvidenceRow, ProblemList, ReadOptions } from '../reading.ts';

export const ver: FileFormat = {
  format: 'ver',
  title: 'Output of ver',
  // Every copy of a command window greets with this line too, so a file is one of these only when it holds little else.
  recognises: ({ text }) => text.length <= 4_096 && versionsIn(text).length > 0 && nonBlank(text).length <= 5,
  read: (file, options, problems) => ({ rows: readVer(file.text, options, problems) }),
};

interface Version {
  readonly build: number;
  /** Windows before 1709 does not print it. */
  readonly revision: number | undefined;
  readonly line: number;
}

/** Build and revision, both: this is one of the few outputs that have the revision. The word before the number is translated. */
function readVer(text: string, options: ReadOptions, problems: ProblemList): readonly EvidenceRow[] {
  const { observedAt, fileName } = options;
  if (observedAt === undefined) {
    problems.add('time-missing', 'The output of ver does not say when it was made.');
    return [];
  }
  const sheet = new FactSheet(problems);
  sheet.put('os.family', 'windows');
  const versions = versionsIn(text);
  const isOne = versions.every(
    ({ build, revision }) => build === versions[0]?.build && revision === versions[0]?.revision,
  );
  if (!isOne) {
    problems.add('evidence-contradictory', 'The file holds several versions of Windows; none was used.');
    return [];
  }
  for (const { build, revision, line } of versions) {
    sheet.put('os.build', build, { line });
    if (revision !== undefined) sheet.put('os.revision', revision, { line });
  }
  return [sheet.row({ source: 'os-version', name: undefined, fileName, observedAt })];
}

function versionsIn(text: string): readonly Version[] {
  return text.split(/\r\n|\r|\n/).flatMap((line, index) => {
    const match = /^\s*Microsoft Windows \[[^\]\d]{0,40}\d{1,2}\.\d{1,2}\.(\d{4,6})(?:\.(\d{1,6}))?\]\s*$/.exec(line);
    if (match === null) return [];
    const revision = match[2] === undefined ? undefined : Number(match[2]);
    return [{ build: Number(match[1]), revision, line: index + 1 }];
  });
}

function nonBlank(text: string): readonly string[] {
  return text.split(/\r\n|\r|\n/).filter((line) => line.trim() !== '');
}
