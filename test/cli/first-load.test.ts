import { dirname, join, normalize } from 'node:path';
import { expect, test } from 'vitest';
import { type Node, nodesOf, readModule } from '../support/modules.ts';

/* Help, errors and questions to a running server come at once, because of all rooms only those of the command line are loaded for them. */

test('what the command line loads before it enters a room is its own, and one package', () => {
  const { paths, packages } = loadedWith('src/main.ts', ['src/main/door.ts', 'src/main/data-directory.ts']);
  expect(paths).toContain('src/cli/run.ts');
  expect(paths).toContain('src/cli/catalogue/estate.ts');
  expect([...new Set(paths.map((path) => path.split('/')[1]))].sort()).toEqual([
    'cli',
    'contract',
    'domain',
    'main',
    'main.ts',
  ]);
  expect(packages).toEqual(['commander']);
});

test('a question to a running server loads the shapes of the API, and neither a store nor a server', () => {
  const { paths, packages } = loadedWith('src/main/transport-to.ts', ['src/cli/transport.ts']);
  expect(paths).toContain('src/contract/routes.ts');
  expect(paths.filter((path) => /^src\/(api|connectors|engine|evidence|report|store|twin)\//.test(path))).toEqual([]);
  expect(packages).toEqual(['zod']);
});

/** Everything that is imported, and not only as a type, when these modules are. */
function loadedWith(...given: readonly (string | readonly string[])[]) {
  const waiting = given.flat();
  const paths = new Set<string>();
  const packages = new Set<string>();
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    if (paths.has(path)) continue;
    paths.add(path);
    for (const specifier of importedBy(path))
      if (specifier.startsWith('.')) waiting.push(normalize(join(dirname(path), specifier)));
      else if (!specifier.startsWith('node:')) packages.add(specifier);
  }
  return { paths: [...paths].sort(), packages: [...packages].sort() };
}

function importedBy(path: string): readonly string[] {
  return nodesOf(readModule(path).program).flatMap((node) => {
    const isImport = node.type === 'ImportDeclaration' && node.importKind !== 'type';
    const isExport = /^Export(All|Named)Declaration$/.test(node.type) && node.exportKind !== 'type';
    const source = (node.source as Node | null | undefined)?.value;
    return (isImport || isExport) && typeof source === 'string' ? [source] : [];
  });
}
