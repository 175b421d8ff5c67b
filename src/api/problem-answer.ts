import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod';
import type { Problem } from '../contract/words.ts';
import { type ProblemCode, ProblemError, Retryable } from '../domain/problem.ts';
import { problems } from '../domain/problem-catalogue.ts';
import { type Instant, secondMs } from '../domain/time.ts';

export const problemType = 'application/problem+json; charset=utf-8';

/** When the error does not say until when, and the longest wait that a caller is ever told. */
const retryAfterSeconds = { usual: 5, most: 3_600 };

/** Any error as a problem of the one catalogue. What is not of ours tells nothing but the id of the request (no stack, no text). */
export function problemOf(error: unknown, request: FastifyRequest, now: (() => Instant) | undefined): Problem {
  if (error instanceof Retryable) {
    const answer = problemBody(error.code, error.message, request);
    return { ...answer, status: 503, retryAfter: retryAfter(error.until, now) };
  }
  if (error instanceof ProblemError) {
    const answer = problemBody(error.code, error.message, request);
    const errors =
      error.errors.length === 0
        ? {}
        : { errors: error.errors.map(({ codes, ...found }) => ({ ...found, ...(codes && { codes: [...codes] }) })) };
    return { ...answer, ...errors, ...(error instanceof RateLimited ? { retryAfter: error.seconds } : {}) };
  }
  if (hasZodFastifySchemaValidationErrors(error)) return invalidRequest(error, request);
  const known = knownFastifyError(error as Partial<FastifyError>, request);
  return known ?? problemBody('internal-error', `Request ${request.id} ended in an unexpected error.`, request);
}

/** Thrown by the rate limits: knows when to come back. */
export class RateLimited extends ProblemError {
  readonly seconds: number;
  constructor(seconds: number) {
    super('too-many-requests', `Too many requests; the next one is answered in ${seconds} s.`);
    this.seconds = seconds;
  }
}

export function problemBody(code: ProblemCode, detail: string, request: FastifyRequest): Problem {
  const { title, status, remedy } = problems[code];
  return {
    type: `urn:changeguard:problem:${code}`,
    title,
    // Catalogue entries of the kind "noted, not refused" have status 200; as an answer to a request they are refusals.
    status: status < 400 ? 422 : status,
    detail,
    instance: `urn:uuid:${request.id}`,
    code,
    remedy,
  };
}

/** Headers that go with a problem. */
export function problemHeaders(answer: Problem): Record<string, string> {
  return {
    ...(answer.retryAfter === undefined ? {} : { 'retry-after': String(answer.retryAfter) }),
    ...(answer.status === 401 ? { 'www-authenticate': 'Bearer realm="changeguard"' } : {}),
    'cache-control': 'no-store',
  };
}

export function sendProblem(reply: FastifyReply, answer: Problem): FastifyReply {
  return reply
    .code(answer.status)
    .headers(problemHeaders(answer))
    .type(problemType)
    .serializer((body: unknown) => JSON.stringify(body))
    .send(answer);
}

/** The wait in whole seconds. `until` is on the tenant's clock, which may run faster than the wall; the bound keeps it sane. */
function retryAfter(until: Instant | undefined, now: (() => Instant) | undefined): number {
  if (until === undefined || now === undefined) return retryAfterSeconds.usual;
  return Math.min(retryAfterSeconds.most, Math.max(1, Math.ceil((until - now()) / secondMs)));
}

function invalidRequest(
  error: { validation: readonly { instancePath: string; message?: string | undefined }[]; validationContext?: unknown },
  request: FastifyRequest,
): Problem {
  const part = String(error.validationContext ?? 'request');
  const errors = error.validation.map((found) => ({
    // The whole body has the path "/", which names no member of it.
    at: `${part}${found.instancePath === '/' ? '' : found.instancePath.replaceAll('/', '.')}`,
    message: found.message ?? 'is not valid',
  }));
  const first = errors[0];
  const detail = first === undefined ? 'The request is not valid.' : `${first.at}: ${first.message}`;
  return { ...problemBody('request-invalid', detail, request), errors };
}

const byFastifyCode: Readonly<Record<string, readonly [ProblemCode, string]>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: ['payload-too-large', 'The body is larger than this route takes.'],
  FST_ERR_CTP_INVALID_MEDIA_TYPE: ['media-type-unsupported', 'The Content-Type is not one that this route reads.'],
  FST_ERR_CTP_INVALID_JSON_BODY: ['request-invalid', 'The body is not JSON.'],
  FST_ERR_CTP_EMPTY_JSON_BODY: ['request-invalid', 'The body is empty although its Content-Type says JSON.'],
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: ['request-invalid', 'The body is not as long as Content-Length says.'],
};

function knownFastifyError(error: Partial<FastifyError>, request: FastifyRequest): Problem | undefined {
  const known = error.code === undefined ? undefined : byFastifyCode[error.code];
  if (known !== undefined) return problemBody(known[0], known[1], request);
  const status = error.statusCode ?? 500;
  if (status === 404) return problemBody('not-found', 'There is nothing at this address.', request);
  if (status >= 400 && status < 500)
    return problemBody('request-invalid', 'The request could not be read as HTTP with JSON.', request);
  return undefined;
}
