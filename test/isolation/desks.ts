import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SMTPServer } from 'smtp-server';
import type { AuditCollector } from '../../src/engine/ports/store.ts';
import { readSiem } from '../../src/main/siem-file.ts';
import { anAuthority, issued } from '../support/certificates.ts';
import { aSyslogDesk, type SyslogDesk } from '../support/syslog-desk.ts';

/** Where everything ends that leaves the product for people and machines of a tenant: real sockets on loopback. */
export interface Desks extends AsyncDisposable {
  /** Addresses end in whose they are. */
  readonly hookUrl: string;
  /** For files that only live as long. */
  readonly folder: string;
  readonly mailServer: string;
  /** What came for somebody, by hook, mail and syslog. */
  heardBy(whose: string): Readonly<Record<'hook' | 'teams' | 'mail' | 'siem', readonly string[]>>;
  /** A collector of the audit that is to get the log of one tenant, and that of one which gets all. */
  collectorsFor(tenants: readonly { readonly whose: string; readonly tenantId: string }[]): Promise<Collectors>;
}

interface Collectors {
  readonly collectors: readonly AuditCollector[];
  /** What the one for all got. */
  heardByAll(): readonly string[];
}

const limits = { connectMs: 10_000, closeMs: 10_000, messageBytes: 65_536 };
const authority = anAuthority('Test root');
const certificate = issued(authority, { names: ['localhost'] });

export async function openDesks(): Promise<Desks> {
  const posts: { path: string; text: string }[] = [];
  const letters: { to: string; text: string }[] = [];
  const syslog = new Map<string, SyslogDesk>();
  const folder = mkdtempSync(join(tmpdir(), 'cg-desks-'));
  const hook = createServer((request, response) => {
    let text = JSON.stringify(request.headers);
    request.on('data', (part: Buffer) => {
      text += part.toString();
    });
    request.on('end', () => {
      posts.push({ path: request.url ?? '', text });
      response.end();
    });
  }).listen(0, '127.0.0.1');
  const mail = new SMTPServer({
    logger: false,
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    onData: (stream, { envelope }, done) => {
      let text = '';
      stream.on('data', (part: Buffer) => {
        text += part.toString();
      });
      stream.on('end', () => {
        for (const { address } of envelope.rcptTo) letters.push({ to: address, text });
        done(null, 'queued');
      });
    },
  });
  mail.listen(0, '127.0.0.1');
  await Promise.all([once(hook, 'listening'), once(mail.server, 'listening')]);
  const port = (server: { address(): AddressInfo | string | null }) => (server.address() as AddressInfo).port;
  return {
    folder,
    hookUrl: `http://127.0.0.1:${port(hook)}`,
    mailServer: `smtp://127.0.0.1:${port(mail.server)}`,
    heardBy: (whose) => ({
      hook: posts.filter(({ path }) => path === `/hook/${whose}`).map(({ text }) => text),
      teams: posts.filter(({ path }) => path === `/teams/${whose}`).map(({ text }) => text),
      mail: letters.filter(({ to }) => to === `${whose}@mail.example`).map(({ text }) => decoded(text)),
      siem: syslog.get(whose)?.messages ?? [],
    }),
    collectorsFor: async (tenants) => {
      const ca = join(folder, 'root.pem');
      writeFileSync(ca, authority.certificate.toString());
      for (const whose of ['everybody', ...tenants.map((one) => one.whose)])
        syslog.set(whose, await aSyslogDesk(certificate));
      const to = (whose: string, more: object) => ({
        ...{ name: whose, kind: 'syslog', host: 'localhost', port: syslog.get(whose)?.port, ca, hostname: 'guard' },
        ...more,
      });
      const collectors = [to('everybody', {}), ...tenants.map((one) => to(one.whose, { tenants: [one.tenantId] }))];
      const path = join(folder, 'siem.json');
      writeFileSync(path, JSON.stringify({ collectors }));
      return {
        collectors: await readSiem(path, limits),
        heardByAll: () => syslog.get('everybody')?.messages ?? [],
      };
    },
    [Symbol.asyncDispose]: async () => {
      for (const desk of syslog.values()) await desk[Symbol.asyncDispose]();
      await new Promise<void>((resolve) => mail.close(() => resolve()));
      hook.closeAllConnections();
      await new Promise<void>((resolve) => hook.close(() => resolve()));
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** A letter as it is read: nodemailer packs lines, and puts what is not ASCII into base64 or quoted-printable. */
function decoded(letter: string): string {
  const unfolded = letter
    .replace(/=\r?\n/g, '')
    .replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));
  const packed = [
    ...letter.matchAll(/(?:[A-Za-z0-9+/]{60,76}\r?\n)+[A-Za-z0-9+/=]*/g),
    ...letter.matchAll(/=\?UTF-8\?B\?([^?]+)\?=/gi),
  ];
  return [unfolded, ...packed.map(([whole, inner]) => Buffer.from(inner ?? whole, 'base64').toString('utf8'))].join(
    '\n',
  );
}
