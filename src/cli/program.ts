import { Argument, Command, type CommanderError, Option } from 'commander';
import { commands, globalOptions, groups } from './catalogue.ts';
import type { CommandSpec, Given, OptionSpec } from './command.ts';
import { createGiven } from './command.ts';
import { usageProblem } from './problem.ts';

/** What the parser calls when it has understood a line. */
type Act = (spec: CommandSpec, given: Given, globals: Given) => Promise<void>;

interface ProgramOutput {
  out(text: string): void;
  err(text: string): void;
  readonly columns: number;
}

/** Builds the parser from the table. It throws CommanderError instead of ending the process. */
export function createProgram(version: string, output: ProgramOutput, act: Act): Command {
  const program = new Command('changeguard');
  program
    .description(
      'Move a whole estate from one Microsoft Defender sensor to the next without a gap in protection, and prove it.',
    )
    .version(version, '--version', 'Print the version')
    .helpOption('-h, --help', 'Explain a command')
    .helpCommand('help [command]', 'Explain a command')
    .exitOverride()
    .showSuggestionAfterError(true)
    .configureOutput({
      writeOut: (text) => output.out(text),
      writeErr: (text) => output.err(text),
      // Errors are thrown to `run`, which prints them in the product's own form.
      outputError: () => undefined,
      getOutHelpWidth: () => output.columns,
      getErrHelpWidth: () => output.columns,
      getOutHasColors: () => false,
      getErrHasColors: () => false,
    });
  for (const option of globalOptions) program.addOption(optionOf(option));
  const parents = new Map<string, Command>([['', program]]);
  for (const group of groups) {
    const { above, name } = splitPath(group.path, parents);
    parents.set(group.path, above.command(name).description(group.summary).helpCommand(false));
  }
  for (const spec of commands) addCommand(parents, spec, act);
  return program;
}

function addCommand(parents: Map<string, Command>, spec: CommandSpec, act: Act): void {
  const { above, name } = splitPath(spec.path, parents);
  const command = above.command(name, { isDefault: spec.isDefault === true }).description(descriptionOf(spec));
  command.summary(spec.summary);
  if (commands.some((other) => other.path.startsWith(`${spec.path} `))) {
    command.helpCommand(false);
    parents.set(spec.path, command);
  }
  for (const argument of spec.args ?? []) command.addArgument(new Argument(argument.name, argument.about));
  for (const option of spec.options ?? []) command.addOption(optionOf(option));
  command.addHelpText('after', () => helpEnd(spec));
  command.action(async () => {
    const globals = command.optsWithGlobals() as Record<string, unknown>;
    await act(spec, createGiven(command.args, ownOptions(command)), createGiven([], globals));
  });
}

/**
 * The parser gives an option that both know to the upper of two commands, `plan` of `plan diff`. One that only the upper knows was meant for another
 * line, and is not passed over.
 */
function ownOptions(command: Command): Record<string, unknown> {
  const own = new Set(command.options.map((option) => option.attributeName()));
  const above = command.parent?.parent ? command.parent.opts() : {};
  for (const option of command.parent?.parent ? command.parent.options : [])
    if (option.attributeName() in above && !own.has(option.attributeName()))
      throw usageProblem(`"${command.name()}" has no ${option.long}.`, 'See --help after the command.');
  return { ...command.opts(), ...above };
}

function splitPath(path: string, parents: ReadonlyMap<string, Command>): { above: Command; name: string } {
  const words = path.split(' ');
  const above = parents.get(words.slice(0, -1).join(' '));
  if (above === undefined) throw new Error(`The group of "${path}" is not in the table.`);
  return { above, name: words.at(-1) ?? '' };
}

function descriptionOf(spec: CommandSpec): string {
  return spec.more === undefined ? `${spec.summary}.` : `${spec.summary}.\n\n${spec.more}`;
}

function helpEnd(spec: CommandSpec): string {
  const exits = spec.exits === undefined ? '' : `\nExit codes:\n${spec.exits.map((line) => `  ${line}`).join('\n')}\n`;
  return `\nOptions for every command: changeguard --help\n\nExamples:\n${spec.examples.map((line) => `  $ changeguard ${line}`).join('\n')}\n${exits}`;
}

function optionOf(spec: OptionSpec): Option {
  const option = new Option(spec.flags, spec.about);
  if (spec.choices !== undefined) option.choices(spec.choices);
  if (spec.isRequired === true) option.makeOptionMandatory();
  if (spec.isList === true)
    option.argParser<string[]>((value, before) => [...(Array.isArray(before) ? before : []), value]);
  return option;
}

/** What the parser complains about, in one sentence, and what to do. */
export function complaintOf(error: CommanderError): { readonly detail: string; readonly remedy: string } {
  const [first = '', ...others] = error.message.replace(/^error: /, '').split('\n');
  const detail = `${first.charAt(0).toUpperCase()}${first.slice(1)}`.replace(/[.]?$/, '.');
  const suggestion = /\(Did you mean (.+)\?\)/.exec(others.join(' '))?.[1];
  return {
    detail,
    remedy:
      suggestion === undefined ? 'See "changeguard help".' : `Did you mean "${suggestion}"? See "changeguard help".`,
  };
}
