import type { ProblemCode } from '../../domain/problem.ts';

interface SignInError {
  /** What it means here, as a sentence. */
  readonly detail: string;
  /** Where a new credential would not help: what a person does instead stands with this code. */
  readonly code?: ProblemCode;
}

/**
 * Refusals of the token endpoint that a person can do something about, by their code.
 * Source: error codes of Microsoft Entra authentication and authorization (reference-error-codes, seen 2026-11-26).
 */
export const signInErrors: Readonly<Record<string, SignInError>> = {
  AADSTS7000215: { detail: 'The client secret is wrong; often its id was copied instead of its value.' },
  AADSTS7000222: { detail: 'The client secret has expired.' },
  AADSTS700016: { detail: 'The directory does not know the application: the client id or the directory id is wrong.' },
  AADSTS90002: { detail: 'There is no such directory in this cloud.' },
  AADSTS900023: { detail: 'The directory id is neither an id nor a domain.' },
  AADSTS700027: { detail: 'The certificate is not one of the application, or its signature was not accepted.' },
  AADSTS700024: { detail: 'The assertion is not valid at the time of the service.', code: 'connection-clock-off' },
  AADSTS7000112: { detail: 'The application is disabled.' },
  AADSTS7000229: {
    detail: 'The application has no service principal in the directory.',
    code: 'connection-consent-missing',
  },
  AADSTS65001: { detail: 'Consent is missing or was taken back.', code: 'connection-consent-missing' },
  AADSTS53003: { detail: 'A policy of conditional access blocks the sign-in of this workload from here.' },
  AADSTS500011: { detail: 'The directory does not know the service: the Graph address does not fit the cloud.' },
};
