import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { EvidenceResult } from '../../src/contract/servers.ts';
import { aWorld, storeOfFile, type World } from '../api/world.ts';
import { aServer, Refusal } from './support/scripted-server.ts';
import { aTerminal, type TerminalOptions } from './support/terminal.ts';

/* Many files at once: what is shown, what goes on after what, and what a second run leaves out. */

const fine: EvidenceResult = {
  format: 'host-facts',
  isDryRun: false,
  mapping: [],
  rows: 1,
  registered: 1,
  updated: 0,
  hosts: ['ber-dc1.bank.example'],
  problems: [],
};
const timeless = {
  code: 'time-missing',
  title: 'The file does not say when it was made',
  detail: 'It is a text.',
  remedy: 'Give --observed-at.',
};
const useless: EvidenceResult = { ...fine, rows: 0, registered: 0, hosts: [], problems: [timeless] };

function folder(count: number, text = (at: number) => `file ${at}`): Record<string, string> {
  return Object.fromEntries(
    Array.from({ length: count }, (_, at) => [`in/${String(at).padStart(4, '0')}.zip`, text(at)]),
  );
}

const nameOf = (query: Readonly<Record<string, string>>) => Number((query.fileName ?? '').replace('.zip', ''));

describe('a folder', () => {
  test('a thousand files are one picture: what came in, what is wrong and how often, which files were not used', async () => {
    await using server = await aServer({
      importEvidence: ({ query }) => {
        const at = nameOf(query);
        if (at === 500) return new Refusal('payload-too-large', 413);
        return at % 400 === 3 ? useless : { ...fine, hosts: [`dc${at}.bank.example`] };
      },
    });
    const terminal = aTerminal({ server: server.url, files: folder(1_000), columns: 100, env: { NO_COLOR: '1' } });
    expect(await terminal.run('estate import in')).toBe(1);
    expect(server.seen).toHaveLength(1_000);
    expect(terminal.out()).toMatchInlineSnapshot(`
      "1000 files: 996 imported, 4 not used.
      996 servers, 996 of them new.

      Problem                                 Code               Files  Times
      The file does not say when it was made  time-missing           3      3
      Title of payload-too-large              payload-too-large      1      1
        → time-missing: Give --observed-at.
        → payload-too-large: Remedy of payload-too-large.

      Not used
        /project/in/0003.zip: It is a text. (time-missing)
        /project/in/0403.zip: It is a text. (time-missing)
        /project/in/0500.zip: Detail of payload-too-large. (payload-too-large)
        /project/in/0803.zip: It is a text. (time-missing)
      "
    `);
    expect(terminal.err()).toMatchInlineSnapshot(`
      "100 of 1000 files, 1 not used
      200 of 1000 files, 1 not used
      300 of 1000 files, 1 not used
      400 of 1000 files, 1 not used
      500 of 1000 files, 2 not used
      600 of 1000 files, 3 not used
      700 of 1000 files, 3 not used
      800 of 1000 files, 3 not used
      900 of 1000 files, 4 not used
      1000 of 1000 files, 4 not used
      Next: changeguard check
      "
    `);
  });

  test('on a terminal the count is one line that is written over and taken away', async () => {
    await using server = await aServer({ importEvidence: () => fine });
    const options = { server: server.url, files: folder(3), columns: 80, isInteractive: true };
    const terminal = aTerminal(options);
    await terminal.run('estate import in');
    expect(terminal.err()).toContain('\r\u001B[2K3 of 3 files, 0 not used\r\u001B[2K');
    const quiet = aTerminal(options);
    await quiet.run('estate import in -q');
    expect(quiet.err()).toBe('');
  });

  test('--json is one document with every file, and problems by code', async () => {
    await using server = await aServer({
      importEvidence: ({ query }) => (nameOf(query) === 1 ? useless : fine),
    });
    const terminal = aTerminal({ server: server.url, files: folder(3) });
    expect(await terminal.run('estate import in --json')).toBe(1);
    const answer = JSON.parse(terminal.out());
    expect(answer.value.map((row: { outcome: string }) => row.outcome)).toEqual(['imported', 'unused', 'imported']);
    expect(answer.summary).toEqual({
      files: 3,
      imported: 2,
      known: 0,
      hosts: 1,
      registered: 2,
      problems: [{ ...pick(timeless), count: 1, files: 1 }],
      notUsed: [{ file: '/project/in/0001.zip', code: 'time-missing', detail: 'It is a text.' }],
      isInterrupted: false,
    });
  });

  test('a server that is busy is given time', async () => {
    let asked = 0;
    await using server = await aServer({
      importEvidence: () => {
        asked += 1;
        return asked <= 2 ? new Refusal('too-many-requests', 429) : fine;
      },
    });
    const terminal = aTerminal({ server: server.url, files: folder(2) });
    expect(await terminal.run('estate import in')).toBe(0);
  });

  test('without permission the first refusal ends it', async () => {
    await using server = await aServer({ importEvidence: () => new Refusal('permission-missing', 403) });
    const terminal = aTerminal({ server: server.url, files: folder(50) });
    expect(await terminal.run('estate import in')).toBe(4);
    expect(server.seen.length).toBeLessThanOrEqual(4);
  });

  test('what lies in a folder and is not read is named', async () => {
    await using server = await aServer({ importEvidence: () => fine });
    const terminal = aTerminal({ server: server.url, files: folder(1) });
    const io = {
      ...terminal.io,
      filesBelow: async () => ({
        files: ['/project/in/0000.zip'],
        leftOut: [{ path: '/project/in/link', why: 'It is a link.' }],
      }),
    };
    const { run } = await import('../../src/cli/run.ts');
    expect(await run(['estate', 'import', 'in'], io)).toBe(0);
    expect(terminal.out()).toContain('/project/in/link: It is a link.');
  });
});

describe('whose files, and from when', () => {
  test('--host and --observed-at file go with every file', async () => {
    await using server = await aServer({ importEvidence: () => fine });
    const terminal = aTerminal({ server: server.url, files: { 'sense.txt': 'x' } });
    expect(await terminal.run('estate import sense.txt --host BER-DC1 --observed-at file')).toBe(0);
    expect(server.seen[0]?.query).toEqual({
      dryRun: 'false',
      fileName: 'sense.txt',
      host: 'BER-DC1',
      observedAt: '2026-11-22T10:00:00.000Z',
    });
  });
});

describe('going on', () => {
  test('Ctrl-C keeps what came in, says how to go on, and --resume sends the rest only', async () => {
    const interrupt = new AbortController();
    let asked = 0;
    await using server = await aServer({
      importEvidence: () => {
        asked += 1;
        if (asked === 10) interrupt.abort();
        return fine;
      },
    });
    const files = folder(40);
    const first = aTerminal({ server: server.url, files, interrupted: interrupt.signal });
    expect(await first.run('estate import in')).toBe(130);
    const sent = server.seen.length;
    expect(sent).toBeLessThan(20);
    expect(first.err()).toContain('Next: changeguard estate import in --resume');

    const kept = first.files.get('/home/anna/.changeguard/imported.ndjson') ?? '';
    expect(kept.trimEnd().split('\n')).toHaveLength(sent);
    const again = aTerminal({ server: server.url, files });
    again.files.set('/home/anna/.changeguard/imported.ndjson', `${kept}{"key":"cut o`);
    expect(await again.run('estate import in --resume')).toBe(0);
    expect(server.seen).toHaveLength(40);
    expect(again.out()).toContain(`${sent} came in before`);
  });

  test('a file that failed is tried again; one that is of another host now is no repetition; a dry run notes nothing', async () => {
    await using server = await aServer({ importEvidence: ({ query }) => (nameOf(query) === 0 ? useless : fine) });
    const record = 'estate import in --record done.ndjson --resume';
    const terminal = aTerminal({ server: server.url, files: folder(2) });
    await terminal.run('estate import in --dry-run --record done.ndjson');
    expect(terminal.files.has('/project/done.ndjson')).toBe(false);
    await terminal.run(record);
    await terminal.run(record);
    expect(server.seen.map(({ query }) => nameOf(query))).toEqual([0, 1, 0, 1, 0]);
    await terminal.run(`${record} --host BER-DC1`);
    await terminal.run(`${record} --tenant Nordbank`);
    expect(server.seen).toHaveLength(9);
  });

  test('two files with the same content are two files: what differs is who sent them', async () => {
    await using server = await aServer({ importEvidence: () => fine });
    const terminal = aTerminal({ server: server.url, files: folder(2, () => 'the same') });
    await terminal.run('estate import in');
    expect(server.seen).toHaveLength(2);
  });
});

describe('on the real API', () => {
  const store = storeOfFile();
  let world: World;
  let options: TerminalOptions;
  beforeAll(async () => {
    world = await aWorld(store());
    await world.app.listen({ host: '127.0.0.1', port: 0 });
    const server = `http://127.0.0.1:${(world.app.server.address() as AddressInfo).port}`;
    options = { server, env: { CHANGEGUARD_TOKEN: await world.token('operator', world.tenantId), NO_COLOR: '1' } };
  });
  afterAll(async () => {
    await world.close();
  });

  test('a folder of host facts comes in, a bad file is named, and a token is made, listed and revoked', async () => {
    const facts = (at: number) =>
      at === 2
        ? '{"schema": '
        : JSON.stringify({
            schema: 'changeguard.host-facts/1',
            host: `ber-dc${at}.bank.example`,
            collectedAt: '2026-05-04T07:59:00Z',
            facts: { 'service.Sense': 'running' },
          });
    const terminal = aTerminal({ ...options, files: folder(8, facts) });
    expect(await terminal.run('estate import in')).toBe(1);
    expect(terminal.out()).toContain('8 files: 7 imported, 1 not used.');
    expect(terminal.out()).toContain('7 servers, 7 of them new.');
    expect(terminal.out()).toContain('/project/in/0002.zip');

    const made = aTerminal(options);
    expect(await made.run('estate upload-token make BER-DC1 --expires-in 2h')).toBe(0);
    expect(made.out()).toMatch(/^up_[0-9a-f-]+_[0-9a-f]{64}\n$/);
    expect(made.err()).toContain('ber-dc1.bank.example');
    const listed = aTerminal(options);
    await listed.run('estate upload-token list --json host,state,id');
    const [token] = JSON.parse(listed.out());
    expect(token).toMatchObject({ host: 'ber-dc1.bank.example', state: 'valid' });
    expect(await aTerminal(options).run(`estate upload-token revoke ${token.id}`)).toBe(0);
    const several = aTerminal(options);
    await several.run('estate upload-token make BER-DC1 BER-DC3 -o tokens.txt --json');
    expect(several.modes.get('/project/tokens.txt')).toBe(0o600);
    expect(several.files.get('/project/tokens.txt')).toMatch(
      /^ber-dc1\.bank\.example\tup_.+\nber-dc3\.bank\.example\tup_/,
    );
    expect(several.out()).not.toContain('up_');
  });
});

function pick({ code, title, remedy }: typeof timeless) {
  return { code, title, remedy };
}
