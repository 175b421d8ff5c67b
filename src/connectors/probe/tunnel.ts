import { type IncomingMessage, request } from 'node:http';
import type { Duplex } from 'node:stream';
import { codeOf, StageFault, withinTime } from './stage.ts';

/** An HTTP proxy that takes CONNECT. Its credentials are kept in here and shown nowhere. */
export interface ProbeProxy {
  readonly host: string;
  readonly port: number;
  /** `user:password`, for Basic; nothing else is offered. */
  readonly credentials: string | undefined;
}

interface TunnelBound {
  readonly proxy: ProbeProxy;
  readonly limitMs: number;
  readonly headBytes: number;
  readonly signal: AbortSignal;
  /** Told what the proxy answered, also when it refuses. */
  readonly onAnswer: (status: number, schemes: readonly string[]) => void;
}

/** Asks the proxy for a tunnel to `host:port`. @throws StageFault when there is none to be had. */
export async function tunnelled(socket: Duplex, authority: string, bound: TunnelBound): Promise<void> {
  const late = new StageFault('timed-out', 'proxy-timed-out');
  const { answer, head } = await withinTime({ ...bound, late }, () => asked(socket, authority, bound));
  const status = answer.statusCode ?? 0;
  const schemes = status === 407 ? schemesOf(answer) : [];
  bound.onAnswer(status, schemes);
  if (status === 407)
    throw bound.proxy.credentials === undefined
      ? new StageFault('proxy-wants-credentials', 'proxy-407')
      : new StageFault('proxy-refuses-credentials', 'proxy-407');
  if (status < 200 || status > 299) throw new StageFault('proxy-refuses', `proxy-${status}`);
  // Bytes behind the head already belong to what is in the tunnel.
  if (head.length > 0) socket.unshift(head);
}

function asked(
  socket: Duplex,
  authority: string,
  { proxy, headBytes }: TunnelBound,
): Promise<{ readonly answer: IncomingMessage; readonly head: Buffer }> {
  const { credentials } = proxy;
  const authorization =
    credentials === undefined ? {} : { 'proxy-authorization': `Basic ${Buffer.from(credentials).toString('base64')}` };
  return new Promise((resolve, reject) => {
    const asking = request({
      createConnection: () => socket,
      method: 'CONNECT',
      path: authority,
      headers: { host: authority, 'user-agent': 'changeguard', ...authorization },
      setHost: false,
      maxHeaderSize: headBytes,
    });
    asking.once('connect', (answer, _, head) => resolve({ answer, head }));
    asking.on('error', (error) => {
      const code = codeOf(error);
      reject(new StageFault(code.startsWith('HPE_') ? 'proxy-garbled' : 'proxy-refuses', code));
    });
    asking.end();
  });
}

/** The names only: a challenge may hold anything after its first word. */
function schemesOf(answer: IncomingMessage): readonly string[] {
  const challenges = answer.headersDistinct['proxy-authenticate'] ?? [];
  const names = challenges.map((one) => /^[A-Za-z][A-Za-z0-9-]{0,30}/.exec(one.trim())?.[0] ?? '');
  return [...new Set(names.filter((name) => name !== ''))].slice(0, 8);
}
