import { createTransport } from 'nodemailer';
import { type ProblemError, Retryable, Terminal } from '../../domain/problem.ts';
import type { Message, ReceiverAddress } from '../../engine/ports/notify.ts';
import { invalid, secretOf } from './address.ts';
import { headlineOf, textOf } from './message-text.ts';
import type { MessengerDeps } from './messenger.ts';

type Address = Extract<ReceiverAddress, { readonly kind: 'mail' }>;

/** Plain text by SMTP, never in the clear except on this machine itself. */
export const mail = {
  async hostOf({ readSecret }: MessengerDeps, { server, login }: Address): Promise<string> {
    const { hostname } = serverOf(server);
    if (login !== null) await secretOf(readSecret, login.secretRef);
    return hostname;
  },
  async send(deps: MessengerDeps, address: Address, message: Message, signal: AbortSignal): Promise<string> {
    const { host, options } = await connectionOf(deps, address);
    const timeout = AbortSignal.timeout(deps.limits.mailTimeoutMs);
    try {
      const { accepted, rejected, response } = await createTransport(options).sendMail({
        from: address.from,
        to: [...address.to],
        subject: `[changeguard] ${headlineOf(message)}`,
        text: textOf(message),
        // The same at every try: mail systems drop what they have.
        messageId: `<${message.messageId}@changeguard.invalid>`,
        headers: { 'Auto-Submitted': 'auto-generated' },
        ...(message.kind === 'alarm' ? { priority: 'high' as const } : {}),
        signal: AbortSignal.any([signal, timeout]),
      });
      const missed = rejected.length === 0 ? '' : `, ${rejected.length} of ${accepted.length + rejected.length} not`;
      return `${host} took it${missed}: ${inShort(response)}`;
    } catch (error) {
      throw failureOf(host, error, signal.aborted || timeout.aborted);
    }
  },
};

async function connectionOf({ readSecret, limits, trust, isLoopback }: MessengerDeps, { server, login }: Address) {
  const { hostname, port, protocol } = serverOf(server);
  const isSecure = protocol === 'smtps:';
  const isHere = isLoopback(hostname);
  const silence = limits.mailSilenceMs;
  const options = {
    host: hostname.replace(/^\[|\]$/g, ''),
    port: port === '' ? (isSecure ? 465 : 587) : Number(port),
    secure: isSecure,
    requireTLS: !isSecure && !isHere,
    // A relay on this machine has a certificate that nobody issued, and nobody can stand in between.
    tls: { rejectUnauthorized: !isHere, minVersion: 'TLSv1.2' as const, ...(trust === undefined ? {} : { ca: trust }) },
    ...(login === null ? {} : { auth: { user: login.user, pass: await secretOf(readSecret, login.secretRef) } }),
    connectionTimeout: silence,
    greetingTimeout: silence,
    socketTimeout: silence,
    dnsTimeout: silence,
    socketCloseTimeout: 1_000,
    maxResponseSize: limits.answerBytes,
    disableFileAccess: true,
    disableUrlAccess: true,
  };
  return { host: hostname, options };
}

/** @throws ProblemError `request-invalid`. */
function serverOf(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !['smtp:', 'smtps:'].includes(url.protocol) || url.hostname === '')
    throw invalid('A mail server is smtp://host:port, with STARTTLS, or smtps://host:port.');
  if (url.username !== '' || url.password !== '')
    throw invalid('A mail server is named without credentials: give the user and where the password is.');
  if (!['', '/'].includes(url.pathname) || url.search !== '' || url.hash !== '')
    throw invalid('A mail server is a host and a port, and nothing behind them.');
  return url;
}

/** What is said of an error by the library, as far as it is used; `originalCode` is that of the socket below. */
interface MailFailure {
  readonly code?: string;
  readonly originalCode?: string;
  readonly responseCode?: number;
  readonly command?: string;
  readonly permanent?: boolean;
}

const notPrivate = /^(ETLS|ERR_TLS_|ERR_SSL_|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_)/;

/** An answer of class 5 is final, one of class 4 is not; whatever else goes wrong may go right another time. */
function failureOf(host: string, error: unknown, timedOut: boolean): ProblemError {
  const { code = '', originalCode = code, responseCode, command, permanent } = error as MailFailure;
  const because = /^\w+$/.test(originalCode) ? ` (${originalCode})` : '';
  if (timedOut || code === 'ETIMEDOUT')
    return new Retryable('receiver-timed-out', `${host} did not answer in time.`, {
      mayHaveHappened: true,
      cause: error,
    });
  // A refused STARTTLS comes with an answer, and is no refusal of the message.
  if (code === 'ETLS' || notPrivate.test(originalCode))
    return new Retryable('receiver-not-private', `${host} offers no connection that is private${because}.`, {
      cause: error,
    });
  if (responseCode === undefined)
    return new Retryable('receiver-unreachable', `${host} is not reached${because}.`, { cause: error });
  // The text of the answer may name people and repeat what was sent; command and code say enough.
  const detail = `${host} answered ${responseCode} to ${(command ?? 'the message').split(' ', 1)[0]}.`;
  return permanent === true
    ? new Terminal('receiver-refused', detail, { cause: error })
    : new Retryable('receiver-unavailable', detail, { cause: error });
}

function inShort(response: string): string {
  return response.replaceAll(/[^\x20-\x7e]+/g, ' ').slice(0, 120);
}
