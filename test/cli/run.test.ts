import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { commands, globalOptions, groups } from '../../src/cli/catalogue.ts';
import { helpText } from '../../src/cli/help-text.ts';
import { createHttpTransport } from '../../src/cli/http-transport.ts';
import { aServerRow, aStatus } from './support/samples.ts';
import { aServer, Refusal, Verbatim } from './support/scripted-server.ts';
import { aTerminal } from './support/terminal.ts';

describe('exit codes', () => {
  test.each([
    ['not-found', 404, 1],
    ['internal-error', 500, 1],
    ['file-unrecognised', 422, 1],
    ['request-invalid', 400, 2],
    ['sign-in-required', 401, 4],
    ['permission-missing', 403, 4],
    ['plan-outdated', 409, 5],
    ['version-outdated', 412, 5],
  ])('%s (%i) ends with %i', async (code, status, exitCode) => {
    await using server = await aServer({ showServer: () => new Refusal(code, status) });
    const terminal = aTerminal({ server: server.url });
    expect(await terminal.run('estate show BER-DC1')).toBe(exitCode);
    expect(terminal.err()).toBe(`✗ Title of ${code} (${code})\n  Detail of ${code}.\n→ Remedy of ${code}.\n`);
  });

  test('with --json the error is one line of JSON on stderr, and stdout stays empty', async () => {
    await using server = await aServer({ showServer: () => new Refusal('plan-outdated', 409) });
    const terminal = aTerminal({ server: server.url });
    await terminal.run('estate show BER-DC1 --json');
    expect(terminal.out()).toBe('');
    expect(JSON.parse(terminal.err())).toEqual({
      code: 'plan-outdated',
      title: 'Title of plan-outdated',
      detail: 'Detail of plan-outdated.',
      remedy: 'Remedy of plan-outdated.',
    });
  });

  test('nothing listens: said clearly, with what to do', async () => {
    const server = await aServer({});
    await server[Symbol.asyncDispose]();
    const terminal = aTerminal({ server: server.url });
    expect(await terminal.run('status')).toBe(1);
    expect(terminal.err()).toContain(`Nothing listens at ${server.url}.`);
    expect(terminal.err().trimEnd().split('\n').at(-1)).toContain('changeguard serve');
  });

  test('a server that stays silent ends with 6', async () => {
    await using server = await aServer({}, { hasEvents: true });
    const transport = createHttpTransport({ baseUrl: server.url, timeoutMs: 20 });
    // The stream of events never answers a plain request to its end: a silence made of nothing but waiting.
    await expect(
      transport.request({ method: 'GET', path: '/api/v1/events', headers: {}, isLong: false }),
    ).rejects.toMatchObject({
      code: 'server-silent',
      exitCode: 6,
    });
    await transport.close();
  });

  test('somebody else answers: not taken for an answer', async () => {
    for (const [body, code] of [
      ['<html>Proxy</html>', 'answer-foreign'],
      ['{"tenant":1}', 'answer-invalid'],
    ]) {
      await using server = await aServer({ showStatus: () => new Verbatim(body ?? '') });
      const terminal = aTerminal({ server: server.url });
      expect(await terminal.run('status')).toBe(1);
      expect(terminal.err()).toContain(code);
    }
  });

  test('a token is never sent to another machine in clear text', async () => {
    const terminal = aTerminal({ env: { CHANGEGUARD_TOKEN: 'secret' } });
    expect(await terminal.run('status --server http://guard.bank.example:8787')).toBe(2);
    expect(terminal.err()).toContain('server-address-insecure');
    expect(terminal.err()).not.toContain('secret');
  });
});

describe('usage', () => {
  test.each([
    ['staus', 'Did you mean "status"?'],
    ['estate lst', 'Did you mean "list"?'],
    ['status --wach', 'Did you mean "--watch"?'],
    ['twin fault injekt', 'Did you mean "inject"?'],
  ])('%j suggests the nearest: %s', async (line, suggestion) => {
    const terminal = aTerminal();
    expect(await terminal.run(line)).toBe(2);
    expect(terminal.err()).toContain(suggestion);
    expect(terminal.out()).toBe('');
  });

  test.each([
    ['rollback MUC-DC2'],
    ['estate show'],
    ['estate show A B'],
    ['plan --cap 0'],
    ['plan --cap many'],
    ['plan --demand luck'],
    ['status --watch --timeout soon'],
    ['admin token create ci --role king'],
    ['twin fault inject x --rate 2'],
    ['twin clock --rate 3 --stop'],
    ['twin act dance BER-DC1'],
    ['completion tcsh'],
    ['report log --subject nonsense'],
    ['estate list --state sleepy'],
    ['diagnose missing.zip'],
    ['estate'],
    ['serve --port 99999'],
  ])('%j is wrong usage and sends nothing', async (line) => {
    await using server = await aServer({});
    const terminal = aTerminal({ server: server.url });
    expect(await terminal.run(line)).toBe(2);
    expect(server.seen).toHaveLength(0);
    expect(terminal.out()).toBe('');
    expect(terminal.err()).not.toBe('');
  });

  test('a reason that is too short is refused here, by the shape that the server uses', async () => {
    await using server = await aServer({});
    const terminal = aTerminal({ server: server.url });
    expect(await terminal.run('connect arm --because x')).toBe(2);
    expect(server.seen).toHaveLength(0);
    expect(terminal.err()).toContain('because');
  });

  test('global options stand before or after the command', async () => {
    await using server = await aServer({ showStatus: () => aStatus(), listServers: () => ({ value: [aServerRow()] }) });
    for (const line of [`--server ${server.url} --plain estate list`, `estate list --plain --server ${server.url}`]) {
      const terminal = aTerminal();
      expect(await terminal.run(line)).toBe(0);
      expect(terminal.out()).toContain('BER-DC1\tBerlin');
    }
  });
});

describe('help', () => {
  test('the program, every group and every command explain themselves', async () => {
    for (const path of ['', ...groups.map((group) => group.path), ...commands.map((command) => command.path)]) {
      const terminal = aTerminal();
      expect(await terminal.run(`${path} --help`)).toBe(0);
      expect(terminal.out()).toContain('Usage: changeguard');
      expect(terminal.err()).toBe('');
    }
  });

  test('every command has examples that name it and exist', () => {
    for (const command of commands) {
      expect(command.examples.length).toBeGreaterThan(0);
      for (const example of command.examples) {
        const asGroup = command.isDefault === true ? command.path.split(' ').slice(0, -1).join(' ') : command.path;
        expect(example.startsWith(command.path) || example.startsWith(asGroup)).toBe(true);
        const known = new Set(
          [...(command.options ?? []), ...globalOptions].flatMap((option) => option.flags.match(/--?[a-z-]+/g) ?? []),
        );
        for (const flag of example.match(/(?<=\s)--?[a-z][a-z-]*/g) ?? [])
          expect([example, known.has(flag)]).toEqual([example, true]);
      }
    }
  });

  test('--json is on every command but those that print no answer', () => {
    const without = commands.filter(
      (command) => !(command.options ?? []).some((option) => option.flags.startsWith('--json')),
    );
    expect(without.map((command) => command.path)).toEqual(['serve', 'worker', 'completion']);
  });

  test('without words the program shows its help', async () => {
    const terminal = aTerminal();
    expect(await terminal.run('')).toBe(0);
    expect(terminal.out()).toContain('estate');
  });

  test('the reference text holds every command and its examples', () => {
    const text = helpText();
    for (const command of commands) {
      expect(text).toContain(`## changeguard ${command.path}\n`);
      for (const example of command.examples) expect(text).toContain(`$ changeguard ${example}`);
    }
  });

  test("the version is the door's", async () => {
    const word = aTerminal();
    await word.run('version');
    const flag = aTerminal();
    await flag.run('--version');
    expect([word.out(), flag.out()]).toEqual(['9.8.7\n', '9.8.7\n']);
  });
});

describe('the room', () => {
  const root = new URL('../../src/cli/', import.meta.url).pathname;
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));
  const importsOf = (file: string) =>
    [...readFileSync(join(root, file), 'utf8').matchAll(/(?:\bfrom '|\bimport '|\bimport\(')([^'\s]+)'/g)].map(
      (match) => match[1] ?? '',
    );

  test('cli imports only contract, itself, node and packages of package.json', () => {
    const { dependencies } = JSON.parse(readFileSync(join(root, '../../package.json'), 'utf8')) as {
      dependencies: Record<string, string>;
    };
    expect(files.length).toBeGreaterThan(20);
    for (const file of files)
      for (const target of importsOf(file)) {
        if (target.startsWith('.')) {
          const path = new URL(target, `file://${root}${file}`).pathname;
          expect([
            file,
            target,
            path.startsWith(root) || path.startsWith(new URL('../contract/', `file://${root}`).pathname),
          ]).toEqual([file, target, true]);
        } else if (!target.startsWith('node:')) expect(Object.keys(dependencies)).toContain(target);
      }
  });

  test('help and completion load no schema: the table of commands imports its commands only when they run', () => {
    const reached = new Set<string>();
    const follow = (file: string): void => {
      if (reached.has(file)) return;
      reached.add(file);
      const text = readFileSync(join(root, '..', file), 'utf8');
      for (const [, target = ''] of text.matchAll(/^(?:import|export) (?!type)[^;]*?from '(\.[^']+)'/gms))
        follow(new URL(target, `file:///${file}`).pathname.slice(1));
    };
    follow('cli/run.ts');
    expect([...reached].filter((file) => /^cli\/(commands\/|transport\.ts|settings\.ts)/.test(file))).toEqual([]);
  });
});

describe('Ctrl-C', () => {
  test('leaves a command that waits, with 130 and what may still happen', async () => {
    const person = new AbortController();
    await using server = await aServer({
      check: () => {
        person.abort();
        return new Verbatim('');
      },
    });
    const terminal = aTerminal({ server: server.url, interrupted: person.signal });
    expect(await terminal.run('check')).toBe(130);
    expect(terminal.err()).toContain('may still take effect');
  });
});
