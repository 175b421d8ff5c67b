import { spawnSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { commands } from '../../src/cli/catalogue.ts';
import type { ServeOptions } from '../../src/cli/io.ts';
import { exitCodes } from '../../src/cli/problem.ts';
import { run } from '../../src/cli/run.ts';
import type { Answer } from '../../src/contract/routes.ts';
import { faultCatalogue } from '../../src/twin/faults.ts';
import { readText } from '../support/modules.ts';
import { aStatus } from './support/samples.ts';
import { aServer, Refusal, type Script } from './support/scripted-server.ts';
import { aTerminal } from './support/terminal.ts';

const at = '2026-11-22T10:00:00.000Z';
const me = { actor: 'user:anna', role: 'administrator' as const, tenantId: null };

describe('login', () => {
  const token: Answer<'makeToken'> = {
    id: 'k-1',
    name: 'login of user:anna',
    role: 'administrator',
    tenantId: null,
    createdAt: at,
    createdBy: 'user:anna',
    expiresAt: at,
    revokedAt: null,
    lastUsedAt: null,
    secret: 'cg_k-1_secret',
  };
  const credentials = '/home/anna/.config/changeguard/credentials.json';

  test('a link is traded for a token, which only its owner can read; the session is closed again', async () => {
    await using server = await aServer(
      {
        signIn: () => ({ ...me, csrfToken: 'csrf-1' }),
        makeToken: () => token,
        signOut: () => undefined,
        whoAmI: () => me,
      },
      { headers: { 'set-cookie': 'changeguard_session=s-1; Path=/; HttpOnly' } },
    );
    const terminal = aTerminal();
    expect(await terminal.run(`login ${server.url}/sign-in#link-secret-123`)).toBe(0);
    expect(server.seen.map((seen) => seen.route)).toEqual(['signIn', 'makeToken', 'signOut', 'whoAmI']);
    expect(server.seen[0]?.body).toEqual({ link: 'link-secret-123' });
    expect(server.seen[1]?.headers).toMatchObject({ cookie: 'changeguard_session=s-1', 'x-csrf-token': 'csrf-1' });
    expect(server.seen[3]?.headers.authorization).toBe('Bearer cg_k-1_secret');
    expect(JSON.parse(terminal.files.get(credentials) ?? '')).toEqual({
      servers: { [server.url]: { token: 'cg_k-1_secret' } },
    });
    expect(terminal.modes.get(credentials)).toBe(0o600);
    expect(terminal.out() + terminal.err()).not.toContain('cg_k-1_secret');
  });

  test('the kept token is used for its server and for no other', async () => {
    await using server = await aServer({ showStatus: () => aStatus() });
    await using other = await aServer({ showStatus: () => aStatus() });
    const files = { '../home': '' };
    const terminal = aTerminal({ server: server.url, files });
    terminal.files.set(credentials, JSON.stringify({ servers: { [server.url]: { token: 'cg_k-1_secret' } } }));
    await terminal.run(`status --server ${server.url}`);
    await terminal.run(`status --server ${other.url}`);
    expect(server.seen[0]?.headers.authorization).toBe('Bearer cg_k-1_secret');
    expect(other.seen[0]?.headers.authorization).toBeUndefined();
  });

  test('a token comes from stdin or a question, and is kept only when the server knows it', async () => {
    await using server = await aServer({
      whoAmI: ({ headers }) => (headers.authorization === 'Bearer good' ? me : new Refusal('sign-in-required', 401)),
    });
    const piped = aTerminal({ server: server.url, types: ['good'] });
    expect(await piped.run('login')).toBe(0);
    expect(piped.files.has(credentials)).toBe(true);
    const asked = aTerminal({ server: server.url, types: ['bad'], isInteractive: true });
    expect(await asked.run('login')).toBe(4);
    expect(asked.files.has(credentials)).toBe(false);
    expect(await aTerminal({ server: server.url, types: [] }).run('login')).toBe(2);
  });

  test('a used link is refused with 4', async () => {
    await using server = await aServer({ signIn: () => new Refusal('sign-in-link-used', 401) });
    expect(await aTerminal().run(`login ${server.url}/sign-in#link-secret-123`)).toBe(4);
  });
});

describe('connect', () => {
  const connection: Answer<'connect'> = {
    id: 'n-1',
    kind: 'graph',
    cloud: 'global',
    loginUrl: 'https://login.example',
    graphUrl: 'https://graph.example',
    directoryId: 'd-1',
    clientId: 'c-1',
    secretRef: 'env:SECRET',
    isArmed: false,
    channel: 'graph',
    createdAt: at,
    version: 1,
  };
  const script: Script = { connect: () => connection, showConnection: () => new Refusal('connection-missing', 409) };
  const flags = 'connect --directory-id d-1 --client-id c-1 --secret env:SECRET';

  test('on a terminal it asks for the edition when none was given', async () => {
    await using server = await aServer(script);
    const terminal = aTerminal({ server: server.url, isInteractive: true, types: ['2026-09'] });
    expect(await terminal.run(flags)).toBe(0);
    expect(server.seen.at(-1)?.body).toMatchObject({ edition: '2026-09', secretRef: 'env:SECRET', cloud: 'global' });
  });

  test("elsewhere it does not ask, and says that the edition is the tenant's", async () => {
    await using server = await aServer(script);
    const terminal = aTerminal({ server: server.url });
    expect(await terminal.run(flags)).toBe(0);
    expect(server.seen.at(-1)?.body).not.toHaveProperty('edition');
    expect(terminal.err()).toContain("edition is the tenant's");
  });

  test('alone it shows the connection, or asks for everything, or names what is missing', async () => {
    await using connected = await aServer({ ...script, showConnection: () => connection });
    const shown = aTerminal({ server: connected.url });
    expect(await shown.run('connect')).toBe(0);
    expect(shown.out()).toContain('read-only: nothing is sent');
    await using fresh = await aServer(script);
    const asked = aTerminal({ server: fresh.url, isInteractive: true, types: ['d-9', 'c-9', 'file:/run/secret', ''] });
    expect(await asked.run('connect')).toBe(0);
    expect(fresh.seen.at(-1)?.body).toMatchObject({
      directoryId: 'd-9',
      clientId: 'c-9',
      secretRef: 'file:/run/secret',
      edition: '2026-03',
    });
    const piped = aTerminal({ server: fresh.url });
    expect(await piped.run('connect')).toBe(2);
    expect(piped.err()).toContain('Missing: --directory-id, --client-id, --secret.');
  });

  test('a secret itself is refused before it leaves the machine, and not repeated', async () => {
    await using server = await aServer(script);
    const terminal = aTerminal({ server: server.url });
    expect(await terminal.run('connect --directory-id d --client-id c --secret hunter2-hunter2')).toBe(2);
    expect(server.seen).toHaveLength(0);
    expect(terminal.out() + terminal.err()).not.toContain('hunter2');
  });
});

describe('admin', () => {
  const aTenant: Answer<'showTenant'> = {
    id: 't-1',
    name: 'Nordbank',
    edition: '2026-03',
    overrides: [{ rule: 'cap', value: 5, because: 'small team' }],
    usesVpnIntegration: null,
    usesSyslog: null,
    siteZones: {},
    calendars: [],
    openings: [],
    featureLossAcceptedBy: null,
    clock: 'wall',
    archivedAt: null,
    createdAt: at,
    version: 4,
  };

  test('a change of the tenant is made against what was read', async () => {
    await using server = await aServer(
      { showTenant: () => aTenant, changeTenant: () => aTenant },
      { headers: { etag: '"4"' } },
    );
    const terminal = aTerminal({ server: server.url });
    await terminal.run([
      'admin',
      'tenant',
      'set',
      '--uses-vpn',
      'no',
      '--override',
      'freshness=12',
      '--because',
      'slow links',
    ]);
    expect(server.seen[1]?.headers['if-match']).toBe('"4"');
    expect(server.seen[1]?.body).toEqual({
      usesVpnIntegration: false,
      because: 'slow links',
      overrides: [
        { rule: 'cap', value: 5, because: 'small team' },
        { rule: 'freshness', value: 12, because: 'slow links' },
      ],
    });
  });

  test('the tenant of --tenant goes with every request', async () => {
    await using server = await aServer({ showStatus: () => aStatus() });
    await aTerminal({ server: server.url }).run('status --tenant Nordbank');
    expect(server.seen[0]?.headers['changeguard-tenant']).toBe('Nordbank');
  });
});

describe('settings', () => {
  test('flags beat the environment, the environment the project, the project the person; doctor shows from where', async () => {
    await using server = await aServer({ whoAmI: () => me, diagnoseConnection: () => ({ value: [] }) });
    const terminal = aTerminal({
      files: { 'changeguard.json': JSON.stringify({ tenant: 'of-project', data: '/project-data' }) },
      env: { CHANGEGUARD_DATA: '/environment-data', CHANGEGUARD_TOKEN: 'secret-token' },
      door: { doctorLocal: async () => [] },
    });
    terminal.files.set(
      '/home/anna/.config/changeguard/config.json',
      JSON.stringify({ tenant: 'of-person', server: server.url }),
    );
    expect(await terminal.run('doctor --json')).toBe(0);
    expect(JSON.parse(terminal.out()).settings).toEqual([
      { name: 'server', value: server.url, from: '/home/anna/.config/changeguard/config.json' },
      { name: 'tenant', value: 'of-project', from: '/project/changeguard.json' },
      { name: 'data', value: '/environment-data', from: 'CHANGEGUARD_DATA' },
      { name: 'token', value: 'set (not shown)', from: 'CHANGEGUARD_TOKEN' },
    ]);
    expect(terminal.out()).not.toContain('secret-token');
  });

  test('a settings file that is not understood stops the command', async () => {
    for (const text of ['{', '{"sever":"x"}']) {
      const terminal = aTerminal({ files: { 'changeguard.json': text } });
      expect(await terminal.run('status')).toBe(2);
      expect(terminal.err()).toContain('settings-invalid');
    }
  });
});

describe('doctor', () => {
  test('what cannot be reached is a finding, not the end; --exit-code is 3', async () => {
    const door = { doctorLocal: async () => [{ what: 'Node', verdict: 'pass' as const, detail: 'Node 20.' }] };
    const terminal = aTerminal({ door });
    expect(await terminal.run('doctor')).toBe(0);
    expect(terminal.out()).toContain('✓ pass  Node: Node 20.');
    expect(terminal.out()).toContain('Nothing listens');
    expect(await aTerminal({ door }).run('doctor --exit-code')).toBe(3);
  });

  test.each([
    ['tenant-missing', 404],
    ['tenant-unnamed', 400],
  ] as const)('%s: nothing of the installation is broken, and what to do is said once', async (code, status) => {
    const refused = () => new Refusal(code, status);
    await using server = await aServer({
      ...{ whoAmI: () => me, listWorkers: () => ({ value: [] }) },
      ...{ diagnoseConnection: refused, listLogArchives: refused },
    });
    const terminal = aTerminal({ server: server.url, door: { doctorLocal: async () => [] } });
    expect(await terminal.run('doctor --exit-code')).toBe(0);
    expect(terminal.out()).toContain('? unknown  connection: ');
    expect(terminal.out().split(`Remedy of ${code}.`)).toHaveLength(2);
    expect(server.seen.map(({ route }) => route)).not.toContain('listLogArchives');
  });
});

describe('serve', () => {
  test('options and environment reach the door, and Ctrl-C is its signal', async () => {
    const given: ServeOptions[] = [];
    const person = new AbortController();
    const terminal = aTerminal({
      env: { CHANGEGUARD_HOST: '127.0.0.2' },
      interrupted: person.signal,
      door: {
        serve: async (options, say, signal) => {
          given.push(options);
          say('http://127.0.0.2:9000');
          expect(signal).toBe(person.signal);
          return 0;
        },
      },
    });
    expect(await terminal.run('serve --port 9000 --store memory --no-sample --data /d')).toBe(0);
    await terminal.run('serve');
    expect(given).toEqual([
      { host: '127.0.0.2', port: 9000, dataDirectory: '/d', store: 'memory', sample: false },
      {
        host: '127.0.0.2',
        port: undefined,
        dataDirectory: undefined,
        store: undefined,
        drop: undefined,
        heartbeat: undefined,
        sample: undefined,
      },
    ]);
    expect(terminal.out()).toContain('http://127.0.0.2:9000');
  });

  test.each([
    ['--sample', { estate: undefined, hosts: undefined, seed: undefined }],
    ['--sample hospital', { estate: 'hospital', hosts: undefined, seed: undefined }],
    ['--sample school --sample-hosts 100000 --sample-seed 7', { estate: 'school', hosts: 100_000, seed: 7 }],
    ['--no-sample', false],
  ])('%s says which sample estate', async (options, sample) => {
    const given: ServeOptions[] = [];
    const serve = async (one: ServeOptions) => {
      given.push(one);
      return exitCodes.done;
    };
    expect(await aTerminal({ door: { serve } }).run(`serve ${options}`)).toBe(0);
    expect(given).toMatchObject([{ sample }]);
  });

  test.each([
    '--sample brewery',
    '--sample hospital --sample-hosts 100001',
    '--sample --sample-hosts 50',
    '--sample-hosts 50',
    '--no-sample --sample-seed 1',
  ])('%s is no sample estate, and nothing starts', async (options) => {
    expect(await aTerminal({}).run(`serve ${options}`)).toBe(exitCodes.usage);
  });
});

describe('the unit for systemd', () => {
  test('starts the server with options that there are, as a user of its own and with nothing to write to but its state', async () => {
    const unit = readText('deploy/changeguard.service');
    const value = (key: string) => new RegExp(`^${key}=(.*)$`, 'm').exec(unit)?.[1] ?? '';
    const [node, room, program, ...args] = value('ExecStart').split(' ');
    expect([node, room, program]).toEqual([
      '/usr/bin/node',
      '--max-semi-space-size=32',
      '/opt/changeguard/dist/main.js',
    ]);
    const given: ServeOptions[] = [];
    const serve = async (options: ServeOptions) => {
      given.push(options);
      return exitCodes.done;
    };
    expect(await aTerminal({ door: { serve } }).run(args.join(' '))).toBe(0);
    expect(given).toMatchObject([{ dataDirectory: `/var/lib/${value('StateDirectory')}`, sample: false }]);
    expect([value('User'), value('ProtectSystem'), value('CapabilityBoundingSet')]).toEqual([
      'changeguard',
      'strict',
      '',
    ]);
  });
});

describe('completion', () => {
  async function script(shell: string): Promise<string> {
    const terminal = aTerminal();
    expect(await run(['completion', shell], terminal.io)).toBe(0);
    return terminal.out();
  }

  test.each(['bash', 'zsh', 'fish'])('the script for %s has every command and every option', async (shell) => {
    const text = await script(shell);
    for (const command of commands) {
      expect(text).toContain(command.path);
      for (const option of command.options ?? []) {
        const flag = /--[a-z-]+/.exec(option.flags)?.[0] ?? '';
        expect(text).toContain(shell === 'fish' ? ` -l ${flag.slice(2)}` : flag);
      }
    }
  });

  test.each([
    ['changeguard esta', ['estate']],
    ['changeguard estate ', ['upload-token', 'import', 'list', 'show']],
    ['changeguard --plain twin fault in', ['inject']],
    ['changeguard status --wa', ['--watch']],
    ['changeguard completion f', ['fish']],
  ])('bash completes %j', async (line, expected) => {
    const words = line.split(' ');
    const program = `${await script('bash')}
COMP_WORDS=(${words.map((word) => `'${word}'`).join(' ')}); COMP_CWORD=${words.length - 1}
_changeguard; printf '%s\\n' "\${COMPREPLY[@]}"`;
    const result = spawnSync('bash', ['-c', program], { encoding: 'utf8' });
    expect(result.stderr).toBe('');
    expect(
      result.stdout
        .split('\n')
        .filter((word) => word !== '' && (!word.startsWith('-') || expected[0]?.startsWith('-'))),
    ).toEqual(expected);
  });
});

test('the faults that examples name are faults of the twin', () => {
  const named = commands.flatMap((command) =>
    (command.examples ?? []).flatMap((example) => /^twin fault inject (\S+)/.exec(example)?.[1] ?? []),
  );
  expect(named.length).toBeGreaterThan(0);
  expect(named.filter((kind) => !(kind in faultCatalogue))).toEqual([]);
});
