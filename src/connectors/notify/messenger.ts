import type { Instant } from '../../domain/time.ts';
import type { Messenger } from '../../engine/ports/notify.ts';
import type { Fetch } from '../graph/transport.ts';
import type { SecretReader } from '../secret.ts';
import { mail } from './mail.ts';
import { teams } from './teams.ts';
import { webhook } from './webhook.ts';

/** Everything the messenger takes from outside. */
export interface MessengerDeps {
  readonly fetch: Fetch;
  readonly readSecret: SecretReader;
  /** The clock of this machine: signatures carry it, and Retry-After is counted by it. */
  readonly machineNow: () => Instant;
  readonly limits: MessengerLimits;
  /** Certificates that a mail server is believed by, instead of those of the system. */
  readonly trust?: string | undefined;
  /** Whether a mail server is this very machine, so that nobody can listen in between. */
  readonly isLoopback: (hostname: string) => boolean;
}

interface MessengerLimits {
  /** From the first byte to the last. */
  readonly httpTimeoutMs: number;
  readonly mailTimeoutMs: number;
  /** Silence of a mail server within that time. */
  readonly mailSilenceMs: number;
  readonly answerBytes: number;
  readonly longestWaitMs: number;
}

export const messengerLimits: MessengerLimits = {
  httpTimeoutMs: 20_000,
  mailTimeoutMs: 60_000,
  mailSilenceMs: 20_000,
  answerBytes: 64 * 1024,
  longestWaitMs: 24 * 3_600_000,
};

/** One way out for each kind of receiver. It translates, and decides nothing. */
export function createMessenger(deps: MessengerDeps): Messenger {
  return {
    hostOf: async (address) => {
      switch (address.kind) {
        case 'webhook':
          return webhook.hostOf(deps, address);
        case 'mail':
          return mail.hostOf(deps, address);
        case 'teams':
          return teams.hostOf(deps, address);
      }
    },
    send: async ({ address }, message, signal) => {
      switch (address.kind) {
        case 'webhook':
          return webhook.send(deps, address, message, signal);
        case 'mail':
          return mail.send(deps, address, message, signal);
        case 'teams':
          return teams.send(deps, address, message, signal);
      }
    },
  };
}
