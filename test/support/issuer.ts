import { createHash, randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type CryptoKey, exportJWK, generateKeyPair, SignJWT } from 'jose';

/* An identity provider on loopback, which does what the standard asks of one: it looks at the client, its secret, the address to return to, and PKCE. */

interface SigningKey {
  readonly kid: string;
  readonly privateKey: CryptoKey;
  readonly jwk: Record<string, unknown>;
}

interface Authorization {
  readonly redirectUri: string;
  readonly challenge: string;
  readonly nonce: string;
}

/** What a test makes go wrong in the next token. */
export interface Twist {
  readonly claims?: Readonly<Record<string, unknown>>;
  readonly issuer?: string;
  readonly audience?: string;
  readonly expiresAt?: number;
  readonly leavesOut?: readonly string[];
  /** Signs with a key that the provider does not publish. */
  readonly forged?: boolean;
  /** Signs with the key of before the last rotation. */
  readonly withdrawn?: boolean;
  /** `none`, or HS256 with the published key as its secret: the two classics. */
  readonly algorithm?: 'none' | 'HS256';
}

export interface Issuer {
  readonly url: string;
  readonly clientId: string;
  readonly secret: string;
  /** Requests by path, as they came. */
  readonly seen: string[];
  /** Goes to the address of a browser and signs somebody in there. @returns the address that the browser is sent back to. */
  signIn(authorizationUrl: string, claims: Readonly<Record<string, unknown>>, twist?: Twist): Promise<URL>;
  /** Who sits at the browser that comes to the provider's page. */
  visitor: Readonly<Record<string, unknown>>;
  /** From now on another key signs; the one before is published on, or withdrawn. */
  rotate(keepsOld: boolean): Promise<void>;
  /** Answers everything with this status until it is told otherwise. */
  fail(status: number | undefined): void;
  close(): Promise<void>;
}

async function aKey(): Promise<SigningKey> {
  const { publicKey, privateKey } = await generateKeyPair('RS256', { extractable: true });
  const kid = randomUUID();
  return { kid, privateKey, jwk: { ...(await exportJWK(publicKey)), kid, use: 'sig', alg: 'RS256' } };
}

/** @param now the clock by which tokens are issued; the test's own */
export async function anIssuer(now: () => number): Promise<Issuer> {
  let keys: SigningKey[] = [await aKey()];
  let before: SigningKey | undefined;
  let status: number | undefined;
  const [clientId, secret] = ['app-1', 'a secret of the app'];
  const codes = new Map<string, Authorization & { claims: Readonly<Record<string, unknown>>; twist: Twist }>();
  const seen: string[] = [];
  const server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v2.0`;

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const asked = new URL(request.url ?? '/', url);
    const { pathname } = asked;
    seen.push(pathname);
    if (pathname === '/v2.0/authorize') {
      const back = await issuer.signIn(asked.toString(), issuer.visitor);
      response.writeHead(302, { location: back.toString() }).end();
      return;
    }
    const [code, body] = status === undefined ? await answerOf(pathname, await textOf(request)) : [status, {}];
    response.writeHead(code, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  }

  async function answerOf(path: string, text: string): Promise<[number, unknown]> {
    if (path === '/v2.0/.well-known/openid-configuration')
      return [
        200,
        {
          issuer: url,
          authorization_endpoint: `${url}/authorize`,
          token_endpoint: `${url}/token`,
          jwks_uri: `${url}/keys`,
        },
      ];
    if (path === '/v2.0/keys') return [200, { keys: keys.map(({ jwk }) => jwk) }];
    if (path === '/v2.0/token') return token(new URLSearchParams(text));
    return [404, {}];
  }

  async function token(form: URLSearchParams): Promise<[number, unknown]> {
    if (form.get('client_id') !== clientId || form.get('client_secret') !== secret)
      return [401, { error: 'invalid_client', error_description: 'AADSTS7000215: Invalid client secret.' }];
    const code = form.get('code') ?? '';
    const found = codes.get(code);
    codes.delete(code);
    const challenge = createHash('sha256')
      .update(form.get('code_verifier') ?? '')
      .digest('base64url');
    const holds =
      found !== undefined && found.redirectUri === form.get('redirect_uri') && found.challenge === challenge;
    if (!holds || form.get('grant_type') !== 'authorization_code')
      return [400, { error: 'invalid_grant', error_description: 'AADSTS70008: The code has expired.' }];
    return [200, { token_type: 'Bearer', id_token: await idToken(found.nonce, found.claims, found.twist) }];
  }

  async function idToken(nonce: string, claims: Readonly<Record<string, unknown>>, twist: Twist): Promise<string> {
    const seconds = Math.floor(now() / 1_000);
    const payload: Record<string, unknown> = {
      iss: twist.issuer ?? url,
      aud: twist.audience ?? clientId,
      iat: seconds,
      exp: twist.expiresAt === undefined ? seconds + 3_600 : Math.floor(twist.expiresAt / 1_000),
      nonce,
      ...claims,
      ...twist.claims,
    };
    for (const name of twist.leavesOut ?? []) delete payload[name];
    const own = twist.withdrawn === true ? before : keys[0];
    const key = twist.forged === true ? { ...(await aKey()), kid: own?.kid } : own;
    if (key === undefined) throw new Error('The issuer has no key.');
    if (twist.algorithm === 'none') return `${part({ alg: 'none' })}.${part(payload)}.`;
    if (twist.algorithm === 'HS256')
      return new SignJWT(payload)
        .setProtectedHeader({ alg: 'HS256', kid: `${key.kid}` })
        .sign(Buffer.from(JSON.stringify(keys[0]?.jwk)));
    return new SignJWT(payload).setProtectedHeader({ alg: 'RS256', kid: `${key.kid}` }).sign(key.privateKey);
  }

  const issuer: Issuer = {
    visitor: {},
    url,
    clientId,
    secret,
    seen,
    signIn: async (authorizationUrl, claims, twist = {}) => {
      const asked = new URL(authorizationUrl).searchParams;
      if (asked.get('code_challenge_method') !== 'S256') throw new Error('The sign-in was begun without PKCE.');
      if (asked.get('response_type') !== 'code' || asked.get('client_id') !== clientId) throw new Error('Not our app.');
      const code = randomUUID();
      const [redirectUri, challenge, nonce] = ['redirect_uri', 'code_challenge', 'nonce'].map(
        (name) => `${asked.get(name)}`,
      );
      codes.set(code, { redirectUri: `${redirectUri}`, challenge: `${challenge}`, nonce: `${nonce}`, claims, twist });
      const back = new URL(`${redirectUri}`);
      back.searchParams.set('code', code);
      back.searchParams.set('state', `${asked.get('state')}`);
      return back;
    },
    rotate: async (keepsOld) => {
      before = keys[0];
      keys = [await aKey(), ...(keepsOld ? keys : [])];
    },
    fail: (next) => {
      status = next;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return issuer;
}

async function textOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const piece of request.setEncoding('utf8')) text += piece;
  return text;
}

function part(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}
