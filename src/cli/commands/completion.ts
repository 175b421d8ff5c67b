import { commands, globalOptions, groups } from '../catalogue.ts';
import type { Handler, OptionSpec } from '../command.ts';
import { exitCodes, usageProblem } from '../problem.ts';

/** `completion SHELL`. */
export const completion: Handler = async ({ given, screen }) => {
  const shell = given.word(0);
  const script = { bash, zsh, fish }[shell as 'bash' | 'zsh' | 'fish'];
  if (script === undefined) throw usageProblem(`There is no completion for "${shell}".`, 'Shells: bash, zsh, fish.');
  screen.raw(script());
  return exitCodes.done;
};

interface Place {
  readonly path: string;
  readonly words: readonly { readonly word: string; readonly about: string }[];
  readonly options: readonly { readonly flag: string; readonly about: string; readonly choices: readonly string[] }[];
}

/** Every place on a command line where a word can follow: the program, its groups and its commands. */
function places(): readonly Place[] {
  const all = [...groups, ...commands].map(({ path, summary }) => ({ path, summary }));
  const childrenOf = (path: string) =>
    all
      .filter((one) => one.path.startsWith(path === '' ? '' : `${path} `))
      .filter((one) => one.path.slice(path === '' ? 0 : path.length + 1).split(' ').length === 1)
      .map((one) => ({ word: one.path.split(' ').at(-1) ?? '', about: one.summary }));
  const globals = globalOptions.flatMap(flagsOf);
  return [
    { path: '', words: [...childrenOf(''), { word: 'help', about: 'Explain a command' }], options: globals },
    ...groups.map((group) => ({ path: group.path, words: childrenOf(group.path), options: globals })),
    ...commands.map((command) => ({
      path: command.path,
      words: argumentWords[command.path] ?? childrenOf(command.path),
      options: [
        ...(command.options ?? []).flatMap(flagsOf),
        { flag: '--help', about: 'Explain this command', choices: [] },
        ...globals,
      ],
    })),
  ];
}

const argumentWords: Readonly<Record<string, Place['words']>> = {
  'collect script': ['windows', 'unix'].map((word) => ({ word, about: `collector for ${word}` })),
  completion: ['bash', 'zsh', 'fish'].map((word) => ({ word, about: `script for ${word}` })),
  'twin act': ['rollback', 'migrate', 'collect'].map((word) => ({ word, about: 'act' })),
};

function flagsOf(option: OptionSpec): Place['options'] {
  const long = /--[a-z-]+/.exec(option.flags)?.[0];
  return long === undefined ? [] : [{ flag: long, about: option.about, choices: option.choices ?? [] }];
}

/** The case that follows the words typed so far to a place; options in between are passed over. */
function pathCases(indent: string): string {
  return places()
    .filter((place) => place.path !== '')
    .map((place) => {
      const words = place.path.split(' ');
      return `${indent}"${words.slice(0, -1).join(' ')}/${words.at(-1)}") at="${place.path}" ;;`;
    })
    .join('\n');
}

function wordCases(indent: string): string {
  return places()
    .map(
      (place) =>
        `${indent}"${place.path}") words="${[...place.words.map((one) => one.word), ...place.options.map((one) => one.flag)].join(' ')}" ;;`,
    )
    .join('\n');
}

function bash(): string {
  return `# changeguard completion for bash
_changeguard() {
  local current="\${COMP_WORDS[COMP_CWORD]}" at="" words="" index
  for ((index = 1; index < COMP_CWORD; index++)); do
    case "$at/\${COMP_WORDS[index]}" in
${pathCases('      ')}
    esac
  done
  case "$at" in
${wordCases('    ')}
  esac
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -o default -F _changeguard changeguard
`;
}

function zsh(): string {
  return `#compdef changeguard
# changeguard completion for zsh
_changeguard() {
  local at="" words_here="" typed
  for typed in "\${(@)words[2,CURRENT-1]}"; do
    case "$at/$typed" in
${pathCases('      ')}
    esac
  done
  case "$at" in
${wordCases('    ').replaceAll(' words="', ' words_here="')}
  esac
  compadd -- \${(s: :)words_here}
  _files
}
compdef _changeguard changeguard
`;
}

function fish(): string {
  const lines = places().flatMap((place) => {
    const condition = `__changeguard_at "${place.path}"`;
    return [
      ...place.words.map((one) => `complete -c changeguard -n '${condition}' -a ${one.word} -d ${quoted(one.about)}`),
      ...place.options.map(
        (one) =>
          `complete -c changeguard -n '${condition}' -l ${one.flag.slice(2)} -d ${quoted(one.about)}${one.choices.length > 0 ? ` -x -a ${quoted(one.choices.join(' '))}` : ''}`,
      ),
    ];
  });
  return `# changeguard completion for fish
function __changeguard_at
  set -l at ""
  for typed in (commandline -opc)[2..-1]
    switch "$at/$typed"
${pathCases('      ')
  .replaceAll(/"\) at="([^"]*)" ;;/g, '"\n        set at "$1"')
  .replaceAll(/^ {6}"/gm, '      case "')}
    end
  end
  test "$at" = "$argv[1]"
end
${lines.join('\n')}
`;
}

function quoted(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}
