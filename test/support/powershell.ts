import { readFileSync } from 'node:fs';
import { Language, type Node, Parser } from 'web-tree-sitter';

/** What a script may do. Names are compared without case, as PowerShell does; what is not named is refused. */
interface Allowed {
  /** What may stand behind each command, as written: one block of script and nothing else, or text that the pattern fits. */
  readonly commands: Readonly<Record<string, RegExp | 'block'>>;
  /** Methods of objects, by name. What the object is shows only when the script runs. */
  readonly methods: readonly string[];
  /** Types: whoever may name one may also cast to it, which makes an object of it. */
  readonly types: readonly string[];
  /** Calls and properties of types, each whole, as written: `Create` of one type reads and of another writes. */
  readonly statics: readonly string[];
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
  const rules = [...rulesOfSyntax, ...rulesOfCommands(tree, allowed), ...rulesOfObjects(allowed)];
  const faults = rules.flatMap(({ kind, what }) =>
    tree.descendantsOfType(kind).flatMap((node) => {
      const said = what(node);
      return said === undefined ? [] : [`${node.startPosition.row + 1} ${said}`];
    }),
  );
  return tree.hasError && faults.length === 0 ? ['1 lacks a part of its syntax'] : faults;
}

/** What to say of a node of that kind; nothing when it may stand. */
interface Rule {
  readonly kind: string;
  readonly what: (node: Node) => string | undefined;
}

const plainVariable = /^\$(script:)?\w+$/i;

/** Variables by which PowerShell itself is steered: one of them gives every command parameters that nobody sees. */
const steering = /^\$(script:)?(PS\w*|ExecutionContext)$/i;

/** `\\\\server` and `//server`, also behind the name of a provider. Two backslashes before a bracket are of a pattern. */
const share = /(^|::|=)[\\/]{2}[\w.?$]/;

const rulesOfSyntax: readonly Rule[] = [
  { kind: 'ERROR', what: (node) => `is no syntax of 5.1: ${node.text.slice(0, 40)}` },
  // What these run is known only when they run.
  { kind: 'command_invokation_operator', what: (node) => `invokes by ${node.text}` },
  { kind: 'redirection', what: (node) => `redirects: ${node.text}` },
  // The grammar takes for a bare word what is a redirection, a path, or a parameter behind one of the longer dashes.
  {
    kind: 'generic_token',
    what: ({ text: word }) => (/^\w+$/.test(word) ? undefined : `writes ${word} without quotes`),
  },
  { kind: 'pipeline_chain_tail', what: (node) => `chains by ${node.text}` },
  { kind: 'string_literal', what: ({ text }) => (share.test(unquoted(text)) ? `names a share: ${text}` : undefined) },
  // Parameters that stand in a table are not seen here.
  { kind: 'variable', what: ({ text: name }) => (name.startsWith('@') ? `splats ${name}` : undefined) },
  // It takes the name of a type as text.
  { kind: 'comparison_operator', what: ({ text: name }) => (/^-as$/i.test(name) ? 'casts by -as' : undefined) },
  // Modules and snap-ins that a script requires are loaded, which runs them.
  { kind: 'comment', what: ({ text }) => (/^#requires\b(?! -Version 5\.1$)/i.test(text) ? `says ${text}` : undefined) },
  {
    kind: 'function_statement',
    what: ({ text }) => (/^function\s/i.test(text) ? undefined : `declares ${text.split(/\s/)[0]}`),
  },
  ...['class', 'enum', 'data', 'trap', 'inlinescript', 'parallel', 'sequence'].map((word) => ({
    kind: `${word}_statement`,
    what: () => `has a ${word}`,
  })),
  ...['post_increment', 'post_decrement', 'pre_increment', 'pre_decrement'].map((word) => ({
    kind: `${word}_expression`,
    what: (node: Node) => `counts ${node.text}`,
  })),
];

function rulesOfCommands(tree: Node, allowed: Allowed): readonly Rule[] {
  const own = new Set(tree.descendantsOfType('function_name').map((node) => node.text.toLowerCase()));
  const commands = new Map(Object.entries(allowed.commands).map(([name, shape]) => [name.toLowerCase(), shape]));
  const what = (node: Node) => {
    const name = node.namedChildren.find((child) => child?.type === 'command_name')?.text ?? node.text;
    const behind = node.namedChildren.find((child) => child?.type === 'command_elements');
    const shape = commands.get(name.toLowerCase());
    if (shape === undefined) {
      if (!own.has(name.toLowerCase())) return `calls ${name}`;
      const named = behind?.namedChildren.find((child) => child?.type === 'command_parameter');
      return named ? `gives ${name} the parameter ${named.text}` : undefined;
    }
    const fits = shape === 'block' ? isOneBlock(behind) : shape.test((behind?.text ?? '').trim());
    return fits ? undefined : `calls ${name} with ${(behind?.text ?? 'nothing').trim()}`;
  };
  return [{ kind: 'command', what }];
}

function isOneBlock(behind: Node | undefined | null): boolean {
  const elements = behind?.namedChildren.filter((child) => child?.type !== 'command_argument_sep') ?? [];
  const [first] = elements;
  const blocks = first?.descendantsOfType('script_block_expression') ?? [];
  return elements.length === 1 && blocks[0]?.text === first?.text;
}

function rulesOfObjects(allowed: Allowed): readonly Rule[] {
  const methods = new Set(allowed.methods.map((name) => name.toLowerCase()));
  const types = new Set(allowed.types.map((name) => `[${name}]`.toLowerCase()));
  const statics = new Set(allowed.statics.map((name) => name.toLowerCase()));
  const isStatic = (node: Node) => node.children.some((child) => child?.type === '::');
  const ofType = (node: Node) => (statics.has(node.text.toLowerCase()) ? undefined : `uses ${node.text}`);
  return [
    { kind: 'type_literal', what: ({ text: name }) => (types.has(name.toLowerCase()) ? undefined : `names ${name}`) },
    {
      kind: 'invokation_expression',
      what: (node) => {
        if (isStatic(node)) return ofType(node);
        const name = node.namedChildren.find((child) => child?.type === 'member_name')?.text ?? node.text;
        return methods.has(name.toLowerCase()) ? undefined : `calls the method ${name}`;
      },
    },
    { kind: 'member_access', what: (node) => (isStatic(node) ? ofType(node) : undefined) },
    {
      kind: 'assignment_expression',
      what: (node) => {
        const target = node.firstNamedChild?.text ?? '';
        if (plainVariable.test(target) && !steering.test(target)) return undefined;
        return allowed.targets.some((one) => one.test(target)) ? undefined : `assigns to ${target}`;
      },
    },
    {
      kind: 'foreach_statement',
      what: (node) => {
        const target = node.namedChildren.find((child) => child?.type === 'variable')?.text ?? '';
        return plainVariable.test(target) && !steering.test(target) ? undefined : `counts in ${target}`;
      },
    },
  ];
}

function unquoted(text: string): string {
  return text.replace(/^@?["']\s*/, '');
}

function parsed(text: string): Node {
  const tree = parser.parse(text);
  if (tree === null) throw new Error('The grammar gave no tree.');
  return tree.rootNode;
}
