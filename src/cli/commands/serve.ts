import type { SampleEstate } from '../../contract/sample-estates.ts';
import type { Handler, Invocation } from '../command.ts';
import type { SampleWish } from '../io.ts';
import { usageProblem } from '../problem.ts';
import { resolve } from '../settings.ts';

/** `serve`: the server itself is put together by `main.ts`. */
export const serve: Handler = async (invocation) => {
  const { given, io, screen } = invocation;
  const { target } = await invocation.settings();
  return io.door.serve(
    {
      host: given.text('host') ?? (io.env.CHANGEGUARD_HOST || undefined),
      port: given.whole('port', 0, 65_535) ?? portOf(io.env.CHANGEGUARD_PORT),
      publicUrl: given.text('publicUrl') ?? (io.env.CHANGEGUARD_PUBLIC_URL || undefined),
      tlsCert: pathOf(invocation, 'tlsCert', 'CHANGEGUARD_TLS_CERT'),
      tlsKey: pathOf(invocation, 'tlsKey', 'CHANGEGUARD_TLS_KEY'),
      behindProxy: given.text('behindProxy') ?? (io.env.CHANGEGUARD_BEHIND_PROXY || undefined),
      signIn: pathOf(invocation, 'signIn', 'CHANGEGUARD_SIGN_IN'),
      dataDirectory: target.dataDirectory,
      store: given.text('store') ?? (io.env.CHANGEGUARD_STORE || undefined),
      postgresBin: pathOf(invocation, 'postgresBin', 'CHANGEGUARD_POSTGRES_BIN'),
      drop: pathOf(invocation, 'drop', 'CHANGEGUARD_DROP'),
      heartbeat: given.text('heartbeat') ?? (io.env.CHANGEGUARD_HEARTBEAT || undefined),
      siem: pathOf(invocation, 'siem', 'CHANGEGUARD_SIEM'),
      sample: sampleOf(invocation),
    },
    (line) => screen.line(line),
    io.interrupted,
  );
};

/** `worker`: the same without anything to talk to. */
export const worker: Handler = async (invocation) => {
  const { given, io, screen } = invocation;
  const { target } = await invocation.settings();
  return io.door.work(
    {
      dataDirectory: target.dataDirectory,
      store: given.text('store') ?? (io.env.CHANGEGUARD_STORE || undefined),
      heartbeat: given.text('heartbeat') ?? (io.env.CHANGEGUARD_HEARTBEAT || undefined),
    },
    (line) => screen.line(line),
    io.interrupted,
  );
};

function sampleOf({ given }: Invocation): SampleWish | false | undefined {
  const choice = given.choice('sample');
  const estate = given.text('sample') as SampleEstate | undefined;
  const hosts = given.whole('sampleHosts', 1, 100_000);
  const seed = given.whole('sampleSeed', 0, 2_000_000_000);
  const isAsked = choice === true || estate !== undefined;
  if (!isAsked && (hosts !== undefined || seed !== undefined))
    throw usageProblem('A size or a seed is given, and no sample.', 'Name one as well: --sample hospital.');
  if (hosts !== undefined && (estate ?? 'bank') === 'bank')
    throw usageProblem('The bank always has its thirty servers.', 'Leave --sample-hosts, or take --sample hospital.');
  return isAsked ? { estate, hosts, seed } : choice === false ? false : undefined;
}

function pathOf({ given, io }: Invocation, option: string, variable: string): string | undefined {
  const path = given.text(option) ?? (io.env[variable] || undefined);
  return path === undefined ? undefined : resolve(io, path);
}

function portOf(text: string | undefined): number | undefined {
  if (text === undefined || text === '') return undefined;
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > 65_535)
    throw usageProblem(`CHANGEGUARD_PORT is "${text}".`, 'Give a port from 0 to 65535.');
  return port;
}
