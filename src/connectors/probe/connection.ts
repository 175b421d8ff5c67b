import { connect, type Socket } from 'node:net';
import type { ProbeOutcome } from '../../domain/probe.ts';
import type { Address } from './name.ts';
import { codeOf, type HeldSockets, StageFault, withinTime } from './stage.ts';

interface ConnectBound {
  readonly held: HeldSockets;
  readonly limitMs: number;
  readonly signal: AbortSignal;
  /** Told of every address that failed. */
  readonly onFailed: (address: string, code: string) => void;
}

/** What says most comes first: a network without IPv6 fails there in its own way, and that is not the news. */
const tellingMost: readonly ProbeOutcome[] = ['refused', 'connection-broken', 'timed-out', 'unreachable'];

/** Tries one address after the other. @throws StageFault when none takes the connection. */
export async function connected(
  addresses: readonly Address[],
  port: number,
  bound: ConnectBound,
): Promise<{ readonly socket: Socket; readonly address: string }> {
  const faults: StageFault[] = [];
  for (const { address } of addresses) {
    try {
      const socket = await withinTime({ ...bound, late: new StageFault('timed-out', 'connect-timed-out') }, () =>
        opened(bound.held.hold(connect({ host: address, port }))),
      );
      return { socket, address };
    } catch (error) {
      if (!(error instanceof StageFault)) throw error;
      faults.push(error);
      bound.onFailed(address, error.code);
    }
  }
  const rank = (fault: StageFault) => tellingMost.indexOf(fault.outcome);
  throw faults.sort((one, other) => rank(one) - rank(other))[0] ?? new StageFault('name-not-found', 'no-address');
}

function opened(socket: Socket): Promise<Socket> {
  return new Promise((resolve, reject) => {
    socket.once('connect', () => resolve(socket));
    socket.once('error', (error) => {
      const code = codeOf(error);
      reject(new StageFault(outcomes[code] ?? 'unreachable', code));
    });
  });
}

const outcomes: Readonly<Record<string, ProbeOutcome>> = {
  ECONNREFUSED: 'refused',
  // A firewall of this very machine forbids the call.
  EACCES: 'refused',
  EPERM: 'refused',
  ECONNRESET: 'connection-broken',
  ETIMEDOUT: 'timed-out',
};
