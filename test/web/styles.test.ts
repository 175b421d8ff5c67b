import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const folder = join('src', 'web', 'styles');
/** It adds to others what a system's own colours need. */
const additions = 'forced-colors.css';

test('a class by itself is laid out in one file: two that name different things alike would be laid out as both', () => {
  const files = new Map<string, Set<string>>();
  for (const file of readdirSync(folder).filter((name) => name.endsWith('.css') && name !== additions)) {
    for (const [, name = ''] of readFileSync(join(folder, file), 'utf8').matchAll(/^\s*\.([\w-]+) \{/gm))
      files.set(name, (files.get(name) ?? new Set()).add(file));
  }
  expect(files.size).toBeGreaterThan(100);
  expect([...files].filter(([, own]) => own.size > 1).map(([name, own]) => `${name}: ${[...own].join(', ')}`)).toEqual(
    [],
  );
});
