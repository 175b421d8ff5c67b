import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { filesBelow } from '../../src/main/folder.ts';

let root: string;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'cg-folder-'));
});
afterAll(() => {
  rmSync(root, { recursive: true, force: true });
});

function written(path: string): string {
  const at = join(root, path);
  mkdirSync(join(at, '..'), { recursive: true });
  writeFileSync(at, 'x');
  return at;
}

test('a folder is read to the bottom in order; hidden files are passed over and links are named and never followed', async () => {
  const secret = written('outside/secret.zip');
  const files = [written('in/a.zip'), written('in/b/c.zip'), written('in/d.zip')];
  written('in/.hidden.zip');
  written('in/.git/e.zip');
  symlinkSync(secret, join(root, 'in/link.zip'));
  symlinkSync(join(root, 'outside'), join(root, 'in/away'));
  symlinkSync(join(root, 'in'), join(root, 'in/b/round'));
  expect(await filesBelow(join(root, 'in'))).toEqual({
    files,
    leftOut: [
      { path: join(root, 'in/away'), why: 'It is a link.' },
      { path: join(root, 'in/b/round'), why: 'It is a link.' },
      { path: join(root, 'in/link.zip'), why: 'It is a link.' },
    ],
  });
});

test('a file is no folder, and what is not there is an error with its code', async () => {
  expect(await filesBelow(written('one.zip'))).toBeUndefined();
  await expect(filesBelow(join(root, 'nowhere'))).rejects.toMatchObject({ code: 'ENOENT' });
});

test('a folder that is too deep is left out and named', async () => {
  written(`deep/${'x/'.repeat(40)}y.zip`);
  const listing = await filesBelow(join(root, 'deep'));
  expect(listing?.files).toEqual([]);
  expect(listing?.leftOut.map(({ why }) => why)).toEqual(['It lies more than 32 folders deep.']);
});
