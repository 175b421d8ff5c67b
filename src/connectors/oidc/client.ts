import { createHash } from 'node:crypto';
import { errors, type JSONWebKeySet, jwtVerify } from 'jose';
import { z } from 'zod';
import { ProblemError } from '../../domain/problem.ts';
import { type Instant, secondMs } from '../../domain/time.ts';
import type { IdentityProvider, ProvidedIdentity } from '../../engine/ports/identity-provider.ts';
import { credentialIn, proofOf } from '../graph/credential.ts';
import type { Fetch } from '../graph/transport.ts';
import type { SecretReader } from '../secret.ts';
import { SigningKeys } from './keys.ts';
import { oidcLimits } from './limits.ts';
import { type Discovery, discover, readKeys, redeem } from './requests.ts';

interface ProviderGiven {
  /** Exactly as the provider writes it into its tokens. */
  readonly issuer: string;
  readonly clientId: string;
  /** Where the secret, or the certificate with its key, is. */
  readonly secretRef: string;
  readonly fetch: Fetch;
  readonly readSecret: SecretReader;
  readonly machineNow: () => Instant;
  readonly newId: () => string;
}

/** Entra ID signs with this one. What the header of a token says is never asked: it could say "none". */
const algorithms = ['RS256'];

/** OpenID Connect with Microsoft Entra ID, or whoever speaks it the same way. It decides nobody's role. */
export function identityProvider(given: ProviderGiven): IdentityProvider {
  const described = descriptionOf(given);
  const keys = new SigningKeys(async () => {
    const found = await readKeys(given.fetch, (await described()).jwks_uri);
    return found as JSONWebKeySet;
  }, given.machineNow);
  return {
    authorizationUrl: async ({ redirectUri, state, nonce, verifier }) => {
      const url = new URL((await described()).authorization_endpoint);
      const parameters = {
        client_id: given.clientId,
        response_type: 'code',
        response_mode: 'query',
        redirect_uri: redirectUri,
        scope: 'openid profile',
        state,
        nonce,
        code_challenge: createHash('sha256').update(verifier).digest('base64url'),
        code_challenge_method: 'S256',
      };
      for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
      return url.toString();
    },
    identityOf: async ({ redirectUri, code, nonce, verifier }) => {
      const { token_endpoint: url } = await described();
      const idToken = await redeem(given.fetch, url, await formOf(given, url, { redirectUri, code, verifier }));
      return identityIn(given, await verified(given, keys, idToken), nonce);
    },
  };
}

/** The provider's description, read when it is needed first, and again after a while. */
function descriptionOf({ fetch, issuer, machineNow }: ProviderGiven): () => Promise<Discovery> {
  let kept: { readonly found: Discovery; readonly readAt: Instant } | undefined;
  return async () => {
    const now = machineNow();
    if (kept === undefined || now - kept.readAt >= oidcLimits.keepMs)
      kept = { found: await discover(fetch, issuer), readAt: now };
    return kept.found;
  };
}

async function formOf(
  { clientId, secretRef, readSecret, machineNow, newId }: ProviderGiven,
  audience: string,
  { redirectUri, code, verifier }: { readonly redirectUri: string; readonly code: string; readonly verifier: string },
): Promise<URLSearchParams> {
  const credential = await readSecret(secretRef)
    .then(({ value }) => credentialIn(value))
    .catch((cause: unknown) => {
      // Whoever stands before the door need not know where the secret lies; the server's own log has the cause.
      throw new ProblemError('entra-unreachable', 'Our own secret for the provider cannot be used.', { cause });
    });
  return new URLSearchParams({
    grant_type: 'authorization_code',
    client_id: clientId,
    redirect_uri: redirectUri,
    code,
    code_verifier: verifier,
    ...proofOf(credential, { audience, clientId, at: machineNow(), id: newId() }),
  });
}

/** Signature, issuer, audience and times, by the library. What failed is said in its words, which name a claim and never its value. */
async function verified(
  { issuer, clientId, machineNow }: ProviderGiven,
  keys: SigningKeys,
  idToken: string,
): Promise<unknown> {
  try {
    const { payload } = await jwtVerify(idToken, keys.find, {
      issuer,
      audience: clientId,
      algorithms,
      currentDate: new Date(machineNow()),
      clockTolerance: oidcLimits.skewMs / secondMs,
      requiredClaims: ['exp', 'iat', 'nonce', 'sub'],
    });
    return payload;
  } catch (error) {
    if (error instanceof errors.JOSEError)
      throw new ProblemError('entra-refused', `The ID token does not hold: ${error.message}.`, { cause: error });
    throw error;
  }
}

const names = z.array(z.string()).max(1_000).optional();
const claims = z.object({
  sub: z.string().min(1),
  nonce: z.string(),
  aud: z.union([z.string(), z.array(z.string())]),
  azp: z.string().optional(),
  oid: z.string().optional(),
  preferred_username: z.string().optional(),
  email: z.string().optional(),
  groups: names,
  roles: names,
  hasgroups: z.union([z.boolean(), z.string()]).optional(),
  _claim_names: z.looseObject({ groups: z.string().optional() }).optional(),
});

/** `oid` is the person in the whole directory; `sub` only for this application, which an app registered anew would not know again. */
function identityIn({ issuer, clientId }: ProviderGiven, payload: unknown, nonce: string): ProvidedIdentity {
  const found = claims.safeParse(payload).data;
  if (found === undefined) throw refused('A claim of the ID token is not of the shape that it should be.');
  if (found.nonce !== nonce) throw refused('The ID token was made for another sign-in (nonce).');
  const isForOthersToo = typeof found.aud !== 'string' && found.aud.length > 1;
  if (isForOthersToo ? found.azp !== clientId : found.azp !== undefined && found.azp !== clientId)
    throw refused('The ID token was made for another application (azp).');
  const id = found.oid ?? found.sub;
  return {
    subject: `${issuer} ${id}`,
    name: found.preferred_username ?? found.email ?? id,
    groups: found.groups ?? [],
    appRoles: found.roles ?? [],
    hasTooManyGroups: found._claim_names?.groups !== undefined || String(found.hasgroups) === 'true',
  };
}

function refused(detail: string): ProblemError {
  return new ProblemError('entra-refused', detail);
}
