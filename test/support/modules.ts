import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseAst } from 'vitest/node';

/** The folder that holds package.json, with a slash at its end. */
export const root = fileURLToPath(new URL('../..', import.meta.url));

/** One import, export-from, `new URL('./x', import.meta.url)`, or `load('x')` of a generator. */
interface Import {
  /** A path below the root, or the name of a package. */
  readonly target: string;
  readonly isPackage: boolean;
  /** The names taken; `*` when every name may be. */
  readonly names: readonly string[];
  readonly line: number;
}

export interface Module {
  /** Below the root, with forward slashes. */
  readonly path: string;
  readonly text: string;
  readonly program: Node;
  readonly imports: readonly Import[];
  readonly exports: readonly { readonly name: string; readonly line: number }[];
}

/** A node of the syntax tree, as far as rules about form need it. */
export interface Node {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly [member: string]: unknown;
}

/** Everything git knows or would take in: committed files, and new ones that no rule ignores. */
export function projectFiles(): readonly string[] {
  const list = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], { cwd: root });
  return list
    .toString('utf8')
    .split('\0')
    .filter((path) => path !== '' && existsSync(join(root, path)))
    .sort();
}

export function readText(path: string): string {
  return readFileSync(join(root, path), 'utf8');
}

export function readModule(path: string): Module {
  const text = readText(path);
  const program = parseAst(text, { lang: languageOf(path) }, path) as unknown as Node;
  const lineAt = lineCounter(text);
  return {
    path,
    text,
    program,
    imports: importsOf(program, path, lineAt),
    exports: nodesOf(program).flatMap((node) => exportsOf(node).map((name) => ({ name, line: lineAt(node.start) }))),
  };
}

function languageOf(path: string): 'ts' | 'tsx' | 'js' {
  if (path.endsWith('.tsx')) return 'tsx';
  return path.endsWith('.ts') ? 'ts' : 'js';
}

/** Every node below one, itself first. */
export function nodesOf(from: unknown): readonly Node[] {
  const found: Node[] = [];
  const visit = (value: unknown) => {
    if (Array.isArray(value)) for (const item of value) visit(item);
    else if (isNode(value)) {
      found.push(value);
      for (const member of Object.values(value)) visit(member);
    }
  };
  visit(from);
  return found;
}

export function lineCounter(text: string): (offset: number) => number {
  return (offset) => text.slice(0, offset).split('\n').length;
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && typeof (value as { type?: unknown }).type === 'string';
}

function importsOf(program: Node, path: string, lineAt: (offset: number) => number): readonly Import[] {
  const nodes = nodesOf(program);
  const taken = awaitedNames(nodes);
  return nodes.flatMap((node): Import[] => {
    const specifier = specifierOf(node);
    if (specifier === undefined) return [];
    const isPackage = !specifier.startsWith('.') && node.type !== 'CallExpression';
    const target = isPackage ? specifier : resolved(path, specifier, node);
    const names = taken.get(node) ?? namesTaken(node, nodes);
    return [{ target, isPackage, names, line: lineAt(node.start) }];
  });
}

/** What follows "from", or stands where a module is named; undefined for any other node. */
function specifierOf(node: Node): string | undefined {
  switch (node.type) {
    case 'ImportDeclaration':
    case 'ExportAllDeclaration':
    case 'ExportNamedDeclaration':
    case 'ImportExpression':
    case 'TSImportType':
      return literal(node.source);
    case 'NewExpression':
      return identifier(node.callee) === 'URL' ? relativeLiteral((node.arguments as unknown[])[0]) : undefined;
    case 'CallExpression':
      return calledWith(node);
    default:
      return undefined;
  }
}

/** `load('domain/problem')` of a generator, and `register('./hooks.mjs', ...)` of Node. */
function calledWith(node: Node): string | undefined {
  const [first] = node.arguments as unknown[];
  if (identifier(node.callee) === 'load') return literal(first);
  return identifier(node.callee) === 'register' ? relativeLiteral(first) : undefined;
}

function resolved(path: string, specifier: string, node: Node): string {
  if (node.type === 'CallExpression' && !specifier.startsWith('.')) return `src/${specifier}.ts`;
  return normalize(join(dirname(path), specifier));
}

function namesTaken(node: Node, nodes: readonly Node[]): readonly string[] {
  if (node.type === 'TSImportType') return [identifier(node.qualifier) ?? '*'];
  if (node.type !== 'ImportDeclaration' && node.type !== 'ExportNamedDeclaration') return ['*'];
  return (node.specifiers as Node[]).flatMap((one) => {
    if (one.type === 'ImportDefaultSpecifier') return ['default'];
    if (one.type === 'ImportSpecifier') return [identifier(one.imported) ?? '*'];
    if (one.type === 'ExportSpecifier') return [identifier(one.local) ?? '*'];
    return membersOf(identifier(one.local) ?? '', nodes);
  });
}

/** The members read from `import * as name`. */
function membersOf(name: string, nodes: readonly Node[]): readonly string[] {
  return nodes.flatMap((node) => {
    if (node.type === 'TSQualifiedName' && identifier(node.left) === name) return [identifier(node.right) ?? '*'];
    if (node.type !== 'MemberExpression' || identifier(node.object) !== name) return [];
    return [node.computed === true ? '*' : (identifier(node.property) ?? '*')];
  });
}

/** `const { a, b } = await import('./x.ts')` takes a and b only. */
function awaitedNames(nodes: readonly Node[]): ReadonlyMap<Node, readonly string[]> {
  const names = new Map<Node, readonly string[]>();
  for (const node of nodes) {
    if (node.type !== 'VariableDeclarator' || !isNode(node.id) || node.id.type !== 'ObjectPattern') continue;
    if (!isNode(node.init) || node.init.type !== 'AwaitExpression') continue;
    const properties = node.id.properties as Node[];
    names.set(
      node.init.argument as Node,
      properties.map((one) => identifier(one.key) ?? '*'),
    );
  }
  return names;
}

function exportsOf(node: Node): readonly string[] {
  if (node.type === 'ExportDefaultDeclaration') return ['default'];
  if (node.type !== 'ExportNamedDeclaration') return [];
  const specifiers = (node.specifiers as Node[]).map((one) => identifier(one.exported) ?? '*');
  const declaration = node.declaration;
  if (!isNode(declaration)) return specifiers;
  if (declaration.type !== 'VariableDeclaration') return [identifier(declaration.id) ?? '*'];
  return (declaration.declarations as Node[]).flatMap((one) => boundNames(one.id));
}

function boundNames(pattern: unknown): readonly string[] {
  const name = identifier(pattern);
  if (name !== undefined) return [name];
  if (!isNode(pattern)) return [];
  if (pattern.type === 'ObjectPattern') {
    return (pattern.properties as Node[]).flatMap((one) => boundNames(one.value));
  }
  return pattern.type === 'ArrayPattern' ? (pattern.elements as unknown[]).flatMap(boundNames) : [];
}

export function identifier(node: unknown): string | undefined {
  return isNode(node) && node.type === 'Identifier' && typeof node.name === 'string' ? node.name : undefined;
}

function literal(node: unknown): string | undefined {
  return isNode(node) && node.type === 'Literal' && typeof node.value === 'string' ? node.value : undefined;
}

function relativeLiteral(node: unknown): string | undefined {
  const value = literal(node);
  return value?.startsWith('.') ? value : undefined;
}
