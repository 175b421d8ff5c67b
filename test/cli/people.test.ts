import { describe, expect, test } from 'vitest';
import type { Answer } from '../../src/contract/routes.ts';
import { aServer } from './support/scripted-server.ts';
import { aTerminal } from './support/terminal.ts';

const at = '2026-11-22T10:00:00.000Z';
const person: Answer<'listPeople'>['value'][number] = {
  id: 'p-1',
  name: 'anna',
  origin: 'local',
  state: 'waiting',
  grants: [{ tenantId: null, role: 'operator', hosts: 'site:Berlin' }],
  createdAt: at,
  createdBy: 'os:root',
  signedInAt: null,
};
const link = 'http://127.0.0.1:8787/sign-in?setup#abc';
const withLink = { ...person, link, linkExpiresAt: at };

describe('people', () => {
  test('a new account gets a link, which alone goes to stdout', async () => {
    await using server = await aServer({ addPerson: () => withLink });
    const terminal = aTerminal({ server: server.url });
    expect(await terminal.run('people add Anna --role operator --hosts site:Berlin')).toBe(0);
    expect(server.seen[0]?.body).toEqual({ name: 'Anna', role: 'operator', tenantId: null, hosts: 'site:Berlin' });
    expect(terminal.out()).toBe(`${link}\n`);
    expect(terminal.err()).toContain('Account anna is made (operator, site:Berlin).');
  });

  test('X-09 a password comes from stdin, whole but for the end of its line, and is never an argument', async () => {
    await using server = await aServer({ addPerson: () => person, resetPassword: () => person });
    const terminal = aTerminal({ server: server.url, types: [' a long password '] });
    expect(await terminal.run('people password anna --password-stdin')).toBe(0);
    expect(server.seen[0]?.body).toEqual({ password: ' a long password ' });
    expect(terminal.out() + terminal.err()).not.toContain('long password');
    expect(await aTerminal({ server: server.url }).run('people password anna secret')).toBe(2);
    expect(await aTerminal({ server: server.url, types: [] }).run('people password anna --password-stdin')).toBe(2);
  });

  test('the list shows names, states with sign and word, and roles', async () => {
    await using server = await aServer({ listPeople: () => ({ value: [person] }) });
    const terminal = aTerminal({ server: server.url });
    expect(await terminal.run('people list')).toBe(0);
    expect(terminal.out()).toContain('◌ no password yet');
    expect(terminal.out()).toContain('operator, site:Berlin');
  });

  test('a word that is no role is a usage error, before anything is sent', async () => {
    await using server = await aServer({ changeRole: () => person });
    const terminal = aTerminal({ server: server.url });
    expect(await terminal.run('people role anna boss')).toBe(2);
    expect(server.seen).toEqual([]);
    expect(await terminal.run('people role anna none --only-tenant t-1')).toBe(0);
    expect(server.seen[0]?.body).toEqual({ role: 'none', tenantId: 't-1', hosts: null });
  });
});
