import type { Command } from 'commander';
import { commands, groups } from './catalogue.ts';
import { createProgram } from './program.ts';

const columns = 100;

/** The help of every command as Markdown, for `docs/reference/cli.md`. The same text as `changeguard help`, so that the page cannot differ from the program. */
export function helpText(): string {
  const program = createProgram('', { out: () => undefined, err: () => undefined, columns }, async () => undefined);
  const sections = [...groups, ...commands]
    .map(({ path }) => path)
    .sort()
    .map((path) => `## changeguard ${path}\n\n${fenced(commandAt(program, path))}`);
  return [
    '# Commands',
    '',
    'Generated from the table of commands; do not edit.',
    '',
    fenced(program),
    ...sections.map((section) => `\n${section}`),
    '',
    '## Exit codes',
    '',
    ...exitTable,
    '',
  ].join('\n');
}

const exitTable = [
  '| code | meaning |',
  '|---|---|',
  '| 0 | done |',
  '| 1 | failed |',
  '| 2 | the command was not understood; nothing was sent |',
  '| 3 | the answer is no; only with `--exit-code` |',
  '| 4 | sign-in or permission |',
  '| 5 | conflict: outdated, already running, too late |',
  '| 6 | timed out waiting |',
  '| 130 | a watch was ended with Ctrl-C |',
];

function fenced(command: Command): string {
  return `\`\`\`text\n${command.helpInformation().trimEnd()}\n${afterHelp(command)}\`\`\``;
}

/** helpInformation leaves out what stands after the help; commander gives it only when it prints. */
function afterHelp(command: Command): string {
  let text = '';
  const { writeOut } = command.configureOutput();
  command.configureOutput({
    writeOut: (part) => {
      text += part;
    },
  });
  command.outputHelp();
  if (writeOut !== undefined) command.configureOutput({ writeOut });
  return `${text.slice(command.helpInformation().length).trimEnd()}\n`.replace(/^\n+$/, '');
}

function commandAt(program: Command, path: string): Command {
  return path.split(' ').reduce((at, word) => {
    const found = at.commands.find((one) => one.name() === word);
    if (found === undefined) throw new Error(`There is no command "${path}".`);
    return found;
  }, program);
}
