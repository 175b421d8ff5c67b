import { readFileSync } from 'node:fs';
import { Language, type Node, Parser } from 'web-tree-sitter';

/** What a script may do. Names are compared without case, as PowerShell does. */
interface Allowed {
  readonly commands: readonly string[];
  /** Methods of .NET objects and types. */
  readonly methods: readonly string[];
  /** What may stand left of an assignment besides plain variables: members and elements, as written. */
  readonly targets: readonly RegExp[];
}

const parser = await loadParser();

async function loadParser(): Promise<Parser> {
  await Parser.init();
  // The grammar's package also brings a native build; the WebAssembly one needs no compiler and runs everywhere.
  const folder = new URL('../../node_modules/tree-sitter-powershell/', import.meta.url);
  const made = new Parser();
  made.setLanguage(await Language.load(readFileSync(new URL('tree-sitter-powershell.wasm', folder))));
  return made;
}

/** Every node of a kind, in the order of the text. */
export function nodesOfKind(text: string, kind: string): readonly Node[] {
  return parsed(text).descendantsOfType(kind);
}

/** What a script holds that Windows PowerShell 5.1 does not know, or that it may not do; each as `line what`. */
export function faultsOf(text: string, allowed: Allowed): readonly string[] {
  const tree = parsed(text);
  const own = tree.descendantsOfType('function_name').map((node) => node.text.toLowerCase());
  const commands = [...own, ...allowed.commands.map((name) => name.toLowerCase())];
  const methods = allowed.methods.map((name) => name.toLowerCase());
  const faults: { readonly node: Node; readonly what: string }[] = [];
  const refuse = (kind: string, what: (node: Node) => string | undefined) => {
    for (const node of tree.descendantsOfType(kind)) {
      const said = what(node);
      if (said !== undefined) faults.push({ node, what: said });
    }
  };
  refuse('ERROR', (node) => `is no syntax of 5.1: ${node.text.slice(0, 40)}`);
  refuse('command_name', ({ text: name }) => (commands.includes(name.toLowerCase()) ? undefined : `calls ${name}`));
  // What these run is known only when they run.
  refuse('command_invokation_operator', (node) => `invokes by ${node.text}`);
  refuse('redirection', (node) => `redirects: ${node.text}`);
  // Behind a command the grammar takes a redirection for an argument.
  refuse('generic_token', ({ text: word }) => (/[<>]/.test(word) ? `redirects: ${word}` : undefined));
  refuse('pipeline_chain_tail', (node) => `chains by ${node.text}`);
  refuse('command_parameter', ({ text: name }) => (/^-parallel/i.test(name) ? 'runs in parallel' : undefined));
  refuse('invokation_expression', (node) => {
    const name = node.namedChildren.find((child) => child?.type === 'member_name')?.text ?? node.text;
    return methods.includes(name.toLowerCase()) ? undefined : `calls the method ${name}`;
  });
  refuse('assignment_expression', (node) => {
    const target = node.firstNamedChild?.text ?? '';
    if (/^\$(script:)?\w+$/.test(target)) return undefined;
    return allowed.targets.some((one) => one.test(target)) ? undefined : `assigns to ${target}`;
  });
  for (const kind of ['post_increment_expression', 'post_decrement_expression'])
    refuse(kind, (node) => `counts ${node.text}`);
  if (tree.hasError && faults.length === 0) faults.push({ node: tree, what: 'lacks a part of its syntax' });
  return faults.map(({ node, what }) => `${node.startPosition.row + 1} ${what}`);
}

function parsed(text: string): Node {
  const tree = parser.parse(text);
  if (tree === null) throw new Error('The grammar gave no tree.');
  return tree.rootNode;
}
