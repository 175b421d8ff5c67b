import type { Handler, Invocation } from '../command.ts';
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
      dataDirectory: target.dataDirectory,
      store: given.text('store') ?? (io.env.CHANGEGUARD_STORE || undefined),
      drop: dropOf(invocation),
      heartbeat: given.text('heartbeat') ?? (io.env.CHANGEGUARD_HEARTBEAT || undefined),
      sample: given.choice('sample'),
    },
    (line) => screen.line(line),
    io.interrupted,
  );
};

function dropOf({ given, io }: Invocation): string | undefined {
  const directory = given.text('drop') ?? (io.env.CHANGEGUARD_DROP || undefined);
  return directory === undefined ? undefined : resolve(io, directory);
}

function portOf(text: string | undefined): number | undefined {
  if (text === undefined || text === '') return undefined;
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > 65_535)
    throw usageProblem(`CHANGEGUARD_PORT is "${text}".`, 'Give a port from 0 to 65535.');
  return port;
}
