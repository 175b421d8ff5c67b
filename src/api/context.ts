import type { FastifyBaseLogger, FastifyRequest } from 'fastify';
import type { TenantId } from '../domain/ids.ts';
import { minuteMs, secondMs } from '../domain/time.ts';
import type { CollectorState } from '../engine/audit-forwarder.ts';
import type { Control } from '../engine/control.ts';
import type { Clocks } from '../engine/ports/clock.ts';
import type { Identity } from '../engine/ports/identity.ts';
import type { CheckCatalogue } from '../report/check-catalogue.ts';
import type { EntraSignIn } from './entra-sign-in.ts';
import type { ExplainFile } from './file-desk.ts';
import { type PasswordCost, type Passwords, passwordCost } from './password.ts';
import type { Principal } from './principal.ts';
import type { RehearsalDesk } from './rehearsal-desk.ts';
import type { ReportKeys } from './report-keys.ts';
import type { OpenSample, TwinDoor } from './twin-door.ts';

/** Everything the API is given. */
export interface ApiGiven {
  readonly control: Control;
  readonly clocks: Clocks;
  readonly identity: Pick<Identity, 'newId' | 'sha256'>;
  readonly catalogue: CheckCatalogue;
  readonly version: string;
  readonly twin?: TwinDoor | undefined;
  /** Without it no sample estate is brought up while the API runs. */
  readonly openSample?: OpenSample | undefined;
  /** Without it no plan can be rehearsed here; what was is still shown. */
  readonly rehearsals?: RehearsalDesk | undefined;
  /** Who keeps the keys that evidence packs are signed with; without it no pack is made here. */
  readonly reportKeys?: ReportKeys | undefined;
  /** Whether a sealed archive lies on this machine; without it nobody knows. */
  readonly hasArchive?: ((tenantId: TenantId, file: string) => Promise<boolean>) | undefined;
  /** Without it no file is explained here. */
  readonly explainFile?: ExplainFile | undefined;
  /** A pino logger made with `logOptions()`; none logs nothing. */
  readonly logger?: FastifyBaseLogger | undefined;
  /** Calls the listener after every transaction that wrote the log; gives the way to stop. Without it event streams poll. */
  readonly onCommit?: ((listener: (tenantId: TenantId) => void) => () => void) | undefined;
  /** How each collector of the audit does; `/metrics` says so. */
  readonly audit?: (() => readonly CollectorState[]) | undefined;
  /** The identity provider by which people sign in; without it they do with a password or a link. */
  readonly entra?: EntraSignIn | undefined;
  /** Whether the engine works; `/readyz` says so. */
  readonly engine?: (() => { readonly isTicking: boolean; readonly detail: string }) | undefined;
  /**
   * The door for callers in the same process: says who a request comes from before any credential is looked at.
   * It must only answer for a header value that nobody outside can guess (main makes 256 random bits at every start and
   * gives them to the in-process transport alone), because over a socket anybody can send any header.
   */
  readonly trust?: ((request: FastifyRequest) => Principal | undefined) | undefined;
  readonly options?: Partial<ApiOptions> | undefined;
}

/** A certificate with its chain, and its key, in PEM. */
export interface ApiTls {
  readonly cert: string;
  readonly key: string;
}

interface ApiOptions {
  /** Where people reach the server; stands in sign-in links. With https the session cookie is Secure. */
  readonly publicUrl: string;
  /**
   * Names that the Host header may carry, without port; a page on another name that resolves to this machine (DNS
   * rebinding) is refused by it. `any` for a server behind a proxy that checks the name itself.
   */
  readonly allowedHosts: readonly string[] | 'any';
  /** Speaks TLS itself with these. */
  readonly tls: ApiTls | undefined;
  /**
   * Whether an address is that of the proxy that stands before us. It is believed when it says who asks, and besides it only this machine may ask:
   * whoever came past it would send a password in the clear.
   */
  readonly isProxy: ((address: string) => boolean) | undefined;
  /** The folder of the built portal; without it there are only the API's own addresses. */
  readonly portal: string | undefined;
  readonly jsonBytes: number;
  readonly evidenceBytes: number;
  /** A file that comes with an upload token. */
  readonly uploadBytes: number;
  readonly requestsPerMinute: number;
  /** Callers on this machine are people's own tools: the limit only stops a loop that runs away. */
  readonly loopbackRequestsPerMinute: number;
  /** Sign-in attempts, and requests with a credential that is refused, of one address. */
  readonly signInsPerMinute: number;
  readonly passwordCost: PasswordCost;
  readonly requestTimeoutMs: number;
  readonly streams: StreamLimits;
}

interface StreamLimits {
  /** Open event streams altogether. */
  readonly most: number;
  /** How long a stream waits when nobody told it of a commit. */
  readonly pollMs: number;
  readonly heartbeatMs: number;
  /** A client that takes nothing for so long is closed; it resumes from its last event. */
  readonly stallMs: number;
  readonly eventsAtOnce: number;
}

export const defaultOptions: ApiOptions = {
  publicUrl: 'http://127.0.0.1:8787',
  allowedHosts: ['localhost', '127.0.0.1', '[::1]'],
  tls: undefined,
  isProxy: undefined,
  portal: undefined,
  jsonBytes: 1024 * 1024,
  evidenceBytes: 128 * 1024 * 1024,
  uploadBytes: 32 * 1024 * 1024,
  requestsPerMinute: 1_200,
  loopbackRequestsPerMinute: 600_000,
  signInsPerMinute: 10,
  passwordCost,
  requestTimeoutMs: 2 * minuteMs,
  streams: { most: 256, pollMs: 2 * secondMs, heartbeatMs: 15 * secondMs, stallMs: 30 * secondMs, eventsAtOnce: 200 },
};

/** What every part of the API works with. */
export interface ApiContext extends Omit<ApiGiven, 'options' | 'twin'> {
  /** It may come while the API runs. */
  twin?: TwinDoor | undefined;
  readonly options: ApiOptions;
  readonly passwords: Passwords;
  /** Ids of tenants that there are, so that not every request has to ask; one that is deleted is taken out. */
  readonly knownTenants: Set<string>;
  /** Runs what an answer must not wait for. */
  readonly later: (work: () => Promise<void>) => void;
}
