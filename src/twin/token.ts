import { createHmac, timingSafeEqual } from 'node:crypto';
import { AssertionReader } from './client-assertion.ts';
import { Dice } from './dice.ts';
import { isObject, jsonAnswer, type TwinAnswer, type TwinRequest } from './wire.ts';

/** The one app registration that a twin's tenant knows. */
export interface TwinCredentials {
  readonly tenantId: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** PEM of the certificates that were added to the application. */
  readonly certificates?: readonly string[];
}

/** Application permissions granted by default: what the product needs, with writing. */
export const standardPermissions = [
  'SecurityIdentitiesMigration.Read.All',
  'SecurityIdentitiesMigration.ReadWrite.All',
  'SecurityIdentitiesSensors.Read.All',
  'SecurityIdentitiesHealth.Read.All',
  'SecurityIdentitiesHealth.ReadWrite.All',
  'SecurityIdentitiesAutoConfig.ReadWrite.All',
  'ThreatHunting.Read.All',
] as const;

/** Entra's usual lifetime of an access token. */
const tokenLifetimeSeconds = 3_599;

interface TokenDeskOptions {
  readonly seed: number;
  readonly credentials: TwinCredentials;
  readonly permissions: readonly string[];
  /** Machine time: a token does not age faster because the twin's clock was turned. */
  readonly machineNow: () => number;
}

/** What a presented token is worth. */
type TokenReading =
  | { readonly valid: true; readonly roles: readonly string[]; readonly epoch: number }
  | { readonly valid: false };

interface EntraError {
  readonly status: number;
  readonly error: string;
  readonly number: number;
  readonly text: string;
}

/** The token endpoint, and the reader of what it issued. */
export class TokenDesk {
  readonly #options: TokenDeskOptions;
  readonly #key: string;
  readonly #assertions: AssertionReader;
  #issued = 0;

  constructor(options: TokenDeskOptions) {
    this.#options = options;
    this.#assertions = new AssertionReader(options.credentials.certificates ?? []);
    // Derived, so that a token outlives a restart of the twin as it outlives one of the cloud's machines.
    this.#key = new Dice(options.seed, 'token key', options.credentials.tenantId).hex(64);
  }

  /** `POST /{tenant}/oauth2/v2.0/token`, client credentials with a secret or an assertion that a certificate signed. */
  issue(tenant: string, request: TwinRequest, grant: { epoch: number; without: readonly string[] }): TwinAnswer {
    const form = new URLSearchParams(request.body);
    const refusal = this.#refusalOf(tenant, request.url, form);
    if (refusal !== undefined) return this.#refuse(refusal);
    const { credentials, permissions, machineNow } = this.#options;
    const issuedAtS = Math.floor(machineNow() / 1000);
    this.#issued += 1;
    const takenBack = new Set(grant.without);
    const payload = {
      aud: 'https://graph.microsoft.com',
      iss: `https://sts.windows.net/${credentials.tenantId}/`,
      iat: issuedAtS,
      nbf: issuedAtS,
      exp: issuedAtS + tokenLifetimeSeconds,
      appid: credentials.clientId,
      idtyp: 'app',
      tid: credentials.tenantId,
      roles: takenBack.has('*') ? [] : permissions.filter((permission) => !takenBack.has(permission)),
      uti: new Dice(this.#options.seed, 'uti', this.#issued).hex(22),
      ver: '1.0',
      xms_twin_epoch: grant.epoch,
    };
    return jsonAnswer(
      200,
      {
        token_type: 'Bearer',
        expires_in: tokenLifetimeSeconds,
        ext_expires_in: tokenLifetimeSeconds,
        access_token: this.#sign(payload),
      },
      { 'cache-control': 'no-store, no-cache', pragma: 'no-cache' },
    );
  }

  read(authorization: string | undefined): TokenReading {
    const match = /^Bearer ([\w-]+)\.([\w-]+)\.([\w-]+)$/i.exec(authorization ?? '');
    if (match === null) return { valid: false };
    const [, head = '', body = '', signature = ''] = match;
    const wanted = Buffer.from(this.#signature(`${head}.${body}`));
    const given = Buffer.from(signature);
    if (wanted.length !== given.length || !timingSafeEqual(wanted, given)) return { valid: false };
    const payload: unknown = JSON.parse(Buffer.from(body, 'base64url').toString('utf8'));
    if (!isObject(payload) || typeof payload.exp !== 'number' || typeof payload.xms_twin_epoch !== 'number') {
      return { valid: false };
    }
    if (this.#options.machineNow() >= payload.exp * 1000) return { valid: false };
    const roles = Array.isArray(payload.roles) ? payload.roles.filter((role) => typeof role === 'string') : [];
    return { valid: true, roles, epoch: payload.xms_twin_epoch };
  }

  #refusalOf(tenant: string, url: string, form: URLSearchParams): EntraError | undefined {
    const { credentials } = this.#options;
    if (tenant.toLowerCase() !== credentials.tenantId.toLowerCase()) {
      return { status: 400, error: 'invalid_request', number: 90_002, text: `Tenant '${tenant}' not found.` };
    }
    const grantType = form.get('grant_type');
    if (grantType === null) {
      return {
        status: 400,
        error: 'invalid_request',
        number: 900_144,
        text: "The body lacks the parameter 'grant_type'.",
      };
    }
    if (grantType !== 'client_credentials') {
      return { status: 400, error: 'unsupported_grant_type', number: 70_003, text: `'${grantType}' is not supported.` };
    }
    if (form.get('client_id') !== credentials.clientId) {
      return { status: 400, error: 'unauthorized_client', number: 700_016, text: 'The application was not found.' };
    }
    const unproven = this.#unproven(url, form);
    if (unproven !== undefined) return { status: 401, error: 'invalid_client', ...unproven };
    if (!(form.get('scope') ?? '').endsWith('/.default')) {
      return { status: 400, error: 'invalid_scope', number: 1_002_012, text: 'The scope must end in /.default.' };
    }
    return undefined;
  }

  #unproven(url: string, form: URLSearchParams): { readonly number: number; readonly text: string } | undefined {
    const { credentials, machineNow } = this.#options;
    const assertion = form.get('client_assertion');
    if (assertion === null) {
      if (form.get('client_secret') === credentials.clientSecret) return undefined;
      return { number: 7_000_215, text: 'Invalid client secret provided.' };
    }
    const type = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';
    if (form.get('client_assertion_type') !== type) {
      return { number: 900_144, text: `The body lacks 'client_assertion_type' ${type}.` };
    }
    const wanted = { audience: url.split('?')[0] ?? url, clientId: credentials.clientId, atMs: machineNow() };
    return this.#assertions.refusalOf(assertion, wanted);
  }

  #refuse(refusal: EntraError): TwinAnswer {
    const at = new Date(this.#options.machineNow()).toISOString();
    const traceId = new Dice(this.#options.seed, 'trace', refusal.number, at).guid();
    return jsonAnswer(refusal.status, {
      error: refusal.error,
      error_description: `AADSTS${refusal.number}: ${refusal.text} Trace ID: ${traceId} Timestamp: ${at}`,
      error_codes: [refusal.number],
      timestamp: at,
      trace_id: traceId,
      correlation_id: traceId,
    });
  }

  #sign(payload: unknown): string {
    const head = Buffer.from(JSON.stringify({ typ: 'JWT', alg: 'HS256' })).toString('base64url');
    const body = Buffer.from(JSON.stringify(payload)).toString('base64url');
    return `${head}.${body}.${this.#signature(`${head}.${body}`)}`;
  }

  #signature(text: string): string {
    return createHmac('sha256', this.#key).update(text).digest('base64url');
  }
}
