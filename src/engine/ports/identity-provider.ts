/** Who an identity provider says somebody is, after everything about it was verified. */
export interface ProvidedIdentity {
  /** Issuer and an id that does not change: what an account is known by. */
  readonly subject: string;
  /** For people and for the log; it may change, and nothing is decided by it. */
  readonly name: string;
  readonly groups: readonly string[];
  readonly appRoles: readonly string[];
  /** The provider left the groups out of the token, because they are too many. */
  readonly hasTooManyGroups: boolean;
}

/**
 * OpenID Connect, authorization code with PKCE. What it throws are ProblemErrors: `entra-unreachable` when the provider does not answer, `entra-refused`
 * when what came does not hold.
 */
export interface IdentityProvider {
  /** Where a browser goes to sign in. */
  authorizationUrl(request: {
    readonly redirectUri: string;
    readonly state: string;
    readonly nonce: string;
    readonly verifier: string;
  }): Promise<string>;
  /** Trades the code for an identity, once. */
  identityOf(answer: {
    readonly redirectUri: string;
    readonly code: string;
    readonly nonce: string;
    readonly verifier: string;
  }): Promise<ProvidedIdentity>;
}
