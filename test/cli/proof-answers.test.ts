import { expect, test } from 'vitest';
import { script, sealedArchive } from './support/answers.ts';
import { tenantProof } from './support/proofs.ts';
import { aServer, type Script } from './support/scripted-server.ts';
import { aTerminal } from './support/terminal.ts';

async function answering(
  line: string,
  { columns, script: more }: { readonly columns?: number; readonly script?: Script } = {},
) {
  await using server = await aServer({ ...script, ...more });
  const terminal = aTerminal({
    server: server.url,
    env: { NO_COLOR: '1' },
    columns: columns ?? 80,
    door: {
      doctorLocal: async () => [],
      verifyTenant: async (path, key) => tenantProof(path.endsWith('old.gz'), key),
    },
  });
  const code = await terminal.run(line);
  return { code, out: terminal.out(), err: terminal.err() };
}

test('doctor says whether the sealed archives of the log lie on the server, and what to do where one does not', async () => {
  const here = await answering('doctor', { columns: 200 });
  expect(here.out).toContain('sealed archives: 1, with the links 1 to 9 of the log; all lie on the server.');
  const away = { ...sealedArchive, isHere: false };
  const listLogArchives = () => ({ value: [away] });
  const gone = await answering('doctor --json', { script: { listLogArchives } });
  const { findings } = JSON.parse(gone.out) as { findings: { what: string; verdict: string }[] };
  expect(findings.find(({ what }) => what === 'sealed archives')).toMatchObject({
    verdict: 'unknown',
    detail: expect.stringContaining(`the first is ${away.file}`),
    remedy: expect.stringContaining('report archive verify'),
  });
  const none = await answering('doctor', { columns: 200, script: { listLogArchives: () => ({ value: [] }) } });
  expect(none.out).not.toContain('sealed archives');
});

test('an export says whose key signed it and since when its log knows the key', async () => {
  const { code, out, err } = await answering('admin tenant verify out.gz', { columns: 110 });
  expect(code).toBe(0);
  expect(out).toContain(`✓ Signed with the key ${'d'.repeat(64)} of Nordbank.`);
  expect(out).toContain('The log in the file tells of this key since');
  expect(err).toContain('a forger signs too');
});

test('an export without a signature says so, ends well where none was asked for, and badly where one was', async () => {
  const plain = await answering('admin tenant verify old.gz', { columns: 140 });
  expect(plain.code).toBe(0);
  expect(plain.out).toContain('– Not signed: it was made by a version that did not sign exports.');
  expect(plain.out).not.toContain('Signed with');
  const asked = await answering(`admin tenant verify old.gz --key ${'e'.repeat(64)}`, { columns: 140 });
  expect(asked.code).toBe(1);
  expect(asked.out).toContain('✗ It is not signed, and the key');
});
