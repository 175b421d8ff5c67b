import { approvalProblems } from './approval-problems.ts';
import { evidenceProblems } from './evidence-problems.ts';
import { noticeProblems } from './notice-problems.ts';
import type { ProblemEntry } from './problem-entry.ts';
import { rehearsalProblems } from './rehearsal-problems.ts';
import { reportProblems } from './report-problems.ts';
import { signInProblems } from './sign-in-problems.ts';
import { steeringProblems } from './steering-problems.ts';
import { storeProblems } from './store-problems.ts';
import { tenantProblems } from './tenant-problems.ts';

/**
 * The one catalogue of everything that can be wrong. The code is the only thing that program code may look at; title and remedy are for people.
 */
export const problems = {
  // Requests
  'request-invalid': {
    title: 'The request is not understood',
    status: 400,
    remedy: 'Correct the members named under errors and send it again.',
  },
  'rules-invalid': {
    title: 'The rules of the plan make no sense',
    status: 400,
    remedy: 'Correct what is named under errors: nothing that makes no sense is read as "off".',
  },
  'not-found': {
    title: 'There is no such thing',
    status: 404,
    remedy: 'Check the id; list the collection to see what exists.',
  },
  'method-not-allowed': {
    title: 'That method does not exist here',
    status: 405,
    remedy: 'See /api/openapi.json for what exists.',
  },
  'if-match-missing': {
    title: 'The change does not say which version it changes',
    status: 428,
    remedy: 'Read the resource and send its ETag in If-Match.',
  },
  'version-outdated': {
    title: 'Somebody changed it since you read it',
    status: 412,
    remedy: 'Read it again, look at what changed, and decide again.',
  },
  'idempotency-key-missing': {
    title: 'The request has an effect and no Idempotency-Key',
    status: 400,
    remedy: 'Send an Idempotency-Key header; a UUID is a good one.',
  },
  'idempotency-key-reused': {
    title: 'The Idempotency-Key was used with another body',
    status: 422,
    remedy: 'Use a new key for a new request.',
  },
  'idempotency-key-busy': {
    title: 'The first request with this Idempotency-Key still runs',
    status: 409,
    remedy: 'Wait a moment and send the same request again.',
  },
  'sign-in-required': {
    title: 'You are not signed in',
    status: 401,
    remedy: 'Run "changeguard login", or send a valid API token.',
  },
  'token-expired': { title: 'The API token has expired', status: 401, remedy: 'Ask an administrator for a new token.' },
  'upload-token-used': {
    title: 'The upload token has brought its file',
    status: 409,
    remedy: 'Make another one with "changeguard estate upload-token make HOST".',
  },
  'sign-in-link-used': {
    title: 'The sign-in link was used or has expired',
    status: 401,
    remedy: 'Run "changeguard admin sign-in-link" on the machine that runs changeguard.',
  },
  'permission-missing': {
    title: 'Your role does not allow this',
    status: 403,
    remedy: 'Ask somebody whose role allows it, or an administrator for the role.',
  },
  'too-many-requests': { title: 'Too many requests', status: 429, remedy: 'Wait for the time in Retry-After.' },
  'csrf-token-wrong': {
    title: 'The request does not carry the token of its session',
    status: 403,
    remedy: 'Read /api/v1/me and send its csrfToken in the header X-CSRF-Token.',
  },
  'host-refused': {
    title: 'The request was sent to a name that is not ours',
    status: 421,
    remedy: 'Use the address that "changeguard serve" printed, or start it with the name it shall answer to.',
  },
  'media-type-unsupported': {
    title: 'The body is of a kind that is not read here',
    status: 415,
    remedy: 'Send application/json; evidence may be sent as any kind of file.',
  },
  'secret-shown-once': {
    title: 'The secret was shown once and is not kept',
    status: 409,
    remedy: 'If the first answer was lost, revoke what it made and ask again with a new Idempotency-Key.',
  },
  'not-ready': {
    title: 'changeguard is not ready',
    status: 503,
    remedy: 'Wait a moment; if it persists, run "changeguard doctor".',
  },
  'payload-too-large': {
    title: 'The upload is too large',
    status: 413,
    remedy: 'Split the file and import the parts.',
  },
  'selection-too-large': {
    title: 'More servers fit than one selection may hold',
    status: 422,
    remedy: 'Choose fewer at once, by site:, domain: or state:, and do the others after them.',
  },
  'internal-error': {
    title: 'Something broke on our side',
    status: 500,
    remedy: 'Nothing was half done: every change is one transaction. Look in the log for the request id.',
  },

  // Moves: refusals of the transition table
  'move-transition-illegal': {
    title: 'That cannot happen in this state',
    status: 409,
    remedy: 'Look at the state of the move; docs/reference/states.md lists what is possible from it.',
  },
  'rollback-too-late': {
    title: 'The observation period may be over, so a rollback can no longer be promised',
    status: 409,
    remedy:
      'After the commit the server stays on v3.x. Check the sensor health; if it does not work, open a support case.',
  },
  'rollback-not-observing': {
    title: 'Only a move under observation can be rolled back',
    status: 409,
    remedy: 'Before the switch the service reverts by itself; after the commit nothing can.',
  },
  'rollback-not-promised': {
    title: 'This rulebook edition states no rollback',
    status: 409,
    remedy: 'Look in the Defender portal whether a rollback is offered, and attest what you did.',
  },
  'host-pinned': {
    title: 'The host was rolled back and is pinned',
    status: 409,
    remedy: 'Find out why it was rolled back, then complete its unpinning task.',
  },
  'host-busy': {
    title: 'The host has another change in flight',
    status: 409,
    remedy: 'Wait until the other move has ended, or leave this host out.',
  },

  // Moves: what went wrong with an attempt
  'timed-out': {
    title: 'The migration did not complete within two hours; the service reverted the server to v2.x',
    status: 409,
    remedy: 'Diagnose the server, address the cause, then retry; choose a time of lower activity.',
  },
  'reverted-early': {
    title: 'The server went back to v2.x before the deadline',
    status: 409,
    remedy: 'Diagnose the server before the retry.',
  },
  'migration-failed': {
    title: 'The service reports that the migration failed',
    status: 409,
    remedy:
      'Run the Client Analyzer on the server; if all is fine, open a support case. The move can be retried while the state still says failed.',
  },
  'migrate-refused': {
    title: 'The service did not accept this server',
    status: 409,
    remedy: 'Check the server again: its state may have changed between the check and the request.',
  },
  'accepted-never-started': {
    title: 'The service accepted the request and never started',
    status: 409,
    remedy: 'Retry; if it happens again, open a support case with the request id from the log.',
  },
  'request-lost': {
    title: 'The request was sent, its answer was lost, and the server did not start',
    status: 409,
    remedy: 'Retry: this attempt is never sent twice, a new attempt is a new request.',
  },
  'prerequisite-lost': {
    title: 'A prerequisite became invalid during the migration',
    status: 409,
    remedy: 'See which check fails now, mend it, and retry after the service has reverted the server.',
  },
  'commit-passed-unproven': {
    title: 'The observation period ended before the evidence was complete',
    status: 409,
    remedy: 'Verify the server now; if v3.x does not work, open a support case. Record the decision on the task.',
  },
  'state-regressed': {
    title: 'The service took back a state it had reported',
    status: 409,
    remedy: 'Look at the server in the portal; roll back while it is possible if v3.x does not protect it.',
  },

  // Plans and campaigns
  'plan-digest-wrong': {
    title: 'The plan was changed after it was made',
    status: 409,
    remedy: 'Make a new plan; a plan is applied exactly as it was made.',
  },
  'plan-outdated': {
    title: 'The estate changed since the plan was made',
    status: 409,
    remedy: 'Look at what changed under errors, and make a new plan.',
  },
  'plan-empty': {
    title: 'No host is left to move',
    status: 409,
    remedy: 'Run "changeguard check" to see why each host is excluded.',
  },
  'plan-applied-already': {
    title: 'This plan was applied before',
    status: 409,
    remedy: 'Look at its campaign with "changeguard status".',
  },
  'feature-loss-not-accepted': {
    title: 'Sensor v3.x lacks a feature that this tenant uses, and nobody accepted the loss',
    status: 409,
    remedy: 'Complete the task that asks for it, with a reason, or keep the servers on v2.x.',
  },
  'task-choice-invalid': {
    title: 'The task does not offer that choice',
    status: 422,
    remedy: 'Show the task; it lists its choices and what each needs.',
  },
  'task-closed': {
    title: 'The task is closed',
    status: 409,
    remedy: 'Nothing is left to do; see the log for who closed it.',
  },
  'task-order': {
    title: 'Another step comes first',
    status: 409,
    remedy: 'Complete the step named in the detail first.',
  },

  ...approvalProblems,
  ...rehearsalProblems,
  ...signInProblems,

  ...steeringProblems,

  ...evidenceProblems,

  // Connections
  'connection-unreachable': {
    title: 'The service cannot be reached',
    status: 502,
    remedy:
      'Check name resolution, port 443 and the proxy from the machine that runs changeguard ("changeguard doctor").',
  },
  'connection-timed-out': {
    title: 'The service did not answer in time',
    status: 504,
    remedy: 'Nothing: it is tried again. If it persists, run "changeguard doctor".',
  },
  'connection-throttled': {
    title: 'The service asks us to slow down',
    status: 503,
    remedy: 'Nothing: it is tried again when the service allows it.',
  },
  'connection-unavailable': {
    title: 'The service is not available',
    status: 503,
    remedy: 'Nothing: it is tried again.',
  },
  'connection-credential-refused': {
    title: 'The credential was refused',
    status: 502,
    remedy:
      'Renew the client secret or the certificate and point the connection at it, or correct what the detail names; see docs/operate/connect.md.',
  },
  'connection-consent-missing': {
    title: 'The directory has not consented to the application',
    status: 502,
    remedy:
      'Let an administrator of the directory give admin consent to the application (API permissions); see docs/operate/connect.md.',
  },
  'connection-clock-off': {
    title: 'The clocks of this machine and of the service do not agree',
    status: 502,
    remedy:
      'Let a time service set the clock of this machine; if it is right, the certificate that was shown has ended, often that of a proxy.',
  },
  'connection-certificate-invalid': {
    title: 'The certificate of the connection cannot be used',
    status: 502,
    remedy:
      'Put a valid certificate and its RSA key, both as PEM, where the connection looks; see docs/operate/connect.md.',
  },
  'connection-proxy-refused': {
    title: 'The proxy does not let us through',
    status: 502,
    remedy:
      'Name proxy, user and password in HTTPS_PROXY, or what goes past it in NO_PROXY; see docs/operate/connect.md.',
  },
  'connection-untrusted': {
    title: 'The certificate of the service is not trusted',
    status: 502,
    remedy:
      'If a proxy inspects TLS here, exempt the service or give its CA in NODE_EXTRA_CA_CERTS; see docs/operate/connect.md.',
  },
  'connection-secret-missing': {
    title: 'The secret of the connection cannot be read',
    status: 502,
    remedy: 'Set the environment variable or the file that the connection names.',
  },
  'connection-permission-missing': {
    title: 'The application lacks a permission',
    status: 502,
    remedy: 'Grant the permission named in the detail and give admin consent; see docs/operate/connect.md.',
  },
  'connection-answer-invalid': {
    title: 'The service answered something we do not understand',
    status: 502,
    remedy: 'Keep the request id from the log and open an issue; nothing was decided on it.',
  },
  'connection-refused-request': {
    title: 'The service refused the request',
    status: 502,
    remedy: 'See the detail; the request id is in the log.',
  },
  'cloud-lacks-feature': {
    title: 'The cloud has no such call',
    status: 409,
    remedy:
      'Start in the portal (--channel portal) and bring in what Graph does not tell with "changeguard estate import"; docs/operate/connect.md says what each cloud has.',
  },
  'connection-not-armed': {
    title: 'The connection is read-only',
    status: 409,
    remedy: 'An administrator arms it with "changeguard connect arm"; until then apply only shows what it would send.',
  },
  'connection-exists': {
    title: 'The tenant has a connection already',
    status: 409,
    remedy: 'Change the existing one, or make another tenant.',
  },
  'connection-missing': {
    title: 'The tenant has no connection',
    status: 409,
    remedy: 'Connect it with "changeguard connect".',
  },

  ...noticeProblems,

  ...reportProblems,

  // Store and engine
  ...storeProblems,
  ...tenantProblems,
  'lease-lost': {
    title: 'Another worker took the work over',
    status: 409,
    remedy: 'Nothing: the other worker does it.',
  },
} as const satisfies Record<string, ProblemEntry>;
